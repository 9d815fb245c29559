import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { judge } from './judge.ts';
import { type PathObservation, traceCommand } from './observe.ts';
import { path } from './probe.ts';
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
  expect(traceCommand({ text: 'fd00::1', family: 'ipv6' }, system).args.at(-1)).toBe('fd00::1');
});

test('can be cancelled before it starts', async () => {
  const stop = new AbortController();
  stop.abort();
  const { verdict } = await path.run(await permitFor(path, '127.0.0.1'), stop.signal);
  expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
});

const absent = rigAbsent({ traceroute: 'traceroute', nft: 'nftables' });

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
  ])('%s', { timeout: 60_000 }, (_, fault, level, code, said) => {
    const { verdict, observation } = probeInRig({ probe: 'path', target: '10.0.6.2', from: 'r0', setup: chain(fault) });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
    expect(verdict.text.en).toContain(said);
  });
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
