import { expect, test } from 'vitest';
import { memberOf } from '../../../test/support/route-in.ts';
import { way } from '../../../test/support/twin-of-files.ts';
import { type Twin, twinOf } from './twin.ts';

const router = (name: string, description: string, own: number, asn: number, peer: number): string => `
version 17.3
hostname ${name}
interface GigabitEthernet1
 ${description}
 ip address 10.0.1.${own} 255.255.255.0
router bgp ${asn}
 bgp router-id 192.0.2.${own}
 neighbor 10.0.1.${3 - own} remote-as ${peer}
`;

/** Two sites have the same addresses: of one of them the provider is here. */
const twice = (here: string, there: string): Twin =>
  twinOf([
    memberOf('pe', router('pe', here, 1, 64_501, 64_510), 'ios'),
    memberOf('ce1', router('ce1', '', 2, 64_510, 64_501), 'ios'),
    memberOf('ce2', router('ce2', there, 2, 64_510, 64_501), 'ios'),
  ]);

const peer = (twin: Twin): string =>
  twin.sessions.find(({ end }) => end.member.path === 'pe')?.peer?.member.path ?? 'unknown';

test('of several who have the address of a neighbour, it is the one that a description names', () => {
  expect(peer(twice('', ''))).toBe('unknown');
  expect(peer(twice('description to ce2', ''))).toBe('ce2');
  expect(peer(twice('', 'description to pe'))).toBe('ce2');
  expect(peer(twice('description to ce1', 'description to pe'))).toBe('unknown');
});

test('and it is the one that packets go to', () => {
  const packet = 'icmp 10.0.1.1 > 10.0.1.2';
  expect(way(twice('', ''), packet, 'pe')).toBe('unknown: pe by pe:6');
  expect(way(twice('description to ce2', ''), packet, 'pe')).toMatch(/^delivered: pe > ce2/);
});
