import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DELAYED_WIRE_ABSENT, delayedWire, FAR_END } from '../../../../test/support/delayed-wire.ts';
import { permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { parseTarget, targetText } from '../target.ts';
import { readGateway } from './gateway.ts';
import { judge } from './judge.ts';
import { type PathObservation, traceCommand } from './observe.ts';
import { path } from './probe.ts';
import { readEarlier } from './read-earlier.ts';
import { readTraceroute } from './traceroute-output.ts';

const recording = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');

describe('what was saved elsewhere', () => {
  test.each([
    ['linux-ok', 'ok', 'ok', '4 hops, 1 of them silent'],
    ['windows-ok', 'ok', 'ok', '2 hops'],
    ['junos-ok', 'ok', 'ok', '2 hops'],
    ['linux-loop', 'error', 'loop', '10.0.1.2 - 10.0.2.2 come again and again from hop 2'],
    ['linux-prohibited', 'error', 'prohibited', 'Hop 2, 10.0.1.2'],
    ['ios-unreachable', 'error', 'unreachable', 'Hop 2, 10.0.1.2'],
    ['linux-no-route', 'error', 'no-route', '10.0.6.2'],
    ['windows-black-hole', 'warning', 'black-hole', 'hop 1, 10.0.0.2'],
    ['linux-silent', 'warning', 'silent', 'the first one neither'],
  ])('%s is judged %s %s', (name, level, code, said) => {
    const seen = path.fromSaved!(recording(name), { host: 'www.example.net' }, 0);
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toContain(said);
    expect(seen?.verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('an address that answers for the next hop too is no loop; three times in a row it is one', () => {
    const trace = (...hops: readonly string[]): PathObservation => ({
      probe: 'path',
      target: { host: '10.0.6.2' },
      paths: [
        {
          address: '10.0.6.2',
          family: 'ipv4',
          end: 'exit',
          trace: { hops: hops.map((address, at) => ({ ttl: at + 1, addresses: address.split(' ') })) },
        },
      ],
    });
    expect(judge(trace('10.0.0.2', '10.0.1.2', '10.0.1.2')).code).toBe('black-hole');
    expect(judge(trace('10.0.0.2', '10.0.1.2', '10.0.1.2', '10.0.1.2')).code).toBe('loop');
    expect(judge(trace('10.0.0.2 10.0.1.2', '10.0.1.2 10.0.0.2', '10.0.0.2 10.0.1.2')).code).toBe('black-hole');
    expect(judge(trace('10.0.0.2', '10.0.1.2', '10.0.0.2', '10.0.6.2')).code).toBe('ok');
    const far = Array.from({ length: 20 }, (_, at) => `10.1.0.${at + 1}`);
    expect(judge(trace(...far, '10.0.6.2'))).toMatchObject({ level: 'info', code: 'long' });
  });

  test('anything else is read as nothing, in linear time', () => {
    expect(readTraceroute('')).toBeUndefined();
    expect(readTraceroute('1 \u001b[2J words and no times')).toBeUndefined();
    expect(readTraceroute('  1 '.repeat(100_000))).toBeUndefined();
    expect(readTraceroute(' 1  *\n'.repeat(100_000))?.hops).toHaveLength(255);
    fc.assert(fc.property(fc.string(), (text) => void readTraceroute(text)));
  });
});

test.each(['linux', 'darwin', 'win32'] as const)('on %s the address comes last', (system) => {
  expect(traceCommand({ text: 'fd00::1', family: 'ipv6' }, {}, system)?.args.at(-1)).toBe('fd00::1');
});

test.each([
  ['icmp@10.0.6.2', 'linux', '-N 6 --back -I -- 10.0.6.2'],
  ['tcp@10.0.6.2:443', 'linux', '-N 6 --back -T -p 443 -- 10.0.6.2'],
  ['tcp@10.0.6.2:443', 'darwin', '-P tcp -e -p 443 -- 10.0.6.2'],
  ['icmp@10.0.6.2', 'win32', '-w 1000 -4 10.0.6.2'],
] as const)('%s on %s', (text, system, end) => {
  const target = parseTarget(text, path);
  expect(target.ok && targetText(target.value)).toBe(text);
  const command = target.ok ? traceCommand({ text: '10.0.6.2', family: 'ipv4' }, target.value, system) : undefined;
  expect(command?.args.join(' ').endsWith(end)).toBe(true);
});

test('what no program of the system can send is not sent', () => {
  const tcp = { protocol: 'tcp', port: 443 } as const;
  expect(traceCommand({ text: '10.0.6.2', family: 'ipv4' }, tcp, 'win32')).toBeUndefined();
  expect(traceCommand({ text: 'fd00::1', family: 'ipv6' }, tcp, 'darwin')).toBeUndefined();
  const paths = [{ address: '10.0.6.2', family: 'ipv4', end: 'no-protocol' }] as const;
  expect(judge({ probe: 'path', target: { host: '10.0.6.2', ...tcp }, paths }).code).toBe('no-protocol');
});

test.each(['tcp@10.0.6.2', '10.0.6.2:443', 'icmp@10.0.6.2:443', 'udp@10.0.6.2', 'tcp@-T:443', 'icmp@icmp@10.0.6.2'])(
  '%s is no target',
  (text) => {
    expect(parseTarget(text, path).ok).toBe(false);
  },
);

describe('against earlier runs', () => {
  /** A way of so many hops, the last of which is the address; each round trip takes as long. */
  const way = (length: number, ms: number, host = '10.0.6.2', net = 1): PathObservation => ({
    probe: 'path',
    target: { host },
    paths: [
      {
        address: '10.0.6.2',
        family: 'ipv4',
        end: 'exit',
        trace: {
          hops: Array.from({ length }, (_, at) => ({
            ttl: at + 1,
            addresses: [at + 1 === length ? '10.0.6.2' : `10.${at === 0 ? 1 : net}.0.${at + 1}`],
            ms,
          })),
        },
      },
    ],
  });
  const usual = [way(5, 10), way(5, 12), way(6, 11)];

  test.each([
    ['five hops as before', way(5, 10), 'ok'],
    ['nineteen are not yet another way', way(19, 10), 'ok'],
    ['twenty are', way(20, 10, '10.0.6.2', 2), 'lengthened'],
    ['a round trip of 61 ms', way(5, 61), 'slower'],
    ['one of 60 ms', way(5, 60), 'ok'],
  ])('%s', (_, now, code) => {
    expect(judge(now, usual).code).toBe(code);
  });

  test('fifteen hops more, where that is not four times as many', () => {
    expect(judge(way(24, 10), [way(9, 10)]).code).toBe('lengthened');
    expect(judge(way(23, 10), [way(9, 10)]).code).toBe('long');
  });

  test('where the way turns off, and all that is worth saying besides', () => {
    const { text } = judge(way(20, 90, '10.0.6.2', 2), usual);
    expect(text.en).toContain('reached in 20 hops, usually 5.');
    expect(text.en).toContain('From hop 2, 10.2.0.2, on it is another way');
    expect(text.en).toContain('usually 11 ms');
    expect(text.en).toContain('20 hops or more are unusual');
    expect(text['zh-cn']).toContain('第 2 跳 10.2.0.2');
  });

  test('runs of another target, and what is no run, say nothing', () => {
    const nonsense = [undefined, 7, { probe: 'path' }, { ...way(1, 1), paths: [{ address: 1 }] }, { probe: 'tcp' }];
    const saved = (earlier: readonly unknown[]) =>
      path.fromSaved!(recording('linux-ok'), { host: 'www.example.net' }, 0, earlier)?.verdict.code;
    expect(saved([...nonsense, way(1, 0.01)])).toBe('ok');
    expect(saved([...nonsense, way(1, 0.01, 'www.example.net')])).toBe('lengthened');
    fc.assert(fc.property(fc.anything(), (kept) => readEarlier(kept) === undefined));
  });
});

test('the gateway is read from the route; one that never answers a trace is none', () => {
  expect(readGateway('[{"dst":"10.0.6.2","gateway":"10.9.0.2","dev":"s0"}]')).toBe('10.9.0.2');
  expect(readGateway('[{"dst":"fd00::1","gateway":"fe80::1","dev":"s0"}]')).toBeUndefined();
  for (const text of ['[{"dst":"10.0.6.2","dev":"s0"}]', '', 'null', '[]', '{"gateway":1}', '[{"gateway":[]}]'])
    expect(readGateway(text)).toBeUndefined();
});

test('can be cancelled before it starts', async () => {
  const stop = new AbortController();
  stop.abort();
  const { verdict } = await path.run(await permitFor(path, '127.0.0.1'), stop.signal);
  expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
});

const absent = rigAbsent({ traceroute: 'traceroute', nft: 'nftables', setpriv: 'util-linux' });

describe.skipIf(absent !== '')(`six routers in a row${absent}`, () => {
  const chain = (fault: string): string => `
for i in 0 1 2 3 4 5 6 7; do
  ip netns add r$i; ip -n r$i link set lo up
  ip netns exec r$i sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0
done
for i in 0 1 2 3 4 5 6; do
  j=$((i+1))
  ip link add e$i netns r$i type veth peer name w$j netns r$j
  ip -n r$i address add 10.0.$i.1/24 dev e$i; ip -n r$j address add 10.0.$i.2/24 dev w$j
  ip -n r$i link set e$i up; ip -n r$j link set w$j up
done
for i in 0 1 2 3 4 5 6; do ip -n r$i route add default via 10.0.$i.2; done
for i in 2 3 4 5 6 7; do
  k=0; while [ $k -lt $((i-1)) ]; do ip -n r$i route add 10.0.$k.0/24 via 10.0.$((i-1)).1; k=$((k+1)); done
done
${fault}
`;
  const forward = (verdict: string): string =>
    `ip netns exec r5 nft 'table inet f { chain c { type filter hook forward priority 0; ${verdict}; }; }'`;

  /** From the first to the last. */
  const SHORT_CUT = `ip link add s0 netns r0 type veth peer name s7 netns r7
ip -n r0 address add 10.9.0.1/24 dev s0; ip -n r7 address add 10.9.0.2/24 dev s7
ip -n r0 link set s0 up; ip -n r7 link set s7 up`;

  test.each([
    ['nothing wrong', '', 'ok', 'ok', '7 hops'],
    [
      'two routes that point at each other',
      'ip -n r4 route replace default via 10.0.3.1',
      'error',
      'loop',
      '10.0.2.2 - 10.0.3.2',
    ],
    ['a filter that rejects', forward('reject with icmpx type admin-prohibited'), 'error', 'prohibited', '10.0.4.2'],
    ['a filter that drops', forward('drop'), 'warning', 'black-hole', 'hop 5, 10.0.4.2'],
    ['a router without a route', 'ip -n r3 route del default', 'error', 'unreachable', '10.0.2.2'],
    ['no route here', 'ip -n r0 route del default', 'error', 'no-route', '10.0.6.2'],
    [
      'nobody who answers',
      `ip netns exec r0 nft 'table inet f { chain c { type filter hook input priority 0; drop; }; }'`,
      'warning',
      'silent',
      'the first one neither',
    ],
    [
      'a filter here that lets no traceroute out',
      `ip netns exec r0 nft 'table inet f { chain c { type filter hook output priority 0; udp dport 33434-33600 drop; }; }'`,
      'unknown',
      'no-privilege',
      'This user',
    ],
    [
      'a gateway that answers as somebody else',
      'ip -n r1 address add 10.0.0.254/24 dev w1; ip -n r0 route replace default via 10.0.0.254',
      'info',
      'other-first-hop',
      'answers as 10.0.0.2',
    ],
    [
      'a translation of the provider',
      'ip -n r2 address add 100.64.1.2/32 dev lo; ip -n r2 route replace 10.0.0.0/24 via 10.0.1.1 src 100.64.1.2',
      'info',
      'carrier-nat',
      'Hop 2, 100.64.1.2',
    ],
    [
      'a short way out, and the long one back',
      `${SHORT_CUT}; ip -n r0 route replace default via 10.9.0.2 src 10.0.0.1`,
      'info',
      'asymmetric',
      'over about 7 hops',
    ],
  ])('%s', { timeout: 60_000 }, (_, fault, level, code, said) => {
    const { verdict, observation } = probeInRig({ probe: 'path', target: '10.0.6.2', from: 'r0', setup: chain(fault) });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
    expect(verdict.text.en).toContain(said);
  });

  test('the short way is gone since the run before', { timeout: 60_000 }, () => {
    const setup = chain(`${SHORT_CUT}; ip -n r0 route replace default via 10.9.0.2
RIG_BASELINE= ip netns exec r0 "$0" "$@" >$D/before
ip -n r0 link set s0 down; ip -n r0 route replace default via 10.0.0.2`);
    const { verdict } = probeInRig({
      probe: 'path',
      target: '10.0.6.2',
      from: 'r0',
      setup,
      baseline: '/run/rig/before',
    });
    expect(verdict).toMatchObject({ level: 'warning', code: 'lengthened' });
    expect(verdict.text.en).toContain('reached in 7 hops, usually 1');
  });

  test.each([
    ['TCP to that port', 'tcp@10.0.6.2:443', 'ok'],
    ['an echo', 'icmp@10.0.6.2', 'prohibited'],
  ])('the filter lets TCP to a port pass: %s', { timeout: 60_000 }, (_, target, code) => {
    const fault = forward('meta l4proto { udp, icmp } ip daddr 10.0.6.2 reject with icmpx type admin-prohibited');
    const { verdict, observation } = probeInRig({ probe: 'path', target, from: 'r0', setup: chain(fault) });
    expect(verdict.code, JSON.stringify(observation)).toBe(code);
  });

  test('a user who may not send TCP by hand is told what to run', { timeout: 60_000 }, () => {
    const through = 'setpriv --bounding-set -net_raw --inh-caps -net_raw';
    const { verdict } = probeInRig({
      probe: 'path',
      target: 'tcp@10.0.6.2:443',
      from: 'r0',
      through,
      setup: chain(''),
    });
    expect(verdict).toMatchObject({ level: 'unknown', code: 'no-privilege' });
    expect(verdict.text.en).toMatch(/: sudo traceroute -4 -n .* -T -p 443 -- 10\.0\.6\.2\.$/);
  });
});

test.skipIf(DELAYED_WIRE_ABSENT !== '')(`a way that has become slow${DELAYED_WIRE_ABSENT}`, { timeout: 60_000 }, () => {
  const before = 'RIG_BASELINE= ip netns exec cli "$0" "$@" >$D/before; rm $RIG_WIRE_FAST';
  const setup = `RIG_WIRE_FAST=$D/fast; export RIG_WIRE_FAST; touch $RIG_WIRE_FAST\n${delayedWire([300], before)}`;
  const rig = { probe: 'path', target: FAR_END, from: 'cli', setup, baseline: '/run/rig/before' } as const;
  const { verdict, observation } = probeInRig(rig);
  expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'slower' });
});

const longAbsent = rigAbsent({ traceroute: 'traceroute' });

test.skipIf(longAbsent !== '')(`twenty routers in a row${longAbsent}`, { timeout: 60_000 }, () => {
  const setup = `
for i in $(seq 0 20); do ip netns add h$i; ip netns exec h$i sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0; done
for i in $(seq 0 19); do
  j=$((i+1))
  ip link add e$i netns h$i type veth peer name w$j netns h$j
  ip -n h$i address add 10.1.$i.1/24 dev e$i; ip -n h$j address add 10.1.$i.2/24 dev w$j
  ip -n h$i link set e$i up; ip -n h$j link set w$j up
  ip -n h$i route add default via 10.1.$i.2
done
for j in $(seq 2 20); do k=0; while [ $k -lt $((j-1)) ]; do ip -n h$j route add 10.1.$k.0/24 via 10.1.$((j-1)).1; k=$((k+1)); done; done
`;
  const { verdict, observation } = probeInRig({ probe: 'path', target: '10.1.19.2', from: 'h0', setup });
  expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'long' });
  expect(verdict.text.en).toContain('20 hops');
});

test.skipIf(longAbsent !== '')(`no traceroute program${longAbsent}`, () => {
  const { verdict } = probeInRig({ probe: 'path', target: '127.0.0.1', setup: 'PATH=$D' });
  expect(verdict).toMatchObject({ level: 'unknown', code: 'no-program' });
});

describe.skipIf(longAbsent !== '')(`traceroute programs that mean harm${longAbsent}`, () => {
  test.each([
    ['says something else, in escape sequences', `printf '\\033[2J 1  owned\\033]0;x\\007\\n'`, 'no-answer-read'],
    ['never ends its stream', 'while :; do echo " 1  * * *"; done', 'silent'],
  ])('%s', { timeout: 60_000 }, (_, program, code) => {
    const setup = `mkdir $D/bin; cat >$D/bin/traceroute <<'END'\n#!/bin/sh\n${program}\nEND\nchmod +x $D/bin/traceroute; PATH=$D/bin:$PATH`;
    const { verdict } = probeInRig({ probe: 'path', target: '127.0.0.1', setup });
    expect(verdict.code).toBe(code);
    expect(verdict.text.en).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

proofOf(path);
