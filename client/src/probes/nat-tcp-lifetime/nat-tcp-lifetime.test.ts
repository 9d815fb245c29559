import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { masquerade, natNamespaces } from '../../../../test/support/nat-rig.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { pourInto, tcpPeer } from '../../../../test/support/tcp-peer.ts';
import { bearing } from '../bearing.ts';
import { judge } from './judge.ts';
import { type NatTcpLifetimeObservation, SILENCES } from './observe.ts';
import { natTcpLifetime } from './probe.ts';

judgeRecordings(import.meta.dirname, judge);

test('names the platform whose timeout lies between close bounds', () => {
  const gone = (aliveAfter: number, after: number) =>
    judge({
      ...{ probe: 'nat-tcp-lifetime', target: { host: '10.0.0.1', port: 7 }, address: '10.0.0.1', longest: 605 },
      ...{ end: 'done', aliveAfter, gone: { after, how: 'reset' } },
    }).text;
  expect(gone(345, 355).en).toContain('AWS');
  expect(gone(345, 355)['zh-cn']).toContain('AWS');
  expect(gone(60, 900).en).not.toMatch(/AWS|Azure|Google/);
  expect(gone(60, 120).en).toContain('every 30 s');
});

const absent = rigAbsent({ nft: 'nftables', socat: 'socat' });

/** An echo server behind nftables that remembers for so many seconds. @param more rules of it */
const behindNat = (more: string, seconds: number): string =>
  natNamespaces(
    masquerade() + more,
    `ip netns exec nat sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=${seconds} net.netfilter.nf_conntrack_tcp_loose=0
ip netns exec pub socat TCP-LISTEN:7,fork,reuseaddr EXEC:cat &
i=0; until ip netns exec pub ss -Hltn | grep -q ':7 '; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done`,
  );

describe.skipIf(absent !== '')(`an echo server behind nftables that remembers for 8 seconds${absent}`, () => {
  const run = (more: string) =>
    probeInRig<NatTcpLifetimeObservation>({
      probe: 'nat-tcp-lifetime',
      target: '11.0.0.10',
      from: 'cli',
      setup: behindNat(more, 8),
      timeoutMs: 80_000,
    });

  test('and swallows what it forgot', { timeout: 90_000 }, () => {
    const { observation, verdict } = run('chain f { type filter hook forward priority 0; ct state invalid drop; };');
    expect(observation.gone, JSON.stringify(observation)).toEqual({ after: 10, how: 'silent' });
    expect(observation.aliveAfter).toBe(5);
    expect(verdict).toMatchObject({ level: 'error', code: 'under-60s' });
  });

  test('and lets the server answer with a reset', { timeout: 90_000 }, () => {
    const { observation, verdict } = run('');
    expect(observation.gone, JSON.stringify(observation)).toEqual({ after: 10, how: 'reset' });
    expect(verdict).toMatchObject({ level: 'error', code: 'under-60s' });
  });
});

describe.skipIf(absent !== '')(`hours of silence, each second of them shortened, as the timeouts are${absent}`, () => {
  test.each([
    // [seconds that nftables remembers, seconds of silence in one]
    ['a thousand seconds', 4, 250, 'warning', 'under-30min', { after: 1_195, how: 'reset' }],
    ['fifty minutes', 6, 500, 'info', 'under-2h', { after: 3_595, how: 'reset' }],
    ['more than a day', 100, 1_000, 'ok', 'ok', undefined],
  ])('%s', { timeout: 60_000 }, (_, seconds, haste, level, code, gone) => {
    const { observation, verdict } = probeInRig<NatTcpLifetimeObservation>({
      ...{ probe: 'nat-tcp-lifetime', target: '11.0.0.10', from: 'cli', setup: behindNat('', seconds) },
      ...{ longest: SILENCES.at(-1)!, haste },
    });
    expect(observation.gone, JSON.stringify(observation)).toEqual(gone);
    expect(verdict).toMatchObject({ level, code });
  });
});

describe.skipIf(absent !== '')(`beside what a configuration reckons with, each second shortened${absent}`, () => {
  test.each([
    // [seconds that nftables remembers, seconds of silence in one, seconds that are stated, and that are given]
    ['it is so', 4, 250, 1_000, undefined, 'warning', 'under-30min', 'states 1000 s, and so it is'],
    ['sooner', 4, 250, 3_600, undefined, 'warning', 'config-mismatch', 'sooner than the 3600 s'],
    ['later', 6, 500, 600, 3_600, 'info', 'outlives-config', 'later than the 600 s'],
    ['longer than was given', 100, 1_000, 3_600, 605, 'unknown', 'not-reached', 'before the 3600 s'],
  ])('%s', { timeout: 60_000 }, (...[, seconds, haste, idle, longest, level, code, said]) => {
    const { observation, verdict } = probeInRig<NatTcpLifetimeObservation>({
      ...{ probe: 'nat-tcp-lifetime', target: '11.0.0.10', from: 'cli', setup: behindNat('', seconds) },
      ...{ haste, device: { idle }, ...(longest !== undefined && { longest }) },
    });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
    expect(verdict.text.en).toContain(said);
  });
});

test('what is stated decides what a verdict says of a finding', () => {
  const seen = (idle: number, aliveAfter: number, after?: number) =>
    judge({
      ...{
        probe: 'nat-tcp-lifetime',
        target: { host: '10.0.0.1', port: 7, idle },
        address: '10.0.0.1',
        longest: 7_445,
      },
      ...{ end: 'done', aliveAfter, ...(after !== undefined && { gone: { after, how: 'silent' as const } }) },
    });
  const timer = (...args: Parameters<typeof seen>) => bearing(natTcpLifetime, 'nat/tcp-timeout-short', seen(...args));
  const first = (...args: Parameters<typeof seen>) =>
    bearing(natTcpLifetime, 'nat/keepalive-exceeds-timeout', seen(...args));
  expect(timer(1_800, 1_620, 1_980)).toBe('confirmed');
  // Another device forgets first: nothing of this one is known.
  expect(timer(3_600, 345, 355)).toBeUndefined();
  expect(timer(300, 7_445)).toBe('contradicted');
  expect(timer(7_200, 605)).toBeUndefined();
  expect(first(7_200, 345, 355)).toBe('confirmed');
  expect(first(60, 345, 355)).toBeUndefined();
  expect(first(60, 7_445)).toBe('contradicted');
});

describe('servers', () => {
  const peer = tcpPeer();
  afterEach(() => peer.stop());
  const run = async (target: string, signal = forever(), longest = 10) => {
    const permit = await permitFor(natTcpLifetime, target, [], [], { longest });
    const { observation, verdict } = await natTcpLifetime.run(permit, signal);
    return { observation: observation as NatTcpLifetimeObservation, verdict };
  };

  test('an echo outlives the time that was given', { timeout: 20_000 }, async () => {
    const { observation, verdict } = await run(await peer.listen((socket) => socket.pipe(socket)));
    expect([observation.aliveAfter, observation.gone]).toEqual([10, undefined]);
    expect(verdict).toMatchObject({ level: 'ok', code: 'outlived' });
  });

  test('one that closes after a second of silence is not held against the way', { timeout: 20_000 }, async () => {
    const target = await peer.listen((socket) => {
      socket.pipe(socket);
      socket.setTimeout(1_000, () => socket.end());
    });
    const { observation, verdict } = await run(target);
    expect(observation.gone?.how).toBe('closed-idle');
    expect(verdict).toMatchObject({ level: 'unknown', code: 'server-closes' });
  });

  test('one that resets after a second', { timeout: 20_000 }, async () => {
    const target = await peer.listen((socket) => {
      socket.pipe(socket);
      socket.setTimeout(1_000, () => socket.resetAndDestroy());
    });
    const { observation, verdict } = await run(target);
    expect(observation.gone?.how).toBe('reset-idle');
    expect(verdict).toMatchObject({ level: 'error', code: 'under-60s' });
  });

  test('one that says nothing, and one that never stops', { timeout: 20_000 }, async () => {
    expect((await run(await peer.listen((socket) => socket.resume()))).verdict).toMatchObject({ code: 'no-echo' });
    const flood = await peer.listen((socket) => pourInto(socket, Buffer.alloc(65_536, 0x1b)));
    const { observation, verdict } = await run(flood);
    expect(verdict.level, JSON.stringify(observation)).not.toBe('ok');
    expect(observation.aliveAfter ?? 0).toBe(0);
  });

  test('cancelled in between: it ends at once and all connections are closed', async () => {
    const stop = new AbortController();
    const target = await peer.listen((socket) => {
      socket.pipe(socket);
      if (peer.sockets.size === 2) stop.abort();
    });
    const { verdict } = await run(target, stop.signal);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
    await Promise.all([...peer.sockets].map((socket) => socket.closed || once(socket, 'close')));
  });
});

describe.skipIf(NAMESPACE_ABSENT !== '')(`measured in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['10.77.0.2', BLACK_HOLE, 'dropped'],
    ['10.77.0.1', BLACK_HOLE, 'refused'],
    ['10.77.0.2', [], 'unreachable'],
  ])('%s with %j: %s', (target, network, code) => {
    expect(probeInNamespace('nat-tcp-lifetime', target, network).verdict).toMatchObject({ level: 'error', code });
  });

  test('where this machine may not send', () => {
    const { verdict } = probeInNamespace('nat-tcp-lifetime', '10.77.0.2', ['route add prohibit 10.77.0.0/24']);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
  });
});

proofOf(natTcpLifetime);
