import { expect, test } from 'vitest';
import type { BgpNeighbour, MaxPrefix } from '../../../../../grammars/model/bgp.ts';
import type { PrefixList } from '../../../../../grammars/model/routing.ts';
import { at, family, located, neighbour, process, reportsOf } from '../../../../../test/support/device-builder.ts';
import { rule } from './rule.ts';

const reports = (one: BgpNeighbour, more = {}, settings = {}) =>
  reportsOf(rule, { bgp: [process(64496, [one])], ...more }, settings);
const plain = neighbour('192.0.2.9', 64500);
const limited = (warningOnly: boolean): BgpNeighbour => {
  const maxPrefix: MaxPrefix = { limit: located(700), warningOnly, span: at(9) };
  return neighbour('192.0.2.9', 64500, { families: [family('ipv4-unicast', { maxPrefix })] });
};

test('severity and limit by relationship', () => {
  const one = (description: string, address = '192.0.2.9') => {
    const [report] = reports(neighbour(address, 64500, { description }));
    return [report!.severity, (report!.fixes![0]!.change as { limit: number }).limit];
  };
  expect(one('cust ACME')).toEqual(['warning', 500]);
  expect(one('peer ACME')).toEqual(['warning', 10000]);
  expect(one('route server 1')).toEqual(['warning', 10000]);
  expect(one('upstream ACME')).toEqual(['info', 1200000]);
  expect(one('upstream ACME', '2001:db8::9')).toEqual(['info', 300000]);
  expect(one('')).toEqual(['warning', 1200000]);
});

test('a limit that only logs is no limit', () => {
  expect(reports(limited(false))).toEqual([]);
  const [report] = reports(limited(true));
  expect(report).toMatchObject({ severity: 'info', span: at(9) });
  expect(report!.fixes![0]!.change).toMatchObject({ limit: 700, threshold: 80, restart: 15 });
});

test('sessions that cannot be flooded, or are not external', () => {
  expect(reports({ ...plain, external: false })).toEqual([]);
  expect(reports({ ...plain, shutdown: true })).toEqual([]);
  expect(reports({ ...plain, closed: false })).toEqual([]);
  expect(reports({ ...plain, families: [family('l2vpn-evpn')] })).toEqual([]);
  expect(reports(plain, {}, { profile: 'datacenter-fabric' })).toEqual([]);
  expect(reportsOf(rule, { bgp: [process(65000, [neighbour('10.0.0.1', 65001)])] })).toEqual([]);
});

test('an import list that permits the default route alone', () => {
  const list = (length: number, last: number): PrefixList => ({
    name: located('DEFAULT-ONLY'),
    family: 'ipv4',
    entries: [
      {
        span: at(3),
        action: 'permit',
        prefix: { family: 'ipv4', address: 0n, length },
        lengths: { first: length, last },
      },
    ],
    span: at(3),
    closed: true,
  });
  const imports = [{ kind: 'prefix-list', name: located('DEFAULT-ONLY') }] as const;
  const one = { ...plain, families: [family('ipv4-unicast', { imports })] };
  expect(reports(one, { prefixLists: [list(0, 0)] })).toEqual([]);
  expect(reports(one, { prefixLists: [list(0, 24)] })).toHaveLength(1);
  expect(reports(one, { prefixLists: [] })).toHaveLength(1);
});
