import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BLACK_HOLE, probeInNamespace } from '../../../../test/support/namespace.ts';
import { permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { judge } from './judge.ts';
import type { PmtuObservation, PmtuSearch } from './observe.ts';
import { sizedPingCommand } from './observe.ts';
import { readSizedPings, type SizedPing } from './ping-sizes.ts';
import { pmtu } from './probe.ts';
import { readTracepath } from './tracepath.ts';

const saved = (name: string) =>
  pmtu.fromSaved!(
    readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8'),
    { host: '10.0.9.2' },
    0,
  );

const observation = (
  family: PmtuSearch['family'],
  pings: SizedPing[],
  more: Partial<PmtuSearch> = {},
): PmtuObservation => ({
  probe: 'pmtu',
  target: { host: '10.0.9.2' },
  addresses: [{ address: '10.0.9.2', family, pings, ...more }],
});

describe('what was saved elsewhere', () => {
  test.each([
    ['linux-black-hole', 'error', 'black-hole', 'MSS to 1288'],
    ['linux-reduced', 'info', 'reduced', 'MSS 1360'],
    ['windows-reduced', 'info', 'reduced', 'MSS 1288'],
    ['linux-tracepath', 'info', 'reduced', 'too big by 10.0.0.1'],
  ])('%s is judged %s %s', (name, level, code, said) => {
    const seen = saved(name);
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toContain(said);
    expect(seen?.verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('anything else is read as nothing, in linear time', () => {
    expect(pmtu.fromSaved!('usage: ping', { host: '10.0.9.2' }, 0)).toBeUndefined();
    expect(readTracepath(' 1:  10.0.0.1 '.repeat(50_000))).toBeUndefined();
    expect(readTracepath(` 1:  ${' '.repeat(100_000)}pmtu 1400\n`.repeat(10))).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void readTracepath(text)));
    expect(readSizedPings('PING '.repeat(50_000), 'ipv4')).toEqual([]);
    expect(readSizedPings(`PING ${'('.repeat(100_000)}`, 'ipv4')).toEqual([]);
    fc.assert(fc.property(fc.string(), (text) => void readSizedPings(text, 'ipv6')));
  });
});

test.each([
  [
    'ok',
    'ok',
    observation('ipv4', [
      { size: 576, end: 'answered' },
      { size: 1500, end: 'answered' },
    ]),
  ],
  ['error', 'under-1280', observation('ipv6', [{ size: 1280, end: 'too-big', mtu: 1000 }])],
  ['unknown', 'no-reply', observation('ipv4', [{ size: 576, end: 'silent' }])],
  [
    'unknown',
    'no-reply',
    observation('ipv4', [{ size: 576, end: 'silent' }], { tracepath: { reached: false, pmtu: 1500 } }),
  ],
  ['ok', 'ok', observation('ipv4', [{ size: 576, end: 'silent' }], { tracepath: { reached: true, pmtu: 1500 } })],
  [
    'error',
    'under-1280',
    observation('ipv6', [{ size: 1280, end: 'silent' }], { tracepath: { reached: false, pmtu: 1000 } }),
  ],
  ['unknown', 'no-program', observation('ipv4', [], { stopped: 'missing' })],
  ['unknown', 'cancelled', observation('ipv4', [], { stopped: 'cancelled' })],
  ['unknown', 'not-made', observation('ipv4', [], { stopped: 'unreadable' })],
] as const)('%s %s', (level, code, seen) => {
  expect(judge(seen)).toMatchObject({ level, code });
});

test.each([
  ['linux', 'ipv4', '1472'],
  ['darwin', 'ipv4', '1472'],
  ['win32', 'ipv6', '1452'],
] as const)('on %s over %s, 1500 bytes are a payload of %s; the address comes last', (system, family, payload) => {
  const text = family === 'ipv4' ? '10.0.0.1' : 'fd00::1';
  const { args } = sizedPingCommand({ text, family }, 1_500, system);
  expect(args).toContain(payload);
  expect(args.at(-1)).toBe(text);
});

test('can be cancelled before it starts', async () => {
  const stop = new AbortController();
  stop.abort();
  const { verdict } = await pmtu.run(await permitFor(pmtu, '127.0.0.1'), stop.signal);
  expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
});

const absent = rigAbsent({ nft: 'nftables', ping: 'iputils-ping', python3: 'python3' });

/** A link of so many bytes behind a router. */
const rig = (mtu: number, more = ''): string => `
for n in cli rtr srv; do
  ip netns add $n; ip -n $n link set lo up
  # An address that is being checked for duplicates cannot ask for neighbours yet.
  ip netns exec $n sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0
done
ip link add a0 netns cli type veth peer name a1 netns rtr
ip link add b0 netns rtr type veth peer name b1 netns srv
ip -n rtr link set b0 mtu ${mtu}; ip -n srv link set b1 mtu ${mtu}
ip -n cli address add 10.0.0.2/24 dev a0; ip -n rtr address add 10.0.0.1/24 dev a1
ip -n rtr address add 10.0.9.1/24 dev b0; ip -n srv address add 10.0.9.2/24 dev b1
ip -n cli address add fd00:a::2/64 dev a0 nodad; ip -n rtr address add fd00:a::1/64 dev a1 nodad
ip -n rtr address add fd00:b::1/64 dev b0 nodad; ip -n srv address add fd00:b::2/64 dev b1 nodad
ip -n cli link set a0 up; ip -n rtr link set a1 up; ip -n rtr link set b0 up; ip -n srv link set b1 up
ip -n cli route add default via 10.0.0.1; ip -n srv route add default via 10.0.9.1
ip -n cli -6 route add default via fd00:a::1; ip -n srv -6 route add default via fd00:b::1
ip netns exec rtr sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
${more}
`;

describe.skipIf(absent !== '')(`a link of 1400 bytes behind a router${absent}`, () => {
  const SILENT = `ip netns exec rtr nft 'table inet f { chain o { type filter hook output priority 0; icmp type destination-unreachable drop; icmpv6 type packet-too-big drop; }; }'`;
  const run = (target: string, setup: string) =>
    probeInRig<PmtuObservation>({ probe: 'pmtu', target, from: 'cli', setup });

  test.each(['10.0.9.2', 'fd00:b::2'])('%s: too big is said, and believed', (target) => {
    const { verdict, observation } = run(target, rig(1_400));
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'reduced' });
    expect(verdict.text.en).toContain('1400 bytes');
    expect(verdict.text.en).toContain(target === '10.0.9.2' ? 'too big by 10.0.0.1' : 'too big by fd00:a::1');
  });

  test.each(['10.0.9.2', 'fd00:b::2'])(
    '%s: too big is not said: a black hole, measured',
    { timeout: 90_000 },
    (target) => {
      const { verdict, observation } = run(target, rig(1_400, SILENT));
      expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'black-hole' });
      const largest = Math.max(
        ...observation.addresses[0]!.pings.filter(({ end }) => end === 'answered').map(({ size }) => size),
      );
      expect(largest).toBeGreaterThan(1_395);
      expect(largest).toBeLessThanOrEqual(1_400);
    },
  );

  test('a way that IPv6 may not have', () => {
    // Linux puts no IPv6 on a link of less than 1280 bytes, and no nftables writes such an answer: the router is a program.
    const narrow = `
cat >$D/narrow.py <<'E'
import os, socket, struct
link = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x86dd))
link.bind(('a1', 0x86dd))
icmp = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
open(os.environ['D'] + '/narrow', 'w').close()
while True:
    packet, (_, _, kind, *_) = link.recvfrom(65535)
    if kind == socket.PACKET_OUTGOING or len(packet) <= 1000 or packet[6] != 58 or packet[40] != 128: continue
    # RFC 4443 3.2: type 2, a checksum that the kernel fills in, the MTU, and as much of the packet as fits.
    icmp.sendto(struct.pack('!BBHI', 2, 0, 0, 1000) + packet[:952], (socket.inet_ntop(socket.AF_INET6, packet[8:24]), 0))
E
ip netns exec rtr nft 'table inet f { chain f { type filter hook forward priority 0; meta length > 1000 drop; }; }'
ip netns exec rtr python3 $D/narrow.py &
i=0; until [ -e $D/narrow ]; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done`;
    const { verdict, observation } = run('fd00:b::2', rig(1_500, narrow));
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'under-1280' });
  });

  test('all fits', () => {
    expect(run('10.0.9.2', rig(1_500)).verdict).toMatchObject({ level: 'ok', code: 'ok' });
  });
});

const tracepathAbsent = absent || rigAbsent({ tracepath: 'iputils-tracepath' });

describe.skipIf(tracepathAbsent !== '')(`a host that answers no ping${tracepathAbsent}`, () => {
  const NO_PING = `ip netns exec srv nft 'table inet f { chain i { type filter hook input priority 0; icmp type echo-request drop; icmpv6 type echo-request drop; }; }'`;

  test.each([
    ['10.0.9.2', 1_400, 'reduced', 'too big by 10.0.0.1'],
    ['fd00:b::2', 1_400, 'reduced', 'too big by fd00:a::1'],
    ['10.0.9.2', 1_500, 'ok', 'by UDP'],
  ])('%s behind a link of %i bytes: datagrams tell', { timeout: 60_000 }, (target, mtu, code, said) => {
    const setup = rig(mtu, NO_PING);
    const { verdict, observation } = probeInRig<PmtuObservation>({ probe: 'pmtu', target, from: 'cli', setup });
    expect(verdict.code, JSON.stringify(observation)).toBe(code);
    expect(verdict.text.en).toContain(said);
  });
});

describe.skipIf(absent !== '')(`pings in a namespace${absent}`, () => {
  test.each([
    ['silence says nothing about sizes', '10.77.0.2', BLACK_HOLE, 'no-reply'],
    ['nor does a machine that may not send', '10.77.0.2', ['route add prohibit 10.77.0.0/24'], 'not-made'],
  ])('%s', { timeout: 60_000 }, (_, target, network, code) => {
    expect(probeInNamespace('pmtu', target, network).verdict).toMatchObject({ level: 'unknown', code });
  });
});

describe.skipIf(absent !== '')(`ping programs${absent}`, () => {
  const instead = (program: string): string =>
    `mkdir $D/bin; cat >$D/bin/ping <<'END'\n#!/bin/sh\n${program}\nEND\nchmod +x $D/bin/ping; PATH=$D/bin:$PATH`;

  test.each([
    ['there is none', 'PATH=$D', 'no-program'],
    [
      'one that says something else, in escape sequences',
      instead(`printf '\\033[2Jowned\\033]0;x\\007\\n'`),
      'not-made',
    ],
    ['one that never ends its stream', instead('while :; do echo 64 bytes from nowhere; done'), 'not-made'],
    ['one that never says anything', instead('exec sleep 60'), 'not-made'],
  ])('%s', { timeout: 60_000 }, (_, setup, code) => {
    const { verdict } = probeInRig({ probe: 'pmtu', target: '127.0.0.1', setup });
    expect(verdict).toMatchObject({ level: 'unknown', code });
    expect(verdict.text.en).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

proofOf(pmtu);
