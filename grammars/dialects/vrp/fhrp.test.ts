import { expect, test } from 'vitest';
import { prepare } from '../../../server/src/review/prepare.ts';

test('VRRP groups of an interface, with the preference that a tracked interface costs where nothing is said', () => {
  const { device } = prepare({
    dialect: 'vrp',
    text: 'sysname a\n#\ninterface Vlanif10\n ip address 10.0.0.2 255.255.255.0\n vrrp vrid 1 virtual-ip 10.0.0.254\n vrrp vrid 1 virtual-ip 10.0.0.253\n vrrp vrid 1 priority 120\n vrrp vrid 1 preempt-mode timer delay 20\n vrrp vrid 1 timer advertise 2\n vrrp vrid 1 track interface GigabitEthernet0/0/1\n vrrp vrid 2 virtual-ip 10.0.0.9\n vrrp vrid 2 preempt-mode disable\n#\n',
  })!;
  expect(device.fhrp).toMatchObject([
    {
      group: { value: 1 },
      interface: 'Vlanif10',
      addresses: [{ value: 0x0a0000fen }, { value: 0x0a0000fdn }],
      priority: { value: 120 },
      preempt: { value: true },
      advertise: { value: 2000 },
      tracks: [{ decrement: 10 }],
    },
    { group: { value: 2 }, priority: { value: 100 }, preempt: { value: false } },
  ]);
});
