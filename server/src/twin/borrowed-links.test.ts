import { expect, test } from 'vitest';
import { memberOf, routeIn } from '../../../test/support/route-in.ts';
import { twinOfFiles, way } from '../../../test/support/twin-of-files.ts';
import { twinOf } from './twin.ts';

const eos = (name: string, n: number, other?: string): string => `! device: ${name} (cEOSLab, EOS-4.30.0F)
hostname ${name}
!
interface Ethernet1
${other ? `   description to ${other} Ethernet1\n` : ''}   no switchport
   ip address unnumbered Loopback0
   ip ospf network point-to-point
   ip ospf area 0.0.0.0
!
interface Loopback0
   ip address 192.0.2.${n}/32
   ip ospf area 0.0.0.0
!
interface Ethernet2
   no switchport
   ip address 10.0.${n}.1/24
   ip ospf area 0.0.0.0
!
ip routing
!
ip route 203.0.113.0/24 10.0.${n}.9
!
router ospf 1
   max-lsa 12000
`;

const nxos = (name: string, n: number, other: string): string => `!Command: show running-config
version 9.3(5)
hostname ${name}
feature ospf
interface Ethernet1/1
  description to ${other} Ethernet1/1
  no switchport
  medium p2p
  ip unnumbered loopback0
  ip ospf network point-to-point
  ip router ospf 1 area 0.0.0.0
interface loopback0
  ip address 192.0.2.${n}/32
  ip router ospf 1 area 0.0.0.0
router ospf 1
`;

test('OSPF meets its neighbour over ports without addresses where descriptions name them', () => {
  const twin = twinOf([memberOf('a', eos('a', 1, 'b'), 'eos'), memberOf('b', eos('b', 2, 'a'), 'eos')]);
  expect(routeIn(twin, 'a', '192.0.2.2/32')).toBe('ospf via 192.0.2.2');
  expect(routeIn(twin, 'a', '10.0.2.0/24')).toBe('ospf via 192.0.2.2');
  expect(twin.table('a', '', 'ipv4').doubts()).toEqual([]);
  const other = twinOf([memberOf('a', nxos('a', 1, 'b'), 'nxos'), memberOf('b', nxos('b', 2, 'a'), 'nxos')]);
  expect(routeIn(other, 'b', '192.0.2.1/32')).toBe('ospf via 192.0.2.1');
});

test('packets come in by the port that is wired, not by the one that lends its address', () => {
  const files = { 'a.cfg': eos('a', 1, 'b'), 'b.cfg': eos('b', 2, 'a') };
  expect(way(twinOfFiles(files), 'icmp 10.0.1.9 > 10.0.2.9')).toMatch(/^delivered: a > b by b\.cfg/);
  const list = `ip access-list CLOSED\n   10 deny ip any any\n!\n`;
  const closed = files['b.cfg']
    .replace('   ip ospf network', '   ip access-group CLOSED in\n   ip ospf network')
    .replace('router ospf 1', `${list}router ospf 1`);
  expect(way(twinOfFiles({ ...files, 'b.cfg': closed }), 'icmp 10.0.1.9 > 10.0.2.9')).toMatch(/^denied: a > b/);
});

test('without descriptions OSPF may bring any route, and leaves its own networks and static routes what they are', () => {
  const twin = twinOf([memberOf('a', eos('a', 1), 'eos'), memberOf('b', eos('b', 2), 'eos')]);
  expect(routeIn(twin, 'a', '192.0.2.2/32')).toBe('none?');
  expect(routeIn(twin, 'a', '10.0.1.0/24')).toBe('connected via Ethernet2');
  expect(twin.table('a', '', 'ipv4').doubts()[0]!.text.en).toMatch(
    /^which device is at the other end of this unnumbered interface/,
  );
});
