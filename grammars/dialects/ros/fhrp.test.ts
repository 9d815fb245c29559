import { expect, test } from 'vitest';
import { prepare } from '../../../server/src/review/prepare.ts';

test('a VRRP interface is a group of the one it runs on, with the addresses that are its own', () => {
  const { device } = prepare({
    dialect: 'ros',
    text: '/interface vrrp\nadd interface=ether1 interval=2s name=vrrp1 preemption-mode=no priority=200 vrid=10\n/ip address\nadd address=10.0.0.2/24 interface=ether1\nadd address=10.0.0.254/32 interface=vrrp1\n/system identity\nset name=a\n',
  })!;
  expect(device.fhrp).toMatchObject([
    {
      group: { value: 10 },
      interface: 'ether1',
      addresses: [{ value: 0x0a0000fen }],
      version: { value: 3 },
      priority: { value: 200 },
      preempt: { value: false },
      advertise: { value: 2000 },
    },
  ]);
});
