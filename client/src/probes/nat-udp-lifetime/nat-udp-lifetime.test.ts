import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { masquerade, NAT_RIG_ABSENT, natRig, STUN_SERVER } from '../../../../test/support/nat-rig.ts';
import { permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig } from '../../../../test/support/rig.ts';
import { judge } from './judge.ts';
import type { NatUdpLifetimeObservation } from './observe.ts';
import { natUdpLifetime } from './probe.ts';

judgeRecordings(import.meta.dirname, judge);

describe.skipIf(NAT_RIG_ABSENT !== '')(`coturn behind nftables with short timeouts${NAT_RIG_ABSENT}`, () => {
  const remembering = (
    one: number,
    stream: number,
    haste = 1,
    idle?: number,
    network = (more: string): string => natRig(masquerade(), more),
  ) =>
    probeInRig<NatUdpLifetimeObservation>({
      probe: 'nat-udp-lifetime',
      target: STUN_SERVER,
      from: 'cli',
      ...(idle !== undefined && { device: { idle } }),
      setup: network(
        `ip netns exec nat sysctl -qw net.netfilter.nf_conntrack_udp_timeout=${one} net.netfilter.nf_conntrack_udp_timeout_stream=${stream}`,
      ),
      timeoutMs: 100_000,
      haste,
    });

  // [seconds that nftables remembers one answer, and a stream, seconds of silence in one]
  test.each([
    ['40 seconds for a stream', 10, 4, 10, 'warning', 'under-120s'],
    ['200 seconds for a stream', 10, 2, 100, 'info', 'under-300s'],
    ['more than six minutes', 10, 10, 100, 'ok', 'ok'],
  ])(
    '%s, each second of them shortened, as the timeouts are',
    { timeout: 60_000 },
    (...[, one, stream, haste, level, code]) => {
      const { observation, verdict } = remembering(one, stream, haste);
      expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
    },
  );

  // [seconds that nftables remembers one answer, and a stream, seconds of silence in one, seconds that are stated]
  test.each([
    ['as it states', 10, 4, 10, 40, 'warning', 'under-120s', 'states 40 s, and so it is'],
    ['sooner than it states', 10, 4, 10, 300, 'warning', 'config-mismatch', 'sooner than the 300 s'],
    ['longer than it states', 10, 2, 100, 20, 'info', 'outlives-config', 'later than the 20 s'],
    ['longer than it states, and not long', 10, 4, 10, 20, 'warning', 'outlives-config', 'later than the 20 s'],
  ])(
    'remembers %s, each second of it shortened',
    { timeout: 60_000 },
    (...[, one, stream, haste, idle, level, code, said]) => {
      const { observation, verdict } = remembering(one, stream, haste, idle);
      expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
      expect(verdict.text.en).toContain(said);
    },
  );

  test.each([
    ['another port after the silence shows that a flow was forgotten', 'random', 'warning', 'under-120s'],
    ['the same port shows nothing', '', 'unknown', 'no-response-port'],
  ])('coturn on one address cannot answer elsewhere: %s', { timeout: 60_000 }, (_, flags, level, code) => {
    const one = (more: string): string => natRig(masquerade(flags), more, ['11.0.0.10']);
    const { observation, verdict } = remembering(10, 4, 10, undefined, one);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
    if (code === 'no-response-port') return;
    expect(observation).toMatchObject({ end: 'by-port', stream: { goneAfter: 45 } });
    expect(verdict.text.en).toContain('another outside port after 45 s of silence at the latest');
    expect(natUdpLifetime.cameBack(observation)?.en).toContain('another one after 45 s');
  });

  test('8 seconds after one answer, 13 for a stream', { timeout: 120_000 }, () => {
    const { observation, verdict } = remembering(8, 13);
    expect(observation.brief, JSON.stringify(observation)).toEqual({ aliveAfter: 5, goneAfter: 10 });
    expect(observation.stream).toEqual({ aliveAfter: 10, goneAfter: 15 });
    expect(verdict).toMatchObject({ level: 'error', code: 'under-30s' });
  });

  test('nothing listens there', () => {
    const { verdict } = probeInRig({
      probe: 'nat-udp-lifetime',
      target: `${STUN_SERVER}:3999`,
      from: 'cli',
      setup: natRig(masquerade()),
    });
    expect(verdict).toMatchObject({ level: 'error', code: 'refused' });
  });
});

test.each([
  ['cut short', (request: Buffer) => [answerHead(request, 64)]],
  ['without an address', (request: Buffer) => [answerHead(request, 0)]],
  [
    'behind garbage and what is too long',
    (request: Buffer) => [
      ...Array.from({ length: 50 }, (_, at) => Buffer.alloc(64, at)),
      Buffer.concat([answerHead(request, 0), Buffer.alloc(9_000, 0x1b)]),
      answerHead(request, 64),
    ],
  ],
] as const)('an answer %s is no STUN', async (_, answers) => {
  const server = createSocket('udp4');
  server.on('message', (request, { port }) => {
    for (const answer of answers(request)) server.send(answer, port, '127.0.0.1');
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const permit = await permitFor(natUdpLifetime, `127.0.0.1:${server.address().port}`);
  const { verdict } = await natUdpLifetime.run(permit, new AbortController().signal);
  server.close();
  expect(verdict).toMatchObject({ level: 'error', code: 'not-stun' });
});

/** The header of a success that says it has so many bytes behind it. */
function answerHead(request: Buffer, length: number): Buffer {
  const head = Buffer.from(request.subarray(0, 20));
  head.writeUInt16BE(0x0101, 0);
  head.writeUInt16BE(length, 2);
  return head;
}

test('a server that cannot answer elsewhere, and silence in the end: cancelled in between', async () => {
  const stop = new AbortController();
  const server = createSocket('udp4');
  let requests = 0;
  server.on('message', () => {
    requests += 1;
    stop.abort();
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const permit = await permitFor(natUdpLifetime, `127.0.0.1:${server.address().port}`);
  const { verdict } = await natUdpLifetime.run(permit, stop.signal);
  server.close();
  expect([verdict.code, requests]).toEqual(['cancelled', 1]);
});

test('a server that answers the asker, not the port it was told', async () => {
  const server = createSocket('udp4');
  server.on('message', (request, { port }) => {
    const head = Buffer.from(request.subarray(0, 20));
    head.writeUInt16BE(0x0101, 0);
    head.writeUInt16BE(12, 2);
    const mapped = [0x00, 0x20, 0, 8, 0, 1, (port >> 8) ^ 0x21, (port & 255) ^ 0x12, 127 ^ 0x21, 0x12, 0xa4, 1 ^ 0x42];
    server.send(Buffer.concat([head, Buffer.from(mapped)]), port, '127.0.0.1');
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const permit = await permitFor(natUdpLifetime, `127.0.0.1:${server.address().port}`);
  const { verdict } = await natUdpLifetime.run(permit, new AbortController().signal);
  server.close();
  expect(verdict).toMatchObject({ level: 'unknown', code: 'no-response-port' });
}, 20_000);

describe.skipIf(NAMESPACE_ABSENT !== '')(`measured in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['silence', BLACK_HOLE, 'error', 'udp-blocked'],
    ['no way', [], 'error', 'unreachable'],
    ['no leave to send', ['route add prohibit 10.77.0.0/24'], 'unknown', 'not-made'],
  ])('%s', (_, network, level, code) => {
    expect(probeInNamespace('nat-udp-lifetime', '10.77.0.2', network).verdict).toMatchObject({ level, code });
  });
});

proofOf(natUdpLifetime);
