import { expect, test } from 'vitest';
import { analyseFilters } from '../../../server/src/packets/analyse.ts';
import type { Device } from '../../model/device.ts';
import type { Filter, FilterRule } from '../../model/filter.ts';
import { azure } from './dialect.ts';

type Properties = Readonly<Record<string, string | undefined>>;

const ANYBODY: Properties = {
  direction: 'Inbound',
  access: 'Allow',
  protocol: 'Tcp',
  source_address_prefix: '*',
  source_port_range: '*',
  destination_address_prefix: '*',
  destination_port_range: '443',
};

/** Rules by themselves; of each what it says otherwise, undefined: what it does not say. */
const deviceOf = (...rules: readonly Properties[]): Device => {
  const blocks = rules.map((properties, at) => {
    const said = { network_security_group_name: 'web', name: `r${at}`, priority: '100', ...ANYBODY, ...properties };
    const lines = Object.entries(said).flatMap(([key, value]) =>
      value === undefined ? [] : `  ${key} = "${value}"\n`,
    );
    return `resource "azurerm_network_security_rule" "r${at}" {\n${lines.join('')}}\n`;
  });
  return azure.toModel(azure.parse(blocks.join('\n')));
};

const listOf = (...rules: readonly Properties[]): Filter => deviceOf(...rules).filters[0]!;
const ruleOf = (properties: Properties): FilterRule => listOf(properties).rules[0]!;

test('a rule by itself is surely first where every priority before it is taken', () => {
  const behind = (...priorities: number[]): number | undefined =>
    listOf(...priorities.map((priority) => ({ priority: `${priority}` }))).elsewhere?.behind;
  expect([behind(100), behind(101, 100, 103), behind(110)]).toEqual([100, 101, 99]);
});

test('nothing of a group is elsewhere that has rules of its own', () => {
  const own = `resource "azurerm_network_security_group" "web" {
  name = "web"
  security_rule {
    priority = 100
${Object.entries(ANYBODY)
  .map(([key, value]) => `    ${key} = "${value}"`)
  .join('\n')}
  }
}
`;
  const [list] = azure.toModel(azure.parse(own)).filters;
  expect(list).toMatchObject({ closed: true });
  expect(list).not.toHaveProperty('elsewhere');
});

test('openings of a list whose rest is elsewhere are told to who asks for it as it is written', () => {
  const device = deviceOf({});
  const query = { family: 'ipv4', protocol: 6, ports: [{ first: 443, last: 443 }] } as const;
  const places = (one: Device, asWritten?: true) =>
    analyseFilters(one).openings!(0, { ...query, ...(asWritten ? { asWritten } : {}) }).map(({ ref }) => ref);
  expect(places(device)).toEqual([]);
  expect(places(device, true)).toEqual([{ filter: 0, rule: 0 }]);
  const { elsewhere: _, ...unknown } = device.filters[0]!;
  expect(places({ ...device, filters: [unknown] }, true)).toEqual([]);
});

test('what comes in is for the virtual network, whether a permit says so or says nothing', () => {
  const toPublic = (properties: Properties): boolean =>
    ruleOf(properties).matches.some(({ destination, opaque }) => destination !== undefined && !opaque);
  for (const destination_address_prefix of ['VirtualNetwork', undefined]) {
    expect(toPublic({ destination_address_prefix })).toBe(true);
    expect(toPublic({ destination_address_prefix, access: 'Deny' })).toBe(false);
    expect(toPublic({ destination_address_prefix, direction: 'Outbound' })).toBe(false);
  }
  expect(toPublic({ destination_address_prefix: 'AzureCloud' })).toBe(false);
});

test('a permit without source ports is for all of them; of a deny, and of its own ports, it is not known', () => {
  expect(ruleOf({ source_port_range: undefined }).matches[0]).not.toHaveProperty('opaque');
  expect(ruleOf({ source_port_range: undefined, access: 'Deny' }).matches[0]!.opaque).toHaveLength(1);
  expect(ruleOf({ destination_port_range: undefined }).matches[0]!.opaque).toHaveLength(1);
});

test("a rule that is made for an entry of a list goes with it, and its words are nobody else's", () => {
  const text = `resource "azurerm_network_security_group" "g" {
  dynamic "security_rule" {
    for_each = [
      { name = "web", priority = 100, port = 443 },
      { name = "old", priority = 200, port = 443 },
    ]
    content {
      name                       = security_rule.value.name
      priority                   = security_rule.value.priority
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_port_range          = "*"
      destination_port_range     = security_rule.value.port
      source_address_prefix      = "*"
      destination_address_prefix = "*"
    }
  }
}
`;
  const device = azure.toModel(azure.parse(text));
  const [filter] = device.filters;
  expect(filter!.rules.slice(0, 2).map(({ key }) => key?.value)).toEqual(['100', '200']);
  const outline = azure.parse(text);
  const edits = azure.write({ kind: 'delete-rule', filter: 0, rule: 1 }, outline, device)!;
  expect(edits.map(({ span }) => text.slice(span.start, span.end))).toEqual([
    '      { name = "old", priority = 200, port = 443 },\n',
  ]);
  expect(azure.write({ kind: 'set-action', filter: 0, rule: 1, action: 'deny', log: false }, outline, device)).toBe(
    undefined,
  );
  expect(azure.write({ kind: 'move-rule', filter: 0, rule: 1, before: 0 }, outline, device)).toBe(undefined);
});
