import { describe, expect, test } from 'vitest';
import { memberOf, routeIn } from '../../../test/support/route-in.ts';
import { type Twin, twinOf } from './twin.ts';

const doubtsIn = (twin: Twin, prefix: bigint, vrf: string): string[] => {
  const table = twin.table('r', vrf, 'ipv4');
  return table.lookup(prefix).doubts.map(({ text }) => text.en);
};
const STATIC = 0xc6336401n; // 198.51.100.1
const CONNECTED = 0x0a000101n; // 10.0.1.1

describe('NX-OS', () => {
  /** VRFs RED and BLUE with one network each, RED with a static route; 10.0.3.0/24 and 203.0.113.0/24 are of the default VRF. */
  const router = (red: string, blue: string, more = '', distinguished = true): Twin =>
    twinOf([
      memberOf(
        'r',
        `version 9.3(5)
hostname r
feature bgp
ip prefix-list SOME seq 5 permit 198.51.100.0/24
ip prefix-list SOME seq 10 permit 203.0.113.0/24
route-map SOME permit 10
  match ip address prefix-list SOME
route-map ALL permit 10
vrf context RED
  ip route 198.51.100.0/24 10.0.1.9
${distinguished ? '  rd 192.0.2.1:1\n' : ''}  address-family ipv4 unicast
${red}
vrf context BLUE
  rd auto
  address-family ipv4 unicast
${blue}
ip route 203.0.113.0/24 10.0.3.9
interface Ethernet1/1
  no switchport
  vrf member RED
  ip address 10.0.1.1/24
interface Ethernet1/2
  no switchport
  vrf member BLUE
  ip address 10.0.2.1/24
interface Ethernet1/3
  no switchport
  ip address 10.0.3.1/24
router bgp 64501
  router-id 192.0.2.1
  address-family ipv4 unicast
    redistribute direct route-map ALL
    redistribute static route-map ALL
  vrf RED
    address-family ipv4 unicast
      redistribute direct route-map ALL
      redistribute static route-map ALL
  vrf BLUE
    address-family ipv4 unicast
${more}`,
        'nxos',
      ),
    ]);
  const GIVES = '    route-target export 64501:1';
  const TAKES = '    route-target import 64501:1';

  test('a VRF has the routes of another one whose target it imports, sent where that one sends them', () => {
    const twin = router(GIVES, TAKES);
    expect(routeIn(twin, 'r', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9');
    expect(routeIn(twin, 'r', '10.0.1.0/24', 'BLUE')).toBe('external-bgp via Ethernet1/1');
    expect(routeIn(twin, 'r', '203.0.113.0/24', 'BLUE')).toBe('none');
    expect(twin.table('r', 'BLUE', 'ipv4').doubts()).toEqual([]);
  });
  test('an import map keeps the others out', () => {
    const twin = router(GIVES, `${TAKES}\n    import map SOME`);
    expect(routeIn(twin, 'r', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9');
    expect(routeIn(twin, 'r', '10.0.1.0/24', 'BLUE')).toBe('none');
  });
  test('what an export map refuses may be given all the same', () => {
    const twin = router(`${GIVES}\n    export map SOME`, TAKES);
    expect(routeIn(twin, 'r', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9');
    expect(doubtsIn(twin, CONNECTED, 'BLUE')[0]).toMatch(/^whether what this export policy refuses is given/);
  });
  test('without a distinguisher, or by targets of EVPN alone, it is not known', () => {
    const undistinguished = router(GIVES, TAKES, '', false);
    expect(doubtsIn(undistinguished, STATIC, 'BLUE')[0]).toMatch(/^one of the two VRFs has no route distinguisher/);
    const evpn = router(`${GIVES} evpn`, `${TAKES} evpn`);
    expect(doubtsIn(evpn, STATIC, 'BLUE')[0]).toMatch(/^in which form this platform takes/);
  });
  test('routes of the default VRF come in by a map, whatever the targets are, and go there', () => {
    const into = router('', '    import vrf default map SOME');
    expect(routeIn(into, 'r', '203.0.113.0/24', 'BLUE')).toBe('external-bgp via 10.0.3.9');
    expect(routeIn(into, 'r', '10.0.3.0/24', 'BLUE')).toBe('none');
    expect(into.table('r', 'BLUE', 'ipv4').doubts()).toEqual([]);
    const out = router('    export vrf default 500 map SOME', '');
    expect(routeIn(out, 'r', '198.51.100.0/24')).toBe('external-bgp via 10.0.1.9');
    expect(routeIn(out, 'r', '10.0.1.0/24')).toBe('none');
    expect(out.table('r', '', 'ipv4').doubts()).toEqual([]);
  });
  test('what came from the default VRF goes no further, unless it is said', () => {
    const twin = router(`${GIVES}\n    import vrf default map SOME`, TAKES);
    expect(routeIn(twin, 'r', '203.0.113.0/24', 'RED')).toBe('external-bgp via 10.0.3.9');
    expect(routeIn(twin, 'r', '203.0.113.0/24', 'BLUE')).toBe('none');
    const said = router('', '    import vrf default map SOME advertise-vpn');
    expect(said.table('r', 'BLUE', 'ipv4').doubts()).toHaveLength(1);
  });
  test('of two paths to one prefix neither is told to be better', () => {
    const twin = router(
      GIVES,
      TAKES,
      '  vrf GREEN\n    address-family ipv4 unicast\n      redistribute static route-map ALL\nvrf context GREEN\n  ip route 198.51.100.0/24 10.0.4.9\n  rd 192.0.2.1:9\n  address-family ipv4 unicast\n    route-target export 64501:1\ninterface Ethernet1/4\n  no switchport\n  vrf member GREEN\n  ip address 10.0.4.1/24\n',
    );
    expect(doubtsIn(twin, STATIC, 'BLUE')).toHaveLength(1);
  });
});

describe('IOS XR', () => {
  const router = (red: string, blue: string, distinguished = true): Twin =>
    twinOf([
      memberOf(
        'r',
        `!! IOS XR Configuration 7.3.2
hostname r
vrf RED
 address-family ipv4 unicast
${red} !
!
vrf BLUE
 address-family ipv4 unicast
${blue} !
!
interface GigabitEthernet0/0/0/1
 vrf RED
 ipv4 address 10.0.1.1 255.255.255.0
!
interface GigabitEthernet0/0/0/2
 vrf BLUE
 ipv4 address 10.0.2.1 255.255.255.0
!
interface GigabitEthernet0/0/0/3
 ipv4 address 10.0.3.1 255.255.255.0
!
route-policy SOME
  if destination in (198.51.100.0/24, 203.0.113.0/24) then
    pass
  endif
end-policy
!
route-policy OTHER
  if destination in (198.51.100.0/24) then
    set extcommunity rt (64501:9)
  endif
end-policy
!
route-policy MORE
  set extcommunity rt (64501:8, 64501:9) additive
end-policy
!
route-policy NAMED
  set extcommunity rt TARGETS
end-policy
!
route-policy ALL
  pass
end-policy
!
router static
 address-family ipv4 unicast
  203.0.113.0/24 10.0.3.9
 !
 vrf RED
  address-family ipv4 unicast
   198.51.100.0/24 10.0.1.9
  !
 !
!
router bgp 64501
 bgp router-id 192.0.2.1
 address-family ipv4 unicast
  redistribute connected
  redistribute static
 !
 address-family vpnv4 unicast
 !
 vrf RED
${distinguished ? '  rd 64501:1\n' : ''}  address-family ipv4 unicast
   redistribute connected
   redistribute static
  !
 !
 vrf BLUE
  rd 64501:2
  address-family ipv4 unicast
  !
 !
!
`,
        'iosxr',
      ),
    ]);
  const GIVES = '  export route-target\n   64501:1\n  !\n';
  const TAKES = '  import route-target\n   64501:1\n  !\n';

  test('a VRF has the routes of another one whose target it imports', () => {
    const twin = router(GIVES, TAKES);
    expect(routeIn(twin, 'r', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9');
    expect(routeIn(twin, 'r', '10.0.1.0/24', 'BLUE')).toBe('external-bgp via GigabitEthernet0/0/0/1');
    expect(twin.table('r', 'BLUE', 'ipv4').doubts()).toEqual([]);
  });
  test('without a distinguisher that is not known', () => {
    expect(doubtsIn(router(GIVES, TAKES, false), STATIC, 'BLUE')[0]).toMatch(/^one of the two VRFs has no route/);
  });
  test('an export policy gives other targets, and what it drops stays', () => {
    const gone = router(`${GIVES}  export route-policy SOME\n`, TAKES);
    expect(routeIn(gone, 'r', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9');
    expect(routeIn(gone, 'r', '10.0.1.0/24', 'BLUE')).toBe('none');
    const other = router(`${GIVES}  export route-policy OTHER\n`, '  import route-target\n   64501:9\n  !\n');
    expect(routeIn(other, 'r', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9');
    expect(routeIn(other, 'r', '10.0.1.0/24', 'BLUE')).toBe('none');
    expect(other.table('r', 'BLUE', 'ipv4').doubts()).toEqual([]);
    const old = router(`${GIVES}  export route-policy OTHER\n`, TAKES);
    expect(routeIn(old, 'r', '198.51.100.0/24', 'BLUE')).toBe('none');
    const both = router(`${GIVES}  export route-policy MORE\n`, TAKES);
    expect(routeIn(both, 'r', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9');
    const named = router(`${GIVES}  export route-policy NAMED\n`, TAKES);
    expect(routeIn(named, 'r', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9?');
  });
  test('routes go between a VRF and the default one by policies; of networks of its own interfaces that is not known', () => {
    const into = router('', '  import from default-vrf route-policy SOME\n');
    expect(routeIn(into, 'r', '203.0.113.0/24', 'BLUE')).toBe('external-bgp via 10.0.3.9');
    expect(into.table('r', 'BLUE', 'ipv4').doubts()).toEqual([]);
    const all = router('', '  import from default-vrf route-policy ALL\n');
    expect(doubtsIn(all, 0x0a000301n, 'BLUE')[0]).toMatch(/^whether networks of the global table's own interfaces/);
    const out = router('  export to default-vrf route-policy SOME\n', '');
    expect(routeIn(out, 'r', '198.51.100.0/24')).toBe('external-bgp via 10.0.1.9');
    expect(routeIn(out, 'r', '10.0.1.0/24')).toBe('none');
    expect(out.table('r', '', 'ipv4').doubts()).toEqual([]);
  });
});

describe('EOS', () => {
  const router = (red: string, blue: string, more: string): Twin =>
    twinOf([
      memberOf(
        'r',
        `! device: r (vEOS, EOS-4.30.0F)
hostname r
${more}vrf instance RED
vrf instance BLUE
interface Ethernet1
   no switchport
   vrf RED
   ip address 10.0.1.1/24
interface Ethernet2
   no switchport
   vrf BLUE
   ip address 10.0.2.1/24
ip route vrf RED 198.51.100.0/24 10.0.1.9
router bgp 64501
   router-id 192.0.2.1
   vrf RED
      rd 192.0.2.1:1
      route-target export ${red}
      redistribute connected
      redistribute static
   vrf BLUE
      rd 192.0.2.1:2
      route-target import ${blue}
`,
        'eos',
      ),
    ]);
  const MODEL = 'service routing protocols model multi-agent\n';

  test('a VRF has the routes of another one whose target it imports', () => {
    const twin = router('vpn-ipv4 64501:1', 'vpn-ipv4 64501:1', `${MODEL}mpls ip\n`);
    expect(routeIn(twin, 'r', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9');
    expect(routeIn(twin, 'r', '10.0.1.0/24', 'BLUE')).toBe('external-bgp via Ethernet1');
    expect(twin.table('r', 'BLUE', 'ipv4').doubts()).toEqual([]);
    const vnis = 'interface Vxlan1\n   vxlan vrf RED vni 50001\n   vxlan vrf BLUE vni 50002\n';
    const evpn = router('evpn 64501:1', 'evpn 64501:1', `${MODEL}${vnis}`);
    expect(routeIn(evpn, 'r', '198.51.100.0/24', 'BLUE')).toBe('external-bgp via 10.0.1.9');
  });
  test('targets of another kind of VPN are others', () => {
    const twin = router('evpn 64501:1', 'vpn-ipv4 64501:1', `${MODEL}mpls ip\n`);
    expect(routeIn(twin, 'r', '198.51.100.0/24', 'BLUE')).toBe('none');
  });
  test('without the multi-agent model, labels or VNIs it is not known', () => {
    const why = (kind: string, more: string): string | undefined =>
      doubtsIn(router(`${kind} 64501:1`, `${kind} 64501:1`, more), STATIC, 'BLUE')[0];
    expect(why('vpn-ipv4', 'mpls ip\n')).toMatch(/^in which form this platform takes/);
    expect(why('vpn-ipv4', MODEL)).toMatch(/^in which form this platform takes/);
    expect(why('evpn', MODEL)).toMatch(/^in which form this platform takes/);
  });
});

describe('IOS', () => {
  const router = (red: string): Twin =>
    twinOf([
      memberOf(
        'r',
        `version 17.3
hostname r
vrf definition RED
 rd 64501:1
 address-family ipv4
${red} exit-address-family
interface GigabitEthernet1
 vrf forwarding RED
 ip address 10.0.1.1 255.255.255.0
interface GigabitEthernet2
 ip address 10.0.3.1 255.255.255.0
ip route vrf RED 198.51.100.0 255.255.255.0 10.0.1.9
ip route 203.0.113.0 255.255.255.0 10.0.3.9
ip prefix-list SOME permit 198.51.100.0/24
ip prefix-list SOME permit 203.0.113.0/24
route-map SOME permit 10
 match ip address prefix-list SOME
router bgp 64501
 bgp router-id 192.0.2.1
 address-family ipv4
  redistribute connected
  redistribute static
 exit-address-family
 address-family ipv4 vrf RED
  redistribute connected
  redistribute static
 exit-address-family
`,
        'ios',
      ),
    ]);

  test('routes of the global table come into a VRF by a map, and go there', () => {
    const into = router('  import ipv4 unicast map SOME\n');
    expect(routeIn(into, 'r', '203.0.113.0/24', 'RED')).toBe('external-bgp via 10.0.3.9');
    expect(routeIn(into, 'r', '10.0.3.0/24', 'RED')).toBe('none');
    expect(routeIn(into, 'r', '198.51.100.0/24')).toBe('none');
    expect(into.table('r', 'RED', 'ipv4').doubts()).toEqual([]);
    const out = router('  export ipv4 unicast 1000 map SOME\n');
    expect(routeIn(out, 'r', '198.51.100.0/24')).toBe('external-bgp via 10.0.1.9');
    expect(routeIn(out, 'r', '10.0.1.0/24')).toBe('none');
    expect(out.table('r', '', 'ipv4').doubts()).toEqual([]);
  });
  test('of another family they do not', () => {
    const twin = router('  import ipv6 unicast map SOME\n');
    expect(routeIn(twin, 'r', '203.0.113.0/24', 'RED')).toBe('none?');
  });
});
