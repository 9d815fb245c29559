import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseFilters } from '../../../server/src/packets/analyse.ts';
import { chooseDialect, coverageOf, prepare } from '../../../server/src/review/prepare.ts';
import { cpuTime } from '../../../test/support/cpu-time.ts';
import type { Change } from '../../change.ts';
import { formatPrefix, parseIpv4 } from '../../model/address.ts';
import type { Device } from '../../model/device.ts';
import type { Filter, Match } from '../../model/filter.ts';
import { firstLostCharacter } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { azure } from './dialect.ts';

const fixtures = globSync('grammars/dialects/azure/fixtures/*').map(
  (path) => [path, readFileSync(path, 'utf8')] as const,
);
const fixture = (name: string): string => fixtures.find(([path]) => path.endsWith(name))![1];
const modelOf = (text: string): Device => azure.toModel(azure.parse(text));
const filterOf = (device: Device, name: string): Filter | undefined =>
  device.filters.find((one) => one.name.value === name);

const SCHEMA = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';

interface Properties {
  readonly [key: string]: unknown;
}

const ruleOf = (properties: Properties): Properties => ({
  name: `r${String(properties.priority ?? 100)}`,
  properties: {
    priority: 100,
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '443',
    ...properties,
  },
});

const template = (resources: unknown, more: Properties = {}): string =>
  JSON.stringify({ $schema: SCHEMA, contentVersion: '1.0.0.0', ...more, resources }, undefined, 2);

const group = (...rules: readonly Properties[]): string =>
  template([
    {
      type: 'Microsoft.Network/networkSecurityGroups',
      apiVersion: '2024-05-01',
      name: 'web',
      properties: { securityRules: rules.map(ruleOf) },
    },
  ]);

const matchesOf = (properties: Properties): readonly Match[] =>
  filterOf(modelOf(group(properties)), 'web inbound')!.rules[0]!.matches;

const written = (text: string, change: Change): string | undefined => {
  const outline = azure.parse(text);
  const edits = azure.write(change, outline, azure.toModel(outline));
  return edits && applyEdits(text, edits);
};

describe('detection', () => {
  test.each(fixtures)('%s is ours, read in full and without loss', (path, text) => {
    expect(chooseDialect({ text })?.dialect.id).toBe('azure');
    const prepared = prepare({ text, path })!;
    expect(prepared.outline.problems).toEqual([]);
    expect(firstLostCharacter(prepared.outline)).toBeUndefined();
    expect(coverageOf(prepared).unknown).toBe(0);
  });

  test.each([
    ['a template without a network', template([{ type: 'Microsoft.Storage/storageAccounts', name: 'logs' }])],
    ['a template of a subscription', template([]).replace('deploymentTemplate', 'subscriptionDeploymentTemplate')],
    [
      'a template without a schema',
      template([{ type: 'Microsoft.Web/sites', apiVersion: '2023-01-01' }]).replace('$schema', 'x'),
    ],
    ['a list of resources', `[${fixture('group-export.json')}]`],
    ['a list under value', `{"value": [${fixture('group-export.json')}]}`],
    ['a machine', 'resource "azurerm_linux_virtual_machine" "a" {\n  name = "a"\n}\n'],
  ])('%s', (_, text) => {
    expect(azure.detect(text).score).toBeGreaterThanOrEqual(60);
    expect(azure.detect(text).reasons.length).toBeGreaterThan(0);
    expect(chooseDialect({ text })?.dialect.id).toBe('azure');
  });

  test.each([
    ['CloudFormation', '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}'],
    ['an answer of AWS', '{"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": []}]}'],
    ['an answer of Google', '[{"kind": "compute#firewall", "id": "1", "direction": "INGRESS"}]'],
    ['parameters', `{"$schema": "${SCHEMA.replace('Template', 'Parameters')}", "parameters": {}}`],
    ['Terraform of another cloud', 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n'],
    ['Terraform without a network', 'resource "azurerm_storage_account" "a" {\n  name = "a"\n}\n'],
    ['a package', '{"name": "web", "version": "1.0.0", "type": "module"}'],
  ])('not %s', (_, text) => {
    expect(azure.detect(text).score).toBe(0);
  });

  test('another cloud with more resources comes first', () => {
    const own = 'resource "azurerm_subnet" "a" {\n}\n';
    const text = `${own}resource "aws_vpc" "a" {\n}\nresource "aws_subnet" "a" {\n}\n`;
    expect(chooseDialect({ text })?.dialect.id).toBe('aws');
  });
});

describe('network security groups', () => {
  const web = modelOf(fixture('web.json'));

  test('rules of the group, nested in it and by themselves are one list by priority, the platform behind them', () => {
    const filter = filterOf(web, 'web-nsg inbound')!;
    expect(filter.rules.map(({ key, implicit }) => [key?.value, implicit === true])).toEqual([
      ['200', false],
      ['210', false],
      ['220', false],
      ['230', false],
      ['65000', true],
      ['65001', true],
    ]);
    expect(filter).toMatchObject({ order: 'by-key', stateful: true, fallback: { action: 'deny' }, closed: true });
    expect(filterOf(web, 'web-nsg outbound')!.rules.map(({ action }) => action.kind)).toEqual([
      'deny',
      'permit',
      'permit',
    ]);
  });

  test('a parameter, whatever its default, is a condition', () => {
    const [match] = filterOf(web, 'web-nsg inbound')!.rules[1]!.matches;
    expect(match!.source).toBeUndefined();
    expect(match!.opaque?.map(({ text }) => text)).toEqual(["source parameters('adminPrefix')"]);
  });

  test('the subnet that has it, by a variable that holds its id', () => {
    expect(web.bindings.map(({ place, direction, outside }) => [place, direction, outside])).toEqual([
      [{ kind: 'interface', name: "concat('web', '-vnet')/web" }, 'in', 'decides'],
      [{ kind: 'interface', name: "concat('web', '-vnet')/web" }, 'out', undefined],
    ]);
    const terraform = modelOf(fixture('network.tf'));
    expect(terraform.bindings.map(({ place }) => place)).toEqual([{ kind: 'interface', name: 'azurerm_subnet.web' }]);
    expect(modelOf(fixture('group-export.json')).bindings.map(({ place }) => place)).toEqual([
      { kind: 'interface', name: 'hub/app' },
    ]);
  });

  test('behind the group of a subnet, that of an interface does not decide alone', () => {
    const id = (type: string, ...names: readonly string[]): string =>
      `[resourceId('Microsoft.Network/${type}', ${names.map((name) => `'${name}'`).join(', ')})]`;
    const card = (subnet: string): unknown => ({
      type: 'Microsoft.Network/networkInterfaces',
      name: 'card',
      properties: {
        networkSecurityGroup: { id: id('networkSecurityGroups', 'web') },
        ipConfigurations: [{ properties: { subnet: { id: id('virtualNetworks/subnets', 'hub', subnet) } } }],
      },
    });
    const groups = ['web', 'subnet'].map((name) => ({
      type: 'Microsoft.Network/networkSecurityGroups',
      name,
      properties: { securityRules: [ruleOf({})] },
    }));
    const network = {
      type: 'Microsoft.Network/virtualNetworks/subnets',
      name: 'hub/a',
      properties: { networkSecurityGroup: { id: id('networkSecurityGroups', 'subnet') } },
    };
    const outside = (subnet: string): unknown[] =>
      modelOf(template([...groups, network, card(subnet)])).bindings.map((one) => one.outside);
    expect(outside('a')).toEqual(['precedes', 'decides']);
    expect(outside('b')).toEqual(['decides', 'decides']);
  });

  test('Internet in a permit surely holds public addresses only; in a deny it is not claimed to', () => {
    const [unsure, four, six] = matchesOf({ sourceAddressPrefix: 'Internet' });
    expect(unsure!.opaque?.[0]?.text).toBe('source Internet');
    const holds = (text: string): boolean =>
      four!.source!.anyOf.some(
        (term) => term.kind === 'range' && term.first <= parseIpv4(text)! && parseIpv4(text)! <= term.last,
      );
    expect(['203.0.113.1', '9.255.255.255', '11.0.0.0', '1.0.0.0', '223.255.255.255'].map(holds)).toEqual(
      Array(5).fill(true),
    );
    expect(['10.0.0.0', '192.168.1.1', '172.16.0.1', '168.63.129.16', '0.0.0.0', '224.0.0.1'].map(holds)).toEqual(
      Array(6).fill(false),
    );
    expect(six!.family).toBe('ipv6');
    expect(matchesOf({ sourceAddressPrefix: 'Internet', access: 'Deny' })).toHaveLength(1);
  });

  test('service tags and application security groups are conditions, each of its own side', () => {
    const [match] = matchesOf({ sourceAddressPrefix: 'VirtualNetwork', destinationAddressPrefix: 'VirtualNetwork' });
    expect(match!.opaque?.map(({ text }) => text)).toEqual(['source VirtualNetwork', 'destination VirtualNetwork']);
    const groups = [{ id: "[resourceId('Microsoft.Network/applicationSecurityGroups', 'app')]" }];
    const [one] = matchesOf({ sourceAddressPrefix: '', sourceApplicationSecurityGroups: groups });
    expect(one!.opaque?.[0]?.text).toContain('source group resourceId');
  });

  test('prefixes of both families and ports are lists; a side that says nothing is not everything', () => {
    const both = matchesOf({
      sourceAddressPrefix: [],
      sourceAddressPrefixes: ['203.0.113.0/24', '198.51.100.7', '2001:db8::/32'],
      destinationPortRange: '',
      destinationPortRanges: ['80', '8000-8010'],
    });
    expect(both.map(({ family, source }) => [family, source!.anyOf.length])).toEqual([
      ['ipv4', 2],
      ['ipv6', 1],
    ]);
    expect(both[0]!.destinationPort!.anyOf).toEqual([
      { first: 80, last: 80 },
      { first: 8000, last: 8010 },
    ]);
    expect(matchesOf({ sourceAddressPrefix: '' })[0]!.opaque).toHaveLength(1);
    expect(matchesOf({ destinationPortRange: '' })[0]!.opaque).toHaveLength(1);
    // Families that never meet.
    expect(matchesOf({ sourceAddressPrefix: '203.0.113.0/24', destinationAddressPrefix: '2001:db8::/32' })).toEqual([]);
  });

  test('ports of any protocol are those of TCP and UDP, of the others nothing is known', () => {
    const [ported, rest] = matchesOf({ protocol: '*' });
    expect(ported!.protocol!.anyOf).toEqual([
      { first: 6, last: 6 },
      { first: 17, last: 17 },
    ]);
    expect(rest!.opaque).toHaveLength(1);
    expect(matchesOf({ protocol: '*', destinationPortRange: '*' })).toEqual([{ family: 'both' }]);
    expect(matchesOf({ protocol: 'Icmp', destinationPortRange: '*' })[0]).toEqual({
      family: 'ipv4',
      protocol: { anyOf: [{ first: 1, last: 1 }] },
    });
    expect(matchesOf({ protocol: "[parameters('p')]" })[0]!.opaque?.[0]?.text).toBe("protocol parameters('p')");
  });

  test.each([
    ['priority', { priority: "[parameters('first')]" }],
    ['access', { access: "[parameters('access')]" }],
    ['direction', { direction: "[parameters('direction')]" }],
  ])('nothing is said where a %s is not known', (_, unknown) => {
    expect(modelOf(group({ priority: 200 }, unknown)).filters).toEqual([]);
  });

  test('a condition makes a rule unsure, and its priority may be taken twice', () => {
    const type = 'Microsoft.Network/networkSecurityGroups/securityRules';
    const text = template([
      { type, condition: "[parameters('on')]", ...ruleOf({}), name: 'web/a' },
      { type, ...ruleOf({}), name: 'web/b' },
    ]);
    const device = modelOf(text);
    const filter = filterOf(device, 'web inbound')!;
    expect(filter.rules[0]!.matches[0]!.opaque?.[0]?.text).toBe("condition parameters('on')");
    expect(filter.closed).toBe(false);
    expect(device.sequenceKeys).toHaveLength(1);
  });

  test('the rule that stands in the group and by itself does not clash with itself', () => {
    const text = template([
      { type: 'Microsoft.Network/networkSecurityGroups', name: 'web', properties: { securityRules: [ruleOf({})] } },
      { type: 'Microsoft.Network/networkSecurityGroups/securityRules', ...ruleOf({}), name: 'web/r100' },
    ]);
    expect(modelOf(text).sequenceKeys).toHaveLength(1);
  });

  test('rules from a copy or a dynamic block leave the group open', () => {
    const properties = { securityRules: [ruleOf({})], copy: [{ name: 'securityRules', count: 2, input: {} }] };
    const text = template([{ type: 'Microsoft.Network/networkSecurityGroups', name: 'web', properties }]);
    expect(filterOf(modelOf(text), 'web inbound')!.closed).toBe(false);
    const dynamic = fixture('network.tf').replace(
      '  security_rule {',
      '  dynamic "security_rule" {}\n\n  security_rule {',
    );
    expect(modelOf(dynamic).filters.map(({ closed }) => closed)).toEqual([false]);
  });

  test('rules that formats and functions name are those of their group', () => {
    const type = 'Microsoft.Network/networkSecurityGroups/securityRules';
    const of = (name: string): readonly string[] =>
      modelOf(template([{ type, ...ruleOf({}), name }])).filters.map((filter) => filter.name.value);
    expect(modelOf(template({ one: { type, ...ruleOf({}), name: 'web/a' } })).filters).toHaveLength(1);
    expect(modelOf(template([{ type, ...ruleOf({}), name: "[parameters('name')]" }])).filters).toEqual([]);
    for (const name of ["[format('{0}/{1}', 'web', 'a')]", "[concat('web', '/a')]", 'web/a'])
      expect(of(name)).toHaveLength(1);
  });

  test('variables are followed to lists; two brackets are one', () => {
    const variables = {
      partners: ['203.0.113.0/24', '198.51.100.0/24'],
      again: "[variables('partners')]",
      loop: "[variables('loop')]",
    };
    const source = (value: string): readonly Match[] => {
      const rules = [ruleOf({ sourceAddressPrefix: '', sourceAddressPrefixes: value })];
      const text = template(
        [{ type: 'Microsoft.Network/networkSecurityGroups', name: 'web', properties: { securityRules: rules } }],
        { variables },
      );
      return filterOf(modelOf(text), 'web inbound')!.rules[0]!.matches;
    };
    expect(source("[variables('again')]")[0]!.source!.anyOf).toHaveLength(2);
    expect(source("[variables('loop')]")[0]!.opaque).toHaveLength(1);
    expect(source('[[x]')[0]!.opaque?.[0]?.text).toBe('source [x]');
  });

  test('the earlier of two by priority decides, wherever it stands', () => {
    const device = modelOf(
      group({ priority: 200, sourceAddressPrefix: '203.0.113.0/24' }, { priority: 110, access: 'Deny' }),
    );
    const lines = analyseFilters(device).lines(0);
    expect(lines.map(({ status }) => status).slice(0, 2)).toEqual(['dead', 'live']);
  });

  test('ports that the API refuses are told, with what was meant', () => {
    const { matchProblems } = modelOf(group({ destinationPortRange: '90-80' }, { destinationPortRange: '70000' }));
    expect(matchProblems.map(({ kind, repair }) => [kind, repair?.text])).toEqual([
      ['range-reversed', '80-90'],
      ['port-too-high', undefined],
    ]);
  });
});

describe('routes and timers', () => {
  test.each(['web.json', 'network.tf'])('%s', (name) => {
    const { routes, nat } = modelOf(fixture(name));
    expect(
      routes.map(({ destination, discard, nextHops }) => [formatPrefix(destination), discard ?? nextHops.length]),
    ).toEqual(
      name === 'web.json'
        ? [
            ['0.0.0.0/0', 1],
            ['192.0.2.0/24', true],
          ]
        : [
            ['0.0.0.0/0', 1],
            ['10.30.0.0/16', 1],
          ],
    );
    expect(nat!.timers.map(({ seconds }) => seconds.value)).toEqual(name === 'web.json' ? [1800, 900] : [7200, 6000]);
    expect(nat!.defaults).toEqual([{ kind: 'udp', seconds: 240, label: 'NAT gateway', fixed: true }]);
  });

  test('a gateway that says nothing has four minutes', () => {
    const { nat } = modelOf('resource "azurerm_nat_gateway" "out" {\n  name = "out"\n}\n');
    expect(nat!.defaults.map(({ kind, seconds }) => [kind, seconds])).toEqual([
      ['tcp-established', 240],
      ['udp', 240],
    ]);
  });
});

describe('writing', () => {
  const match: Match = {
    family: 'ipv4',
    protocol: { anyOf: [{ first: 6, last: 6 }] },
    destinationPort: { anyOf: [{ first: 8443, last: 8444 }] },
    source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: parseIpv4('203.0.113.0')!, length: 24 }] },
  };

  test.each(['web.json', 'network.tf'])('a rule is inserted into %s and read back', (name) => {
    const text = fixture(name);
    const index = modelOf(text).filters.findIndex((one) =>
      one.name.value.endsWith(name === 'web.json' ? 'outbound' : 'inbound'),
    );
    const rules = modelOf(text).filters[index]!.rules;
    const last = rules.findLastIndex(({ implicit }) => !implicit);
    const change: Change = { kind: 'insert-rule', filter: index, before: last, action: 'deny', match };
    const after = written(text, change);
    if (name === 'network.tf') {
      // The last one is a resource of its own.
      expect(after).toBeUndefined();
      return;
    }
    const added = modelOf(after!).filters[index]!.rules.find(
      ({ span, implicit }) => !implicit && after!.slice(span.start, span.end).includes('8443-8444'),
    )!;
    expect(added.action.kind).toBe('deny');
    expect(added.matches).toEqual([expect.objectContaining(match)]);
    expect(Number(added.key!.value)).toBeLessThan(Number(rules[last]!.key!.value));
    expect(azure.parse(after!).problems).toEqual([]);
  });

  test('a block beside the blocks of a Terraform group', () => {
    const text = fixture('network.tf').replace(/resource "azurerm_network_security_rule"[\s\S]*?\n}\n/, '');
    const after = written(text, { kind: 'insert-rule', filter: 0, before: 2, action: 'permit', match })!;
    const added = modelOf(after).filters[0]!.rules[2]!;
    expect([added.key?.value, added.matches]).toEqual(['120', [expect.objectContaining(match)]]);
    expect(azure.parse(after).problems).toEqual([]);
  });

  test('what cannot be said is not written', () => {
    const insert = (more: Partial<Match>): string | undefined =>
      written(group({}), { kind: 'insert-rule', filter: 0, before: 0, action: 'permit', match: { ...match, ...more } });
    expect(insert({ tcpFlags: { anyOf: [{ mask: 2, value: 2 }] } })).toBeUndefined();
    expect(insert({ protocol: { anyOf: [{ first: 1, last: 1 }] } })).toBeUndefined();
    expect(insert({ source: { anyOf: [...match.source!.anyOf, ...match.source!.anyOf] } })).toBeUndefined();
    // 100 is the first there is.
    expect(insert({})).toBeUndefined();
    expect(written(fixture('group-export.json'), { kind: 'delete-rule', filter: 0, rule: 0 })).toBeUndefined();
    expect(written(group({}), { kind: 'delete-rule', filter: 0, rule: 0 })).toBeUndefined();
  });

  test.each(['web.json', 'network.tf'])('an access is turned round in %s', (name) => {
    const text = fixture(name);
    const after = written(text, { kind: 'set-action', filter: 0, rule: 0, action: 'deny', log: false })!;
    expect(modelOf(after).filters[0]!.rules[0]!.action.kind).toBe('deny');
    expect(azure.parse(after).problems).toEqual([]);
    expect(written(text, { kind: 'set-action', filter: 0, rule: 0, action: 'deny', log: true })).toBeUndefined();
  });

  test('a rule moves by its priority; one from a variable stays', () => {
    const text = group({ priority: 120 }, { priority: 130 });
    const after = written(text, { kind: 'move-rule', filter: 0, rule: 1, before: 0 })!;
    expect(Number(modelOf(after).filters[0]!.rules[1]!.key!.value)).toBeLessThan(120);
    const variable = template(
      [
        {
          type: 'Microsoft.Network/networkSecurityGroups',
          name: 'web',
          properties: { securityRules: [ruleOf({ priority: "[variables('p')]" })] },
        },
      ],
      { variables: { p: 200 } },
    );
    const { sequenceKeys } = modelOf(variable);
    expect(written(variable, { kind: 'set-key', span: sequenceKeys[0]!.key.span, key: 300 })).toBeUndefined();
  });

  test('a rule goes with its comma, a resource that nothing mentions with its lines', () => {
    const after = written(group({}, { priority: 200 }), { kind: 'delete-rule', filter: 0, rule: 1 })!;
    expect(azure.parse(after).problems).toEqual([]);
    expect(modelOf(after).filters[0]!.rules).toHaveLength(3);
    const terraform = written(fixture('network.tf'), { kind: 'delete-rule', filter: 0, rule: 2 })!;
    expect(terraform).not.toContain('azurerm_network_security_rule');
  });

  test('timers are written in minutes, as far as they go', () => {
    const text = fixture('web.json');
    const [gateway, balancer] = modelOf(text).nat!.timers;
    expect(written(text, { kind: 'set-timer', timer: gateway!, seconds: 7200 })).toContain(
      '"idleTimeoutInMinutes": 120',
    );
    expect(written(text, { kind: 'set-timer', timer: balancer!, seconds: 7200 })).toBeUndefined();
  });
});

describe('any text', () => {
  test('costs grow with the text', () => {
    const rules = Array.from({ length: 3000 }, (_, at) => ({
      priority: at + 100,
      sourceAddressPrefix: "[variables('v0')]",
    }));
    const doubled = (at: number): string[] => Array.from({ length: 50 }, () => `[variables('v${at + 1}')]`);
    const variables = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`v${at}`, doubled(at)]));
    const text = group(...rules).replace(
      '"contentVersion"',
      `"variables": ${JSON.stringify(variables)}, "contentVersion"`,
    );
    const started = cpuTime();
    expect(modelOf(text).filters[0]!.rules).toHaveLength(3002);
    expect(cpuTime() - started).toBeLessThan(5000);
  });

  const pieces = fixtures.flatMap(([, text]) => text.split(/(?<=[\s{}[\]",])/));
  test('loses no character and does not throw', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures.map(([, text]) => text)),
        fc.array(fc.tuple(fc.nat(5000), fc.nat(40), fc.constantFrom(...pieces)), { maxLength: 6 }),
        (text, cuts) => {
          const broken = cuts.reduce(
            (was, [at, length, piece]) => was.slice(0, at) + piece + was.slice(at + length),
            text,
          );
          const outline = azure.parse(broken);
          expect(firstLostCharacter(outline)).toBeUndefined();
          azure.toModel(outline);
        },
      ),
      { numRuns: 150 },
    );
  });
});
