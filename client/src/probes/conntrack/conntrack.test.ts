import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent, runInRig } from '../../../../test/support/rig.ts';
import { SSH_USER, SSHD_IN_RIG, sshdInRigAbsent } from '../../../../test/support/sshd-in-rig.ts';
import { readConntrack } from './conntrack-output.ts';
import type { ConntrackObservation } from './observe.ts';
import { conntrack } from './probe.ts';

const recording = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');

describe('what was saved elsewhere', () => {
  test.each([
    ['ok', 'ok', '812 of 262144'],
    ['filling', 'warning', '76 %'],
    ['full', 'error', '99 %'],
    ['dropped', 'warning', 'drop 2, early_drop 9, insert_failed 5'],
    ['no-privilege', 'unknown', 'conntrack -S'],
  ])('%s is judged so', (code, level, said) => {
    const seen = conntrack.fromSaved!(recording(code), { host: 'localhost' }, 0);
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toContain(said);
    expect(seen?.verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('flows are counted and forgotten: no address is kept', () => {
    const state = readConntrack(recording('ok'));
    expect(state?.entries).toEqual({ total: 2, unreplied: 1 });
    expect(JSON.stringify(state)).not.toContain('10.0.0');
  });

  test('the same from the files of the kernel; a table that stands there twice is counted once', () => {
    const list =
      'udp      17 29 src=10.0.0.2 dst=10.0.0.53 sport=40000 dport=53 [UNREPLIED] src=10.0.0.53 dst=10.0.0.2\n';
    const head =
      'entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error\n';
    const row =
      '0000000c  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 0000000b 00000001 0000000a 00000000\n';
    const file = `ipv4     2 ${list}`;
    const state = readConntrack(head + row + row + file);
    expect(state).toEqual({
      dropped: { drop: 2, earlyDrop: 20, insertFailed: 22 },
      entries: { total: 1, unreplied: 1 },
    });
    expect(readConntrack(list + file)?.entries?.total).toBe(1);
    expect(readConntrack(`cpu=0 drop=1\n${head}${row}`)?.dropped?.drop).toBe(1);
  });

  test('memory counts by what a full table takes', () => {
    const said = (kilobytes: number) =>
      conntrack.fromSaved!(
        `net.netfilter.nf_conntrack_count = 8\nnet.netfilter.nf_conntrack_max = 262144\nnf_conntrack 192 208 256 16 1 : tunables 0\nMemTotal:   ${kilobytes} kB\n`,
        { host: 'localhost' },
        0,
      )?.verdict;
    expect(said(262_143)).toMatchObject({ level: 'info', code: 'memory' });
    expect(said(262_143)?.text.en).toContain('takes 64 MiB of 256 MiB');
    expect(said(262_144)?.code).toBe('ok');
  });

  test('anything else is read as nothing, in linear time', () => {
    expect(readConntrack('hello')).toBeUndefined();
    expect(readConntrack(`udp 17 29 ${'src'.repeat(100_000)}`)).toBeUndefined();
    expect(readConntrack(`cpu=0 ${'drop=1 '.repeat(50_000)}`)?.dropped?.drop).toBe(1);
    fc.assert(fc.property(fc.string(), (text) => void readConntrack(text)));
  });
});

test('another machine is not asked', async () => {
  const { verdict } = await conntrack.run(await permitFor(conntrack, '10.0.0.1'), forever());
  expect(verdict).toMatchObject({ level: 'unknown', code: 'no-user' });
});

test('can be cancelled before it starts', async () => {
  const stop = new AbortController();
  stop.abort();
  const { verdict } = await conntrack.run(await permitFor(conntrack, '127.0.0.1'), stop.signal);
  expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
});

const absent = rigAbsent({ conntrack: 'conntrack', nft: 'nftables', bash: 'bash', python3: 'python3' });

/** How many flows the machine's table holds, as a namespace sees it. */
function tableSize(): number {
  if (absent !== '') return 0;
  const said = runInRig(`${TRACKING}\nsysctl -n net.netfilter.nf_conntrack_max`, [], { timeoutMs: 20_000 });
  return Number(said.trim());
}

/** The size of an entry is for root alone, and a root of its own namespace is none. */
const slabsAbsent = absent !== '' || readable('/proc/slabinfo') ? '' : ' (skipped: /proc/slabinfo is for root)';

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

/** Without such a rule nothing is tracked, and there is no table. */
const TRACKING = `nft 'table inet f { chain c { type filter hook output priority 0; ct state new accept; }; }'`;

describe.skipIf(absent !== '')(`a real table${absent}`, () => {
  const TRACKED = `
${TRACKING}
ip link add name hole type veth peer name void; ip link set void up; ip link set hole arp off up
ip address add 10.77.0.1/24 dev hole
`;
  const run = (more: string) =>
    probeInRig<ConntrackObservation>({ probe: 'conntrack', target: '127.0.0.1', setup: TRACKED + more });

  test('with room', () => {
    const { verdict, observation } = run('');
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'ok' });
    expect(observation.state?.max).toBeGreaterThan(0);
  });

  test('flows that nobody answers', () => {
    const { verdict, observation } = run(`bash -c 'for p in {1001..1150}; do echo x >/dev/udp/10.77.0.2/$p; done'`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'unreplied' });
    // The two streams of a program share one buffer: a line may be cut by the other's.
    expect(observation.state?.entries?.unreplied).toBeGreaterThan(140);
  });

  // The limit is the whole machine's and no namespace may set it; what is counted against it is the namespace's own.
  const FILL = `
sysctl -qw net.netfilter.nf_conntrack_udp_timeout=300
fill() { python3 - "$(($(sysctl -n net.netfilter.nf_conntrack_max) * $1 / 100))" <<'E'
import socket, sys
want = int(sys.argv[1])
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for flow in range(want):
    try: out.sendto(b'x', (f'10.77.0.{2 + flow // 65535}', 1 + flow % 65535))
    except OSError: pass
E
}
`;
  const LARGEST_TABLE = 524_288;
  const table = tableSize();
  const tooLarge = table > LARGEST_TABLE ? ` (skipped: ${table} flows are too many for a test)` : '';
  test.skipIf(tooLarge !== '').each([
    [80, 'warning', 'filling', ''],
    [95, 'error', 'full', ''],
    // Nothing is left of it but the count of what was thrown out.
    [105, 'warning', 'dropped', 'conntrack -F'],
  ])(`a table that %s %% of what fits came into: %s %s${tooLarge}`, { timeout: 60_000 }, (share, level, code, more) => {
    const { verdict, observation } = run(`${FILL}\nfill ${share}\n${more}`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });

  const FILES_ONLY = 'mkdir $D/bin; for n in sysctl grep cat; do ln -s "$(command -v $n)" $D/bin; done; PATH=$D/bin';
  test('without the program, from the files of the kernel', () => {
    const flows = `bash -c 'for p in {1001..1150}; do echo x >/dev/udp/10.77.0.2/$p; done'`;
    const { verdict, observation } = run(`${flows}\n${FILES_ONLY}`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'unreplied' });
    expect(observation.state?.entries?.unreplied).toBeGreaterThan(140);
    expect(observation.state?.dropped).toEqual({ drop: 0, earlyDrop: 0, insertFailed: 0 });
  });

  test.skipIf(slabsAbsent !== '')(`a machine that has little memory for it${slabsAbsent}`, () => {
    const { verdict, observation } = run('echo "MemTotal: 65536 kB" >$D/memory; mount --bind $D/memory /proc/meminfo');
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'memory' });
    expect(verdict.text.en).toContain('of 64 MiB of memory');
  });

  test.each([
    ['a program that this user may not start', ': >$D/conntrack; PATH=$D', 'no-privilege'],
    ['no program that reads it', 'PATH=$D', 'no-conntrack'],
    ['a program that says something else', instead('printf "\\\\033[2Jowned\\\\n"'), 'no-conntrack'],
  ])('%s', (_, setup, code) => {
    const { verdict, observation } = run(setup);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'unknown', code });
  });

  test.each([
    ['never ends its stream', 'while :; do echo entries; done'],
    ['never says anything', 'exec sleep 60'],
  ])('a program that %s', { timeout: 90_000 }, (_, program) => {
    expect(run(instead(program)).verdict).toMatchObject({ level: 'unknown', code: 'no-conntrack' });
  });
});

const sshdAbsent = sshdInRigAbsent({ conntrack: 'conntrack', nft: 'nftables', bash: 'bash' });

test.skipIf(sshdAbsent !== '')(`another machine over SSH tells its table${sshdAbsent}`, () => {
  const { verdict, observation } = probeInRig<ConntrackObservation>({
    ...{ probe: 'conntrack', target: '127.0.0.1', users: 'many', credentials: SSH_USER },
    setup: `${TRACKING}\n${SSHD_IN_RIG}\nbash -c 'for p in {1001..1150}; do echo x >/dev/udp/127.0.0.1/$p; done' || :`,
  });
  expect(verdict.level, JSON.stringify(observation)).not.toBe('unknown');
  expect(observation.over).toMatchObject({ end: 'answered' });
  expect(observation.state?.entries?.total).toBeGreaterThan(100);
  expect(observation.state?.dropped).toBeDefined();
});

/** A program of this name that is found before the real one. */
function instead(program: string): string {
  return `mkdir $D/bin; for n in sysctl conntrack; do printf '%s\\n' '#!/bin/sh' '${program}' >$D/bin/$n; chmod +x $D/bin/$n; done; PATH=$D/bin:$PATH`;
}

proofOf(conntrack);
