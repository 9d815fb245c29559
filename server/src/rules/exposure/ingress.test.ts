import { expect, test } from 'vitest';
import { type Device, emptyDevice } from '../../../../grammars/model/device.ts';
import type { Binding, Filter } from '../../../../grammars/model/filter.ts';
import { at, filter, port } from '../../../../test/support/device-builder.ts';
import { doorsOf, ingresses } from './ingress.ts';

const wan = port('Gi0/0', ['198.51.100.2/30'], { natRole: 'outside' });
const lan = port('Gi0/1', ['10.1.0.1/24'], { natRole: 'inside' });
const bound = (list: Filter, place: Binding['place'], direction: 'in' | 'out' = 'in'): Binding => ({
  filter: list.name,
  family: list.family,
  place,
  direction,
  span: at(0),
});
const on = (name: string) => ({ kind: 'interface', name }) as const;
const device = (more: Partial<Device>): Device => ({ ...emptyDevice, interfaces: [wan, lan], ...more });
const told = (one: Device): string[] =>
  ingresses(one).map(
    ({ filter: index, before, where, towards, known, inInterface }) =>
      `${one.filters[index]!.name.value} by ${inInterface ?? where} ${towards}${known ? '' : '?'} after ${before.map((b) => one.filters[b]!.name.value).join(',')}`,
  );

const named = (list: Filter, side: 'inInterface' | 'outInterface', name: string): Filter => ({
  ...list,
  rules: list.rules.map((rule) => ({
    ...rule,
    matches: rule.matches.map((match) => ({ ...match, [side]: { anyOf: [{ name }] } })),
  })),
});

test('filters of interfaces that face outside, each alone at its place', () => {
  const [one, two] = [filter('ONE', ['permit ip']), filter('TWO', ['permit ip'])];
  expect(told(device({ filters: [one], bindings: [bound(one, on('Gi0/0'))] }))).toEqual(['ONE by Gi0/0 beyond after ']);
  expect(told(device({ filters: [one], bindings: [bound(one, on('Gi0/1')), bound(one, on('Gi0/0'), 'out')] }))).toEqual(
    [],
  );
  const both = [bound(one, on('Gi0/0')), bound(two, on('Gi0/0'))];
  expect(told(device({ filters: [one, two], bindings: both }))).toEqual([]);
});

test('access to the device, by way of the filters of its outside', () => {
  const [lines, edge] = [filter('LINES', ['permit ip']), filter('EDGE', ['permit ip'])];
  const management = bound(lines, { kind: 'management' });
  expect(told(device({ filters: [lines], bindings: [management] }))).toEqual(['LINES by Gi0/0 device after ']);
  expect(told(device({ filters: [lines, edge], bindings: [management, bound(edge, on('Gi0/0'))] }))).toEqual([
    'EDGE by Gi0/0 beyond after ',
    'LINES by Gi0/0 device after EDGE',
  ]);
  expect(told(device({ interfaces: [lan], filters: [lines], bindings: [management] }))).toEqual([]);
});

test('chains, by the interfaces that rules name', () => {
  const host = (list: Filter, ...more: Filter[]): Device => ({ ...emptyDevice, filters: [list, ...more] });
  const input = filter('INPUT', ['permit ip'], { hook: 'input', table: 't' });
  expect(told(host(input))).toEqual(['INPUT by  device? after ']);
  expect(told(host(named(input, 'inInterface', 'eth0')))).toEqual([
    'INPUT by eth0 device? after ',
    'INPUT by  device? after ',
  ]);
  expect(told(host(named(input, 'inInterface', 'docker0')))).toEqual(['INPUT by  device? after ']);
  expect(told(host(named(input, 'inInterface', 'wan0')))).toEqual(['INPUT by wan0 device after ']);
  const nat = named(filter('POSTROUTING', ['permit ip'], { purpose: 'nat' }), 'outInterface', 'eth0');
  const masquerade: Filter = {
    ...nat,
    rules: nat.rules.map((rule) => ({ ...rule, action: { kind: 'translate', nat: 'source', to: 'MASQUERADE' } })),
  };
  const forward = filter('FORWARD', ['permit ip'], { hook: 'forward', table: 't' });
  expect(told(host(forward))).toEqual([]);
  expect(told(host(forward, masquerade))).toEqual(['FORWARD by eth0 beyond after ']);
  const early = filter('EARLY', ['permit ip'], { hook: 'input', table: 'u' });
  expect(told(host(input, early))).toEqual(['INPUT by  device? after EARLY', 'EARLY by  device? after INPUT']);
  expect(doorsOf(host(named(input, 'inInterface', 'eth0')), input)).toEqual(['eth0', '']);
});
