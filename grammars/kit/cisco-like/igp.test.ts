import { describe, expect, test } from 'vitest';
import { dialectById } from '../../dialects/index.ts';
import type { Device } from '../../model/device.ts';
import type { OspfProcess } from '../../model/igp.ts';

function modelOf(id: string, text: string): Device {
  const dialect = dialectById(id)!;
  return dialect.toModel(dialect.parse(text));
}

/** Interfaces of the first process: name, area, passive, type, timers. */
const told = ({ interfaces }: OspfProcess): string[] =>
  interfaces.map(({ interface: name, area, passive, networkType, hello, dead, authentication, cost }) =>
    [
      name,
      area.value,
      passive?.value ? 'passive' : 'active',
      networkType?.value ?? '-',
      `${hello?.value ?? '-'}/${dead?.value ?? '-'}`,
      authentication?.value ?? '-',
      ...(cost ? [`cost ${cost.value}`] : []),
    ].join(' '),
  );

describe('OSPF of IOS', () => {
  test('statements of networks, the most specific first; passive by default; authentication of the area', () => {
    const { ospf } = modelOf(
      'ios',
      `hostname r1
interface Loopback0
 ip address 10.0.0.1 255.255.255.255
interface GigabitEthernet0/1
 ip address 10.1.2.1 255.255.255.0
 ip ospf hello-interval 5
interface GigabitEthernet0/2
 ip address 10.1.3.1 255.255.255.0
 ip ospf network point-to-point
 ip ospf authentication null
 ip ospf cost 25
interface GigabitEthernet0/3
 ip address 192.0.2.1 255.255.255.0
router ospf 1
 router-id 10.0.0.1
 area 1 authentication message-digest
 area 1 nssa
 area 1 range 10.1.0.0 255.255.0.0
 passive-interface default
 no passive-interface Gi0/1
 no passive-interface GigabitEthernet0/2
 network 10.1.0.0 0.0.255.255 area 1
 network 10.1.3.0 0.0.0.255 area 0.0.0.2
 network 10.0.0.1 0.0.0.0 area 0
 redistribute static metric 20 metric-type 1 route-map STATICS
 default-information originate always
 auto-cost reference-bandwidth 10000
`,
    );
    expect(ospf).toHaveLength(1);
    expect(told(ospf[0]!)).toEqual([
      'Loopback0 0 passive - -/- none',
      'GigabitEthernet0/1 1 active broadcast 5/20 cryptographic',
      'GigabitEthernet0/2 2 active point-to-point 10/40 none cost 25',
    ]);
    expect(ospf[0]).toMatchObject({
      name: '1',
      version: 2,
      routerId: { value: 0x0a000001n },
      referenceBandwidth: { value: 10000 },
      areas: [{ id: { value: 1 }, type: 'nssa', ranges: [{ prefix: { length: 16 }, advertised: true }] }],
      redistributions: [
        { from: { value: 'static' }, policy: { value: 'STATICS' }, metric: 20, metricType: 1, subnets: false },
      ],
      defaultOriginate: { always: true },
      closed: true,
    });
  });
  test('interfaces name their process; version 3 beside it; VRFs keep theirs', () => {
    const { ospf } = modelOf(
      'ios',
      `hostname r1
interface GigabitEthernet0/1
 vrf forwarding RED
 ip address 10.1.2.1 255.255.255.0
 ip ospf 7 area 3
 ipv6 address 2001:db8::1/64
 ipv6 ospf 2 area 0
interface GigabitEthernet0/2
 ip address 10.1.3.1 255.255.255.0
 ipv6 address 2001:db8:1::1/64
 ipv6 ospf 2 area 0
router ospf 7 vrf RED
 router-id 10.0.0.7
 network 10.0.0.0 0.255.255.255 area 0
ipv6 router ospf 2
 router-id 10.0.0.2
`,
    );
    expect(
      ospf.map(({ version, name, vrf, interfaces }) => [version, name, vrf, interfaces.map((one) => one.interface)]),
    ).toEqual([
      [2, '7', 'RED', ['GigabitEthernet0/1']],
      [3, '2', undefined, ['GigabitEthernet0/2']],
    ]);
    expect(ospf[0]!.interfaces[0]!.area.value).toBe(3);
  });
  test('what is not understood leaves nothing closed, what filters routes is told', () => {
    const { ospf } = modelOf(
      'ios',
      `hostname r1
interface GigabitEthernet0/1
 ip address 10.1.2.1 255.255.255.0
 frobnicate 7
router ospf 1
 network 10.0.0.0 0.255.255.255 area 0
 distribute-list prefix ONLY in
`,
    );
    expect(ospf[0]!.unfollowed).toHaveLength(1);
    expect(ospf[0]!.interfaces[0]).toMatchObject({ closed: false });
    expect(ospf[0]!.interfaces[0]!.authentication).toBeUndefined();
  });
});

describe('OSPF of those that resemble it', () => {
  test('NX-OS: areas in interfaces, VRFs inside the process', () => {
    const { ospf } = modelOf(
      'nxos',
      `hostname n1
feature ospf
interface Ethernet1/1
  no switchport
  ip address 10.1.2.1/30
  ip ospf network point-to-point
  ip ospf authentication message-digest
  ip router ospf CORE area 0.0.0.0
interface Ethernet1/2
  no switchport
  vrf member RED
  ip address 10.1.3.1/30
  ip router ospf CORE area 0.0.0.1
  no ip ospf passive-interface
router ospf CORE
  router-id 10.0.0.1
  vrf RED
    router-id 10.0.0.2
    passive-interface default
`,
    );
    expect(ospf.map(({ name, vrf, routerId }) => [name, vrf, routerId?.value])).toEqual([
      ['CORE', 'RED', 0x0a000002n],
      ['CORE', undefined, 0x0a000001n],
    ]);
    expect(told(ospf[0]!)).toEqual(['Ethernet1/2 1 active broadcast 10/40 none']);
    expect(told(ospf[1]!)).toEqual(['Ethernet1/1 0 active point-to-point 10/40 cryptographic']);
    expect(ospf[1]!.referenceBandwidth).toEqual({ value: 40_000 });
  });
  test('EOS and FRR: the area alone; a subnet must lie in the network on FRR', () => {
    const eos = modelOf(
      'eos',
      `hostname e1
interface Ethernet1
   no switchport
   ip address 10.1.2.1/30
   ip ospf area 0.0.0.0
router ospf 1
   router-id 10.0.0.1
   max-lsa 12000
`,
    );
    expect(told(eos.ospf[0]!)).toEqual(['Ethernet1 0 active broadcast 10/40 none']);
    const frr = modelOf(
      'frr',
      `frr version 10.0
hostname f1
interface eth0
 ip address 10.1.2.1/24
exit
interface eth1
 ip address 10.1.3.1/24
 ip ospf passive
exit
router ospf
 ospf router-id 10.0.0.1
 network 10.1.2.0/25 area 0
 network 10.1.3.0/24 area 0
exit
`,
    );
    expect(told(frr.ospf[0]!)).toEqual(['eth1 0 passive broadcast 10/40 none']);
    expect(frr.ospf[0]!.routerId?.value).toBe(0x0a000001n);
  });
  test('FRR: version 3 in interfaces', () => {
    const { ospf } = modelOf(
      'frr',
      `frr version 10.0
hostname f1
interface eth0
 ipv6 address 2001:db8::1/64
 ipv6 ospf6 area 0.0.0.0
 ipv6 ospf6 cost 7
exit
router ospf6
 ospf6 router-id 10.0.0.1
exit
`,
    );
    expect(ospf[0]).toMatchObject({ version: 3, interfaces: [{ families: ['ipv6'], cost: { value: 7 } }] });
  });
  test('IOS-XR: what the process and the area say holds for their interfaces', () => {
    const { ospf } = modelOf(
      'iosxr',
      `hostname x1
interface Loopback0
 ipv4 address 10.0.0.1 255.255.255.255
!
interface GigabitEthernet0/0/0/0
 ipv4 address 10.1.2.1 255.255.255.252
 mtu 9014
!
interface GigabitEthernet0/0/0/1
 ipv4 address 10.1.3.1 255.255.255.252
!
router ospf CORE
 router-id 10.0.0.1
 network point-to-point
 address-family ipv4 unicast
 area 0
  authentication message-digest
  interface Loopback0
   passive enable
  !
  interface GigabitEthernet0/0/0/0
   cost 20
  !
  interface GigabitEthernet0/0/0/1
   network broadcast
   authentication null
   hello-interval 3
  !
 !
!
`,
    );
    expect(told(ospf[0]!)).toEqual([
      'Loopback0 0 passive point-to-point 10/40 cryptographic',
      'GigabitEthernet0/0/0/0 0 active point-to-point 10/40 cryptographic cost 20',
      'GigabitEthernet0/0/0/1 0 active broadcast 3/12 none',
    ]);
  });
});

describe('IS-IS', () => {
  const ios = (circuit: string, type: string): string | undefined =>
    modelOf(
      'ios',
      `hostname r1
interface GigabitEthernet0/1
 ip address 10.1.2.1 255.255.255.0
 ip router isis CORE
 isis network point-to-point
 isis metric 20 level-2
${circuit}
router isis CORE
 net 49.0001.0000.0000.0001.00
${type}
 metric-style wide
 passive-interface Loopback0
interface Loopback0
 ip address 10.0.0.1 255.255.255.255
`,
    ).isis[0]!.interfaces[0]!.level?.value;
  test('the level is what process and circuit have in common', () => {
    expect(ios('', '')).toBe('level-1-2');
    expect(ios('', ' is-type level-2-only')).toBe('level-2');
    expect(ios(' isis circuit-type level-1', '')).toBe('level-1');
    expect(ios(' isis circuit-type level-1', ' is-type level-2-only')).toBeUndefined();
  });
  test('on IOS a passive interface takes part without another word', () => {
    const { isis } = modelOf(
      'ios',
      'hostname r1\ninterface Loopback0\n ip address 10.0.0.1 255.255.255.255\nrouter isis\n net 49.0001.0000.0000.0001.00\n passive-interface Loopback0\n',
    );
    expect(isis[0]!.interfaces).toMatchObject([{ interface: 'Loopback0', passive: { value: true } }]);
  });
  test('IOS-XR says it in the process', () => {
    const { isis } = modelOf(
      'iosxr',
      `hostname x1
interface GigabitEthernet0/0/0/0
 ipv4 address 10.1.2.1 255.255.255.252
!
router isis CORE
 is-type level-2-only
 net 49.0001.0000.0000.0001.00
 address-family ipv4 unicast
  metric-style wide
 !
 interface GigabitEthernet0/0/0/0
  point-to-point
  hello-password hmac-md5 encrypted 0
  address-family ipv4 unicast
   metric 30
  !
 !
!
`,
    );
    expect(isis[0]).toMatchObject({
      level: { value: 'level-2' },
      metricStyle: { value: 'wide' },
      interfaces: [
        {
          networkType: { value: 'point-to-point' },
          metric: { value: 30 },
          authentication: { value: 'cryptographic' },
          level: { value: 'level-2' },
        },
      ],
    });
  });
});
