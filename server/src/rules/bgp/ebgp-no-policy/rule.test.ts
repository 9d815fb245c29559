import { expect, test } from 'vitest';
import type { BgpNeighbour } from '../../../../../grammars/model/bgp.ts';
import { family, located, neighbour, process, reportsOf } from '../../../../../test/support/device-builder.ts';
import { rule } from './rule.ts';

const found = (one: BgpNeighbour, more = {}, settings = {}): string[] =>
  reportsOf(rule, { bgp: [process(64496, [one], more)] }, settings).map(
    ({ severity, text }) => `${severity} ${/No (\w+) policy/.exec(text.en)?.[1] ?? 'AS filter'}`,
  );
const use = (kind: 'route-policy' | 'prefix-list' | 'as-path-list') => [{ kind, name: located('P') }] as const;

test('each direction by itself', () => {
  expect(found(neighbour('192.0.2.1', 64500))).toEqual(['error import', 'error export']);
  expect(
    found(neighbour('192.0.2.1', 64500, { families: [family('ipv4-unicast', { imports: use('prefix-list') })] })),
  ).toEqual(['error export']);
  const both = family('ipv4-unicast', { imports: use('route-policy'), exports: use('route-policy') });
  expect(found(neighbour('192.0.2.1', 64500, { families: [both] }))).toEqual([]);
});

test('an AS path filter alone is an info', () => {
  const one = family('ipv4-unicast', { imports: use('as-path-list'), exports: use('route-policy') });
  expect(found(neighbour('192.0.2.1', 64500, { families: [one] }))).toEqual(['info AS filter']);
});

test('severity by relationship and platform', () => {
  const severity = (one: BgpNeighbour, more = {}, settings = {}) => found(one, more, settings)[0]!.split(' ')[0];
  const plain = neighbour('192.0.2.1', 64500);
  expect(severity(plain)).toBe('error');
  expect(severity(plain, { withoutPolicy: 'exchanges-nothing' })).toBe('warning');
  expect(severity(plain, { withoutPolicy: undefined })).toBe('warning');
  expect(severity({ ...plain, description: 'Customer ACME' })).toBe('warning');
  expect(severity({ ...plain, description: '客户甲' })).toBe('warning');
  expect(severity({ ...plain, description: 'customers prefix display' })).toBe('error');
  expect(severity({ ...plain, group: located('TRANSIT') })).toBe('error');
  expect(severity(plain, {}, { profile: 'datacenter-fabric' })).toBe('info');
});

test('private AS numbers on private addresses are the operator’s own', () => {
  const at = (address: string, remote: number, local: number, more = {}): string | undefined =>
    reportsOf(rule, { bgp: [process(local, [neighbour(address, remote, more)])] })[0]?.severity;
  expect(at('10.0.0.1', 65001, 65000)).toBe('info');
  expect(at('fe80::1', 4200000001, 4200000000)).toBe('info');
  expect(at('100.127.255.1', 65001, 65000)).toBe('info');
  expect(at('100.128.0.1', 65001, 65000)).toBe('error');
  expect(at('203.0.113.1', 65001, 65000)).toBe('error');
  expect(at('10.0.0.1', 64500, 65000)).toBe('error');
  expect(at('10.0.0.1', 65001, 65000, { description: 'ISP uplink' })).toBe('error');
});

test('sessions that are none of its business', () => {
  expect(found(neighbour('192.0.2.1', 64496, { external: false }))).toEqual([]);
  expect(found(neighbour('192.0.2.1', 64500, { shutdown: true }))).toEqual([]);
  expect(found(neighbour('192.0.2.1', 64500, { closed: false }))).toEqual([]);
  expect(found(neighbour('192.0.2.1', 64500, { families: [family('vpnv4-unicast'), family('l2vpn-evpn')] }))).toEqual(
    [],
  );
  expect(found(neighbour('192.0.2.1', 64500, { families: [family('ipv4-unicast', { active: false })] }))).toEqual([]);
});

test('the fix binds all that is missing, by the neighbour’s name', () => {
  const [report] = reportsOf(rule, {
    bgp: [process(64496, [neighbour('2001:db8::1', 64500, { description: 'Transit (Example Net)' })])],
  });
  expect(report!.fixes![0]!.change).toMatchObject({
    kind: 'several',
    changes: [
      { direction: 'import', policyName: 'IMPORT-TRANSIT-EXAMPLE-NET-V6', neighbour: 0 },
      { direction: 'export', policyName: 'EXPORT-TRANSIT-EXAMPLE-NET-V6', neighbour: 0 },
    ],
  });
  expect(report!.fixes![0]!.safety).toBe('unsafe');
});
