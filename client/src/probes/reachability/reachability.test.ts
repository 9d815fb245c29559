import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DELAYED_WIRE_ABSENT, delayedWire, FAR_END } from '../../../../test/support/delayed-wire.ts';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
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
    ['ios-loss', 'warning', 'loss'],
    ['ios-unreachable', 'error', 'host-unreachable'],
    ['nxos-unreachable', 'error', 'host-unreachable'],
    ['junos-rapid', 'ok', 'ok'],
    ['vrp-loss', 'warning', 'loss'],
    ['routeros-answers', 'ok', 'ok'],
    ['comware-loss', 'warning', 'loss'],
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

  test('devices that tell the mean alone, or each in a unit of its own', () => {
    expect(readPingOutput(recording('ios-loss'))).toEqual({ sent: 5, received: 4, times: [2] });
    expect(readPingOutput(recording('junos-rapid'))).toEqual({ sent: 5, received: 5, times: [1.42] });
    expect(readPingOutput(recording('comware-loss'))).toEqual({ sent: 5, received: 4, times: [1, 2, 1, 1], ttl: 255 });
    expect(readPingOutput(recording('vrp-loss'))).toMatchObject({
      sent: 5,
      received: 4,
      times: [2, 1, 1, 1],
      ttl: 255,
    });
    expect(readPingOutput(recording('routeros-answers'))).toEqual({ sent: 2, received: 2, times: [1.092], ttl: 64 });
  });

  test('anything else is read as nothing, in linear time', () => {
    expect(readPingOutput(`${'!'.repeat(100_000)}A`)).toBeUndefined();
    expect(readPingOutput('min/avg/max = '.repeat(50_000))).toBeUndefined();
    expect(readPingOutput('1 packet(s) transmitted '.repeat(50_000))).toBeUndefined();
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

  test.each([
    [19, 18, 'warning'],
    [20, 19, 'error'],
    [50, 48, 'warning'],
  ])('of %i pings %i are answered: %s', (sent, received, level) => {
    const ping = { sent, received, times: Array<number>(received).fill(1) };
    expect(judge(observation({ ping }))).toMatchObject({ level, code: 'loss' });
  });

  test('hops of the way back, by what is left of the hop limit', () => {
    const said = (ttl: number) => judge(observation({ ping: { sent: 1, received: 1, times: [1], ttl } })).text.en;
    expect(said(64)).toContain('over 1 hop back');
    expect(said(57)).toContain('over 8 hops back');
    expect(said(120)).toContain('over 9 hops back');
    expect(said(240)).toContain('over 16 hops back');
    expect(said(0)).not.toContain('back');
  });

  test('a host that only TCP tells of counts as there', () => {
    const silent = recorded('linux-silent', v6);
    const refused = { ...silent, tcp: [{ port: 443, end: 'refused', ms: 2 }] } as const;
    const verdict = judge(observation(recorded('linux-answers-v4'), refused));
    expect(verdict).toMatchObject({ level: 'info', code: 'tcp-only' });
    expect(verdict.text.en).toContain('fd00::1 answers TCP: port 443 is refused');
    const dropped = { ...silent, tcp: [{ port: 443, end: 'dropped', ms: 3_000 }] } as const;
    expect(judge(observation(recorded('linux-answers-v4'), dropped)).code).toBe('v4-only');
  });

  test.each([
    ['2002:c0a8:101::1', 'transition-tunnel'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'transition-tunnel'],
    ['2001:db8::1', 'ok'],
    ['2001:470::1', 'ok'],
    ['192.168.1.1', 'ok'],
  ])('from %s: %s', (source, code) => {
    expect(judge(observation(recorded('linux-answers-v6', { ...v6, source }))).code).toBe(code);
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
    expect(pingCommand(address, {}, 'linux').args.slice(-2)).toEqual(['--', 'fd00::1']);
    expect(pingCommand(address, {}, 'darwin')).toEqual({ file: 'ping6', args: ['-n', '-c', '5', '--', 'fd00::1'] });
    expect(pingCommand(address, {}, 'win32').args).toEqual(['-n', '5', '-w', '1000', '-6', 'fd00::1']);
  });

  test('is shown as it will run', () => {
    const [plan] = reachability.plan({ host: 'fd00::1' }, [address], () => false);
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

describe.skipIf(PING_ABSENT + NAMESPACE_ABSENT !== '')(
  `a ping in a namespace${PING_ABSENT || NAMESPACE_ABSENT}`,
  () => {
    test.each([
      ['10.77.0.2', BLACK_HOLE, 'no-reply'],
      ['fd00:77::2', BLACK_HOLE, 'no-reply'],
      ['10.77.0.2', [], 'no-route'],
      ['10.77.0.2', ['route add unreachable 10.77.0.0/24'], 'no-route'],
    ])('to %s over %j: %s', (host, network, code) => {
      expect(probeInNamespace('reachability', host, network).verdict).toMatchObject({ level: 'error', code });
    });
  },
);

/** Neither a ping nor TCP to 10.77.0.2 has an answer. */
const NOBODY = BLACK_HOLE.map((line) => `ip ${line}`).join('\n');

const absent = rigAbsent({ nft: 'nftables', ping: 'iputils-ping', setpriv: 'util-linux' });

describe.skipIf(absent !== '')(`what a ping meets${absent}`, () => {
  const filter = (rule: string): string =>
    `nft 'table inet f { chain i { type filter hook input priority 0; ${rule}; }; }'`;
  const AWAY = { probe: 'reachability', target: '10.77.0.2' } as const;
  const HERE = { probe: 'reachability', target: '127.0.0.1', setup: '' } as const;
  const BOTH = { ...HERE, target: 'gw.example.net', addresses: ['127.0.0.1', '::1'] } as const;
  /** Nobody answers for the address on the link: the kernel says so itself. */
  const EMPTY_LINK = `ip link add a0 type veth peer name a1; ip link set a1 up; ip link set a0 up
ip address add 10.77.0.1/24 dev a0`;

  test.each<[string, Parameters<typeof probeInRig>[0], string, string]>([
    [
      'a filter that drops each third packet',
      { ...HERE, setup: filter('icmp type echo-request numgen inc mod 3 == 1 drop') },
      'warning',
      'loss',
    ],
    ['no answer over IPv6', { ...BOTH, setup: filter('meta nfproto ipv6 drop') }, 'warning', 'v4-only'],
    ['no answer over IPv4', { ...BOTH, setup: filter('meta nfproto ipv4 drop') }, 'warning', 'v6-only'],
    ['nobody at the address', { ...HERE, target: '10.77.0.2', setup: EMPTY_LINK }, 'error', 'host-unreachable'],
    [
      'a filter that rejects, and says so',
      { ...HERE, setup: filter('icmp type echo-request reject with icmp type admin-prohibited') },
      'error',
      'prohibited',
    ],
    ['no ping program', { ...AWAY, setup: `${NOBODY}\nPATH=$D` }, 'unknown', 'no-program'],
    ['no ping program, and a host that answers TCP', { ...HERE, setup: 'PATH=$D' }, 'info', 'tcp-only'],
    ['a filter that drops pings only', { ...HERE, setup: filter('icmp type echo-request drop') }, 'info', 'tcp-only'],
    [
      'one packet of twenty lost',
      { ...HERE, device: { count: 20 }, setup: filter('icmp type echo-request numgen inc mod 20 == 7 drop') },
      'error',
      'loss',
    ],
    [
      'an address of 6to4',
      {
        ...HERE,
        target: 'fd00:77::2',
        setup: `ip netns add srv; ip link add a0 type veth peer name a1 netns srv
ip address add 2002:a4d:1::1/64 dev a0 nodad; ip -n srv address add fd00:77::2/64 dev a1 nodad
ip link set a0 up; ip -n srv link set a1 up
ip -6 route add fd00:77::/64 dev a0; ip -n srv -6 route add 2002:a4d:1::/64 dev a1
until ping -c 1 -W 1 fd00:77::2 >&2; do i=$((i+1)); [ $i -lt 20 ] || exit 9; done`,
      },
      'info',
      'transition-tunnel',
    ],
    [
      'a user who may not send ICMP',
      {
        ...AWAY,
        setup: NOBODY,
        through: 'setpriv --bounding-set -net_raw --inh-caps -net_raw',
      },
      'unknown',
      'no-privilege',
    ],
  ])('%s', (_, rig, level, code) => {
    const { verdict, observation } = probeInRig(rig);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });
});

test.skipIf(DELAYED_WIRE_ABSENT !== '')(`an unsteady way${DELAYED_WIRE_ABSENT}`, () => {
  const { verdict, observation } = probeInRig({
    probe: 'reachability',
    target: FAR_END,
    from: 'cli',
    setup: delayedWire([0, 150, 20, 180, 0]),
  });
  expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'jitter' });
});

/** A program of the name `ping` that says what it likes, found before the real one. */
const shAbsent = rigAbsent();

describe.skipIf(shAbsent !== '')(`ping programs that mean harm${shAbsent}`, () => {
  test.each([
    ['says something else, in escape sequences', `printf '\\033[2Jowned\\033]0;x\\007\\n'`, 'no-answer-read'],
    ['never ends its stream', 'while :; do echo 64 bytes from nowhere; done', 'no-answer-read'],
    ['never says anything', 'exec sleep 60', 'no-reply'],
  ])('%s', { timeout: 60_000 }, (_, program, code) => {
    const setup = `mkdir $D/bin; printf '%s\\n' '#!/bin/sh' "$PROGRAM" >$D/bin/ping; chmod +x $D/bin/ping; PATH=$D/bin:$PATH`;
    const started = performance.now();
    const { verdict } = probeInRig({
      probe: 'reachability',
      target: '10.77.0.2',
      setup: `${NOBODY}\nPROGRAM=$(cat <<'END'\n${program}\nEND\n)\n${setup}`,
    });
    expect(verdict.code).toBe(code);
    expect(JSON.stringify(verdict)).not.toContain('\\u001b');
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

proofOf(reachability);
