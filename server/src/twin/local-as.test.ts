import { expect, test } from 'vitest';
import { memberOf, routeIn } from '../../../test/support/route-in.ts';
import { type Twin, twinOf } from './twin.ts';

/** `a` calls itself AS 64999 before `b`; each takes from the other what went through one AS of this pattern. */
const pair = (options: string, fromA: string, fromB: string): Twin => {
  const router = (name: string, own: number, asn: number, more: string, pattern: string): string => `version 17.3
hostname ${name}
interface GigabitEthernet1
 ip address 10.0.0.${own} 255.255.255.0
interface GigabitEthernet2
 ip address 198.51.10${own}.1 255.255.255.0
ip as-path access-list 1 permit ${pattern}
route-map IN permit 10
 match as-path 1
router bgp ${asn}
 bgp router-id 192.0.2.${own}
 ${more}
 address-family ipv4
  network 198.51.10${own}.0 mask 255.255.255.0
  neighbor 10.0.0.${3 - own} activate
  neighbor 10.0.0.${3 - own} route-map IN in
`;
  const a = `neighbor 10.0.0.2 remote-as 64502\n neighbor 10.0.0.2 local-as 64999${options}`;
  return twinOf([
    memberOf('a', router('a', 1, 64_501, a, fromB), 'ios'),
    memberOf('b', router('b', 2, 64_502, 'neighbor 10.0.0.1 remote-as 64999', fromA), 'ios'),
  ]);
};

const seen = (twin: Twin): readonly string[] => [
  routeIn(twin, 'b', '198.51.101.0/24'),
  routeIn(twin, 'a', '198.51.102.0/24'),
];
const BOTH = ['external-bgp via 10.0.0.1', 'external-bgp via 10.0.0.2'];

test('another AS number for one neighbour stands before the own one, and before what the neighbour sends', () => {
  expect(seen(pair('', '^64999_64501$', '^64999_64502$'))).toEqual(BOTH);
});
test('with no-prepend it is not before what the neighbour sends', () => {
  expect(seen(pair(' no-prepend', '^64999_64501$', '^64502$'))).toEqual(BOTH);
});
test('with replace-as the own one is not seen', () => {
  expect(seen(pair(' no-prepend replace-as', '^64999$', '^64502$'))).toEqual(BOTH);
});
test('with dual-as nobody knows which one stands', () => {
  expect(seen(pair(' no-prepend replace-as dual-as', '^64999$', '^64502$'))[1]).toBe('external-bgp via 10.0.0.2?');
});
