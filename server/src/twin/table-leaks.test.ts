import { describe, expect, test } from 'vitest';
import { memberOf, routeIn } from '../../../test/support/route-in.ts';
import { twinOfFiles, way } from '../../../test/support/twin-of-files.ts';
import { type Twin, twinOf } from './twin.ts';

const MODEL = 'service routing protocols model multi-agent\n';

/** VRFs RED and BLUE with one network each; RED has a static route, and BLUE takes what the policy SOME lets through. */
const text = (leaks: string, more = '', model = MODEL): string => `! device: r (vEOS, EOS-4.30.0F)
hostname r
${model}vrf instance RED
vrf instance BLUE
interface Ethernet1
   no switchport
   vrf RED
   ip address 10.0.1.1/24
interface Ethernet2
   no switchport
   vrf BLUE
   ip address 10.0.2.1/24
ip routing vrf RED
ip routing vrf BLUE
ip route vrf RED 198.51.100.0/24 10.0.1.9
ip prefix-list SOME
   seq 10 permit 198.51.100.0/24
route-map SOME permit 10
   match ip address prefix-list SOME
route-map ALL permit 10
router general
   vrf BLUE
${leaks}${more}`;
const leak = (policy: string, from = 'RED'): string =>
  `      leak routes source-vrf ${from} subscribe-policy ${policy}\n      exit\n`;
const router = (...parts: Parameters<typeof text>): Twin => twinOf([memberOf('r', text(...parts), 'eos')]);
const whyIn = (twin: Twin, address: bigint, vrf = 'BLUE'): string | undefined =>
  twin.table('r', vrf, 'ipv4').lookup(address).doubts[0]?.text.en;
const STATIC = 0xc6336401n; // 198.51.100.1

describe('a VRF that takes routes of the table of another one', () => {
  test('has those that its policy lets through, sent where the other one sends them', () => {
    const some = router(leak('SOME'));
    expect(routeIn(some, 'r', '198.51.100.0/24', 'BLUE')).toBe('static via 10.0.1.9');
    expect(routeIn(some, 'r', '10.0.1.0/24', 'BLUE')).toBe('none');
    expect(routeIn(some, 'r', '10.0.2.0/24', 'RED')).toBe('none');
    expect(some.table('r', 'BLUE', 'ipv4').doubts()).toEqual([]);
    expect(routeIn(router(leak('ALL')), 'r', '10.0.1.0/24', 'BLUE')).toBe('connected via Ethernet1');
  });
  test('takes them from the global table too, and gives them there', () => {
    const more = 'interface Ethernet3\n   no switchport\n   ip address 10.0.3.1/24\nip route 203.0.113.0/24 10.0.3.9\n';
    expect(routeIn(router(leak('ALL', 'default'), more), 'r', '203.0.113.0/24', 'BLUE')).toBe('static via 10.0.3.9');
    const out = `${more}router general\n   vrf default\n      leak routes source-vrf RED subscribe-policy SOME\n`;
    expect(routeIn(router('', out), 'r', '198.51.100.0/24')).toBe('static via 10.0.1.9');
  });
  test('has none in the old model, and may have some where the text does not say which model runs', () => {
    const old = router(leak('ALL'), '', 'service routing protocols model ribd\n');
    expect(routeIn(old, 'r', '198.51.100.0/24', 'BLUE')).toBe('none');
    expect(routeIn(router(leak('ALL'), '', ''), 'r', '198.51.100.0/24', 'BLUE')).toBe('none?');
  });
  test('may have those of which its policy asks what is not followed', () => {
    const unread = 'route-map ODD permit 10\n   match isis level level-1\n';
    expect(whyIn(router(leak('ODD'), unread), STATIC)).toMatch(/^what ODD makes of this route|not followed here$/);
    expect(whyIn(router(leak('MISSING')), STATIC)).toMatch(/^what MISSING makes of this route/);
  });
  test('may use either where it has a route for the prefix itself', () => {
    const twin = router(leak('SOME'), 'ip route vrf BLUE 198.51.100.0/24 10.0.2.9\n');
    expect(whyIn(twin, STATIC)).toMatch(/^a route of another VRF comes in for this prefix as well/);
  });
  test('may have what the other one may have', () => {
    const more = `ip prefix-list MORE
   seq 10 permit 203.0.113.0/24
route-map MORE permit 10
   match ip address prefix-list MORE
router bgp 64501
   router-id 192.0.2.1
   vrf RED
      neighbor 10.0.1.9 remote-as 64502
`;
    const twin = router(leak('MORE'), more);
    expect(whyIn(twin, 0xcb007101n)).toMatch(/^what the neighbour 10.0.1.9 announces is not known/);
    expect(whyIn(twin, 0xc0000201n)).toBeUndefined();
    expect(whyIn(twin, 0xc0000201n, 'RED')).toBeDefined();
  });
  test('may have what the other one takes from a third, and no more', () => {
    const third = `vrf instance GREEN
interface Ethernet4
   no switchport
   vrf GREEN
   ip address 10.0.4.1/24
router general
   vrf GREEN
      leak routes source-vrf BLUE subscribe-policy ALL
`;
    const twin = router(leak('SOME'), third);
    expect(routeIn(twin, 'r', '198.51.100.0/24', 'GREEN')).toBe('none?');
    expect(whyIn(twin, 0xcb007101n, 'GREEN')).toBeUndefined();
    expect(routeIn(twin, 'r', '10.0.2.0/24', 'GREEN')).toBe('connected via Ethernet2');
  });
  test('may redistribute them or not', () => {
    const bgp = `router bgp 64501
   router-id 192.0.2.1
   vrf BLUE
      neighbor 10.0.2.9 remote-as 64502
      redistribute static
`;
    const peer = `! device: p (vEOS, EOS-4.30.0F)
hostname p
interface Ethernet1
   no switchport
   ip address 10.0.2.9/24
router bgp 64502
   router-id 192.0.2.2
   neighbor 10.0.2.1 remote-as 64501
`;
    const twin = twinOf([memberOf('r', text(leak('SOME'), bgp), 'eos'), memberOf('p', peer, 'eos')]);
    expect(routeIn(twin, 'p', '198.51.100.0/24')).toBe('external-bgp via 10.0.2.1?');
  });
});

test('packets go from one VRF into the other', () => {
  const host = (name: string, address: string, gateway: string): string =>
    `version 15.2\nhostname ${name}\ninterface GigabitEthernet0/0\n ip address ${address} 255.255.255.0\nip route 0.0.0.0 0.0.0.0 ${gateway}\n`;
  const hosts = { 'a.cfg': host('a', '10.0.1.9', '10.0.1.1'), 'b.cfg': host('b', '10.0.2.9', '10.0.2.1') };
  const back = '   vrf RED\n      leak routes source-vrf BLUE subscribe-policy ALL\n';
  const both = twinOfFiles({ ...hosts, 'r.cfg': text(leak('ALL'), back) });
  expect(way(both, 'icmp 10.0.1.9 > 10.0.2.9')).toBe('delivered: a > r > b');
  expect(way(both, 'icmp 10.0.2.9 > 10.0.1.9')).toBe('delivered: b > r > a');
  const one = twinOfFiles({ ...hosts, 'r.cfg': text(leak('ALL')) });
  expect(way(one, 'icmp 10.0.1.9 > 10.0.2.9')).toMatch(/^no-route: a > r/);
});
