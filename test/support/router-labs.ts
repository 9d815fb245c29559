import { BGP_LABS } from './bgp-labs.ts';
import { BIRD_LABS } from './bird-labs.ts';
import { IGP_LABS } from './igp-labs.ts';
import { bgp, type Lab, LOOP, ospf, ports, router, row } from './router-text.ts';
import type { RealPacket } from './routers-in-namespaces.ts';

const CLIENT = ['client', '10.1.0.10'] as const;
const GUEST = ['guest', '10.2.0.10'] as const;
const WEB = ['web', '10.3.0.10'] as const;
const SERVER = ['server', '198.51.100.10'] as const;
const FIREWALL = ['fw', '10.1.0.1'] as const;
const CLIENT6 = ['client', '2001:db8:1::10'] as const;
const WEB6 = ['web', '2001:db8:3::10'] as const;

type End = readonly [name: string, address: string];

/** From, to, protocol, port; every packet has a port of its own where it is free to, so that no answer is another one's. */
const PACKETS: readonly RealPacket[] = (
  [
    [CLIENT, WEB, 'tcp', 80],
    [CLIENT, WEB, 'tcp', 443],
    [CLIENT, WEB, 'tcp', 22],
    [CLIENT, WEB, 'udp', 53],
    [CLIENT, WEB, 'icmp', 0],
    [CLIENT, SERVER, 'tcp', 443],
    [CLIENT, SERVER, 'tcp', 25],
    [CLIENT, SERVER, 'udp', 5000],
    [CLIENT, SERVER, 'icmp', 0],
    [CLIENT, GUEST, 'tcp', 443],
    [CLIENT, GUEST, 'icmp', 0],
    [CLIENT, FIREWALL, 'icmp', 0],
    [CLIENT, FIREWALL, 'tcp', 22],
    [CLIENT, FIREWALL, 'tcp', 23],
    [CLIENT, ['fw', '10.3.0.1'], 'icmp', 0],
    [GUEST, SERVER, 'tcp', 80],
    [GUEST, SERVER, 'tcp', 8080],
    [GUEST, SERVER, 'udp', 53],
    [GUEST, CLIENT, 'tcp', 443],
    [GUEST, WEB, 'tcp', 443],
    [GUEST, ['fw', '10.2.0.1'], 'icmp', 0],
    [WEB, SERVER, 'udp', 53],
    [WEB, SERVER, 'tcp', 53],
    [WEB, CLIENT, 'tcp', 443],
    [WEB, ['isp', '203.0.113.1'], 'udp', 53],
    [SERVER, WEB, 'tcp', 443],
    [SERVER, WEB, 'tcp', 80],
    [SERVER, CLIENT, 'tcp', 443],
    [SERVER, ['fw', '203.0.113.2'], 'tcp', 22],
    [SERVER, ['isp', '198.51.100.1'], 'icmp', 0],
    [CLIENT6, WEB6, 'tcp', 443],
    [CLIENT6, WEB6, 'tcp', 80],
    [CLIENT6, WEB6, 'icmp', 0],
    [WEB6, CLIENT6, 'tcp', 443],
  ] as readonly (readonly [End, End, RealPacket['protocol'], number])[]
).map(([[from, source], [to, destination], protocol, port]) => ({ from, to, protocol, source, destination, port }));

export const LABS: readonly Lab[] = [
  // First, as one of them takes longest to settle.
  ...IGP_LABS,
  ...BIRD_LABS,
  {
    name: 'static routes, recursive, discarding, of several distances',
    links: row(3),
    routers: [
      router(
        'r1',
        ports(1, 3),
        [
          'ip route 192.0.2.3/32 10.0.12.2',
          'ip route 198.51.100.0/24 192.0.2.3',
          'ip route 203.0.113.0/24 blackhole',
          'ip route 0.0.0.0/0 10.0.12.2',
          'ip route 192.0.2.3/32 10.0.12.99 200',
          'ip route 10.9.0.0/16 10.77.0.1',
        ].join('\n'),
      ),
      router('r2', ports(2, 3), 'ip route 192.0.2.1/32 10.0.12.1\nip route 192.0.2.3/32 10.0.23.3'),
      router('r3', ports(3, 3), 'ip route 0.0.0.0/0 10.0.23.2'),
    ],
  },
  {
    name: 'three AS in a row',
    links: row(3),
    routers: [
      router('r1', ports(1, 3), bgp(64501, { neighbours: { '10.0.12.2': 64502 }, ipv4: ['network 192.0.2.1/32'] })),
      router(
        'r2',
        ports(2, 3),
        bgp(64502, { neighbours: { '10.0.12.1': 64501, '10.0.23.3': 64503 }, ipv4: ['redistribute connected'] }),
      ),
      router('r3', ports(3, 3), bgp(64503, { neighbours: { '10.0.23.2': 64502 }, ipv4: ['network 192.0.2.3/32'] })),
    ],
  },
  {
    name: 'static routes before BGP and after it, by the distances that one process has of its own',
    links: row(3),
    routers: [
      router(
        'r1',
        ports(1, 3),
        `${bgp(64501, { neighbours: { '10.0.12.2': 64502 }, ipv4: ['network 192.0.2.1/32', 'distance bgp 150 200 200'] })}
ip route 192.0.2.3/32 10.0.12.2 120
ip route 192.0.2.2/32 10.0.12.2 160`,
      ),
      router(
        'r2',
        ports(2, 3),
        bgp(64502, { neighbours: { '10.0.12.1': 64501, '10.0.23.3': 64503 }, ipv4: ['network 192.0.2.2/32'] }),
      ),
      router(
        'r3',
        ports(3, 3),
        `${bgp(64503, { neighbours: { '10.0.23.2': 64502 }, ipv4: ['network 192.0.2.3/32'] })}
ip route 192.0.2.1/32 10.0.23.2 120`,
      ),
    ],
  },
  {
    name: 'external neighbours without policy get nothing',
    links: row(2),
    routers: [
      router(
        'r1',
        ports(1, 2),
        bgp(64501, { strict: true, neighbours: { '10.0.12.2': 64502 }, ipv4: ['network 192.0.2.1/32'] }),
      ),
      router('r2', ports(2, 2), bgp(64502, { neighbours: { '10.0.12.1': 64501 }, ipv4: ['network 192.0.2.2/32'] })),
    ],
  },
  {
    name: 'an internal full mesh over loopbacks, with next-hop-self',
    links: row(4),
    routers: [
      router('r1', ports(1, 4), bgp(64501, { neighbours: { '10.0.12.2': 64502 }, ipv4: ['network 192.0.2.1/32'] })),
      router(
        'r2',
        ports(2, 4),
        `ip route 192.0.2.3/32 10.0.23.3\nip route 192.0.2.4/32 10.0.23.3\n${bgp(64502, {
          neighbours: { '10.0.12.1': 64501, '192.0.2.3': 64502, '192.0.2.4': 64502 },
          process: ['neighbor 192.0.2.3 update-source lo', 'neighbor 192.0.2.4 update-source lo'],
          ipv4: ['neighbor 192.0.2.3 next-hop-self', 'neighbor 192.0.2.4 next-hop-self'],
        })}`,
      ),
      router(
        'r3',
        ports(3, 4),
        `ip route 192.0.2.2/32 10.0.23.2\nip route 192.0.2.4/32 10.0.34.4\n${bgp(64502, {
          neighbours: { '192.0.2.2': 64502, '192.0.2.4': 64502 },
          process: ['neighbor 192.0.2.2 update-source lo', 'neighbor 192.0.2.4 update-source lo'],
        })}`,
      ),
      router(
        'r4',
        ports(4, 4),
        `ip route 192.0.2.2/32 10.0.34.3\nip route 192.0.2.3/32 10.0.34.3\nip route 198.51.100.0/24 blackhole\n${bgp(
          64502,
          {
            neighbours: { '192.0.2.2': 64502, '192.0.2.3': 64502 },
            process: ['neighbor 192.0.2.2 update-source lo', 'neighbor 192.0.2.3 update-source lo'],
            ipv4: ['network 198.51.100.0/24'],
          },
        )}`,
      ),
    ],
  },
  {
    name: 'a route reflector, a client of it that is no neighbour of the other one',
    links: row(3),
    routers: [
      router(
        'r1',
        ports(1, 3),
        bgp(64501, {
          neighbours: { '10.0.12.2': 64501 },
          ipv4: ['network 192.0.2.1/32', 'network 10.0.12.0/24'],
        }),
      ),
      router(
        'r2',
        ports(2, 3),
        bgp(64501, {
          neighbours: { '10.0.12.1': 64501, '10.0.23.3': 64501 },
          ipv4: [
            'neighbor 10.0.12.1 route-reflector-client',
            'neighbor 10.0.23.3 route-reflector-client',
            'network 10.0.23.0/24',
            'network 10.0.12.0/24',
          ],
        }),
      ),
      router('r3', ports(3, 3), bgp(64501, { neighbours: { '10.0.23.2': 64501 }, ipv4: ['network 192.0.2.3/32'] })),
    ],
  },
  {
    name: 'no reflector: routes of internal neighbours are not passed on',
    links: row(3),
    routers: [
      router('r1', ports(1, 3), bgp(64501, { neighbours: { '10.0.12.2': 64501 }, ipv4: ['network 192.0.2.1/32'] })),
      router('r2', ports(2, 3), bgp(64501, { neighbours: { '10.0.12.1': 64501, '10.0.23.3': 64501 } })),
      router('r3', ports(3, 3), bgp(64501, { neighbours: { '10.0.23.2': 64501 }, ipv4: ['network 192.0.2.3/32'] })),
    ],
  },
  {
    name: 'external sessions between loopbacks, one with multihop, one without',
    links: row(3),
    routers: [
      router(
        'r1',
        ports(1, 3),
        `ip route 192.0.2.2/32 10.0.12.2\n${bgp(64501, {
          neighbours: { '192.0.2.2': 64502 },
          process: ['neighbor 192.0.2.2 ebgp-multihop 2', 'neighbor 192.0.2.2 update-source lo'],
          ipv4: ['redistribute connected'],
        })}`,
      ),
      router(
        'r2',
        ports(2, 3),
        `ip route 192.0.2.1/32 10.0.12.1\nip route 192.0.2.3/32 10.0.23.3\n${bgp(64502, {
          neighbours: { '192.0.2.1': 64501, '192.0.2.3': 64503 },
          process: [
            'neighbor 192.0.2.1 ebgp-multihop 2',
            'neighbor 192.0.2.1 update-source lo',
            'neighbor 192.0.2.3 update-source lo',
          ],
          ipv4: ['redistribute connected'],
        })}`,
      ),
      router(
        'r3',
        ports(3, 3),
        `ip route 192.0.2.2/32 10.0.23.2\n${bgp(64503, {
          neighbours: { '192.0.2.2': 64502 },
          process: ['neighbor 192.0.2.2 update-source lo'],
          ipv4: ['redistribute connected'],
        })}`,
      ),
    ],
  },
  {
    name: 'policies: prefix lists, local preference, prepending, MED, communities',
    // r1 has two ways to r4: by r2 and by r3.
    links: [
      ['r1', 'to2', 'r2', 'to1'],
      ['r1', 'to3', 'r3', 'to1'],
      ['r2', 'to4', 'r4', 'to2'],
      ['r3', 'to4', 'r4', 'to3'],
    ],
    routers: [
      router(
        'r1',
        { to2: ['10.0.12.1/24'], to3: ['10.0.13.1/24'], lo: LOOP(1) },
        `${bgp(64501, {
          neighbours: { '10.0.12.2': 64502, '10.0.13.3': 64503 },
          ipv4: [
            'network 192.0.2.1/32',
            'neighbor 10.0.13.3 route-map PREFER in',
            'neighbor 10.0.12.2 prefix-list SOME in',
            'neighbor 10.0.12.2 route-map LONG out',
          ],
        })}
ip prefix-list SOME seq 5 deny 203.0.113.0/24
ip prefix-list SOME seq 10 permit 0.0.0.0/0 le 32
ip prefix-list ONE seq 5 permit 198.51.100.0/25
route-map PREFER permit 10
 match ip address prefix-list ONE
 set local-preference 200
exit
route-map PREFER permit 20
 set local-preference 50
exit
route-map LONG permit 10
 set as-path prepend 64501 64501 64501
exit`,
      ),
      router(
        'r2',
        { to1: ['10.0.12.2/24'], to4: ['10.0.24.2/24'] },
        bgp(64502, { neighbours: { '10.0.12.1': 64501, '10.0.24.4': 64504 } }),
      ),
      router(
        'r3',
        { to1: ['10.0.13.3/24'], to4: ['10.0.34.3/24'] },
        bgp(64503, { neighbours: { '10.0.13.1': 64501, '10.0.34.4': 64504 } }),
      ),
      router(
        'r4',
        { to2: ['10.0.24.4/24'], to3: ['10.0.34.4/24'], lo: LOOP(4) },
        `ip route 198.51.100.0/25 blackhole
ip route 198.51.100.128/25 blackhole
ip route 203.0.113.0/24 blackhole
${bgp(64504, {
  neighbours: { '10.0.24.2': 64502, '10.0.34.3': 64503 },
  ipv4: ['redistribute static', 'network 192.0.2.4/32', 'neighbor 10.0.34.3 route-map TAGGED out'],
})}
route-map TAGGED deny 5
 match ip address prefix-list HIDDEN
exit
route-map TAGGED permit 10
 match ip address prefix-list HALF
 set community no-export
exit
route-map TAGGED permit 20
 set metric 50
exit
ip prefix-list HIDDEN seq 5 permit 192.0.2.4/32
ip prefix-list HALF seq 5 permit 198.51.100.128/25`,
      ),
    ],
  },
  {
    name: 'IPv4 and IPv6, each over sessions of its own',
    links: row(3),
    routers: [1, 2, 3].map((n) => {
      const own = ports(n, 3);
      const six: Record<string, readonly string[]> = {};
      for (const [port, addresses] of Object.entries(own))
        six[port] = [
          ...addresses,
          port === 'lo' ? `2001:db8::${n}/128` : `2001:db8:${port === `to${n + 1}` ? n : n - 1}::${n}/64`,
        ];
      const asn = 64500 + n;
      const beside = [n - 1, n + 1].filter((one) => one >= 1 && one <= 3);
      const six4 = (one: number): string => `2001:db8:${Math.min(one, n)}::${one}`;
      return router(
        `r${n}`,
        six,
        bgp(asn, {
          neighbours: Object.fromEntries(
            beside.flatMap((one) => [
              [`10.0.${Math.min(one, n)}${Math.max(one, n)}.${one}`, 64500 + one],
              [six4(one), 64500 + one],
            ]),
          ),
          process: beside.map((one) => `no neighbor ${six4(one)} activate`),
          ipv4: [`network 192.0.2.${n}/32`],
          ipv6: [`network 2001:db8::${n}/128`, ...beside.map((one) => `neighbor ${six4(one)} activate`)],
        }),
      );
    }),
  },
  {
    name: 'two links to one AS are used together',
    links: [
      ['r1', 'one', 'r2', 'first'],
      ['r1', 'two', 'r2', 'second'],
    ],
    routers: [
      router(
        'r1',
        { one: ['10.0.1.1/24'], two: ['10.0.2.1/24'], lo: LOOP(1) },
        bgp(64501, { neighbours: { '10.0.1.2': 64502, '10.0.2.2': 64502 }, ipv4: ['network 192.0.2.1/32'] }),
      ),
      router(
        'r2',
        { first: ['10.0.1.2/24'], second: ['10.0.2.2/24'], lo: LOOP(2) },
        bgp(64502, {
          neighbours: { '10.0.1.1': 64501, '10.0.2.1': 64501 },
          ipv4: ['network 192.0.2.2/32'],
        }),
      ),
    ],
  },
  {
    name: 'an aggregate that hides what is in it, and a default route made for a neighbour',
    links: row(3),
    routers: [
      router(
        'r1',
        ports(1, 3),
        `ip route 198.51.100.0/26 blackhole\nip route 198.51.100.64/26 blackhole\nip route 203.0.113.0/24 blackhole\n${bgp(
          64501,
          {
            neighbours: { '10.0.12.2': 64502 },
            ipv4: ['redistribute static', 'aggregate-address 198.51.100.0/24 summary-only'],
          },
        )}`,
      ),
      router(
        'r2',
        ports(2, 3),
        bgp(64502, {
          neighbours: { '10.0.12.1': 64501, '10.0.23.3': 64503 },
          ipv4: ['neighbor 10.0.23.3 default-originate'],
        }),
      ),
      router('r3', ports(3, 3), bgp(64503, { neighbours: { '10.0.23.2': 64502 } })),
    ],
  },
  {
    name: 'three AS on one network: the next hop of a third party stays',
    links: [],
    lans: [
      [
        ['r1', 'lan'],
        ['r2', 'lan'],
        ['r3', 'lan'],
      ],
    ],
    routers: [
      router(
        'r1',
        { lan: ['10.0.0.1/24'], lo: LOOP(1) },
        bgp(64501, { neighbours: { '10.0.0.2': 64502 }, ipv4: ['network 192.0.2.1/32'] }),
      ),
      router(
        'r2',
        { lan: ['10.0.0.2/24'], lo: LOOP(2) },
        bgp(64502, { neighbours: { '10.0.0.1': 64501, '10.0.0.3': 64503 }, ipv4: ['network 192.0.2.2/32'] }),
      ),
      router(
        'r3',
        { lan: ['10.0.0.3/24'], lo: LOOP(3) },
        bgp(64503, { neighbours: { '10.0.0.2': 64502 }, ipv4: ['network 192.0.2.3/32'] }),
      ),
    ],
  },
  {
    name: 'sessions that do not come up: another AS, another address, shut down',
    links: row(3),
    routers: [
      router('r1', ports(1, 3), bgp(64501, { neighbours: { '10.0.12.2': 64599 }, ipv4: ['network 192.0.2.1/32'] })),
      router(
        'r2',
        ports(2, 3),
        bgp(64502, {
          neighbours: { '10.0.12.1': 64501, '10.0.23.3': 64503 },
          process: ['neighbor 10.0.23.3 shutdown'],
          ipv4: ['network 192.0.2.2/32'],
        }),
      ),
      router('r3', ports(3, 3), bgp(64503, { neighbours: { '10.0.23.2': 64502 }, ipv4: ['network 192.0.2.3/32'] })),
    ],
  },
  {
    name: 'own AS in the path, a local AS, weights',
    links: [
      ['r1', 'to2', 'r2', 'to1'],
      ['r2', 'to3', 'r3', 'to2'],
      ['r1', 'to4', 'r4', 'to1'],
      ['r4', 'to3', 'r3', 'to4'],
    ],
    routers: [
      router(
        'r1',
        { to2: ['10.0.12.1/24'], to4: ['10.0.14.1/24'], lo: LOOP(1) },
        bgp(64501, { neighbours: { '10.0.12.2': 64502, '10.0.14.4': 64504 }, ipv4: ['network 192.0.2.1/32'] }),
      ),
      router(
        'r2',
        { to1: ['10.0.12.2/24'], to3: ['10.0.23.2/24'] },
        bgp(64502, {
          neighbours: { '10.0.12.1': 64501, '10.0.23.3': 64501 },
        }),
      ),
      router(
        'r3',
        { to2: ['10.0.23.3/24'], to4: ['10.0.34.3/24'], lo: LOOP(3) },
        bgp(64501, {
          neighbours: { '10.0.23.2': 64502, '10.0.34.4': 64599 },
          ipv4: [
            'network 192.0.2.3/32',
            'neighbor 10.0.23.2 allowas-in',
            'neighbor 10.0.34.4 allowas-in',
            'neighbor 10.0.34.4 weight 100',
          ],
        }),
      ),
      router(
        'r4',
        { to1: ['10.0.14.4/24'], to3: ['10.0.34.4/24'] },
        bgp(64504, {
          neighbours: { '10.0.14.1': 64501, '10.0.34.3': 64501 },
          process: ['neighbor 10.0.34.3 local-as 64599'],
        }),
      ),
    ],
  },
  {
    name: 'OSPF in one area: costs, equal ways, a passive interface',
    links: [
      ['r1', 'to2', 'r2', 'to1'],
      ['r1', 'to3', 'r3', 'to1'],
      ['r2', 'to4', 'r4', 'to2'],
      ['r3', 'to4', 'r4', 'to3'],
      ['r2', 'to3', 'r3', 'to2'],
    ],
    routers: [
      router('r1', { to2: ['10.0.12.1/24'], to3: ['10.0.13.1/24'], lo: LOOP(1) }, ospf({ to2: 10, to3: 10, lo: 1 })),
      router(
        'r2',
        { to1: ['10.0.12.2/24'], to4: ['10.0.24.2/24'], to3: ['10.0.23.2/24'], lo: LOOP(2) },
        ospf({ to1: 10, to4: 10, to3: 100, lo: 1 }),
      ),
      router(
        'r3',
        { to1: ['10.0.13.3/24'], to4: ['10.0.34.3/24'], to2: ['10.0.23.3/24'], lo: LOOP(3) },
        ospf({ to1: 10, to4: 10, to2: 100, lo: 1 }),
      ),
      router(
        'r4',
        { to2: ['10.0.24.4/24'], to3: ['10.0.34.4/24'], lo: ['192.0.2.4/32', '198.51.100.1/32'] },
        ospf({ to2: 10, to3: 10, lo: 1 }, { process: ['passive-interface lo'] }),
      ),
    ],
  },
  {
    name: 'OSPF in three areas, one of them a stub, another one summed up',
    links: row(5),
    routers: [
      router('r1', ports(1, 5), ospf({ to2: 10, lo: 1 }, { areas: { to2: 1, lo: 1 }, process: ['area 1 stub'] })),
      router('r2', ports(2, 5), ospf({ to1: 10, to3: 10, lo: 1 }, { areas: { to1: 1 }, process: ['area 1 stub'] })),
      router('r3', ports(3, 5), ospf({ to2: 10, to4: 10, lo: 1 })),
      router(
        'r4',
        ports(4, 5),
        ospf({ to3: 10, to5: 10, lo: 1 }, { areas: { to5: 2 }, process: ['area 2 range 198.51.100.0/24'] }),
      ),
      router(
        'r5',
        { to4: ['10.0.45.5/24'], lo: ['198.51.100.1/32', '198.51.100.2/32'] },
        `ip route 203.0.113.0/24 blackhole\n${ospf({ to4: 10, lo: 1 }, { areas: { to4: 2, lo: 2 }, process: ['redistribute static'] })}`,
      ),
    ],
  },
  {
    name: 'OSPF with external routes of both types and a default route',
    links: [
      ['r1', 'to2', 'r2', 'to1'],
      ['r1', 'to3', 'r3', 'to1'],
      ['r2', 'to3', 'r3', 'to2'],
    ],
    routers: [
      router('r1', { to2: ['10.0.12.1/24'], to3: ['10.0.13.1/24'], lo: LOOP(1) }, ospf({ to2: 10, to3: 15, lo: 1 })),
      router(
        'r2',
        { to1: ['10.0.12.2/24'], to3: ['10.0.23.2/24'], lo: LOOP(2) },
        `ip route 198.51.100.0/24 blackhole\nip route 203.0.113.0/24 blackhole\n${ospf(
          { to1: 10, to3: 10, lo: 1 },
          { process: ['redistribute static metric 30 metric-type 1', 'default-information originate always'] },
        )}`,
      ),
      router(
        'r3',
        { to1: ['10.0.13.3/24'], to2: ['10.0.23.3/24'], lo: LOOP(3) },
        `ip route 198.51.100.0/24 blackhole\n${ospf(
          { to1: 15, to2: 10, lo: 1 },
          { process: ['redistribute static route-map ONE'] },
        )}
route-map ONE permit 10
 match ip address prefix-list ONE
 set metric 5
exit
ip prefix-list ONE seq 5 permit 198.51.100.0/24`,
      ),
    ],
  },
  {
    name: 'a route reflector over OSPF, an external neighbour behind it, routes taken from one into the other',
    links: row(5),
    routers: [
      router('r1', ports(1, 5), bgp(64501, { neighbours: { '10.0.12.2': 64502 }, ipv4: ['network 192.0.2.1/32'] })),
      router(
        'r2',
        ports(2, 5),
        `${ospf({ to3: 10, lo: 1 })}\n${bgp(64502, {
          neighbours: { '10.0.12.1': 64501, '192.0.2.3': 64502 },
          process: ['neighbor 192.0.2.3 update-source lo'],
          ipv4: ['neighbor 192.0.2.3 next-hop-self', 'redistribute ospf'],
        })}`,
      ),
      router(
        'r3',
        ports(3, 5),
        `${ospf({ to2: 10, to4: 10, lo: 1 })}\n${bgp(64502, {
          neighbours: { '192.0.2.2': 64502, '192.0.2.4': 64502 },
          process: ['neighbor 192.0.2.2 update-source lo', 'neighbor 192.0.2.4 update-source lo'],
          ipv4: ['neighbor 192.0.2.2 route-reflector-client', 'neighbor 192.0.2.4 route-reflector-client'],
        })}`,
      ),
      router(
        'r4',
        ports(4, 5),
        `${ospf({ to3: 10, lo: 1 }, { process: ['redistribute bgp'] })}\n${bgp(64502, {
          neighbours: { '192.0.2.3': 64502, '10.0.45.5': 64505 },
          process: ['neighbor 192.0.2.3 update-source lo'],
          ipv4: ['neighbor 192.0.2.3 next-hop-self'],
        })}`,
      ),
      router('r5', ports(5, 5), bgp(64505, { neighbours: { '10.0.45.4': 64502 }, ipv4: ['network 192.0.2.5/32'] })),
    ],
  },
  {
    name: 'OSPF neighbours that do not agree: area, timers, a network type',
    links: row(4),
    routers: [
      router('r1', ports(1, 4), ospf({ to2: 10, lo: 1 }, { areas: { to2: 7 } })),
      router('r2', ports(2, 4), ospf({ to1: 10, to3: 10, lo: 1 }, { lines: { to3: ['ip ospf hello-interval 5'] } })),
      router('r3', ports(3, 4), ospf({ to2: 10, to4: 10, lo: 1 })),
      router('r4', ports(4, 4), ospf({ to3: 10, lo: 1 })),
    ],
  },
  {
    name: 'hosts behind a firewall that filters and translates',
    links: [
      ['client', 'eth0', 'fw', 'inside'],
      ['guest', 'eth0', 'fw', 'guests'],
      ['fw', 'dmz', 'web', 'eth0'],
      ['fw', 'outside', 'isp', 'eth0'],
      ['isp', 'far', 'server', 'eth0'],
    ],
    routers: [
      router(
        'client',
        { eth0: ['10.1.0.10/24', '2001:db8:1::10/64'] },
        'ip route 0.0.0.0/0 10.1.0.1\nipv6 route ::/0 2001:db8:1::1',
      ),
      router('guest', { eth0: ['10.2.0.10/24'] }, 'ip route 0.0.0.0/0 10.2.0.1'),
      router(
        'web',
        { eth0: ['10.3.0.10/24', '2001:db8:3::10/64'] },
        'ip route 0.0.0.0/0 10.3.0.1\nipv6 route ::/0 2001:db8:3::1',
      ),
      router(
        'fw',
        {
          inside: ['10.1.0.1/24', '2001:db8:1::1/64'],
          guests: ['10.2.0.1/24'],
          dmz: ['10.3.0.1/24', '2001:db8:3::1/64'],
          outside: ['203.0.113.2/30'],
        },
        'ip route 0.0.0.0/0 203.0.113.1\nip route 10.9.0.0/16 blackhole',
        `table inet filter {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname "inside" oifname "outside" accept
    iifname "inside" ip daddr 10.3.0.10 tcp dport { 80, 443 } accept
    iifname "inside" ip6 daddr 2001:db8:3::10 tcp dport 443 accept
    iifname "guests" oifname "outside" tcp dport { 80, 443 } accept
    iifname "outside" ip daddr 10.3.0.10 tcp dport 443 accept
    iifname "dmz" oifname "outside" udp dport 53 accept
  }
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iifname "lo" accept
    iifname "inside" icmp type echo-request accept
    iifname "inside" tcp dport 22 accept
    meta l4proto icmpv6 accept
  }
}
table ip nat {
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    oifname "outside" masquerade
  }
  chain prerouting {
    type nat hook prerouting priority -100; policy accept;
    iifname "outside" ip daddr 203.0.113.2 tcp dport 8443 dnat to 10.3.0.10:443
  }
}
`,
      ),
      router(
        'isp',
        { eth0: ['203.0.113.1/30'], far: ['198.51.100.1/24'] },
        'ip route 10.0.0.0/8 203.0.113.2',
        `table inet filter {
  chain forward {
    type filter hook forward priority 0; policy accept;
    ip saddr 10.0.0.0/8 drop
    tcp dport 25 drop
  }
}
`,
      ),
      router('server', { eth0: ['198.51.100.10/24'] }, 'ip route 0.0.0.0/0 198.51.100.1'),
    ],
    packets: PACKETS,
  },
  ...BGP_LABS,
  {
    name: 'a confederation of two members, with neighbours outside on both ends',
    links: row(5),
    routers: [
      router('r1', ports(1, 5), bgp(64501, { neighbours: { '10.0.12.2': 64500 }, ipv4: ['network 192.0.2.1/32'] })),
      router(
        'r2',
        ports(2, 5),
        `ip route 10.0.34.0/24 10.0.23.3\n${bgp(65001, {
          neighbours: { '10.0.12.1': 64501, '10.0.23.3': 65001 },
          process: ['bgp confederation identifier 64500', 'bgp confederation peers 65002'],
          ipv4: ['neighbor 10.0.23.3 next-hop-self'],
        })}`,
      ),
      router(
        'r3',
        ports(3, 5),
        bgp(65001, {
          neighbours: { '10.0.23.2': 65001, '10.0.34.4': 65002 },
          process: ['bgp confederation identifier 64500', 'bgp confederation peers 65002'],
          ipv4: ['network 192.0.2.3/32'],
        }),
      ),
      router(
        'r4',
        ports(4, 5),
        `ip route 10.0.23.0/24 10.0.34.3\n${bgp(65002, {
          neighbours: { '10.0.34.3': 65001, '10.0.45.5': 64505 },
          process: ['bgp confederation identifier 64500', 'bgp confederation peers 65001'],
          ipv4: ['network 192.0.2.4/32'],
        })}`,
      ),
      router('r5', ports(5, 5), bgp(64505, { neighbours: { '10.0.45.4': 64500 }, ipv4: ['network 192.0.2.5/32'] })),
    ],
  },
];
