import { describe, expect, test } from 'vitest';
import { memberOf, routeIn } from '../../../test/support/route-in.ts';
import { twinOf } from './twin.ts';

/** A port, a neighbour and one line on distances, as each platform has them. */
const TEXTS: Readonly<Record<string, (line: string) => string>> = {
  ios: (line) => `hostname a
!
interface GigabitEthernet0/0
 ip address 10.0.0.1 255.255.255.0
!
router bgp 64501
 neighbor 10.0.0.2 remote-as 64502
 ${line}
!
ip route 192.0.2.2 255.255.255.255 10.0.0.9 120
!
end
`,
  eos: (line) => `hostname a
!
interface Ethernet1
   no switchport
   ip address 10.0.0.1/24
!
ip routing
!
ip route 192.0.2.2/32 10.0.0.9 120
!
router bgp 64501
   neighbor 10.0.0.2 remote-as 64502
   ${line}
!
end
`,
  nxos: (line) => `hostname a
feature bgp
interface Ethernet1/1
  no switchport
  ip address 10.0.0.1/24
ip route 192.0.2.2/32 10.0.0.9 120
router bgp 64501
  address-family ipv4 unicast
    ${line}
  neighbor 10.0.0.2
    remote-as 64502
    address-family ipv4 unicast
`,
  vrp: (line) => `#
sysname a
#
interface GigabitEthernet0/0/0
 ip address 10.0.0.1 255.255.255.0
#
bgp 64501
 peer 10.0.0.2 as-number 64502
 #
 ipv4-family unicast
  ${line}
  peer 10.0.0.2 enable
#
ip route-static 192.0.2.2 255.255.255.255 10.0.0.9 preference 120
#
return
`,
};

const NEIGHBOUR = `hostname b
!
interface Loopback0
 ip address 192.0.2.2 255.255.255.255
!
interface GigabitEthernet0/0
 ip address 10.0.0.2 255.255.255.0
!
router bgp 64502
 neighbor 10.0.0.1 remote-as 64501
 network 192.0.2.2 mask 255.255.255.255
!
end
`;

describe('distances that a BGP process has of its own', () => {
  test.each([
    ['ios', 'distance bgp 110 200 200', 'external-bgp via 10.0.0.2'],
    ['ios', 'distance bgp 130 200 200', 'static via 10.0.0.9'],
    ['eos', 'distance bgp 20 200 200', 'external-bgp via 10.0.0.2'],
    ['eos', 'distance bgp 130 200 200', 'static via 10.0.0.9'],
    ['nxos', 'distance 110 200 220', 'external-bgp via 10.0.0.2'],
    ['nxos', 'distance 130 200 220', 'static via 10.0.0.9'],
    ['vrp', 'preference 110 255 255', 'external-bgp via 10.0.0.2'],
    ['vrp', 'preference 130 255 255', 'static via 10.0.0.9'],
  ] as const)('%s: %s', (dialect, line, expected) => {
    const twin = twinOf([memberOf('a', TEXTS[dialect]!(line), dialect), memberOf('b', NEIGHBOUR, 'ios')]);
    expect(routeIn(twin, 'a', '192.0.2.2/32')).toBe(expected);
  });

  test('those of some of the routes are not followed, and say so', () => {
    const text = TEXTS.ios!('distance 130 10.0.0.2 0.0.0.0');
    const twin = twinOf([memberOf('a', text, 'ios'), memberOf('b', NEIGHBOUR, 'ios')]);
    expect(twin.table('a', '', 'ipv4').doubts()).not.toEqual([]);
  });
});
