import { expect, test } from 'vitest';
import { memberOf, routeIn } from '../../../test/support/route-in.ts';
import { type Twin, twinOf } from './twin.ts';

const customer = (name: string, at: number): string => `
version 17.3
hostname ${name}
interface GigabitEthernet1
 ip address 10.0.${at}.2 255.255.255.0
interface GigabitEthernet2
 ip address 198.51.10${at}.1 255.255.255.0
router bgp 64510
 neighbor 10.0.${at}.1 remote-as 64501
 address-family ipv4
  network 198.51.10${at}.0 mask 255.255.255.0
  neighbor 10.0.${at}.1 activate
  neighbor 10.0.${at}.1 allowas-in
`;

const neighbour = (address: string, asn: number): string => ` neighbor ${address}
  remote-as ${asn}
  address-family ipv4 unicast
   route-policy PASS in
   route-policy PASS out
  !
 !
`;

/** An IOS-XR router with a neighbour of AS 64510, which sends it a route that already went through that AS. */
const provider = (more: string): Twin =>
  twinOf([
    memberOf(
      'pe',
      `hostname pe
interface GigabitEthernet0/0/0/1
 ipv4 address 10.0.1.1 255.255.255.0
!
interface GigabitEthernet0/0/0/2
 ipv4 address 10.0.2.1 255.255.255.0
!
route-policy PASS
  pass
end-policy
!
router bgp 64501
 bgp router-id 192.0.2.1
 address-family ipv4 unicast
 !
${more}!
`,
      'iosxr',
    ),
    memberOf('ce1', customer('ce1', 1), 'ios'),
    memberOf('ce2', customer('ce2', 2), 'ios'),
  ]);

test('IOS-XR sends a route back to the AS that it came from as its update groups have it', () => {
  const both = provider(neighbour('10.0.1.2', 64_510) + neighbour('10.0.2.2', 64_510));
  expect(routeIn(both, 'pe', '198.51.102.0/24')).toBe('external-bgp via 10.0.2.2');
  expect(routeIn(both, 'ce1', '198.51.102.0/24')).toBe('external-bgp via 10.0.1.1?');
});
