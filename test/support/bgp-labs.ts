import { bgp, type Lab, LOOP, ospf, router } from './router-text.ts';

/** What BGP does beyond its first steps: VRFs, paths that are rewritten, several paths at once, neighbours without addresses. */
export const BGP_LABS: readonly Lab[] = [
  {
    name: 'two VRFs with the same addresses, one of them over OSPF, and the global table',
    links: [
      ['r1-RED', 'red', 'r2', 'to1'],
      ['r1-BLUE', 'blue', 'r3', 'to1'],
      ['r1-BLUE', 'inner', 'r4', 'to1'],
      ['r1', 'plain', 'r5', 'to1'],
    ],
    routers: [
      router(
        'r1',
        {
          'red vrf RED': ['10.0.12.1/24'],
          'blue vrf BLUE': ['10.0.12.1/24'],
          'inner vrf BLUE': ['10.0.14.1/24'],
          plain: ['10.0.15.1/24'],
          lo: LOOP(1),
        },
        [
          'vrf RED\n ip route 203.0.113.0/24 10.0.12.2\nexit-vrf\nvrf BLUE\nexit-vrf',
          ospf({ 'inner vrf BLUE': 10 }, { vrf: 'BLUE', process: ['redistribute bgp'] }),
          'ip route 203.0.113.0/24 10.0.15.5',
          bgp(64501, {
            vrf: 'RED',
            neighbours: { '10.0.12.2': 64502 },
            ipv4: ['redistribute static', 'redistribute connected'],
          }),
          bgp(64501, { vrf: 'BLUE', neighbours: { '10.0.12.2': 64503 }, ipv4: ['redistribute ospf'] }),
          bgp(64501, { neighbours: { '10.0.15.5': 64505 }, ipv4: ['network 192.0.2.1/32'] }),
        ].join('\n'),
      ),
      router(
        'r2',
        { to1: ['10.0.12.2/24'], lo: LOOP(2) },
        bgp(64502, { neighbours: { '10.0.12.1': 64501 }, ipv4: ['network 192.0.2.2/32'] }),
      ),
      router(
        'r3',
        { to1: ['10.0.12.2/24'], lo: LOOP(3) },
        bgp(64503, { neighbours: { '10.0.12.1': 64501 }, ipv4: ['network 192.0.2.3/32'] }),
      ),
      router('r4', { to1: ['10.0.14.4/24'], lo: LOOP(4) }, ospf({ to1: 10, lo: 1 })),
      router(
        'r5',
        { to1: ['10.0.15.5/24'], lo: LOOP(5) },
        bgp(64505, { neighbours: { '10.0.15.1': 64501 }, ipv4: ['network 192.0.2.5/32'] }),
      ),
    ],
  },
];
