import { bgp, type Lab, LOOP, ospf, ports, router, row } from './router-text.ts';

/** A host with BIRD: netplan has its addresses and own routes. `router id` is its loopback's. */
function host(
  name: string,
  addresses: Readonly<Record<string, readonly string[]>>,
  conf: string,
  routes: readonly (readonly [to: string, via: string, port: string])[] = [],
): Lab['routers'][number] {
  const blocks = Object.entries(addresses).map(([port, own]) =>
    [
      `    ${port}:`,
      `      addresses: [${own.map((one) => `"${one}"`).join(', ')}]`,
      ...(routes.some(([, , at]) => at === port) ? ['      routes:'] : []),
      ...routes.filter(([, , at]) => at === port).map(([to, via]) => `        - to: ${to}\n          via: ${via}`),
    ].join('\n'),
  );
  return {
    name,
    conf: '',
    bird: {
      addresses,
      routes: routes.map(([to, via]) => [to, via] as const),
      conf: `router id ${addresses.lo![0]!.split('/')[0]};\nprotocol device { scan time 1; }\n${conf}\n`,
      netplan: `network:\n  version: 2\n  ethernets:\n${blocks.join('\n')}\n`,
    },
  };
}

/** The session comes up at once. */
const QUICK = 'connect delay time 1; connect retry time 1; error wait time 1, 1; hold time 3;';

const AREA = (port: string): string =>
  `interface "${port}" { type ptp; cost 10; hello 1; dead 4; retransmit 2; }; interface "lo" { stub; };`;

/** BIRD and FRR with each other. */
export const BIRD_LABS: readonly Lab[] = [
  {
    name: 'BIRD between two routers of FRR: static routes, filters, a route that only the kernel has',
    links: row(3),
    routers: [
      router(
        'r1',
        ports(1, 3),
        bgp(64501, { neighbours: { '10.0.12.2': 64502 }, ipv4: ['network 192.0.2.1/32', 'redistribute connected'] }),
      ),
      host(
        'r2',
        ports(2, 3),
        `protocol direct { ipv4; interface "lo"; }
protocol kernel { ipv4 { import none; export all; }; }
protocol static {
  ipv4;
  route 203.0.113.0/24 blackhole;
  route 198.51.100.0/24 via 10.0.23.3;
  route 10.77.0.0/16 via 10.99.0.1;
}
filter announced { if net ~ [ 203.0.113.0/24, 192.0.2.2/32 ] then { bgp_path.prepend(64502); accept; } if source = RTS_BGP then accept; reject; }
protocol bgp one { local as 64502; neighbor 10.0.12.1 as 64501; ${QUICK} ipv4 { import where net.len = 32; export filter announced; }; }
protocol bgp three { local as 64502; neighbor 10.0.23.3 as 64503; ${QUICK} ipv4 { import all; export all; }; }`,
        [['172.16.9.0/24', '10.0.12.1', 'to1']],
      ),
      router(
        'r3',
        ports(3, 3),
        bgp(64503, { neighbours: { '10.0.23.2': 64502 }, ipv4: ['network 192.0.2.3/32', 'network 10.0.23.0/24'] }),
      ),
    ],
  },
  ...[true, false].map((self) => ({
    name: `BIRD and FRR in one area of OSPF, an internal session of BIRD ${self ? 'with' : 'without'} next-hop-self`,
    links: row(4),
    routers: [
      host(
        'r1',
        ports(1, 4),
        `protocol direct { ipv4; }
protocol kernel { ipv4 { export where source != RTS_DEVICE; }; }
protocol static { ipv4; route 203.0.113.0/24 blackhole; route 10.99.0.0/16 unreachable; }
protocol ospf v2 { ipv4 { export where net ~ [ 10.99.0.0/16 ]; }; area 0 { ${AREA('to2')} }; }
protocol bgp { local 192.0.2.1 as 64500; neighbor 192.0.2.3 as 64500; ${QUICK} ipv4 { import all; export where source = RTS_STATIC; }; }`,
      ),
      router('r2', ports(2, 4), ospf({ to1: 10, to3: 10, lo: 1 })),
      host(
        'r3',
        ports(3, 4),
        `protocol kernel { ipv4 { export filter { if source = RTS_DEVICE then reject; accept; }; }; }
protocol ospf v2 inner { ipv4 { import all; export none; }; area 0.0.0.0 { ${AREA('to2')} }; }
protocol bgp inside { local 192.0.2.3 as 64500; neighbor 192.0.2.1 as 64500; ${QUICK} ipv4 { import all; export all;${self ? ' next hop self;' : ''} }; }
protocol bgp outside { local as 64500; neighbor 10.0.34.4 as 64504; ${QUICK} ipv4 { import all; export where source = RTS_BGP; }; }`,
      ),
      router(
        'r4',
        { to3: ['10.0.34.4/24'], lo: LOOP(4) },
        bgp(64504, { neighbours: { '10.0.34.3': 64500 }, ipv4: ['network 192.0.2.4/32'] }),
      ),
    ],
  })),
];
