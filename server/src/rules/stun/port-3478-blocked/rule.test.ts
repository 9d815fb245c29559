import { expect, test } from 'vitest';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Binding, Filter } from '../../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import { at, filter, located, port, reportsOf } from '../../../../../test/support/device-builder.ts';
import { rule } from './rule.ts';

const lan = port('Gi0/1', ['10.1.0.1/24'], { natRole: 'inside' });
const wan = port('Gi0/0', ['203.0.113.2/30'], { natRole: 'outside' });
const nat = { translates: true, timers: [], defaults: [], closed: true } as const;

const bound = (
  list: Filter,
  interfaceName: string,
  direction: 'in' | 'out',
  more: Partial<Device> = {},
): Partial<Device> => {
  const binding: Binding = {
    filter: list.name,
    family: list.family,
    place: { kind: 'interface', name: interfaceName },
    direction,
    span: at(0),
  };
  return { interfaces: [lan, wan], nat, filters: [list], bindings: [binding], ...more };
};
const found = (device: Partial<Device>, profiles = ['stun'], insideZones: string[] = []) =>
  reportsOf(rule, device, { rules: { 'stun/port-3478-blocked': { options: { profiles, insideZones } } } });

const web = 'permit tcp port 80,443';

test('an explicit denial, with the packet it denies', () => {
  const [report] = found(bound(filter('USERS', ['permit tcp', 'deny udp', 'permit ip']), 'Gi0/1', 'in'));
  expect(report!.span).toEqual(at(2));
  expect(report!.text.en).toContain('(udp/3478) cannot leave: line 3 denies them');
  expect(report!.witness).toMatch(/^udp .*:3478$/);
  expect(report!.fixes![0]!.title.en).toBe('Permit udp from 10.1.0.0/24 to any address, port 3478, before the denial');
  expect(report!.fixes![0]!.safety).toBe('unsafe');
  expect(report!.fixes![0]!.change).toMatchObject({ kind: 'insert-rule', filter: 0, before: 1, action: 'permit' });
});

test('the first line that denies it to clients is named, not the one that denies it to most addresses', () => {
  const lines = [web, 'deny udp from 10.1.0.0/24', 'permit tcp from 10.0.0.0/8', 'deny ip'];
  const [report] = found(bound(filter('USERS', lines), 'Gi0/1', 'in'));
  expect(report!.span).toEqual(at(2));
  expect(report!.text.en).toContain('line 3 denies them');
  expect(report!.witness).toMatch(/^udp 10\.1\.0\./);
  expect(report!.fixes![0]!.change).toMatchObject({ before: 1 });
  const one = [web, 'deny udp from 10.1.0.66/32', 'deny ip'];
  const [other] = found(bound(filter('USERS', one), 'Gi0/1', 'in'));
  expect(other!.text.en).toContain('line 4 denies them');
  const browsers = ['permit tcp from 10.2.0.0/16 port 443', 'deny udp from 10.2.0.0/15', 'deny ip'];
  const [routed] = found(bound(filter('USERS', browsers), 'Gi0/1', 'in'));
  expect(routed!.text.en).toContain('line 3 denies them');
});

test('the default denies', () => {
  const [report] = found(bound(filter('USERS', [web]), 'Gi0/1', 'in'));
  expect(report!.text.en).toContain('the default of USERS denies them');
  expect(report!.fixes![0]!.change).toMatchObject({ before: 1 });
});

test('what opens the port', () => {
  for (const open of [
    'permit udp',
    'permit udp port 3000-4000',
    'permit udp to 203.0.113.9/32 port 3478',
    'permit ip',
  ]) {
    expect(found(bound(filter('USERS', [web, open]), 'Gi0/1', 'in')), open).toEqual([]);
  }
  expect(found(bound(filter('USERS', [web, 'permit udp to 10.0.0.0/8']), 'Gi0/1', 'in'))).toHaveLength(1);
});

test('each profile has its own STUN ports', () => {
  const list = bound(filter('USERS', [web, 'permit udp port 3478']), 'Gi0/1', 'in');
  expect(found(list)).toEqual([]);
  expect(found(list, ['teams'])[0]!.text.en).toContain('udp/3479-3481');
  expect(found(list, ['zoom'])[0]!.text.en).toContain('udp/3479)');
  expect(found(list, [])).toEqual([]);
});

test('filters that are not on the way of clients', () => {
  const users = filter('USERS', [web]);
  expect(found(bound(users, 'Gi0/0', 'in'))).toEqual([]);
  expect(found(bound(users, 'Gi0/1', 'out'))).toEqual([]);
  expect(found(bound(users, 'Gi0/0', 'out'))).toHaveLength(1);
  expect(found({ ...bound(users, 'Gi0/1', 'in'), bindings: [] })).toEqual([]);
  expect(found(bound(filter('SERVERS', ['permit tcp port 5432']), 'Gi0/1', 'in'))).toEqual([]);
  expect(found(bound(filter('PROXY', ['permit tcp to 10.9.0.3/32 port 443']), 'Gi0/1', 'in'))).toEqual([]);
  expect(found(bound(filter('DMZ', ['permit tcp to 203.0.113.10/32 port 443']), 'Gi0/1', 'in'))).toEqual([]);
  expect(found(bound(filter('PROXY', ['permit tcp from 10.1.0.5/32 port 443']), 'Gi0/1', 'in'))).toEqual([]);
  expect(found(bound(filter('CLIENTS', ['permit tcp from 10.1.0.0/24 port 443']), 'Gi0/1', 'in'))).toHaveLength(1);
  expect(found(bound({ ...users, closed: false }, 'Gi0/1', 'in'))).toEqual([]);
  expect(found(bound({ ...users, purpose: 'classify' }, 'Gi0/1', 'in'))).toEqual([]);
  const oob = port('em0.0', ['10.1.0.1/24'], { management: true });
  expect(found(bound(users, 'em0.0', 'in', { interfaces: [oob, wan] }))).toEqual([]);
  const pair = bound(users, 'Gi0/1', 'in');
  const other = { ...pair.bindings![0]!, filter: located('BEFORE') };
  expect(found({ ...pair, bindings: [other, ...pair.bindings!] })).toEqual([]);
  const lo = port('lo0', ['10.1.0.1/32'], { loopback: true });
  expect(found(bound(users, 'lo0', 'in', { interfaces: [lo, wan] }))).toEqual([]);
});

test('inside and outside from names, default route and addresses', () => {
  const users = filter('USERS', [web]);
  const plain = port('Vlan10', ['10.1.0.1/24']);
  const behind = (other: Interface, more: Partial<Device> = {}): number =>
    found(bound(users, 'Vlan10', 'in', { interfaces: [plain, other], nat: { ...nat, translates: false }, ...more }))
      .length;
  expect(behind(port('Vlan20', ['10.2.0.1/24']))).toBe(0);
  expect(behind(port('Vlan20', ['10.2.0.1/24'], { description: located('to ISP') }))).toBe(1);
  expect(behind(port('Vlan20', ['203.0.113.2/30']))).toBe(1);
  const route = {
    destination: { family: 'ipv4', address: 0n, length: 0 },
    destinationSpan: at(0),
    nextHops: [{ address: { family: 'ipv4', address: 0x0a020002n }, span: at(0) }],
    recursive: true,
    span: at(0),
  } as const;
  expect(behind(port('Vlan20', ['10.2.0.1/24']), { routes: [route] })).toBe(1);
  const named = filter('USERS', ['permit tcp from 10.1.0.0/24 port 443']);
  const alone = (list: Filter): number =>
    found(bound(list, 'Vlan10', 'in', { interfaces: [plain], nat: { ...nat, translates: false } })).length;
  expect(alone(users)).toBe(0);
  expect(alone(named)).toBe(1);
  const zones = bound(users, 'Vlan10', 'in', {
    interfaces: [{ ...plain, zone: 'STAFF' }],
    nat: { ...nat, translates: false },
  });
  expect(found(zones)).toEqual([]);
  expect(found(zones, ['stun'], ['STAFF'])).toHaveLength(1);
});

test('chains: clients pass forward, output is the host’s own', () => {
  const chain = (
    hook: 'forward' | 'output' | 'input',
    lines: string[],
    action: 'permit' | 'deny' = 'deny',
  ): Partial<Device> => ({
    filters: [filter(hook.toUpperCase(), lines, { hook, fallback: { action }, stateful: true, family: 'both' })],
  });
  expect(found(chain('forward', [web]))).toHaveLength(1);
  expect(found(chain('forward', ['permit tcp port 5432']))).toEqual([]);
  expect(found(chain('input', [web]))).toEqual([]);
  expect(found(chain('output', [web]))).toEqual([]);
  expect(found(chain('output', [web, 'deny ip']))).toEqual([]);
  expect(found(chain('output', ['deny udp'], 'permit'))).toHaveLength(1);
});

test('answers through a filter without state', () => {
  const answers = (lines: string[], more: Partial<Device> = {}) =>
    found(bound(filter('FROM-ISP', lines), 'Gi0/0', 'in', more));
  const [report] = answers(['permit tcp established', 'permit udp sport 53', 'deny ip']);
  expect(report!.span).toEqual(at(3));
  expect(report!.text.en).toContain('cannot come in');
  expect(report!.fixes![0]!.change).toMatchObject({ kind: 'insert-rule', before: 2 });
  expect(answers(['permit tcp established', 'permit udp sport 3478 port 1024-65535'])).toEqual([]);
  expect(answers(['permit tcp established', 'permit udp port 16384-32767'])).toEqual([]);
  expect(answers(['permit tcp port 443'])).toEqual([]);
  expect(answers(['permit tcp established'], { nat: { ...nat, translates: false } })).toEqual([]);
});
