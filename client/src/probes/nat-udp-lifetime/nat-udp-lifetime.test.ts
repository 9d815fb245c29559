import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { masquerade, NAT_RIG_ABSENT, natRig, STUN_SERVER } from '../../../../test/support/nat-rig.ts';
import { permitFor } from '../../../../test/support/probe-permit.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig } from '../../../../test/support/rig.ts';
import { judge } from './judge.ts';
import type { NatUdpLifetimeObservation } from './observe.ts';
import { natUdpLifetime } from './probe.ts';

judgeRecordings(import.meta.dirname, judge);

describe.skipIf(NAT_RIG_ABSENT !== '')(`coturn behind nftables with short timeouts${NAT_RIG_ABSENT}`, () => {
  test('8 seconds after one answer, 13 for a stream', { timeout: 90_000 }, () => {
    const timeouts = 'net.netfilter.nf_conntrack_udp_timeout=8 net.netfilter.nf_conntrack_udp_timeout_stream=13';
    const { observation, verdict } = probeInRig<NatUdpLifetimeObservation>({
      probe: 'nat-udp-lifetime',
      target: STUN_SERVER,
      from: 'cli',
      setup: natRig(masquerade(), `ip netns exec nat sysctl -qw ${timeouts}`),
      timeoutMs: 80_000,
    });
    expect(observation.brief, JSON.stringify(observation)).toEqual({ aliveAfter: 5, goneAfter: 10 });
    expect(observation.stream).toEqual({ aliveAfter: 10, goneAfter: 15 });
    expect(verdict).toMatchObject({ level: 'error', code: 'under-30s' });
  });
});

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
  test('silence', () => {
    const { verdict } = probeInNamespace('nat-udp-lifetime', '10.77.0.2', BLACK_HOLE);
    expect(verdict).toMatchObject({ level: 'error', code: 'udp-blocked' });
  });
});
