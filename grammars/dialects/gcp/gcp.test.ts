import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseFilters } from '../../../server/src/packets/analyse.ts';
import { chooseDialect, coverageOf, prepare } from '../../../server/src/review/prepare.ts';
import { flowTimers } from '../../../server/src/rules/nat/flow-timers.ts';
import type { Change } from '../../change.ts';
import { formatPrefix } from '../../model/address.ts';
import type { Device } from '../../model/device.ts';
import type { Filter, FilterRule } from '../../model/filter.ts';
import { firstLostCharacter } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { gcp } from './dialect.ts';

const fixtures = globSync('grammars/dialects/gcp/fixtures/*').map(
  (path) => [path, readFileSync(path, 'utf8')] as const,
);
const fixture = (name: string): string => fixtures.find(([path]) => path.endsWith(name))![1];
const modelOf = (text: string): Device => gcp.toModel(gcp.parse(text));
const filterOf = (device: Device, name: string): Filter | undefined =>
  device.filters.find((one) => one.name.value === name);
const judged = (filter: Filter | undefined): readonly FilterRule[] =>
  filter?.rules.filter(({ implicit }) => !implicit) ?? [];

interface Properties {
  readonly [key: string]: unknown;
}

/** A list as generators write it. */
const printed = (...rules: readonly Properties[]): string =>
  JSON.stringify(
    rules.map((rule, at) => ({
      name: `r${at}`,
      direction: 'INGRESS',
      ...('denied' in rule ? {} : { allowed: [{ IPProtocol: 'tcp', ports: ['443'] }] }),
      ...rule,
    })),
    undefined,
    2,
  );

const written = (text: string, change: Change): string | undefined => {
  const outline = gcp.parse(text);
  const edits = gcp.write(change, outline, gcp.toModel(outline));
  return edits && applyEdits(text, edits);
};

const firewall = (name: string, body: string): string =>
  `resource "google_compute_firewall" "${name}" {\n  name = "${name}"\n  network = "main"\n${body}\n}\n`;

describe('detection', () => {
  test.each(fixtures)('%s is ours, read in full and without loss', (path, text) => {
    expect(chooseDialect({ text })?.dialect.id).toBe('gcp');
    const prepared = prepare({ text, path })!;
    expect(prepared.outline.problems).toEqual([]);
    expect(firstLostCharacter(prepared.outline)).toBeUndefined();
    expect(coverageOf(prepared).unknown).toBe(0);
  });

  test.each([
    ['rules without a kind', printed({ sourceRanges: ['192.0.2.0/24'] })],
    ['a list under items', `{"kind": "compute#firewallList", "items": ${fixture('firewall-list.json')}}`],
    ['a NAT gateway alone', '[{"name": "out", "sourceSubnetworkIpRangesToNat": "LIST_OF_SUBNETWORKS"}]'],
    ['a policy without rules', '[{"rules": [], "shortName": "base", "type": "FIREWALL"}]'],
    ['a cluster', 'resource "google_container_cluster" "a" {\n  name = "a"\n}\n'],
  ])('%s', (_, text) => {
    expect(gcp.detect(text).reasons.length).toBeGreaterThan(0);
    expect(chooseDialect({ text })?.dialect.id).toBe('gcp');
  });

  test.each([
    ['CloudFormation', '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}'],
    ['an answer of AWS', '{"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "tcp"}]}]}'],
    ['an answer of Azure', '{"id": "/subscriptions/1/resourceGroups/a/providers/Microsoft.Network/x/y"}'],
    ['a storage bucket', 'resource "google_storage_bucket" "a" {\n  name = "a"\n}\n'],
    ['Terraform of another cloud', 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n'],
    [
      'Terraform that a ConfigMap carries',
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a.tf: |\n    resource "google_compute_network" "a" {\n    }\n',
    ],
    ['a package', '{"name": "web", "version": "1.0.0", "rules": [], "type": "module"}'],
    ['a NetworkPolicy', 'kind: NetworkPolicy\napiVersion: networking.k8s.io/v1\n'],
    ['lists of names', '{"allowed": ["a"], "denied": ["b"]}'],
  ])('not %s', (_, text) => {
    expect(gcp.detect(text).score).toBe(0);
  });

  test('another cloud with as many resources comes first', () => {
    const text = 'resource "google_compute_network" "a" {\n}\nresource "azurerm_subnet" "a" {\n}\n'.concat(
      'resource "azurerm_virtual_network" "a" {\n}\n',
    );
    expect(chooseDialect({ text })?.dialect.id).toBe('azure');
  });
});

describe('firewall rules', () => {
  const main = modelOf(fixture('network.tf'));
  const owner = 'network google_compute_network.main';
  const account = 'service account web@example.iam.gserviceaccount.com';

  test('a list for each direction and set of targets; a name and a reference are one network', () => {
    expect(main.filters.map(({ name, fallback }) => [name.value, fallback.action])).toEqual([
      [`tag web in ${owner} ingress`, 'deny'],
      [`${account} in ${owner} ingress`, 'deny'],
      [`${owner} ingress`, 'deny'],
      [`${owner} egress`, 'permit'],
      ['policy google_compute_network_firewall_policy.base ingress', 'return'],
    ]);
    expect(main.filters.every(({ order, stateful, closed }) => order === 'by-key' && stateful && closed)).toBe(true);
    expect(main.bindings.map(({ direction, outside }) => [direction, outside])).toEqual([
      ['in', 'decides'],
      ['in', 'decides'],
      ['in', 'decides'],
      ['out', undefined],
      ['in', 'decides'],
    ]);
  });

  test('each rule is judged in the list of its targets, where those for others may decide and those for all do', () => {
    const web = filterOf(main, `tag web in ${owner} ingress`)!;
    expect(judged(web).map(({ key, action }) => [key?.value, action.kind])).toEqual([['1000', 'permit']]);
    const others = web.rules.filter(({ implicit }) => implicit);
    expect(others.map(({ action, matches }) => [action.kind, matches[0]!.opaque?.map(({ text }) => text)])).toEqual([
      ['deny', undefined],
      ['permit', ['source var.office', `target ${account}`]],
      ['permit', ['source tag web']],
    ]);
    const times = main.filters.flatMap(judged).map(({ span }) => span.start);
    expect(new Set(times).size).toBe(times.length);
  });

  test('ranges of a local, ports, protocols', () => {
    const [match] = judged(filterOf(main, `tag web in ${owner} ingress`))[0]!.matches;
    expect(match!.source!.anyOf.map((term) => (term.kind === 'prefix' ? formatPrefix(term) : term.kind))).toEqual([
      '35.191.0.0/16',
      '130.211.0.0/22',
    ]);
    expect(match).toMatchObject({
      family: 'ipv4',
      protocol: { anyOf: [{ first: 6, last: 6 }] },
      destinationPort: {
        anyOf: [
          { first: 8080, last: 8080 },
          { first: 9000, last: 9010 },
        ],
      },
    });
  });

  test('what is printed: IPv6, numbers, logs, rules that do not work', () => {
    const device = modelOf(fixture('firewall-list.json'));
    const [web] = judged(filterOf(device, 'tag web in network example/main ingress'));
    expect(web).toMatchObject({ effects: ['log'], active: true });
    expect(web!.matches.map(({ family, protocol }) => [family, protocol!.anyOf[0]!.first])).toEqual([
      ['ipv6', 6],
      ['ipv6', 50],
    ]);
    expect(judged(filterOf(device, 'network example/main egress'))).toMatchObject([
      { active: false, key: { value: '65534' } },
    ]);
  });

  test('networks of one name in two projects are two', () => {
    const body = (project: string): string => `  project = "${project}"\n  allow {\n    protocol = "tcp"\n  }`;
    const { filters } = modelOf(`${firewall('a', body('one'))}${firewall('b', body('two'))}`);
    expect(filters.map(({ name }) => name.value)).toEqual(['network one/main ingress', 'network two/main ingress']);
  });

  test('as gcloud prints rules without being told how', () => {
    const [ssh, rest] = judged(filterOf(modelOf(fixture('firewall.yaml')), 'network example/main ingress'));
    expect(ssh!.matches[0]!.destinationPort!.anyOf).toEqual([
      { first: 22, last: 22 },
      { first: 8000, last: 8010 },
    ]);
    expect(rest).toMatchObject({ key: { value: '2000' }, action: { kind: 'deny' }, matches: [{ family: 'ipv4' }] });
  });

  test('without a source it is all of IPv4, with a tag it is a condition', () => {
    const [all, tagged] = judged(filterOf(modelOf(printed({}, { sourceTags: ['a'] })), 'network default ingress'));
    expect(all!.matches).toMatchObject([{ family: 'ipv4' }]);
    expect(all!.matches[0]!.opaque).toBeUndefined();
    expect(tagged!.matches).toMatchObject([{ family: 'both', opaque: [{ text: 'source tag a' }] }]);
  });

  test('of one priority the deny decides, whatever stands first', () => {
    const device = modelOf(printed({ sourceRanges: ['192.0.2.0/24'] }, { denied: [{ IPProtocol: 'all' }] }));
    const lines = analyseFilters(device).lines(0);
    expect(lines.map(({ status }) => status)).toEqual(['dead', 'live']);
  });

  test('a rule for other machines may decide, so nothing is certain behind it', () => {
    const deny = { denied: [{ IPProtocol: 'tcp' }], targetTags: ['b'] };
    const device = modelOf(printed({ sourceRanges: ['192.0.2.0/24'], targetTags: ['a'] }, deny));
    for (const [at] of device.filters.entries())
      expect(
        analyseFilters(device)
          .lines(at)
          .map(({ status }) => status),
      ).toEqual(['live', 'live']);
  });

  test.each([
    ['a priority', 'priority = var.priority\n  allow {\n    protocol = "tcp"\n  }'],
    ['a direction', 'direction = var.direction\n  allow {\n    protocol = "tcp"\n  }'],
    ['neither allow nor deny', 'priority = 10'],
  ])('%s that is not known leaves the list unsaid', (_, body) => {
    expect(modelOf(firewall('a', body)).filters).toEqual([]);
  });

  test('many sets of targets are one list', () => {
    const rules = Array.from({ length: 40 }, (_, at) => ({ targetTags: [`t${at}`] }));
    const { filters } = modelOf(printed(...rules));
    expect(filters.map(({ rules: own }) => own.length)).toEqual([40]);
    expect(filters[0]!.rules[7]!.matches[0]!.opaque?.[0]?.text).toBe('target tag t7');
  });

  test('ports that there are not, or where there are none', () => {
    const device = modelOf(
      printed({
        allowed: [
          { IPProtocol: 'tcp', ports: ['90-80', '70000'] },
          { IPProtocol: 'icmp', ports: ['8'] },
        ],
      }),
    );
    expect(device.matchProblems.map(({ kind, effect }) => [kind, effect])).toEqual([
      ['range-reversed', 'refused'],
      ['port-too-high', 'refused'],
      ['ports-without-protocol', 'refused'],
    ]);
  });

  test('a policy leaves to the next level what it does not decide', () => {
    const [filter] = modelOf(fixture('policy.json')).filters;
    expect(filter).toMatchObject({ name: { value: 'policy base ingress' }, fallback: { action: 'return' } });
    expect(filter!.rules.map(({ action }) => action.kind)).toEqual(['deny', 'return']);
    expect(filter!.rules[0]!.matches.map(({ source, opaque }) => [source !== undefined, opaque?.[0]?.text])).toEqual([
      [false, 'source region XX'],
      [true, undefined],
    ]);
    expect(filter!.rules[1]!.matches).toEqual([{ family: 'ipv4' }]);
  });
});

describe('routes and NAT', () => {
  test('a route of one tag is in a table of its own', () => {
    const [route] = modelOf(fixture('network.tf')).routes;
    expect(route).toMatchObject({ table: 'google_compute_network.main web', distance: 500, recursive: false });
    expect(formatPrefix(route!.destination)).toBe('10.20.0.0/16');
  });

  test('timers as written, and defaults of what is not', () => {
    const { nat } = modelOf(fixture('network.tf'));
    expect(nat!.timers.map(({ kind, seconds }) => [kind, seconds.value])).toEqual([['udp', 120]]);
    expect(nat!.defaults.map(({ kind, seconds }) => [kind, seconds])).toEqual([
      ['icmp', 30],
      ['tcp-established', 1200],
      ['tcp-transitory', 30],
    ]);
    const router = modelOf(fixture('router.json')).nat!;
    expect(router.timers.map(({ seconds }) => seconds.value).sort()).toEqual([240, 300, 60, 7440]);
    expect(router).toMatchObject({ translates: true, defaults: [], anchor: { value: 'out' } });
  });

  test('each of several gateways has timers of its own, and the silent one the defaults', () => {
    const nat = (name: string, body: string): string =>
      `resource "google_compute_router_nat" "${name}" {\n  name = "${name}"\n${body}}\n`;
    const text = nat('a', '  udp_idle_timeout_sec = 20\n') + nat('b', '') + nat('c', '  udp_idle_timeout_sec = 300\n');
    const found = flowTimers(modelOf(text), ['udp']);
    expect(found.map(({ seconds, written: own }) => [seconds, own?.scope?.name])).toEqual([
      [20, 'google_compute_router_nat.a'],
      [300, 'google_compute_router_nat.c'],
      [30, undefined],
    ]);
    expect(found[2]!.span.start).toBe(text.indexOf('"b"') + 1);
  });

  test('a variable is neither a timer nor a default', () => {
    const text = 'resource "google_compute_router_nat" "a" {\n  name = "a"\n  udp_idle_timeout_sec = var.udp\n}\n';
    const { nat } = modelOf(text);
    expect([...nat!.timers, ...nat!.defaults].some(({ kind }) => kind === 'udp')).toBe(false);
  });
});

describe('written', () => {
  const allow = firewall('a', '  priority = 1000\n\n  allow {\n    protocol = "tcp"\n  }');
  const other = firewall('b', '  priority = 900\n\n  deny {\n    protocol = "tcp"\n  }');

  test('a rule is taken out, unless something names it', () => {
    expect(written(`${allow}\n${other}`, { kind: 'delete-rule', filter: 0, rule: 1 })).toBe(allow);
    const output = 'output "id" {\n  value = google_compute_firewall.b.id\n}\n';
    expect(written(`${allow}\n${other}\n${output}`, { kind: 'delete-rule', filter: 0, rule: 1 })).toBeUndefined();
  });

  test('without its last rule, a tag has no list of its own: its machines are like all others', () => {
    const tagged = firewall('c', '  target_tags = ["web"]\n\n  allow {\n    protocol = "tcp"\n  }');
    const text = `${allow}\n${tagged}`;
    const [before, at] = [modelOf(text), 1];
    expect(before.filters[at]!.name.value).toBe('tag web in network main ingress');
    const line = analyseFilters(before).lines(at).at(-1);
    expect(line).toMatchObject({ status: 'dead', conflicting: false });
    const after = modelOf(written(text, { kind: 'delete-rule', filter: at, rule: line!.ref.rule })!);
    expect(after.filters.map(({ name }) => name.value)).toEqual(['network main ingress']);
    for (const protocol of [6, 17]) {
      const packet = { family: 'ipv4', source: 0xc6336407n, destination: 0xc000020an, protocol, state: 'new' } as const;
      const ported = { ...packet, sourcePort: 40_000, destinationPort: 443 };
      const [was, is] = [analyseFilters(before).test(at, ported), analyseFilters(after).test(0, ported)];
      expect(is.action).toBe(was.action);
      expect(was.action).toBe(protocol === 6 ? 'permit' : 'deny');
    }
  });

  test('a verdict, a place, a timeout', () => {
    const text = `${allow}\n${other}`;
    expect(written(text, { kind: 'set-action', filter: 0, rule: 0, action: 'deny', log: false })).toBe(
      text.replace('allow {', 'deny {'),
    );
    expect(written(text, { kind: 'set-action', filter: 0, rule: 0, action: 'deny', log: true })).toBeUndefined();
    expect(written(text, { kind: 'move-rule', filter: 0, rule: 0, before: 1 })).toBe(text.replace('1000', '449'));
    const nat = 'resource "google_compute_router_nat" "a" {\n  udp_idle_timeout_sec = 30\n}\n';
    const [timer] = modelOf(nat).nat!.timers;
    expect(written(nat, { kind: 'set-timer', timer: timer!, seconds: 300 })).toBe(nat.replace('30', '300'));
  });

  test('what is printed is not changed', () => {
    expect(written(printed({}), { kind: 'delete-rule', filter: 0, rule: 0 })).toBeUndefined();
  });
});

test('mutilated texts are read without a throw and without loss', () => {
  const texts = fixtures.map(([, text]) => text);
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat({ max: 60 }), fc.string(), (text, at, length, insert) => {
      const start = at % text.length;
      const mutilated = text.slice(0, start) + insert + text.slice(start + length);
      const outline = gcp.parse(mutilated);
      gcp.toModel(outline);
      expect(firstLostCharacter(outline)).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});
