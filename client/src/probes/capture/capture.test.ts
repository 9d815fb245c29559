import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig, type Rig, rigAbsent } from '../../../../test/support/rig.ts';
import type { Seen } from '../probe.ts';
import { judge } from './judge.ts';
import { type CaptureObservation, captureCommand } from './observe.ts';
import { capture } from './probe.ts';

judgeRecordings(import.meta.dirname, judge);

test('the filter is made of addresses and a port, each a word of its own', () => {
  expect(captureCommand(443, ['10.0.0.1', 'fd00::1']).slice(-16)).toEqual(
    '- ( ( host 10.0.0.1 or host fd00::1 ) and port 443 ) or icmp or icmp6'.split(' ').slice(-16),
  );
});

const PROGRAMS = { tcpdump: 'tcpdump', socat: 'socat', nft: 'nftables', editcap: 'wireshark-common' };
const absent = rigAbsent(PROGRAMS, 'many');

describe.skipIf(absent !== '')(`a real tcpdump${absent}`, () => {
  /** Echo servers in `far` (10.6.0.2, and behind it 10.7.0.2 in `farther`), and somebody who uses one of them every third of a second. */
  const used = (client: string, filter = ''): string => `
for n in far farther; do ip netns add $n; ip -n $n link set lo up; done
ip link add a0 type veth peer name a1 netns far; ip address add 10.6.0.1/24 dev a0; ip link set a0 up
ip -n far address add 10.6.0.2/24 dev a1; ip -n far link set a1 up
ip -n far link add b0 type veth peer name b1 netns farther
ip -n far address add 10.7.0.1/24 dev b0; ip -n far link set b0 up; ip netns exec far sysctl -qw net.ipv4.ip_forward=1
ip -n farther address add 10.7.0.2/24 dev b1; ip -n farther link set b1 up; ip -n farther route add default via 10.7.0.1
ip route add 10.7.0.0/24 via 10.6.0.2
for n in far farther; do
  ip netns exec $n socat TCP-LISTEN:443,fork,reuseaddr EXEC:cat 2>/dev/null &
  ip netns exec $n sh -c 'i=0; until ss -Hltn | grep -q ":443 "; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done'
done
${filter && `ip netns exec far nft 'table inet f { ${filter}; }'`}
( while :; do { ${client}; } >/dev/null 2>&1 || true; sleep 0.3; done ) &
`;
  const CONNECT = (address: string): string => `echo hello | timeout 3 socat -t1 - TCP:${address}:443`;
  const run = (setup: string, more: Partial<Rig> = {}) =>
    probeInRig<CaptureObservation>({ probe: 'capture', target: '10.6.0.2', longest: 5, users: 'many', setup, ...more });

  test('connects that are answered', () => {
    const { observation, verdict } = run(used(CONNECT('10.6.0.2')));
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'ok' });
    expect(observation.summary?.tcp.answered).toBeGreaterThan(2);
    expect(JSON.stringify(observation)).not.toContain('hello');
  });

  test('nobody uses it', () => {
    expect(run(used('true'), { longest: 2 }).verdict).toMatchObject({ level: 'info', code: 'nothing-seen' });
  });

  test('a filter drops', () => {
    const { observation, verdict } = run(
      used(CONNECT('10.6.0.2'), 'chain c { type filter hook input priority 0; tcp dport 443 drop; }'),
    );
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'unanswered' });
  });

  test('a filter drops what one of two sources sends', () => {
    const both = `${CONNECT('10.6.0.2')}; echo hello | timeout 1 socat -t1 - TCP:10.6.0.2:443,bind=10.6.0.9`;
    const drop = 'chain c { type filter hook input priority 0; ip saddr 10.6.0.9 drop; }';
    const { observation, verdict } = run(`ip address add 10.6.0.9/32 dev lo\n${used(both, drop)}`, { longest: 8 });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'some-unanswered' });
  });

  test('a router resets in the name of a host that is far behind it', () => {
    const cut =
      'chain c { type filter hook forward priority 0; tcp dport 443 tcp flags & psh == psh reject with tcp reset; }';
    // As if the host stood 28 routers further away.
    const far = `${used(CONNECT('10.7.0.2'), cut)}\nip netns exec farther sysctl -qw net.ipv4.ip_default_ttl=100`;
    const { observation, verdict } = run(far, { target: '10.7.0.2' });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'reset-by-other' });
  });

  test('a way that loses packets', () => {
    const { observation, verdict } = run(
      used(
        'head -c 60000 /dev/zero | timeout 3 socat -u -b 500 - TCP:10.6.0.2:443,mss=500',
        'chain c { type filter hook input priority 0; tcp dport 443 meta length > 200 numgen inc mod 5 == 0 drop; }',
      ),
    );
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'repeated' });
  });

  test('a router that knows no way on, and one that sends back', () => {
    // Linux sparing with its complaints is another matter: here each is sent.
    const lost = `${used(CONNECT('10.7.0.2'))}\nip netns exec far sysctl -qw net.ipv4.icmp_ratelimit=0\nip -n far link set b0 down`;
    const gone = run(lost, { target: '10.7.0.2', longest: 8 });
    expect(gone.verdict, JSON.stringify(gone.observation)).toMatchObject({ level: 'error', code: 'unreachable' });
    const circle = `${used(CONNECT('10.8.0.2'))}
ip route add 10.8.0.0/24 via 10.6.0.2; ip -n far route add 10.8.0.0/24 via 10.7.0.2; ip netns exec farther sysctl -qw net.ipv4.ip_forward=1`;
    const round = run(circle, { target: '10.8.0.2' });
    expect(round.verdict, JSON.stringify(round.observation)).toMatchObject({ level: 'error', code: 'expired' });
  });

  test.each([
    ['a user who may not', '', 'setpriv --bounding-set -net_raw --inh-caps -net_raw', 'no-privilege'],
    ['no tcpdump', 'PATH=$D', '', 'no-tcpdump'],
    [
      'one that fails and says so in escape sequences',
      instead('printf "\\\\033[2Jno device\\\\n" >&2; exit 1'),
      '',
      'failed',
    ],
    ['one that writes no capture, without end', instead('while :; do echo packet; done'), '', 'nothing-seen'],
  ])('%s: %s', (_, setup, through, code) => {
    const { verdict, observation } = probeInRig({
      ...{ probe: 'capture', target: '10.6.0.2', longest: 5, users: 'many', setup },
      ...(through && { through }),
    });
    expect(verdict.code, JSON.stringify(observation)).toBe(code);
    expect(verdict.text.en).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('nothing listens', () => {
    const { observation, verdict } = run(used('echo hello | socat - TCP:10.6.0.2:444'), { target: '10.6.0.2:444' });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'refused' });
  });

  test('a router rejects, and says so', () => {
    const reject =
      'chain c { type filter hook forward priority 0; tcp dport 443 reject with icmp type admin-prohibited; }';
    const { observation, verdict } = run(used(CONNECT('10.7.0.2'), reject), { target: '10.7.0.2' });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'prohibited' });
    expect(verdict.text.en).toContain('10.6.0.2');
  });

  test('a router on the way resets what carries data, in the name of the host', () => {
    const cut =
      'chain c { type filter hook forward priority 0; tcp dport 443 tcp flags & psh == psh reject with tcp reset; }';
    const { observation, verdict } = run(used(CONNECT('10.7.0.2'), cut), { target: '10.7.0.2' });
    // One hop nearer is within what ways differ by: nothing is claimed of it.
    expect(observation.summary?.tcp.reset, JSON.stringify(observation)).toBeGreaterThan(0);
    expect(verdict.code).not.toBe('reset-by-other');
  });

  test('datagrams that nobody answers', () => {
    const { observation, verdict } = run(
      used(
        'echo hello | socat -u - UDP:10.6.0.2:53',
        'chain c { type filter hook input priority 0; udp dport 53 drop; }',
      ),
      { target: '10.6.0.2:53' },
    );
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'one-way' });
  });

  test('a way that is too small', () => {
    const small = `${used('ip route flush cache; head -c 20000 /dev/zero | timeout 3 socat -u - TCP:10.7.0.2:443')}
ip -n far link set b0 mtu 1000`;
    const { observation, verdict } = run(small, { target: '10.7.0.2' });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'too-big' });
  });

  test.each(['pcap', 'pcapng', 'pcap.gz'])('a saved %s', (kind) => {
    const saved = `${used(CONNECT('10.6.0.2'))}
timeout 3 tcpdump -i a0 -n -U --immediate-mode -w $D/it.pcap 2>$D/log || true
editcap -F pcapng $D/it.pcap $D/it.pcapng; gzip -k $D/it.pcap`;
    const { observation, verdict } = run(saved, { file: `/run/rig/it.${kind}` });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'ok' });
    expect(observation.summary?.tcp.answered).toBeGreaterThan(1);
  });
});

interface Sent {
  readonly at?: number;
  readonly from: string;
  readonly to: string;
  readonly flags: number;
  readonly ttl?: number;
  readonly vlan?: number;
  readonly sequence?: number;
  readonly data?: number;
}
const [SYN, ACK, RST, PSH] = [2, 16, 4, 8];
const CLIENT = '10.0.0.1:40000';
const HOST = '10.0.0.5:443';

/** A pcap of Ethernet frames with TCP in them. */
function pcap(packets: readonly Sent[]): Buffer {
  const header = Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex');
  return Buffer.concat([
    header,
    ...packets.map(({ at = 0, from, to, flags, ttl = 64, vlan, sequence = 1, data = 0 }) => {
      const [source, destination] = [from, to].map((text) => text.split(':') as [string, string]);
      const ip = Buffer.alloc(20);
      ip.set([0x45], 0);
      ip.writeUInt16BE(40 + data, 2);
      ip.set([ttl, 6], 8);
      ip.set(source![0].split('.').map(Number), 12);
      ip.set(destination![0].split('.').map(Number), 16);
      const tcp = Buffer.alloc(20);
      tcp.writeUInt16BE(Number(source![1]), 0);
      tcp.writeUInt16BE(Number(destination![1]), 2);
      tcp.writeUInt32BE(sequence, 4);
      tcp.set([0x50, flags], 12);
      const tag = vlan === undefined ? [] : [0x81, 0, vlan >> 8, vlan & 255];
      const frame = Buffer.concat([Buffer.alloc(12), Buffer.from([...tag, 8, 0]), ip, tcp]);
      const record = Buffer.alloc(16);
      record.writeUInt32LE(1_700_000_000 + Math.floor(at), 0);
      record.writeUInt32LE(Math.round((at % 1) * 1_000_000), 4);
      record.writeUInt32LE(frame.length, 8);
      record.writeUInt32LE(frame.length + data, 12);
      return Buffer.concat([record, frame]);
    }),
  ]);
}

async function* cut(bytes: Buffer, size = 1_000): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const read = async (bytes: Buffer, size?: number) =>
  (await capture.fromFile!(cut(bytes, size), { host: '10.0.0.5', port: 443 }, 0)) as
    | (Seen & { readonly observation: CaptureObservation })
    | undefined;

const OPENED: readonly Sent[] = [
  { at: 0, from: CLIENT, to: HOST, flags: SYN! },
  { at: 0.1, from: HOST, to: CLIENT, flags: SYN! | ACK!, ttl: 50 },
];

describe('files', () => {
  test("a reset from another distance than the rest is not the host's; one that starts elsewhere but is as far, may be", async () => {
    const reset = (ttl: number) => read(pcap([...OPENED, { at: 1, from: HOST, to: CLIENT, flags: RST!, ttl }]));
    expect((await reset(57))?.verdict).toMatchObject({ level: 'warning', code: 'reset-by-other' });
    for (const ttl of [50, 51, 114, 241]) expect((await reset(ttl))?.verdict.code, String(ttl)).toBe('ok');
  });

  test('what is sent again, in the VLAN it was in', async () => {
    const data = Array.from(
      { length: 100 },
      (_, nth): Sent => ({ from: CLIENT, to: HOST, flags: PSH! | ACK!, data: 50, sequence: nth * 50, vlan: 12 }),
    );
    const seen = await read(pcap([...OPENED, ...data, ...data.slice(0, 15)]));
    expect(seen?.verdict).toMatchObject({ level: 'warning', code: 'repeated' });
    expect(seen?.observation.summary).toMatchObject({ vlans: [12], tcp: { segments: 115, repeated: 15 } });
  });

  test('a connect just before the end is not held against anybody', async () => {
    expect((await read(pcap([{ from: CLIENT, to: HOST, flags: SYN! }])))?.verdict).toMatchObject({
      level: 'info',
      code: 'too-short',
    });
  });

  test('of another host', async () => {
    const other = pcap([{ from: CLIENT, to: '10.0.0.6:443', flags: SYN! }]);
    expect((await read(other))?.verdict).toMatchObject({ level: 'info', code: 'nothing-seen' });
  });

  test('wherever it is cut, packed or not', async () => {
    const bytes = pcap(OPENED);
    const whole = await read(bytes);
    for (const [variant, size] of [
      [bytes, 1],
      [bytes, 7],
      [gzipSync(bytes), 3],
    ] as const)
      expect(await read(variant, size)).toEqual(whole);
  });

  test('of something else, cut, turned over: never an exception', async () => {
    for (const text of ['', 'hello', 'BZh9', 'x'.repeat(100_000)])
      expect(await read(Buffer.from(text))).toBeUndefined();
    const bytes = pcap([...OPENED, { from: CLIENT, to: HOST, flags: PSH!, data: 9, vlan: 3 }]);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), async (at, value, end) => {
        const turned = Buffer.from(bytes.subarray(0, end));
        if (at < turned.length) turned[at] = value;
        await read(turned);
      }),
      { numRuns: 300 },
    );
  });
});

test('can be cancelled before it starts', async () => {
  const stop = new AbortController();
  stop.abort();
  const { verdict } = await capture.run(await permitFor(capture, '127.0.0.1'), stop.signal);
  expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
});

/** A program of this name that is found before the real one. */
function instead(program: string): string {
  return `mkdir $D/bin; printf '%s\\n' '#!/bin/sh' '${program}' >$D/bin/tcpdump; chmod +x $D/bin/tcpdump; PATH=$D/bin:$PATH`;
}

proofOf(capture);
