import { expect, test } from 'vitest';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Binding, Filter } from '../../../../../grammars/model/filter.ts';
import { at, filter, located, port, reportsOf } from '../../../../../test/support/device-builder.ts';
import { rule } from './rule.ts';
import { intervalOf, servicesOf } from './services.ts';

const wan = port('Gi0/0', ['198.51.100.2/30'], { description: located('to ISP') });
const lan = port('Gi0/1', ['10.1.0.1/24']);
const bound = (list: Filter, direction: 'in' | 'out' = 'in'): Binding => ({
  filter: list.name,
  family: list.family,
  place: { kind: 'interface', name: 'Gi0/0' },
  direction,
  span: at(0),
});
const nat = { translates: true, timers: [], defaults: [], closed: true } as const;

const found = (lines: readonly string[], more: Partial<Device> = {}, options = {}): string[] => {
  const list = filter('IN', lines);
  const device = { interfaces: [wan, lan], ...more, filters: [list, ...(more.filters ?? [])] };
  return reportsOf(
    rule,
    { ...device, bindings: [bound(list), ...(more.bindings ?? [])] },
    { rules: { 'acl/return-traffic-blocked': { options } } },
  ).map(({ severity, text }) => `${severity} ${/\(([^)]*)\)/.exec(text.en)?.[1]}`);
};

test('all answers lost, surely so where clients are or may ask', () => {
  const web = ['permit tcp port 443'];
  expect(found(web)).toEqual(['warning tcp/443, tcp/80, udp/53, udp/123']);
  expect(found(web, { nat })).toEqual(['error tcp/443, tcp/80, udp/53, udp/123']);
  const out = filter('OUT', ['permit tcp port 80']);
  expect(found(web, { filters: [out], bindings: [bound(out, 'out')] })).toEqual(['error tcp/80']);
  const none = filter('OUT', ['permit tcp established']);
  expect(found(web, { filters: [none], bindings: [bound(none, 'out')] })).toEqual([]);
});

test('TCP has its answers, names and time have none', () => {
  expect(found(['permit tcp established'])).toEqual(['info udp/53, udp/123']);
  expect(found(['permit tcp established'], { nat })).toEqual(['warning udp/53, udp/123']);
  expect(found(['permit tcp established', 'permit udp sport 53'])).toEqual([]);
});

test('a range that is too small', () => {
  const high = ['permit tcp port 49152-65535', 'permit udp'];
  expect(found(high)).toEqual(['warning tcp/443, tcp/80']);
  expect(found(high, {}, { ephemeral: '50000-60000' })).toEqual([]);
});

test('inspection, tunnels, partners, and other interfaces', () => {
  const web = ['permit tcp port 443'];
  expect(found(web, { interfaces: [{ ...wan, inspects: true }, lan] })).toEqual([]);
  expect(found(web, { interfaces: [{ ...wan, zone: 'ISP' }, lan] })).toEqual([]);
  expect(found(['permit udp port 500'])).toEqual([]);
  expect(found(['permit udp port 500', 'permit tcp to 198.51.100.2/32 port 179'])).toEqual([]);
  expect(found(['permit tcp from 203.0.113.0/24 port 443'])).toEqual([]);
  expect(found(web, { interfaces: [port('Gi0/0', ['10.9.0.1/24']), lan] })).toEqual([]);
});

test('options in words', () => {
  expect(servicesOf(['tcp/443', 'udp/70000', 'http'])).toEqual([{ protocol: 6, port: 443 }]);
  expect([intervalOf('1024-65535'), intervalOf('9-1'), intervalOf('x')]).toEqual([
    { first: 1024, last: 65535 },
    undefined,
    undefined,
  ]);
});
