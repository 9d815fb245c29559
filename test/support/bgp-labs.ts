import { bgp, type Lab, LOOP, ospf, router } from './router-text.ts';

const VPN = (n: number): readonly string[] => [
  `rd vpn export 64501:${n}`,
  'label vpn export auto',
  'export vpn',
  'import vpn',
];

/** `r1` has three VRFs, and a neighbour in each: two outside, one of its own AS. */
function leaking(lines: Readonly<Record<'RED' | 'BLUE' | 'GREEN', readonly string[]>>): Omit<Lab, 'name'> {
  const process = (vrf: keyof typeof lines, n: number, remote: number): string =>
    bgp(64501, {
      vrf,
      neighbours: { [`10.0.1${n}.${n}`]: remote },
      process: [`bgp router-id 192.0.2.1${n}`],
      ipv4: lines[vrf],
    });
  const neighbour = (n: number, asn: number): Lab['routers'][number] =>
    router(
      `r${n}`,
      { to1: [`10.0.1${n}.${n}/24`], lo: LOOP(n) },
      bgp(asn, { neighbours: { [`10.0.1${n}.1`]: 64501 }, ipv4: [`network 192.0.2.${n}/32`] }),
    );
  return {
    links: [
      ['r1-RED', 'red', 'r2', 'to1'],
      ['r1-BLUE', 'blue', 'r3', 'to1'],
      ['r1-GREEN', 'green', 'r4', 'to1'],
    ],
    routers: [
      {
        ...router(
          'r1',
          { 'red vrf RED': ['10.0.12.1/24'], 'blue vrf BLUE': ['10.0.13.1/24'], 'green vrf GREEN': ['10.0.14.1/24'] },
          [
            'vrf RED\n ip route 203.0.113.0/24 10.0.12.2\n ip route 198.51.100.0/24 blackhole\nexit-vrf',
            'vrf BLUE\nexit-vrf\nvrf GREEN\n ip route 203.0.113.128/25 10.0.13.3 nexthop-vrf BLUE\nexit-vrf',
            bgp(64501, { neighbours: {}, process: ['bgp router-id 192.0.2.1'] }),
            process('RED', 2, 64502),
            process('BLUE', 3, 64503),
            process('GREEN', 4, 64501),
            'route-map SOME permit 10\n match ip address prefix-list SOME\nexit',
            'ip prefix-list SOME seq 5 permit 192.0.2.0/24 le 32',
            'ip prefix-list SOME seq 10 permit 203.0.113.0/24',
          ].join('\n'),
        ),
        leaks: true,
      },
      neighbour(2, 64502),
      neighbour(3, 64503),
      neighbour(4, 64501),
    ],
  };
}

/** What BGP does beyond its first steps: VRFs, paths that are rewritten, several paths at once, neighbours without addresses. */
export const BGP_LABS: readonly Lab[] = [
  {
    name: 'one VRF gives its routes to two others by their names',
    ...leaking({
      RED: ['redistribute connected', 'redistribute static', 'aggregate-address 203.0.0.0/16', 'import vrf BLUE'],
      BLUE: ['import vrf RED', 'import vrf route-map SOME'],
      GREEN: ['network 10.0.14.0/24', 'import vrf RED', 'import vrf BLUE'],
    }),
  },
  {
    name: 'VRFs take what carries their route targets',
    ...leaking({
      RED: [...VPN(1), 'rt vpn export 64501:1 64501:7', 'rt vpn import 64501:9', 'redistribute connected'],
      BLUE: [...VPN(2), 'rt vpn both 64501:1', 'rt vpn export 64501:2', 'route-map vpn export SOME'],
      // Its own routes are given to nobody.
      GREEN: ['import vpn', 'rt vpn import 64501:2 64501:7', 'redistribute connected'],
    }),
  },
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
  {
    name: 'private AS numbers are taken out of paths, or replaced, where there is nothing else or wherever they are',
    links: [
      ['r1', 'to2', 'r2', 'to1'],
      ['r2', 'to3', 'r3', 'to2'],
      ['r2', 'to5', 'r5', 'to2'],
      ['r3', 'to4', 'r4', 'to3'],
      ['r5', 'to4', 'r4', 'to5'],
      ['r2', 'to6', 'r6', 'to2'],
    ],
    routers: [
      router(
        'r1',
        { to2: ['10.0.12.1/24'], lo: ['192.0.2.1/32', '198.51.100.1/32'] },
        `${bgp(65001, {
          neighbours: { '10.0.12.2': 64502 },
          ipv4: ['network 192.0.2.1/32', 'network 198.51.100.1/32', 'neighbor 10.0.12.2 route-map MIXED out'],
        })}
route-map MIXED permit 10
 match ip address prefix-list MIXED
 set as-path prepend 64499
exit
route-map MIXED permit 20
exit
ip prefix-list MIXED seq 5 permit 198.51.100.1/32`,
      ),
      router(
        'r2',
        {
          to1: ['10.0.12.2/24'],
          to3: ['10.0.23.2/24'],
          to5: ['10.0.25.2/24'],
          to6: ['10.0.26.2/24'],
        },
        bgp(64502, {
          neighbours: { '10.0.12.1': 65001, '10.0.23.3': 64503, '10.0.25.5': 64505, '10.0.26.6': 65001 },
          ipv4: [
            'neighbor 10.0.23.3 remove-private-AS',
            'neighbor 10.0.25.5 remove-private-AS all replace-AS',
            // Its own number stays in the path, by which it refuses.
            'neighbor 10.0.26.6 remove-private-AS all',
          ],
        }),
      ),
      router(
        'r3',
        { to2: ['10.0.23.3/24'], to4: ['10.0.34.3/24'] },
        bgp(64503, { neighbours: { '10.0.23.2': 64502, '10.0.34.4': 65001 } }),
      ),
      router(
        'r4',
        { to3: ['10.0.34.4/24'], to5: ['10.0.45.4/24'] },
        bgp(65001, { neighbours: { '10.0.34.3': 64503, '10.0.45.5': 64505 } }),
      ),
      router(
        'r5',
        { to2: ['10.0.25.5/24'], to4: ['10.0.45.5/24'] },
        bgp(64505, { neighbours: { '10.0.25.2': 64502, '10.0.45.4': 65001 } }),
      ),
      router('r6', { to2: ['10.0.26.6/24'] }, bgp(65001, { neighbours: { '10.0.26.2': 64502 } })),
    ],
  },
  {
    name: 'a reflector sends every path to one client and the best to another',
    links: [
      ['r1', 'to3', 'r3', 'to1'],
      ['r2', 'to3', 'r3', 'to2'],
      ['r3', 'to4', 'r4', 'to3'],
      ['r3', 'too4', 'r4', 'too3'],
      ['r3', 'to5', 'r5', 'to3'],
    ],
    routers: [
      ...[1, 2].map((n) =>
        router(
          `r${n}`,
          { to3: [`10.0.${n}3.${n}/24`], lo: ['198.51.100.1/32'] },
          bgp(64500, {
            neighbours: { [`10.0.${n}3.3`]: 64500 },
            process: [`bgp router-id 192.0.2.${n}`],
            ipv4: ['network 198.51.100.1/32'],
          }),
        ),
      ),
      router(
        'r3',
        {
          to1: ['10.0.13.3/24'],
          to2: ['10.0.23.3/24'],
          to4: ['10.0.34.3/24'],
          too4: ['10.1.34.3/24'],
          to5: ['10.0.35.3/24'],
        },
        bgp(64500, {
          neighbours: { '10.0.13.1': 64500, '10.0.23.2': 64500, '10.0.34.4': 64500, '10.0.35.5': 64500 },
          process: ['bgp router-id 192.0.2.3'],
          ipv4: [
            ...['10.0.13.1', '10.0.23.2', '10.0.34.4', '10.0.35.5'].map(
              (one) => `neighbor ${one} route-reflector-client`,
            ),
            'neighbor 10.0.34.4 addpath-tx-all-paths',
          ],
        }),
      ),
      router(
        'r4',
        { to3: ['10.0.34.4/24'], too3: ['10.1.34.4/24'] },
        `ip route 10.0.13.0/24 10.0.34.3\nip route 10.0.23.0/24 10.1.34.3\n${bgp(64500, {
          neighbours: { '10.0.34.3': 64500 },
          process: ['bgp router-id 192.0.2.4'],
        })}`,
      ),
      router(
        'r5',
        { to3: ['10.0.35.5/24'] },
        `ip route 10.0.13.0/24 10.0.35.3\nip route 10.0.23.0/24 10.0.35.3\n${bgp(64500, {
          neighbours: { '10.0.35.3': 64500 },
          process: ['bgp router-id 192.0.2.5'],
        })}`,
      ),
    ],
  },
  {
    name: 'a fabric without addresses: sessions between ports, several ways at once',
    links: [
      ['r1', 'up2', 'r2', 'down1'],
      ['r1', 'up3', 'r3', 'down1'],
      ['r4', 'up2', 'r2', 'down4'],
      ['r4', 'up3', 'r3', 'down4'],
    ],
    routers: [
      unnumbered('r1', 64501, { up2: 'r2 down1', up3: 'r3 down1' }),
      unnumbered('r2', 64600, { down1: 'r1 up2', down4: 'r4 up2' }),
      unnumbered('r3', 64600, { down1: 'r1 up3', down4: 'r4 up3' }),
      unnumbered('r4', 64504, { up2: 'r2 down4', up3: 'r3 down4' }),
    ],
    packets: [
      { from: 'r1', to: 'r4', protocol: 'tcp', source: '192.0.2.1', destination: '192.0.2.4', port: 80 },
      { from: 'r1', to: 'r4', protocol: 'tcp', source: '2001:db8::1', destination: '2001:db8::4', port: 443 },
      { from: 'r2', to: 'r3', protocol: 'icmp', source: '192.0.2.2', destination: '192.0.2.3', port: 0 },
    ],
  },
];

/** @param ports with the router and port at their other ends */
function unnumbered(name: string, asn: number, ports: Readonly<Record<string, string>>): Lab['routers'][number] {
  const n = name.slice(1);
  const names = Object.keys(ports);
  return router(
    name,
    { lo: [`192.0.2.${n}/32`, `2001:db8::${n}/128`] },
    [
      ...Object.entries(ports).map(
        ([port, beyond]) => `interface ${port}\n description to ${beyond}\n ipv6 nd ra-interval 1\nexit`,
      ),
      bgp(asn, {
        neighbours: {},
        process: names.flatMap((port) => [
          `neighbor ${port} interface remote-as external`,
          `neighbor ${port} timers 1 3`,
          `neighbor ${port} timers connect 1`,
        ]),
        ipv4: [`network 192.0.2.${n}/32`],
        ipv6: [`network 2001:db8::${n}/128`, ...names.map((port) => `neighbor ${port} activate`)],
      }),
    ].join('\n'),
  );
}
