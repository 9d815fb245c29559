import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { judge } from './judge.ts';
import { observe, type PingObservation, pingCommand, type ReachabilityObservation } from './observe.ts';
import { readPingOutput } from './ping-output.ts';
import { reachability } from './probe.ts';

const recording = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');

const observation = (...addresses: readonly Partial<PingObservation>[]): ReachabilityObservation => ({
  probe: 'reachability',
  target: { host: 'gw.example.net' },
  addresses: addresses.map((one) => ({ address: '10.0.0.1', family: 'ipv4', end: 'exit', ...one })),
});

const recorded = (name: string, more: Partial<PingObservation> = {}): Partial<PingObservation> => {
  const ping = readPingOutput(recording(name));
  return { ...(ping && { ping }), ...more };
};

describe('what ping programs say', () => {
  test.each([
    ['linux-answers-v4', 'ok', 'ok'],
    ['linux-answers-v6', 'ok', 'ok'],
    ['macos-answers', 'ok', 'ok'],
    ['windows-answers', 'ok', 'ok'],
    ['linux-loss', 'warning', 'loss'],
    ['linux-silent', 'error', 'no-reply'],
    ['linux-no-route', 'error', 'no-route'],
    ['linux-host-unreachable', 'error', 'host-unreachable'],
    ['windows-host-unreachable', 'error', 'host-unreachable'],
    ['linux-prohibited', 'error', 'prohibited'],
  ])('%s is judged %s %s', (name, level, code) => {
    const verdict = judge(observation(recorded(name)));
    expect(verdict).toMatchObject({ level, code });
    expect(verdict.text.en).toMatch(/\.$/);
    expect(verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('numbers are read: times, hops, counts', () => {
    expect(readPingOutput(recording('linux-loss'))).toEqual({
      sent: 5,
      received: 3,
      times: [0.361, 0.056, 0.053],
      ttl: 64,
    });
  });

  test('anything else is read as nothing, in linear time', () => {
    expect(readPingOutput('')).toBeUndefined();
    expect(readPingOutput('usage: something else')).toBeUndefined();
    expect(readPingOutput('time='.repeat(50_000))).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void readPingOutput(text)));
  });

  test('more replies than packets is no good news', () => {
    const output = '64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.1 ms (DUP!)\n5 packets transmitted, 9 received';
    expect(readPingOutput(output)?.received).toBe(0);
  });
});

describe('verdicts over both families', () => {
  const v6 = { address: 'fd00::1', family: 'ipv6' } as const;

  test('one family silent', () => {
    const mixed = observation(recorded('linux-answers-v4'), recorded('linux-silent', v6));
    expect(judge(mixed)).toMatchObject({ level: 'warning', code: 'v4-only' });
    expect(judge(mixed).text.en).toContain('fd00::1 does not answer');
  });

  test('one family that could not be tried says nothing', () => {
    expect(judge(observation(recorded('linux-answers-v4'), { ...v6, end: 'denied' }))).toMatchObject({ level: 'ok' });
  });

  test('unsteady', () => {
    const ping = { sent: 5, received: 5, times: [10, 150, 12, 160, 11] };
    expect(judge(observation({ ping }))).toMatchObject({ level: 'info', code: 'jitter' });
  });

  test.each([
    ['missing', 'no-program'],
    ['denied', 'no-privilege'],
    ['cancelled', 'cancelled'],
    ['flood', 'no-answer-read'],
  ] as const)('a program that ends as %s is unknown, not unreachable', (end, code) => {
    expect(judge(observation({ end }))).toMatchObject({ level: 'unknown', code });
  });

  test('a socket that may not be opened is unknown', () => {
    const ping = readPingOutput('ping: socket: Operation not permitted');
    expect(judge(observation({ ...(ping && { ping }) }))).toMatchObject({ level: 'unknown', code: 'no-privilege' });
  });
});

describe('the command', () => {
  const address = { family: 'ipv6', text: 'fd00::1' } as const;

  test('is an argument list with the address behind --', () => {
    expect(pingCommand(address, 'linux').args.slice(-2)).toEqual(['--', 'fd00::1']);
    expect(pingCommand(address, 'darwin')).toEqual({ file: 'ping6', args: ['-n', '-c', '5', '--', 'fd00::1'] });
    expect(pingCommand(address, 'win32').args).toEqual(['-n', '5', '-w', '1000', '-6', 'fd00::1']);
  });

  test('is shown as it will run', () => {
    const [plan] = reachability.plan({ host: 'fd00::1' }, [address]);
    const { file, args } = pingCommand(address);
    expect(plan?.en).toContain([file, ...args].join(' '));
  });
});

const PING_ABSENT = spawnSync('ping', ['-c', '1', '127.0.0.1']).status === 0 ? '' : ' (skipped: no ping here)';

describe.skipIf(PING_ABSENT !== '')(`a real ping${PING_ABSENT}`, () => {
  test.each(['127.0.0.1', '::1'])('%s answers', async (host) => {
    const { verdict } = await reachability.run(await permitFor(reachability, host), forever());
    expect(verdict, JSON.stringify(verdict)).toMatchObject({ level: 'ok', code: 'ok' });
  });

  test('both families of a name are asked', async () => {
    const permit = await permitFor(reachability, 'localhost', ['127.0.0.1', '::1']);
    const seen = await observe(permit, forever());
    expect(seen.addresses.map(({ family, ping }) => [family, ping?.received])).toEqual([
      ['ipv4', 5],
      ['ipv6', 5],
    ]);
  });

  test('can be cancelled', async () => {
    const stop = new AbortController();
    const running = reachability.run(await permitFor(reachability, '127.0.0.1'), stop.signal);
    stop.abort();
    expect((await running).verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
  });
});

describe.skipIf(PING_ABSENT + NAMESPACE_ABSENT !== '')(`a ping in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['10.77.0.2', BLACK_HOLE, 'no-reply'],
    ['fd00:77::2', BLACK_HOLE, 'no-reply'],
    ['10.77.0.2', [], 'no-route'],
    ['10.77.0.2', ['route add unreachable 10.77.0.0/24'], 'no-route'],
  ])('to %s over %j: %s', (host, network, code) => {
    expect(probeInNamespace('reachability', host, network).verdict).toMatchObject({ level: 'error', code });
  });
});
