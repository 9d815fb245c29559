import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyseFilters } from '../../../server/src/packets/analyse.ts';
import { interfaceTowards } from '../../../server/src/packets/interface-towards.ts';
import { packetPath } from '../../../server/src/packets/packet-path.ts';
import { formatPacket, parsePacket } from '../../../server/src/packets/packet-text.ts';
import { layersOf } from '../../../server/src/review/layers.ts';
import { namesOf } from '../../../server/src/review/names.ts';
import { prepare } from '../../../server/src/review/prepare.ts';
import { rename } from '../../../server/src/review/rename.ts';
import type { Change } from '../../change.ts';
import { type AddressTerm, formatAddress, formatPrefix } from '../../model/address.ts';
import type { Device } from '../../model/device.ts';
import type { Filter, Match } from '../../model/filter.ts';
import { walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { junos } from './dialect.ts';

const fixture = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
const modelOf = (text: string): Device => junos.toModel(junos.parse(text));
const lines = (...all: readonly string[]): string => all.map((line) => `set ${line}\n`).join('');

const device = modelOf(fixture('firewall.set'));
const filterNamed = ({ filters }: Device, name: string): Filter => filters.find((one) => one.name.value === name)!;
const rule = (of: Device, filter: string, name: string) =>
  filterNamed(of, filter).rules.find(({ key }) => key?.value === name)!;

const termText = (term: AddressTerm): string =>
  term.kind === 'any'
    ? 'any'
    : term.kind === 'range'
      ? `${formatAddress(term.family, term.first)}-${formatAddress(term.family, term.last)}`
      : term.kind === 'prefix'
        ? formatPrefix(term)
        : `${formatAddress(term.family, term.address)} but ${formatAddress(term.family, term.wildcard)}`;

/** `10.1.0.0/24 > any: 6/80 unsure` */
function matchText({ source, destination, protocol, destinationPort, icmp, opaque }: Match): string {
  const side = (field: Match['source']): string =>
    field ? `${field.negated ? 'not ' : ''}${field.anyOf.map(termText).join(',')}` : 'any';
  const ports = destinationPort?.anyOf.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  const what = [protocol?.anyOf[0]?.first ?? 'all', ports?.join(',') ?? icmp?.anyOf[0]?.type.first].filter(
    (part) => part !== undefined,
  );
  return `${side(source)} > ${side(destination)}: ${what.join('/')}${opaque ? ` if ${opaque.map(({ text }) => text).join(', ')}` : ''}`;
}

const matches = (of: Device, filter: string, name: string): string[] => rule(of, filter, name).matches.map(matchText);

/** What befalls a packet that arrives: the verdict, who decides, and as what it leaves. */
function fate(of: Device, filter: string, packet: string): string {
  const { filters } = of;
  const path = packetPath(
    filters,
    filters.findIndex(({ name }) => name.value === filter),
    parsePacket(packet)!,
    analyseFilters(of).test,
    { towards: (family, address) => interfaceTowards(of, family, address) },
  );
  const { decidedBy, action } = path.deciding.verdict;
  const by = decidedBy ? filters[decidedBy.filter]!.rules[decidedBy.rule]!.key?.value : 'default';
  const last = path.steps.at(-1)!;
  const end = last.becomes ?? last.packet;
  return `${action} by ${by}: ${formatPacket(end)}${path.sure ? '' : ' (unsure)'}`;
}

describe('policies', () => {
  test('both forms say the same', () => {
    const bare = (value: unknown): unknown => {
      if (typeof value === 'bigint') return `${value}n`;
      if (Array.isArray(value)) return value.map(bare);
      if (value === null || typeof value !== 'object') return value;
      const kept = Object.entries(value).filter(([key]) => !/^spans?$|Span$|^again$/.test(key));
      return Object.fromEntries(kept.map(([key, inner]) => [key, bare(inner)]));
    };
    expect(bare(modelOf(fixture('firewall.conf')))).toEqual(bare(device));
    for (const name of ['firewall.conf', 'firewall.set'])
      expect([...walk(junos.parse(fixture(name)).statements)].filter(isUnknown(name))).toEqual([]);
  });

  const isUnknown = (name: string) => {
    const outline = junos.parse(fixture(name));
    junos.toModel(outline);
    const unknown = new Set(
      [...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown').map(({ span }) => span.start),
    );
    return ({ span }: { readonly span: { readonly start: number } }): boolean => unknown.has(span.start);
  };

  test('applications: sets in sets, terms, what the platform has', () => {
    expect(matches(device, 'from-zone trust to-zone untrust', 'web')).toEqual([
      '10.1.0.0/24 > any: 6/80',
      '10.1.0.0/24 > any: 6/443',
      '10.1.0.0/24 > any: 6/8443',
      '10.1.0.0/24 > any: 17/53',
    ]);
    expect(matches(device, 'from-zone trust to-zone vpn', 'web')).toEqual([
      '10.1.0.0/24 > 198.51.100.10/32: 6/9100-9102',
      '10.1.0.0/24 > 198.51.100.10/32: 17/9100',
    ]);
    expect(matches(device, 'global', 'any-pings')).toEqual(['any > any: 1/8']);
  });

  test('addresses: a zone’s own book first, host names are not known, exclusion', () => {
    // `web` means the partners' host in zone vpn, the own server elsewhere.
    expect(matches(device, 'from-zone trust to-zone untrust', 'updates')).toEqual([
      '0.0.0.0/0 > 10.2.0.10/32: all if scheduler-name nights',
      '0.0.0.0/0 > any: all if scheduler-name nights, destination-address updates',
    ]);
    expect(matches(device, 'from-zone trust to-zone untrust', 'rest')).toEqual([
      'any > not 10.1.0.0/24,10.2.0.10/32,2001:db8:2::/48: all',
    ]);
    expect(matches(device, 'from-zone untrust to-zone dmz', 'web')).toEqual([
      'any > 10.2.0.10/32,2001:db8:2::/48: 6/8443',
    ]);
  });

  test('ranges and masks of an address book', () => {
    const text = lines(
      'security address-book global address a range-address 10.1.0.200 to 10.1.0.219',
      'security address-book global address b wildcard-address 10.0.0.1/255.0.0.255',
      'security address-book global address-set s address a',
      'security address-book global address-set s address-set s',
      'security policies from-zone x to-zone y policy p match source-address s',
      'security policies from-zone x to-zone y policy p match destination-address b',
      'security policies from-zone x to-zone y policy p match application any',
      'security policies from-zone x to-zone y policy p then permit',
    );
    expect(matches(modelOf(text), 'from-zone x to-zone y', 'p')).toEqual([
      '10.1.0.200-10.1.0.219 > 10.0.0.1 but 0.255.255.0: all',
    ]);
  });

  test('what is not known never decides for sure', () => {
    const text = lines(
      'applications application rpc protocol tcp',
      'applications application rpc uuid 1be617c0-31a5-11cf-a7d8-00805f48a135',
      ...['a application rpc', 'b application junos-future', 'c application any', 'd application junos-https'].flatMap(
        (one) => {
          const [name, condition] = [one.slice(0, 1), one.slice(2)];
          return [
            `security policies from-zone x to-zone y policy ${name} match source-address any`,
            `security policies from-zone x to-zone y policy ${name} match destination-address missing`,
            `security policies from-zone x to-zone y policy ${name} match ${condition}`,
            `security policies from-zone x to-zone y policy ${name} then deny`,
          ];
        },
      ),
      'security policies from-zone x to-zone y policy c match source-identity role-a',
    );
    for (const name of ['a', 'b', 'c', 'd'])
      expect(rule(modelOf(text), 'from-zone x to-zone y', name).matches.every(({ opaque }) => opaque?.length)).toBe(
        true,
      );
  });

  test('inactive policies and pairs', () => {
    const text = `${lines(
      ...['p', 'q'].map((name) => `security policies from-zone x to-zone y policy ${name} then permit`),
      'security policies from-zone y to-zone x policy r then permit',
    )}deactivate security policies from-zone x to-zone y policy p\ndeactivate security policies from-zone y to-zone x\n`;
    const { filters } = modelOf(text);
    expect(filters.map(({ name, rules }) => [name.value, rules.map(({ active }) => active)])).toEqual([
      ['from-zone x to-zone y', [false, true]],
      ['security policies', [true]],
    ]);
  });
});

describe('the way of a packet', () => {
  test.each([
    [
      'tcp 10.1.0.5:40000 > 192.0.2.1:443',
      'permit by web: tcp 10.1.0.5:40000 > 192.0.2.1:443 in ge-0/0/1.0 out ge-0/0/0.0',
    ],
    // A schedule decides: taken as met, and said to be unsure.
    [
      'udp 10.1.0.5:40000 > 192.0.2.1:3478',
      'permit by updates: udp 10.1.0.5:40000 > 192.0.2.1:3478 in ge-0/0/1.0 out ge-0/0/0.0',
    ],
    // Destination NAT comes before the policy.
    [
      'tcp 198.51.100.7:40000 > 203.0.113.2:443',
      'permit by web: tcp 198.51.100.7:40000 > 10.2.0.10:8443 in ge-0/0/0.0 out ge-0/0/2.0',
    ],
    [
      'tcp 198.51.100.7:40000 > 203.0.113.2:8443',
      'deny by default: tcp 198.51.100.7:40000 > 203.0.113.2:8443 in ge-0/0/0.0 out ge-0/0/0.0',
    ],
    // Static NAT maps the whole address, back as well.
    [
      'tcp 198.51.100.7:40000 > 203.0.113.3:25',
      'deny by default: tcp 198.51.100.7:40000 > 10.2.0.11:25 in ge-0/0/0.0 out ge-0/0/2.0',
    ],
    [
      'icmp 10.2.0.11 > 192.0.2.1 type 8',
      'permit by any-pings: icmp 203.0.113.3 > 192.0.2.1 type 8 in ge-0/0/2.0 out ge-0/0/0.0',
    ],
    // A route leads to the tunnel; this way nothing is translated.
    ['tcp 10.1.0.5:40000 > 10.8.0.1:443', 'deny by default: tcp 10.1.0.5:40000 > 10.8.0.1:443 in ge-0/0/1.0 out st0.0'],
    [
      'tcp 10.3.0.5:40000 > 192.0.2.1:443 in guest',
      'deny by default: tcp 10.3.0.5:40000 > 192.0.2.1:443 in guest out ge-0/0/0.0',
    ],
  ])('%s', (packet, expected) => {
    expect(fate(device, 'security policies', packet).replace(/ \(unsure\)$/, '')).toBe(expected);
  });

  test('a list of a pair is asked by way of the filter before it', () => {
    expect(fate(device, 'from-zone untrust to-zone dmz', 'tcp 198.51.100.7:40000 > 10.2.0.10:8443')).toBe(
      'permit by web: tcp 198.51.100.7:40000 > 10.2.0.10:8443 in untrust out dmz',
    );
  });

  test('to the device itself: what the zone lets in, then policies towards junos-host', () => {
    const to = (packet: string): string => fate(device, 'host-inbound-traffic', packet);
    expect(to('tcp 198.51.100.7:40000 > 203.0.113.2:22 in untrust')).toMatch(/^deny by nobody/);
    expect(to('tcp 10.2.0.10:40000 > 203.0.113.2:22 in untrust')).toMatch(/^permit by ssh/);
    expect(to('tcp 198.51.100.7:40000 > 203.0.113.2:23 in untrust')).toMatch(/^deny by default/);
    expect(to('tcp 198.51.100.7:40000 > 203.0.113.2:179 in ge-0/0/0.0')).toMatch(/^permit by bgp/);
    // `all` is what runs, without what is taken out of it.
    expect(to('tcp 10.1.0.5:40000 > 10.1.0.1:22 in ge-0/0/1.0')).toMatch(/^permit by all/);
    expect(to('tcp 10.1.0.5:40000 > 10.1.0.1:23 in ge-0/0/1.0')).toMatch(/^deny by telnet/);
    expect(to('tcp 10.1.0.5:40000 > 10.1.0.1:80 in ge-0/0/1.0')).toMatch(/^deny by default/);
    expect(to('tcp 10.2.0.5:40000 > 10.2.0.1:22 in dmz')).toMatch(/^deny by default/);
  });

  test('of an interface, what it says itself counts', () => {
    const of = modelOf(
      lines(
        'security zones security-zone a host-inbound-traffic system-services ssh',
        'security zones security-zone a interfaces ge-0/0/0.0',
        'security zones security-zone a interfaces ge-0/0/1 host-inbound-traffic system-services ping',
      ),
    );
    const to = (packet: string): string => fate(of, 'host-inbound-traffic', packet);
    expect(to('tcp 192.0.2.1:40000 > 192.0.2.2:22 in ge-0/0/0.0')).toMatch(/^permit/);
    expect(to('tcp 192.0.2.1:40000 > 192.0.2.2:22 in ge-0/0/1.0')).toMatch(/^deny/);
    expect(to('icmp 192.0.2.1 > 192.0.2.2 type 8 in ge-0/0/1.0')).toMatch(/^permit/);
  });

  test('of several rule-sets the one that says most of the way translates', () => {
    const source = (packet: string) =>
      analyseFilters(device).test(
        device.filters.findIndex(({ name }) => name.value === 'source nat'),
        parsePacket(packet)!,
      );
    const by = (packet: string): string => {
      const { action, decidedBy } = source(packet);
      const filter = decidedBy && device.filters[decidedBy.filter]!;
      return `${action} ${filter?.name.value} ${filter?.rules[decidedBy!.rule]?.key?.value}`;
    };
    expect(by('udp 10.1.0.5:1 > 192.0.2.1:53 in ge-0/0/1.0 out ge-0/0/0.0')).toBe('translate port dns');
    // The set of the interfaces is the only one asked, though it has nothing for this.
    expect(by('tcp 10.1.0.5:1 > 192.0.2.1:443 in ge-0/0/1.0 out ge-0/0/0.0')).toBe('permit undefined undefined');
    expect(by('tcp 10.1.0.5:1 > 192.0.2.1:443 in trust out untrust')).toBe('translate office all');
    expect(by('tcp 10.1.0.5:1 > 10.8.0.1:443 in trust out untrust')).toBe('exempt office branch');
    expect(by('tcp 10.3.0.5:1 > 192.0.2.1:443 in ge-0/0/3.0 out untrust')).toBe('translate guests all');
  });

  test('port forwards as policies see them', () => {
    expect(device.nat!.forwards).toMatchObject([
      {
        seen: {
          protocol: { anyOf: [{ first: 6, last: 6 }] },
          destinationPort: { anyOf: [{ first: 8443, last: 8443 }] },
          inInterface: { anyOf: [{ name: 'untrust' }] },
          outInterface: { anyOf: [{ name: 'dmz' }] },
        },
        by: { kind: 'hook', hook: 'forward' },
      },
    ]);
  });

  test('a device that forwards packet by packet has no zones', () => {
    const of = modelOf(`${fixture('firewall.set')}set security forwarding-options family mpls mode packet-based\n`);
    expect(of.filters).toEqual([]);
    expect(of.zones).toBeUndefined();
  });

  test('a default that permits', () => {
    const of = modelOf(`${fixture('firewall.set').replace('default-policy deny-all', 'default-policy permit-all')}`);
    expect(fate(of, 'security policies', 'tcp 198.51.100.7:1 > 203.0.113.2:8443')).toMatch(/^permit by default/);
  });
});

describe('names', () => {
  const state = (text: string) => {
    const { definitions, uses } = modelOf(text).references;
    const key = (namespace: string, name: string, scope: string | undefined) => `${namespace} ${scope ?? ''} ${name}`;
    const defined = new Set(definitions.map((one) => key(one.namespace, one.name.value, one.scope)));
    return uses
      .filter(
        (use) => !use.predefined && !use.namespaces.some((one) => defined.has(key(one, use.name.value, use.scope))),
      )
      .map((use) => use.name.value);
  };

  test('addresses are known in their zones, zones and applications everywhere', () => {
    expect(state(fixture('firewall.set'))).toEqual([]);
    expect(
      state(
        lines(
          'security zones security-zone a address-book address x 192.0.2.1/32',
          'security zones security-zone a address-book address-set s address x',
          'security zones security-zone b interfaces ge-0/0/0.0',
          'security policies from-zone a to-zone b policy p match source-address [ x s ]',
          'security policies from-zone a to-zone b policy p match destination-address x',
          'security policies from-zone a to-zone c policy p match application [ any junos-ssh y ]',
          'security policies global policy g match to-zone d',
        ),
      ),
    ).toEqual(['c', 'x', 'y', 'd']);
  });
});

describe('renaming', () => {
  const SHARED = new Set(['web', 'updates']);

  test.each(['firewall.set', 'firewall.conf'])('%s: zones, addresses, applications and pools', (name) => {
    const prepared = prepare({ text: fixture(name), path: `${name}.conf`, dialect: 'junos' })!;
    const kinds = new Set(['zone', 'object', 'service-object', 'nat-pool']);
    const names = layersOf(prepared)
      .flatMap((layer) => namesOf(layer))
      // These are names of policies as well: which of them a word means is not for renaming to tell.
      .filter(
        ({ namespace, definitions, text }) => kinds.has(namespace) && definitions.length > 0 && !SHARED.has(text),
      );
    expect(names.length).toBeGreaterThan(15);
    for (const one of names) {
      const renaming = rename(prepared, one, 'renamed-1');
      expect(`${one.namespace} ${one.text}: ${renaming.ok || renaming.problem.en}`).toBe(
        `${one.namespace} ${one.text}: true`,
      );
    }
  });
});

describe('changes', () => {
  const edited = (name: string, change: (device: Device) => Change): Device | undefined => {
    const outline = junos.parse(fixture(name));
    const before = junos.toModel(outline);
    const edits = junos.write(change(before), outline, before);
    if (!edits) return undefined;
    const after = junos.parse(applyEdits(outline.text, edits));
    expect(after.problems).toEqual([]);
    return junos.toModel(after);
  };
  const index = (of: Device, name: string): number => of.filters.findIndex((one) => one.name.value === name);
  const keys = (of: Device, name: string): string[] => filterNamed(of, name).rules.map(({ key }) => key!.value);
  const TO = 'from-zone trust to-zone untrust';

  test.each(['firewall.set', 'firewall.conf'])('%s: policies are moved, taken out, put in and turned round', (name) => {
    const moved = edited(name, (of) => ({ kind: 'move-rule', filter: index(of, TO), rule: 2, before: 0 }))!;
    expect(keys(moved, TO)).toEqual(['rest', 'web', 'updates']);
    const deleted = edited(name, (of) => ({ kind: 'delete-rule', filter: index(of, TO), rule: 1 }))!;
    expect(keys(deleted, TO)).toEqual(['web', 'rest']);
    const denied = edited(name, (of) => ({
      kind: 'set-action',
      filter: index(of, TO),
      rule: 0,
      action: 'deny',
      log: true,
    }))!;
    expect(rule(denied, TO, 'web')).toMatchObject({ action: { kind: 'deny' }, effects: ['log:session-init'] });
    const permitted = edited(name, (of) => ({
      kind: 'set-action',
      filter: index(of, TO),
      rule: 2,
      action: 'permit',
      log: false,
    }))!;
    expect(rule(permitted, TO, 'rest')).toMatchObject({ action: { kind: 'permit' }, effects: ['log:session-init'] });
    const added = edited(name, (of) => ({
      kind: 'insert-rules',
      filter: index(of, TO),
      before: 1,
      action: 'permit',
      matches: [
        {
          family: 'ipv4',
          source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a010000n, length: 24 }] },
          destination: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0xc0000200n, length: 24 }] },
          protocol: { anyOf: [{ first: 17, last: 17 }] },
          destinationPort: { anyOf: [{ first: 3478, last: 3481 }] },
          inInterface: { anyOf: [{ name: 'trust', members: [] }] },
        },
        {
          family: 'both',
          protocol: { anyOf: [{ first: 6, last: 6 }] },
          destinationPort: { anyOf: [{ first: 22, last: 22 }] },
        },
      ],
    }))!;
    expect(keys(added, TO)).toEqual(['web', 'permit-added', 'permit-added-2', 'updates', 'rest']);
    expect(matches(added, TO, 'permit-added')).toEqual(['10.1.0.0/24 > 192.0.2.0/24: 17/3478-3481']);
    expect(matches(added, TO, 'permit-added-2')).toEqual(['any > any: 6/22']);
    const service = edited(name, (of) => ({
      kind: 'delete-rule',
      filter: index(of, 'host-inbound-traffic'),
      rule: 3,
    }))!;
    expect(keys(service, 'host-inbound-traffic')).toEqual(['telnet', 'all', 'ping', 'bgp']);
    const fallback = edited(name, (of) => ({
      kind: 'set-fallback',
      filter: index(of, 'security policies'),
      action: 'permit',
    }))!;
    expect(filterNamed(fallback, 'security policies').fallback.action).toBe('permit');
  });

  test('nothing is written that policies cannot say', () => {
    const insert = (match: Match) =>
      edited('firewall.set', (of) => ({
        kind: 'insert-rule',
        filter: index(of, TO),
        before: 0,
        action: 'permit',
        match,
      }));
    expect(insert({ family: 'ipv4', sourcePort: { anyOf: [{ first: 53, last: 53 }] } })).toBeUndefined();
    expect(insert({ family: 'ipv4', inInterface: { anyOf: [{ name: 'dmz' }] } })).toBeUndefined();
    expect(insert({ family: 'ipv4', state: { anyOf: ['established'] } })).toBeUndefined();
    expect(
      edited('firewall.set', (of) => ({
        kind: 'insert-rule',
        filter: index(of, 'security policies'),
        before: 0,
        action: 'permit',
        match: { family: 'ipv4' },
      })),
    ).toBeUndefined();
  });
});
