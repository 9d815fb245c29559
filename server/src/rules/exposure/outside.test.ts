import { expect, test } from 'vitest';
import { parseAddress, parsePrefix } from '../../../../grammars/model/address.ts';
import { type Device, emptyDevice } from '../../../../grammars/model/device.ts';
import type { Interface } from '../../../../grammars/model/interface.ts';
import { at, located, port } from '../../../../test/support/device-builder.ts';
import { facesOutside, internet, isInternet, isManagementPort, leadsOutside, saysOutside } from './outside.ts';

const device = (interfaces: readonly Interface[], more: Partial<Device> = {}): Device => ({
  ...emptyDevice,
  interfaces,
  ...more,
});
const lan = port('Gi0/1', ['10.1.0.1/24']);
const wan = port('Gi0/0', ['198.51.100.2/30']);
const defaultTo = (address: string): Partial<Device> => ({
  routes: [
    {
      destination: { family: 'ipv4', address: 0n, length: 0 },
      destinationSpan: at(0),
      nextHops: [{ address: parseAddress(address)!, span: at(0) }],
      recursive: false,
      span: at(0),
    },
  ],
});

test('whole words say it, in both languages', () => {
  for (const name of ['outside', 'wan1', 'ge-0/0/0\nUplink to ISP-A', 'untrust', '联通公网出口', 'to-internet'])
    expect(saysOutside(name), name).toBe(true);
  for (const name of ['Taiwan office', 'swan', 'crisp', 'subinternetwork', 'GigabitEthernet0/0'])
    expect(saysOutside(name), name).toBe(false);
});

test('a port is for management by its name or its platform; em0 of a BSD carries users', () => {
  for (const name of ['mgmt0', 'Management1', 'MEth0/0/0', 'MgmtEth0/RP0/CPU0/0'])
    expect(isManagementPort(port(name, [])), name).toBe(true);
  for (const name of ['em0', 'fxp0', 'me0', 'Ethernet1', 'Metro1'])
    expect(isManagementPort(port(name, [])), name).toBe(false);
  expect(isManagementPort({ ...port('fxp0.0', []), management: true })).toBe(true);
});

test('a global address needs private ones beside it, or the default route', () => {
  expect(facesOutside(device([wan, lan]), wan)).toBe(true);
  expect(facesOutside(device([wan, lan]), lan)).toBe(false);
  const other = port('Gi0/2', ['203.0.113.1/24']);
  expect(facesOutside(device([wan, other]), wan)).toBe(false);
  expect(facesOutside(device([wan, other], defaultTo('198.51.100.1')), wan)).toBe(true);
  expect(facesOutside(device([lan], defaultTo('10.1.0.254')), lan)).toBe(false);
  expect(leadsOutside(device([lan], defaultTo('10.1.0.254')), lan)).toBe(true);
});

test('roles and names stand above addresses', () => {
  const as = (more: Partial<Interface>): Interface => ({ ...wan, ...more });
  for (const more of [
    { natRole: 'inside' },
    { loopback: true },
    { vrf: 'B' },
    { zone: 'trust' },
    { description: located('office LAN') },
  ] as const) {
    expect(facesOutside(device([as(more), lan]), as(more)), JSON.stringify(more)).toBe(false);
  }
  expect(facesOutside(device([lan]), { ...lan, natRole: 'outside' })).toBe(true);
  expect(facesOutside(device([lan]), { ...lan, zone: 'untrust' })).toBe(true);
});

test('what is the Internet', () => {
  const inside = (text: string): boolean => isInternet(parseAddress(text)!);
  expect(['10.0.0.1', '100.64.0.1', '172.31.255.255', '224.0.0.5', 'fd00::1', 'fe80::1'].map(inside)).not.toContain(
    true,
  );
  expect(['9.255.255.255', '100.128.0.1', '172.32.0.1', '198.51.100.1', '2001:db8::1'].map(inside)).not.toContain(
    false,
  );
  expect(internet('ipv6', [parsePrefix('10.0.0.0/8')!]).except).toBeUndefined();
  expect(internet('ipv4', [parsePrefix('198.51.100.9/24')!]).except?.at(-1)).toEqual({
    kind: 'prefix',
    ...parsePrefix('198.51.100.0/24')!,
  });
});
