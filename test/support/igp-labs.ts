import { type Lab, LOOP, type Ports, router, row } from './router-text.ts';

/** @param circuits of each port: its lines */
function isis(net: string, process: readonly string[], circuits: Readonly<Record<string, readonly string[]>>): string {
  const interfaces = Object.entries(circuits).map(([port, lines]) =>
    [
      `interface ${port}`,
      ' ip router isis CORE',
      ...(port === 'lo'
        ? [' isis passive']
        : [' isis network point-to-point', ' isis hello-interval 1', ' isis hello-multiplier 3']),
      ...lines.map((line) => ` ${line}`),
      'exit',
    ].join('\n'),
  );
  const lines = [`net ${net}`, 'lsp-gen-interval 1', 'spf-interval 1', ...process];
  return ['router isis CORE', ...lines.map((line) => ` ${line}`), 'exit', ...interfaces].join('\n');
}

/** A ring of four: each has a port to the one before and the one after it. */
const RING: Readonly<Record<string, Ports>> = {
  r1: { to2: ['10.0.12.1/24'], to4: ['10.0.14.1/24'], lo: LOOP(1) },
  r2: { to1: ['10.0.12.2/24'], to3: ['10.0.23.2/24'], lo: LOOP(2) },
  r3: { to2: ['10.0.23.3/24'], to4: ['10.0.34.3/24'], lo: LOOP(3) },
  r4: { to1: ['10.0.14.4/24'], to3: ['10.0.34.4/24'], lo: LOOP(4) },
};

const at = (n: number, area = '49.0001'): string => `${area}.0000.0000.000${n}.00`;

export const IGP_LABS: readonly Lab[] = [
  {
    name: 'IS-IS of level 2 in a ring: equal ways, metrics, what is redistributed',
    links: [...row(4), ['r1', 'to4', 'r4', 'to1']],
    routers: [
      router('r1', RING.r1!, isis(at(1), ['is-type level-2-only'], { to2: [], to4: [], lo: [] })),
      router('r2', RING.r2!, isis(at(2), ['is-type level-2-only'], { to1: [], to3: ['isis metric 30'], lo: [] })),
      router(
        'r3',
        RING.r3!,
        `ip route 198.51.100.0/24 blackhole\n${isis(
          at(3),
          ['is-type level-2-only', 'redistribute ipv4 static level-2'],
          { to2: [], to4: [], lo: [] },
        )}`,
      ),
      router('r4', RING.r4!, isis(at(4), ['is-type level-2-only'], { to1: [], to3: [], lo: [] })),
    ],
  },
  {
    name: 'IS-IS of two levels: an area knows itself and the way out, the backbone knows all',
    links: row(4),
    routers: [
      router('r1', { to2: ['10.0.12.1/24'], lo: LOOP(1) }, isis(at(1), ['is-type level-1'], { to2: [], lo: [] })),
      router(
        'r2',
        { to1: ['10.0.12.2/24'], to3: ['10.0.23.2/24'], lo: LOOP(2) },
        isis(at(2), ['is-type level-1-2'], {
          to1: ['isis circuit-type level-1'],
          to3: ['isis circuit-type level-2-only'],
          lo: [],
        }),
      ),
      router(
        'r3',
        { to2: ['10.0.23.3/24'], to4: ['10.0.34.3/24'], lo: LOOP(3) },
        isis(at(3, '49.0002'), [], { to2: [], to4: [], lo: [] }),
      ),
      router(
        'r4',
        { to3: ['10.0.34.4/24'], lo: LOOP(4) },
        isis(at(4, '49.0002'), ['is-type level-1'], { to3: [], lo: [] }),
      ),
    ],
  },
  {
    name: 'IS-IS: an overloaded router is gone around, another area is no neighbour in level 1',
    links: [...row(4), ['r1', 'to4', 'r4', 'to1']],
    routers: [
      router('r1', RING.r1!, isis(at(1), ['is-type level-2-only'], { to2: [], to4: ['isis metric 50'], lo: [] })),
      router('r2', RING.r2!, isis(at(2), ['is-type level-2-only', 'set-overload-bit'], { to1: [], to3: [], lo: [] })),
      router('r3', RING.r3!, isis(at(3), ['is-type level-2-only'], { to2: [], to4: [], lo: [] })),
      router('r4', RING.r4!, isis(at(4, '49.0009'), ['is-type level-1'], { to1: [], to3: [], lo: [] })),
    ],
  },
];
