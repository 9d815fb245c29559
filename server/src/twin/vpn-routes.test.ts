import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../../grammars/model/address.ts';
import { memberOf, routeIn } from '../../../test/support/route-in.ts';
import { way } from '../../../test/support/twin-of-files.ts';
import { askTrace } from './ask-trace.ts';
import { type Twin, twinOf } from './twin.ts';

/** A reflector and two routers with the VRF RED, each with a customer of its own AS. */
interface Texts {
  readonly targets?: string;
  readonly family?: string;
  readonly customer?: string;
  readonly reflector?: string;
}

const provider = (name: string, at: number, { targets = 'route-target both 64501:1', family = '' }: Texts): string => `
version 17.3
hostname ${name}
vrf definition RED
 rd 192.0.2.${at}:1
 address-family ipv4
  ${targets}
 exit-address-family
vrf definition BLUE
 rd 192.0.2.${at}:2
 address-family ipv4
  route-target both 64501:2
 exit-address-family
interface Loopback0
 ip address 192.0.2.${at} 255.255.255.255
interface GigabitEthernet1
 ip address 10.0.${at}.1 255.255.255.252
interface GigabitEthernet2
 vrf forwarding RED
 ip address 10.1.${at}.1 255.255.255.0
interface GigabitEthernet3
 vrf forwarding BLUE
 ip address 10.2.${at}.1 255.255.255.0
router ospf 1
 network 0.0.0.0 255.255.255.255 area 0
router bgp 64501
 bgp router-id 192.0.2.${at}
 no bgp default ipv4-unicast
 neighbor 192.0.2.9 remote-as 64501
 neighbor 192.0.2.9 update-source Loopback0
 address-family vpnv4
  neighbor 192.0.2.9 activate
  neighbor 192.0.2.9 send-community extended
${family}
 exit-address-family
 address-family ipv4 vrf RED
  redistribute connected
  neighbor 10.1.${at}.2 remote-as 6451${at}
  neighbor 10.1.${at}.2 activate
 exit-address-family
 address-family ipv4 vrf BLUE
  redistribute connected
 exit-address-family
`;

const customer = (at: number): string => `
version 17.3
hostname ce${at}
interface GigabitEthernet1
 ip address 10.1.${at}.2 255.255.255.0
interface GigabitEthernet2
 ip address 198.51.10${at}.1 255.255.255.0
router bgp 6451${at}
 bgp router-id 198.51.10${at}.1
 neighbor 10.1.${at}.1 remote-as 64501
 address-family ipv4
  network 198.51.10${at}.0 mask 255.255.255.0
  neighbor 10.1.${at}.1 activate
`;

const REFLECTOR = `
hostname rr
interface Loopback0
 ipv4 address 192.0.2.9 255.255.255.255
!
interface GigabitEthernet0/0/0/1
 ipv4 address 10.0.1.2 255.255.255.252
!
interface GigabitEthernet0/0/0/2
 ipv4 address 10.0.2.2 255.255.255.252
!
router ospf 1
 area 0
  interface Loopback0
  !
  interface GigabitEthernet0/0/0/1
  !
  interface GigabitEthernet0/0/0/2
  !
 !
!
router bgp 64501
 bgp router-id 192.0.2.9
 address-family vpnv4 unicast
 !
 neighbor-group PE
  remote-as 64501
  update-source Loopback0
  address-family vpnv4 unicast
   route-reflector-client
  !
 !
 neighbor 192.0.2.1
  use neighbor-group PE
 !
 neighbor 192.0.2.2
  use neighbor-group PE
 !
!
`;

const backbone = (one: Texts = {}, other: Texts = {}): Twin =>
  twinOf([
    memberOf('pe1', provider('pe1', 1, one), 'ios'),
    memberOf('pe2', provider('pe2', 2, other), 'ios'),
    memberOf('rr', one.reflector ?? REFLECTOR, 'iosxr'),
    ...(one.customer === '' ? [] : [memberOf('ce1', customer(1), 'ios')]),
    memberOf('ce2', customer(2), 'ios'),
  ]);

/** As their own text has them. */
const via = (twin: Twin, path: string, prefix: string, vrf: string): readonly string[] =>
  twin
    .table(path, vrf, 'ipv4')
    .routes()
    .filter((one) => `${formatAddress('ipv4', one.prefix.address)}/${one.prefix.length}` === prefix)
    .flatMap((one) => one.via.map((hop) => formatAddress('ipv4', hop)));

const doubts = (twin: Twin, path: string, vrf: string, address: bigint): readonly string[] =>
  twin
    .table(path, vrf, 'ipv4')
    .lookup(address)
    .doubts.map(({ text }) => text.en);

/** 198.51.102.1 */
const FAR = 0xc6336601n;

describe('routes of VPNs between routers of one AS', () => {
  test('are in the VRFs that take their target, with the other router as next hop', () => {
    const twin = backbone();
    expect(routeIn(twin, 'pe1', '198.51.102.0/24', 'RED')).toMatch(/^internal-bgp/);
    expect(via(twin, 'pe1', '198.51.102.0/24', 'RED')).toEqual(['192.0.2.2']);
    expect(via(twin, 'pe1', '10.1.2.0/24', 'RED')).toEqual(['192.0.2.2']);
    expect(routeIn(twin, 'pe1', '10.2.2.0/24', 'RED')).toBe('none');
    expect(routeIn(twin, 'pe1', '198.51.102.0/24')).toBe('none');
    expect(doubts(twin, 'pe1', 'RED', FAR)).toEqual([]);
  });
  test('go on to the customers there', () => {
    expect(routeIn(backbone(), 'ce1', '198.51.102.0/24')).toBe('external-bgp via 10.1.1.1');
  });
  test('are nowhere where targets differ', () => {
    const twin = backbone({}, { targets: 'route-target both 64501:7' });
    expect(routeIn(twin, 'pe1', '198.51.102.0/24', 'RED')).toBe('none');
    expect(doubts(twin, 'pe1', 'RED', FAR)).toEqual([]);
  });
  test('do not cross a reflector whose neighbours are no clients', () => {
    const twin = backbone({ reflector: REFLECTOR.replace('   route-reflector-client\n', '') });
    expect(routeIn(twin, 'pe1', '198.51.102.0/24', 'RED')).toBe('none');
  });
  test('may be any, where a customer is not here, in the VRFs of its target alone', () => {
    const twin = backbone({ customer: '' });
    expect(doubts(twin, 'pe2', 'RED', 0x08080808n)).toEqual([
      'what the neighbour 10.1.1.2 announces is not known: its configuration is not here',
    ]);
    expect(doubts(twin, 'pe2', 'BLUE', 0x08080808n)).toEqual([]);
  });
  test('are in doubt where a statement of their family is not followed, and other families are not', () => {
    const twin = backbone({ family: '  neighbor 192.0.2.9 next-hop-self all' });
    expect(doubts(twin, 'pe1', 'RED', FAR)).toEqual([
      'this BGP statement may change which routes are used, and is not followed here',
    ]);
    expect(doubts(twin, 'pe1', '', 0x08080808n)).toEqual([]);
  });
  test('may go on to a customer that speaks OSPF, in one form or another', () => {
    const ospf = `
router ospf 2 vrf RED
 network 10.1.1.0 0.0.0.255 area 0
 redistribute bgp 64501 subnets
`;
    const speaks = `version 17.3
hostname ce1
interface GigabitEthernet1
 ip address 10.1.1.2 255.255.255.0
router ospf 1
 network 10.1.1.0 0.0.0.255 area 0
`;
    const twin = twinOf([
      memberOf('pe1', provider('pe1', 1, {}) + ospf, 'ios'),
      memberOf('pe2', provider('pe2', 2, {}), 'ios'),
      memberOf('rr', REFLECTOR, 'iosxr'),
      memberOf('ce1', speaks, 'ios'),
      memberOf('ce2', customer(2), 'ios'),
    ]);
    expect(routeIn(twin, 'ce1', '198.51.102.0/24')).toBe('ospf via 10.1.1.1?');
  });
  test('lead a packet through the backbone to the other VRF; that labels carry it is not claimed', () => {
    const twin = backbone();
    const packet = 'tcp 198.51.101.7:40000 > 198.51.102.7:443';
    expect(way(twin, packet)).toBe('delivered?: ce1 > pe1 > pe2 > ce2 by ce2:7');
    const answer = askTrace(twin, packet);
    expect(answer.ok && answer.traces[0]!.doubts.map(({ why }) => why.en)).toEqual([
      'whether labels carry packets all the way to pe2 is not followed here',
    ]);
  });
});
