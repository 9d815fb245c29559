import { expect, test } from 'vitest';
import { prepare } from '../../../server/src/review/prepare.ts';

test('VRRP groups, of both spellings of their address', () => {
  const { device } = prepare({
    dialect: 'vyos',
    text: [
      "set system host-name 'a'",
      "set interfaces ethernet eth0 address '10.0.0.2/24'",
      "set high-availability vrrp group LAN interface 'eth0'",
      "set high-availability vrrp group LAN vrid '10'",
      "set high-availability vrrp group LAN virtual-address '10.0.0.254/24'",
      "set high-availability vrrp group LAN priority '200'",
      'set high-availability vrrp group LAN no-preempt',
      '',
    ].join('\n'),
  })!;
  expect(device.fhrp).toMatchObject([
    {
      group: { value: 10 },
      interface: 'eth0',
      addresses: [{ value: 0x0a0000fen }],
      priority: { value: 200 },
      preempt: { value: false },
      unicast: { value: false },
      closed: true,
    },
  ]);
});
