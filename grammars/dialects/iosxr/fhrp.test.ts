import { expect, test } from 'vitest';
import { prepare } from '../../../server/src/review/prepare.ts';

const groupsOf = (lines: string) =>
  prepare({
    dialect: 'iosxr',
    text: `hostname a\n!\ninterface GigabitEthernet0/0/0/0\n ipv4 address 10.0.0.2 255.255.255.0\n!\n${lines}`,
  })!.device.fhrp;

test('groups of VRRP and HSRP are read from their own blocks, with what each does where nothing is said', () => {
  const vrrp = groupsOf(
    'router vrrp\n interface GigabitEthernet0/0/0/0\n  address-family ipv4\n   vrrp 1 version 3\n    priority 120\n    preempt disable\n    timer 2\n    track interface GigabitEthernet0/0/0/1 30\n    address 10.0.0.254\n',
  );
  expect(vrrp).toMatchObject([
    {
      protocol: 'vrrp',
      group: { value: 1 },
      interface: 'GigabitEthernet0/0/0/0',
      addresses: [{ value: 0x0a0000fen }],
      version: { value: 3 },
      priority: { value: 120 },
      preempt: { value: false },
      advertise: { value: 2000 },
      tracks: [{ decrement: 30 }],
    },
  ]);
  const hsrp = groupsOf(
    'router hsrp\n interface GigabitEthernet0/0/0/0\n  address-family ipv4\n   hsrp 2\n    timers 1 3\n    address 10.0.0.253\n',
  );
  expect(hsrp).toMatchObject([
    {
      protocol: 'hsrp',
      preempt: { value: false },
      priority: { value: 100 },
      advertise: { value: 1000 },
      hold: { value: 3000 },
    },
  ]);
});

test('they are no protocol that brings routes', () => {
  const { device } = prepare({
    dialect: 'iosxr',
    text: 'hostname a\n!\nrouter vrrp\n interface GigabitEthernet0/0/0/0\n',
  })!;
  expect(device.dynamicRouting).toBe(false);
  expect(device.routeChoice!.unfollowed).toEqual([]);
});
