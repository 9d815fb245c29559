import { expect, test } from 'vitest';
import { prepare } from '../review/prepare.ts';
import { outsideFacts } from './outside-facts.ts';

const facts = (text: string): string => outsideFacts(prepare({ text, dialect: 'ios' })!.device);

const ROUTER = `hostname r1
!
interface GigabitEthernet0/0
 description to sw1 Gi0/1
 ip address 10.0.0.1 255.255.255.252
 ip ospf cost 10
 standby 1 ip 10.0.0.3
 standby 1 track 1 decrement 20
 switchport trunk allowed vlan 10
 switchport trunk allowed vlan 20
!
router ospf 1
 network 10.0.0.0 0.0.0.3 area 0
 distribute-list prefix X in
!
router isis
 net 49.0001.0000.0000.0001.00
 set-overload-bit
!
ip route 0.0.0.0 0.0.0.0 10.0.0.2 track 1
`;

test('an edit that moves lines is no change to others', () => {
  expect(facts(`! a note\n!\n${ROUTER}`)).toBe(facts(ROUTER));
});

test('what others compare is one: areas, costs, groups, descriptions of ports, routes', () => {
  for (const [before, after] of [
    ['area 0', 'area 1'],
    ['standby 1 ip 10.0.0.3', 'standby 1 ip 10.0.0.4'],
    ['to sw1 Gi0/1', 'to sw2 Gi0/1'],
    ['0.0.0.0 0.0.0.0 10.0.0.2', '10.9.0.0 255.255.0.0 10.0.0.2'],
  ] as const)
    expect(facts(ROUTER.replace(before, after)), after).not.toBe(facts(ROUTER));
});
