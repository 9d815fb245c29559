import { expect, test } from 'vitest';
import type { Dialect } from '../../../../../grammars/dialect.ts';
import { type Prefix, parseAddress, parsePrefix } from '../../../../../grammars/model/address.ts';
import { type Device, emptyDevice } from '../../../../../grammars/model/device.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { StaticRoute } from '../../../../../grammars/model/routing.ts';
import { rule } from './rule.ts';

const nowhere = { start: 0, end: 0 };
const prefix = (text: string): Prefix => parsePrefix(text) as Prefix;
const port = (name: string, address: string, more: Partial<Interface> = {}): Interface => ({
  name: { value: name, span: nowhere },
  addresses: address === '' ? [] : [{ ...prefix(address), span: nowhere }],
  span: nowhere,
  closed: true,
  ...more,
});
const route = (to: string, via: string, more: Partial<StaticRoute> = {}): StaticRoute => ({
  destination: prefix(to),
  destinationSpan: nowhere,
  nextHops: [{ address: parseAddress(via) as NonNullable<ReturnType<typeof parseAddress>>, span: nowhere }],
  recursive: true,
  span: nowhere,
  ...more,
});

function found(interfaces: Interface[], routes: StaticRoute[], more: Partial<Device> = {}): string[] {
  const device: Device = { ...emptyDevice, interfaces, routes, ...more };
  const context = { device, dialect: { id: 'ios' } as Dialect, option: () => 4 } as unknown as Parameters<
    typeof rule.check
  >[0];
  return [...rule.check(context)].map((one) => `${one.severity ?? 'error'}: ${one.text.en}`);
}

const lan = port('Gi0/0', '10.0.0.1/24');

test('off every subnet', () => {
  expect(found([lan], [route('10.9.0.0/16', '172.16.0.1')])[0]).toContain('on no connected subnet');
  expect(found([lan], [route('10.9.0.0/16', '10.0.0.2')])).toEqual([]);
});

test('over other static routes, not for ever', () => {
  const chain = [
    route('10.9.0.0/16', '172.16.0.1'),
    route('172.16.0.0/24', '172.17.0.1'),
    route('172.17.0.0/24', '10.0.0.2'),
  ];
  expect(found([lan], chain)).toEqual([]);
  expect(
    found(
      [lan],
      chain.map((one) => ({ ...one, recursive: false })),
    ),
  ).toHaveLength(2);
  expect(found([lan], [route('172.16.0.0/16', '172.17.0.1'), route('172.17.0.0/16', '172.16.0.1')])).toHaveLength(2);
});

test('VRFs are apart, and one that borrows from another is not judged', () => {
  const red = port('Gi0/1', '10.1.0.1/24', { vrf: 'RED' });
  expect(found([lan, red], [route('10.9.0.0/16', '172.16.0.1', { vrf: 'RED' })])).toHaveLength(1);
  expect(found([lan, red], [route('10.9.0.0/16', '10.0.0.2', { vrf: 'RED' })])).toEqual([]);
});

test('own address, broadcast, network; a /31 has neither', () => {
  expect(found([lan], [route('10.9.0.0/16', '10.0.0.1')])[0]).toContain('own address');
  expect(found([lan], [route('10.9.0.0/16', '10.0.0.255')])[0]).toContain('broadcast');
  expect(found([lan], [route('10.9.0.0/16', '10.0.0.0')])[0]).toContain('network');
  expect(found([port('Gi0/0', '10.0.0.1/31')], [route('10.9.0.0/16', '10.0.0.0')])).toEqual([]);
});

test('behind a port that is shut down', () => {
  expect(found([port('Gi0/0', '10.0.0.1/24', { shutdown: true })], [route('10.9.0.0/16', '10.0.0.2')])[0]).toContain(
    'warning',
  );
});

test.each([
  ['DHCP', [lan, port('Gi0/1', '', { dynamic: true })], {}],
  ['point-to-point', [lan, port('Tunnel0', '10.3.0.1/30', { pointToPoint: true })], {}],
  ['unknown lines in an interface', [lan, port('Gi0/1', '', { closed: false })], {}],
  ['routing protocols', [lan], { dynamicRouting: true }],
  ['a fragment', [lan], { fragment: true }],
  ['no address of the family', [port('Gi0/0', '2001:db8::1/64')], {}],
  ['loopbacks only', [port('Loopback0', '10.255.0.1/32', { loopback: true })], {}],
] as const)('silent: %s', (_, interfaces, more) => {
  expect(found([...interfaces], [route('10.9.0.0/16', '172.16.0.1')], more)).toEqual([]);
});

test('a discard or learned route, link-local and on-link next hops are left alone', () => {
  expect(
    found(
      [lan, port('Gi0/1', '2001:db8::1/64')],
      [
        route('10.9.0.0/16', '172.16.0.1', { discard: true }),
        route('10.9.0.0/16', '172.16.0.1', { learned: true }),
        route('10.9.0.0/16', '172.16.0.1', { onLink: true }),
        route('2001:db8:9::/48', 'fe80::1'),
      ],
    ),
  ).toEqual([]);
});
