import { describe, expect, test } from 'vitest';
import { memberOf, routeIn } from '../../../test/support/route-in.ts';
import { twinOfFiles, way } from '../../../test/support/twin-of-files.ts';
import { type Twin, twinOf } from './twin.ts';

/** A router with VRFs RED and BLUE, and what BGP says of them. */
const router = (red: string, blue: string, more = ''): Twin =>
  twinOf([
    memberOf(
      'pe',
      `version 17.3
hostname pe
vrf definition RED
 rd 64501:1
 address-family ipv4
${red}
 exit-address-family
vrf definition BLUE
 rd 64501:2
 address-family ipv4
${blue}
 exit-address-family
interface GigabitEthernet1
 vrf forwarding RED
 ip address 10.0.1.1 255.255.255.0
interface GigabitEthernet2
 vrf forwarding BLUE
 ip address 10.0.2.1 255.255.255.0
ip route vrf RED 198.51.100.0 255.255.255.0 10.0.1.9
router bgp 64501
 bgp router-id 192.0.2.1
 address-family ipv4 vrf RED
  redistribute connected
  redistribute static
 exit-address-family
 address-family ipv4 vrf BLUE
 exit-address-family
${more}`,
      'ios',
    ),
  ]);

const GIVES = '  route-target export 64501:1';
const TAKES = '  route-target import 64501:1';

describe('a VRF that imports the route target of another one', () => {
  test('has its routes, with next hops of that VRF', () => {
    const twin = router(GIVES, TAKES);
    expect(routeIn(twin, 'pe', '10.0.1.0/24', 'BLUE')).toBe('external-bgp via GigabitEthernet1');
    expect(routeIn(twin, 'pe', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9');
    expect(routeIn(twin, 'pe', '10.0.2.0/24', 'RED')).toBe('none');
    expect(twin.table('pe', 'BLUE', 'ipv4').doubts()).toEqual([]);
  });
  test('has none of a target that nobody exports', () => {
    const twin = router(GIVES, '  route-target import 64501:3');
    expect(routeIn(twin, 'pe', '10.0.1.0/24', 'BLUE')).toBe('none');
    expect(twin.table('pe', 'BLUE', 'ipv4').doubts()).toEqual([]);
  });
  test('takes only what its import map lets through', () => {
    const twin = router(
      GIVES,
      `${TAKES}\n  import map SOME`,
      'route-map SOME permit 10\n match ip address prefix-list SOME\nip prefix-list SOME permit 198.51.100.0/24\n',
    );
    expect(routeIn(twin, 'pe', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9');
    expect(routeIn(twin, 'pe', '10.0.1.0/24', 'BLUE')).toBe('none');
  });
  test('does not get what an export map gives other targets; what the map does not match keeps them', () => {
    const twin = router(
      `${GIVES}\n  export map OTHER`,
      TAKES,
      'route-map OTHER permit 10\n match ip address prefix-list SOME\n set extcommunity rt 64501:9\nip prefix-list SOME permit 198.51.100.0/24\n',
    );
    expect(routeIn(twin, 'pe', '198.51.100.0/24', 'BLUE')).toBe('none');
    expect(routeIn(twin, 'pe', '10.0.1.0/24', 'BLUE')).toBe('external-bgp via GigabitEthernet1');
  });
  test('gives nothing on that it has from another one', () => {
    const twin = router(
      GIVES,
      `${TAKES}\n  route-target export 64501:2`,
      'vrf definition GREEN\n rd 64501:3\n address-family ipv4\n  route-target import 64501:2\nrouter bgp 64501\n address-family ipv4 vrf GREEN\n',
    );
    expect(routeIn(twin, 'pe', '198.51.100.0/24', 'GREEN')).toBe('none');
  });
  test('may have more where other routers send routes of VPNs, but not than its own networks', () => {
    const twin = router(
      GIVES,
      TAKES,
      ` neighbor 10.0.3.9 remote-as 64501
 address-family vpnv4
  neighbor 10.0.3.9 activate
interface GigabitEthernet3
 ip address 10.0.3.1 255.255.255.0
`,
    );
    const table = twin.table('pe', 'BLUE', 'ipv4');
    expect(table.lookup(0xc6336401n).doubts.map(({ text }) => text.en)).toEqual([
      'what the neighbour 10.0.3.9 announces is not known: its configuration is not here',
    ]);
    expect(table.lookup(0x0a000209n).doubts).toEqual([]);
  });
  test('of which BGP does not speak may have them or not', () => {
    const text = `version 17.3
hostname pe
vrf definition RED
 rd 64501:1
 address-family ipv4
  route-target both 64501:1
vrf definition BLUE
 rd 64501:2
 address-family ipv4
  route-target import 64501:1
interface GigabitEthernet1
 vrf forwarding RED
 ip address 10.0.1.1 255.255.255.0
interface GigabitEthernet2
 vrf forwarding BLUE
 ip address 10.0.2.1 255.255.255.0
router bgp 64501
 address-family ipv4 vrf RED
  redistribute connected
`;
    const twin = twinOf([memberOf('pe', text, 'ios')]);
    expect(twin.table('pe', 'BLUE', 'ipv4').doubts()).toHaveLength(1);
    expect(twin.table('pe', 'RED', 'ipv4').doubts()).toEqual([]);
  });
});

test('packets go from one VRF into the other, and to addresses of the router there', () => {
  const host = (name: string, address: string, gateway: string): string =>
    `version 15.2\nhostname ${name}\ninterface GigabitEthernet0/0\n ip address ${address} 255.255.255.0\nip route 0.0.0.0 0.0.0.0 ${gateway}\n`;
  const pe = `version 17.3
hostname pe
vrf definition RED
 rd 64501:1
 address-family ipv4
  route-target export 64501:1
  route-target import 64501:2
vrf definition BLUE
 rd 64501:2
 address-family ipv4
  route-target export 64501:2
  route-target import 64501:1
interface GigabitEthernet1
 vrf forwarding RED
 ip address 10.0.1.1 255.255.255.0
interface GigabitEthernet2
 vrf forwarding BLUE
 ip address 10.0.2.1 255.255.255.0
router bgp 64501
 address-family ipv4 vrf RED
  redistribute connected
 address-family ipv4 vrf BLUE
  redistribute connected
`;
  const files = {
    'pe.cfg': pe,
    'a.cfg': host('a', '10.0.1.9', '10.0.1.1'),
    'b.cfg': host('b', '10.0.2.9', '10.0.2.1'),
  };
  const twin = twinOfFiles(files);
  expect(way(twin, 'icmp 10.0.1.9 > 10.0.2.9')).toBe('delivered: a > pe > b');
  expect(way(twin, 'icmp 10.0.1.9 > 10.0.2.1')).toMatch(/^delivered: a > pe(?: by|$)/);
  const apart = twinOfFiles({ ...files, 'pe.cfg': pe.replace('  route-target import 64501:2\n', '') });
  expect(way(apart, 'icmp 10.0.1.9 > 10.0.2.9')).toMatch(/^no-route: a > pe/);
});

describe('a static route', () => {
  const router = (dialect: string, interfaces: string, route: string): string => {
    const twin = twinOf([memberOf('r', `${interfaces}\n${route}\n`, dialect)]);
    return routeIn(twin, 'r', '198.51.100.0/24', route.includes('RED') ? 'RED' : '');
  };
  const ios =
    'version 17.3\nhostname r\ninterface GigabitEthernet1\n vrf forwarding RED\n ip address 10.0.1.1 255.255.255.0\ninterface GigabitEthernet2\n ip address 10.0.2.1 255.255.255.0';
  const nxos =
    'version 9.3(5)\nhostname r\nvrf context RED\nvrf context BLUE\ninterface Ethernet1/1\n no switchport\n ip address 10.0.2.1/24\ninterface Ethernet1/2\n no switchport\n vrf member BLUE\n ip address 10.0.3.1/24';
  test('has its next hop in the table that it names', () => {
    expect(router('ios', ios, 'ip route vrf RED 198.51.100.0 255.255.255.0 10.0.2.9 global')).toBe(
      'static via 10.0.2.9',
    );
    expect(router('nxos', nxos, 'ip route 198.51.100.0/24 10.0.3.9 vrf BLUE')).toBe('static via 10.0.3.9');
    const eos =
      '! device: r (vEOS, EOS-4.30.0F)\nhostname r\nvrf instance RED\ninterface Ethernet1\n no switchport\n ip address 10.0.2.1/24\ninterface Ethernet2\n no switchport\n vrf RED\n ip address 10.0.1.1/24';
    expect(router('eos', eos, 'ip route vrf RED 198.51.100.0/24 egress-vrf default 10.0.2.9')).toBe(
      'static via 10.0.2.9',
    );
    const xr =
      'hostname r\nvrf RED\n address-family ipv4 unicast\ninterface GigabitEthernet0/0/0/0\n ipv4 address 10.0.2.1 255.255.255.0\nrouter static\n vrf RED\n  address-family ipv4 unicast';
    expect(router('iosxr', xr, '   198.51.100.0/24 vrf default 10.0.2.9 ! RED')).toBe('static via 10.0.2.9');
  });
  test('is not there without a way in that table', () => {
    expect(router('ios', ios, 'ip route vrf RED 198.51.100.0 255.255.255.0 10.0.2.9')).toBe('none');
    expect(router('ios', ios, 'ip route vrf RED 198.51.100.0 255.255.255.0 10.0.1.9 global')).toBe('none');
    expect(router('nxos', nxos, 'ip route 198.51.100.0/24 10.0.3.9')).toBe('none');
  });
});
