import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bgpdumpLine } from '../../../../test/support/bgpdump-lines.ts';
import { cut, type Update, written } from '../../../../test/support/mrt-updates.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent, runInRig } from '../../../../test/support/rig.ts';
import type { Seen } from '../probe.ts';
import { readTimeWindow } from '../time-window.ts';
import type { MrtObservation } from './observe.ts';
import { mrt } from './probe.ts';
import { mrtFile } from './records.ts';
import { routeReader } from './routes.ts';

const TRUTH = resolve(import.meta.dirname, '../../../../../shared/corpus/truth/bgpdump-mrt/dev');
const files = existsSync(TRUTH)
  ? readdirSync(TRUTH).filter((name) => existsSync(resolve(TRUTH, `${name}.expected.bgp.gz`)))
  : [];

async function linesOf(chunks: AsyncIterable<Uint8Array>): Promise<string[]> {
  const { records } = mrtFile(chunks);
  const reader = routeReader();
  const lines: string[] = [];
  for await (const record of records) for (const said of reader.read(record)) lines.push(bgpdumpLine(said, record));
  return lines;
}

/** Line by line, so that a failure shows a line and not a file. */
function expectSame(lines: readonly string[], expected: readonly string[]): void {
  expect(lines.findIndex((line, nth) => line !== expected[nth])).toBe(-1);
  expect(lines).toHaveLength(expected.length);
}

describe.skipIf(files.length === 0)(
  `collectors' files${files.length === 0 ? ' (skipped: no corpus beside this checkout)' : ''}`,
  () => {
    test.each(files)('%s reads as bgpdump reads it', { timeout: 120_000 }, async (name) => {
      const expected = gunzipSync(readFileSync(resolve(TRUTH, `${name}.expected.bgp.gz`)))
        .toString()
        .trimEnd()
        .split('\n');
      expectSame(await linesOf(createReadStream(resolve(TRUTH, name))), expected);
    });
  },
);

const FRR = '/usr/lib/frr/bgpd';
const absent = rigAbsent({ [FRR]: 'frr', bgpdump: 'bgpdump', vtysh: 'frr' });

describe.skipIf(absent !== '')(`what FRR wrote of a session${absent}`, () => {
  /** One announces, withdraws and announces again; the other writes down what it hears. */
  const SESSION = `
mount -t tmpfs none /var/tmp; mkdir -p /run/frr $D/a
ip address add 10.5.0.1/32 dev lo; ip address add 10.5.0.2/32 dev lo
cat >$D/a.conf <<END
router bgp 64500
 bgp router-id 10.5.0.1
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor 10.5.0.2 remote-as 64501
 neighbor 10.5.0.2 disable-connected-check
 neighbor 10.5.0.2 passive
!
dump bgp all $D/updates.mrt
END
cat >$D/b.conf <<END
router bgp 64501
 bgp router-id 10.5.0.2
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor 10.5.0.1 remote-as 64500
 neighbor 10.5.0.1 disable-connected-check
 neighbor 10.5.0.1 update-source 10.5.0.2
 neighbor 10.5.0.1 timers connect 1
 address-family ipv4 unicast
  network 203.0.113.0/24
  neighbor 10.5.0.1 advertisement-interval 0
 exit-address-family
END
bgpd() { ${FRR} -u root -g root -S -n -Z -P 0 -d -l $2 -f $D/$1.conf -i $D/$1.pid --vty_socket $3 >$D/$1.log 2>&1; }
until_says() { i=0; until bgpdump -m $D/updates.mrt 2>/dev/null | grep -q "$1"; do i=$((i+1)); [ $i -lt 300 ] || exit 9; sleep 0.1; done; }
bgpd a 10.5.0.1 $D/a; bgpd b 10.5.0.2 /run/frr
until_says '|A|'
vtysh -d bgpd -c 'conf t' -c 'router bgp 64501' -c 'address-family ipv4 unicast' -c 'no network 203.0.113.0/24' >$D/vtysh
until_says '|W|'
`;
  const judged = (target: string) =>
    probeInRig<MrtObservation>({
      probe: 'mrt',
      target,
      setup: SESSION,
      file: '/run/rig/updates.mrt',
      timeoutMs: 90_000,
    });

  test('its prefix is seen, announced and withdrawn; another origin was expected', { timeout: 200_000 }, () => {
    const { observation, verdict } = judged('203.0.113.0/24=64501@127.0.0.1');
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'seen' });
    const history = observation.asked[0]?.history;
    expect(history).toMatchObject({ announcements: 1, withdrawals: 1, peers: 1, origins: [{ asn: 64501, peers: 1 }] });
    expect(history?.events.map(({ kind, peer }) => [kind, peer])).toEqual([
      ['announced', '10.5.0.2 AS64501'],
      ['withdrawn', '10.5.0.2 AS64501'],
    ]);
    expect(judged('203.0.113.0/24=64999@127.0.0.1').verdict).toMatchObject({ level: 'error', code: 'other-origin' });
  });
});

const birdAbsent = rigAbsent({ bird: 'bird2', birdc: 'bird2', bgpdump: 'bgpdump' });

describe.skipIf(birdAbsent !== '')(`what BIRD wrote of a session${birdAbsent}`, () => {
  /** The same session; one of the two writes down messages, states and its table. */
  const SESSION = `
ip address add 10.5.0.1/32 dev lo; ip address add 10.5.0.2/32 dev lo
cat >$D/a.conf <<END
router id 10.5.0.1;
mrtdump "$D/updates.mrt";
mrtdump protocols { messages, states };
protocol device {}
protocol bgp from_b {
  local 10.5.0.1 port 1791 as 64500; neighbor 10.5.0.2 port 1792 as 64501; multihop;
  ipv4 { import all; export none; };
}
protocol mrt { table "master4"; filename "$D/table.mrt"; period 1; }
END
cat >$D/b.conf <<END
router id 10.5.0.2;
protocol device {}
protocol static own { ipv4; route 203.0.113.0/24 blackhole; }
protocol bgp to_a {
  local 10.5.0.2 port 1792 as 64501; neighbor 10.5.0.1 port 1791 as 64500; multihop; connect delay time 1;
  ipv4 { import none; export all; };
}
END
for n in a b; do bird -c $D/$n.conf -s $D/$n.ctl -P $D/$n.pid 2>/dev/null; done
until_says() { i=0; until bgpdump -m $D/$1.mrt 2>/dev/null | grep -q "$2"; do i=$((i+1)); [ $i -lt 300 ] || exit 9; sleep 0.1; done; }
until_says updates '|A|'; until_says table '|B|'
birdc -s $D/b.ctl disable own >/dev/null
until_says updates '|W|'
`;

  test('its updates and its table read as bgpdump reads them', { timeout: 100_000 }, async () => {
    const said = runInRig(
      `${SESSION}\nfor f in updates table; do base64 -w0 $D/$f.mrt; echo; bgpdump -m $D/$f.mrt 2>/dev/null; echo; done`,
      [],
      { timeoutMs: 90_000 },
    );
    const [updates, table] = said.trimEnd().split('\n\n') as [string, string];
    for (const [text, kind] of [
      [updates, '|W|'],
      [table, '|B|'],
    ] as const) {
      const [bytes, ...expected] = text.split('\n');
      expect(expected.join('\n')).toContain(kind);
      expectSame(await linesOf(cut(Buffer.from(bytes!, 'base64'))), expected);
    }
  });

  test('its prefix is seen, announced and withdrawn', { timeout: 100_000 }, () => {
    const { observation, verdict } = probeInRig<MrtObservation>({
      ...{ probe: 'mrt', target: '203.0.113.0/24=64501@127.0.0.1', setup: SESSION },
      ...{ file: '/run/rig/updates.mrt', timeoutMs: 90_000 },
    });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'seen' });
    expect(observation.asked[0]?.history).toMatchObject({
      ...{ announcements: 1, withdrawals: 1, peers: 1, origins: [{ asn: 64501, peers: 1 }] },
    });
  });
});

const judge = async (bytes: Buffer, routes: readonly { prefix: string; asn?: number }[], size?: number) =>
  (await mrt.fromFile!(cut(bytes, size), { host: 'localhost', routes }, 0)) as
    | (Seen & { readonly observation: MrtObservation })
    | undefined;

const P = '203.0.113.0/24';
const flaps = Array.from(
  { length: 24 },
  (_, nth): Update => (nth % 2 === 0 ? { at: nth * 60, announce: P } : { at: nth * 60, withdraw: P }),
);

describe('verdicts', () => {
  test.each<[string, string, readonly Update[], number | undefined]>([
    [
      'seen',
      'ok',
      [
        { at: 0, announce: P },
        { at: 9, peer: 64497, announce: P },
      ],
      undefined,
    ],
    ['not-seen', 'info', [{ at: 0, announce: '198.51.100.0/24' }], undefined],
    [
      'other-origin',
      'error',
      [
        { at: 0, announce: P },
        { at: 5, peer: 64497, announce: P, path: [64497, 64666] },
      ],
      64500,
    ],
    [
      'several-origins',
      'warning',
      [
        { at: 0, announce: P },
        { at: 5, peer: 64497, announce: P, path: [64497, 64666] },
      ],
      undefined,
    ],
    [
      'origin-changed',
      'warning',
      [
        { at: 0, announce: P },
        { at: 5, announce: P, path: [64496, 64666] },
      ],
      undefined,
    ],
    [
      'part-taken',
      'warning',
      [
        { at: 0, announce: P },
        { at: 5, announce: '203.0.113.128/25', path: [64496, 64666] },
      ],
      undefined,
    ],
    ['part-taken', 'warning', [{ at: 5, announce: '203.0.113.128/25', path: [64496, 64666] }], 64500],
    [
      'part',
      'info',
      [
        { at: 0, announce: P },
        { at: 5, announce: '203.0.113.128/25' },
      ],
      64500,
    ],
    ['flapping', 'warning', flaps, 64500],
    [
      'new-upstream',
      'info',
      [
        { at: 0, announce: P, path: [64496, 64501, 64500] },
        { at: 7, announce: P, path: [64496, 64502, 64500] },
      ],
      64500,
    ],
  ])('%s', async (code, level, updates, asn) => {
    const seen = await judge(written(updates), [{ prefix: P, ...(asn !== undefined && { asn }) }]);
    expect(seen?.verdict, JSON.stringify(seen?.observation)).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toMatch(/[.?]$/);
    expect(seen?.verdict.text['zh-cn']).toMatch(/[。?]$/);
  });

  test('without a question, what is in it is told', async () => {
    const seen = await judge(written([{ at: 0, announce: P }]), []);
    expect(seen?.verdict).toMatchObject({ level: 'ok', code: 'read' });
  });

  test('prepended numbers are one hop; hops go from the origin outwards, with when each was first seen', async () => {
    const path = [64496, 64501, 64500, 64500, 64500];
    const seen = await judge(written([{ at: 3, announce: P, path }]), [{ prefix: P }]);
    expect(seen?.observation.asked[0]?.history?.hops).toEqual([
      { from: 64500, to: 64501, first: 1_700_000_003, peers: 1 },
      { from: 64501, to: 64496, first: 1_700_000_003, peers: 1 },
    ]);
  });

  test('a route that comes again with other communities; their order is no change, nor is another path', async () => {
    const updates: readonly Update[] = [
      {
        at: 0,
        announce: P,
        communities: [
          [64500, 100],
          [64500, 1],
        ],
      },
      {
        at: 1,
        announce: P,
        communities: [
          [64500, 1],
          [64500, 100],
        ],
      },
      // RFC 8326: the session will be shut.
      { at: 2, announce: P, communities: [[65535, 0]] },
      { at: 3, announce: P, path: [64496, 64501, 64500] },
      { at: 4, peer: 64497, announce: P, communities: [[64497, 7]] },
    ];
    const history = (await judge(written(updates), [{ prefix: P }]))?.observation.asked[0]?.history;
    expect(history?.retagged).toBe(1);
    expect(history?.events.map(({ communities }) => communities?.join(' '))).toEqual([
      '64500:1 64500:100',
      '64500:1 64500:100',
      '65535:0',
      undefined,
      '64497:7',
    ]);
  });

  test('from the first withdrawal to the last change', async () => {
    const updates = [
      { at: 0, announce: P },
      { at: 10, withdraw: P },
      { at: 55, announce: P, path: [64496, 64501, 64500] },
    ];
    const seen = await judge(written(updates), [{ prefix: P }]);
    expect(seen?.observation.asked[0]?.history).toMatchObject({ settled: 45, mostPaths: 2, mostFlaps: 1 });
  });

  test('packed or not, wherever it is cut', async () => {
    const bytes = written(flaps);
    const whole = await judge(bytes, [{ prefix: P }]);
    for (const [variant, size] of [
      [bytes, 1],
      [bytes, 13],
      [gzipSync(bytes), 1],
      [gzipSync(bytes), 100],
    ] as const)
      expect(await judge(variant, [{ prefix: P }], size)).toEqual(whole);
  });

  test('live it asks nobody', async () => {
    const { verdict } = await mrt.run(await permitFor(mrt, `${P}@127.0.0.1`), forever());
    expect(verdict).toMatchObject({ level: 'unknown', code: 'no-file' });
  });
});

describe('a window of time', () => {
  const START = 1_700_000_000;
  const judged = async (updates: readonly Update[], from?: number, until?: number, asn?: number) => {
    const window = {
      ...(from !== undefined && { from: START + from }),
      ...(until !== undefined && { until: START + until }),
    };
    const target = { host: 'localhost', routes: [{ prefix: P, ...(asn !== undefined && { asn }) }], window };
    const seen = await mrt.fromFile!(cut(written(updates)), target, 0);
    return { code: seen?.verdict.code, observation: seen?.observation as MrtObservation };
  };

  test('what was said outside of it does not count', async () => {
    expect((await judged(flaps)).code).toBe('flapping');
    const { code, observation } = await judged(flaps, 60, 300);
    expect(code).toBe('seen');
    expect(observation).toMatchObject({ end: 'whole', records: 24, routes: 5, from: START + 60, until: START + 300 });
    expect(observation.asked[0]?.history).toMatchObject({ withdrawals: 3, mostFlaps: 2 });
    expect((await judged(flaps, 86_400)).code).toBe('not-seen');
    expect((await judged(flaps, undefined, -1)).code).toBe('not-seen');
  });

  test('what stood as it opened does', async () => {
    const updates: readonly Update[] = [
      { at: 0, announce: P, path: [64496, 64666] },
      { at: 10, announce: P },
      { at: 20, peer: 64497, announce: P },
      { at: 25, peer: 64497, withdraw: P },
      { at: 90, peer: 64498, announce: P, path: [64498, 64502, 64500] },
    ];
    const { code, observation } = await judged(updates, 30, 100, 64500);
    // The stranger was gone by then.
    expect([code, (await judged(updates, 0, 100, 64500)).code]).toEqual(['seen', 'other-origin']);
    const history = observation.asked[0]?.history;
    expect(history).toMatchObject({ announcements: 2, withdrawals: 0, peers: 2, origins: [{ asn: 64500, peers: 2 }] });
    expect(history?.events[0]).toMatchObject({ kind: 'table', time: START + 30, peer: '10.0.0.240 AS64496' });
    expect((await judged([...updates, { at: 95, announce: P, path: [64496, 64502, 64500] }], 30)).code).toBe(
      'new-upstream',
    );
    // Nothing was said inside, and yet it stood.
    expect((await judged(updates, 30, 40)).code).toBe('seen');
    expect((await judged([...updates, { at: 25, withdraw: P }], 30, 40)).code).toBe('not-seen');
  });

  test.each([
    ['2026-01-02T03:00Z/2026-01-02T04:00:30Z', { from: 1_767_322_800, until: 1_767_326_430 }],
    ['2026-01-02T03:00+01:00/', { from: 1_767_319_200 }],
    ['/2026-01-02T03:00Z', { until: 1_767_322_800 }],
    ['2026-01-02T04:00Z/2026-01-02T03:00Z', undefined],
    ['2026-01-02T03:00/2026-01-02T04:00', undefined],
    ['2026-13-02T03:00Z/', undefined],
    ['/', undefined],
    ['2026-01-02T03:00Z', undefined],
    ['a/b/c', undefined],
  ])('%s is %j', (text, window) => expect(readTimeWindow(text)).toEqual(window));
});

describe('files that mean harm', () => {
  test('of bzip2, of text, empty', async () => {
    expect((await judge(Buffer.from('BZh91AY'), [{ prefix: P }]))?.verdict).toMatchObject({
      level: 'unknown',
      code: 'bzip2',
    });
    for (const text of ['', 'hello', '\u001f\u008b', 'router bgp 1\n'.repeat(1_000)])
      expect(await judge(Buffer.from(text), [{ prefix: P }])).toBeUndefined();
    expect(await judge(Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), [{ prefix: P }])).toBeUndefined();
  });

  test('cut in a record: what came before counts, and the end is told', async () => {
    for (const bytes of [written(flaps).subarray(0, -3), gzipSync(written(flaps)).subarray(0, -20)]) {
      const seen = await judge(bytes, [{ prefix: P }]);
      expect(seen?.observation.end).toBe('damaged');
      expect(seen?.verdict.text.en).toContain('ends in the middle');
    }
  });

  test('a record of four gigabytes', async () => {
    const bytes = Buffer.concat([written(flaps), Buffer.from([0, 0, 0, 0, 0, 16, 0, 4, 0xff, 0xff, 0xff, 0xff])]);
    expect((await judge(bytes, [{ prefix: P }]))?.observation.end).toBe('damaged');
  });

  test('bytes turned over: never an exception', async () => {
    const bytes = written(flaps);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
        const turned = Buffer.from(bytes);
        turned[at] = value;
        await judge(turned, [{ prefix: P }]);
      }),
      { numRuns: 300 },
    );
  });

  test('many prefixes inside are counted, not kept', async () => {
    const updates = Array.from(
      { length: 3_000 },
      (_, nth): Update => ({ at: 0, announce: `10.${nth >> 8}.${nth & 255}.0/24` }),
    );
    const seen = await judge(written(updates), [{ prefix: '10.0.0.0/8' }]);
    expect(seen?.observation.asked[0]?.inside).toHaveLength(20);
    expect(seen?.observation.asked[0]?.moreInside).toBe(2_980);
  });
});

const bgpdumpAbsent = spawnSync('bgpdump', ['-h']).error ? ' (skipped: no bgpdump; Debian package bgpdump)' : '';
test.skipIf(bgpdumpAbsent !== '')(
  `bgpdump reads what these tests write as it is read here${bgpdumpAbsent}`,
  async () => {
    const bytes = written(flaps);
    const { stdout } = spawnSync('bgpdump', ['-m', '-'], { input: bytes, encoding: 'utf8' });
    expectSame(await linesOf(cut(bytes)), stdout.trimEnd().split('\n'));
  },
);

proofOf(mrt);
