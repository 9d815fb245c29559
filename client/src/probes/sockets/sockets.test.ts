import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { netreview } from '../../../../test/support/cli.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, type Rig, rigAbsent } from '../../../../test/support/rig.ts';
import { SSH_USER, SSHD_IN_RIG, sshdInRigAbsent } from '../../../../test/support/sshd-in-rig.ts';
import { lineOfUnanswered, unansweredPeers } from '../../diagnosis/unanswered-way.ts';
import type { WireDiagnosis } from '../../protocol.ts';
import { judge } from './judge.ts';
import { type SocketsObservation, socketsCommands } from './observe.ts';
import { sockets } from './probe.ts';
import { readSockets } from './ss-output.ts';

const recording = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');

describe('what was saved elsewhere', () => {
  test.each([
    ['ok', 'ok', 'ok', 'ESTAB 40'],
    ['netstat-linux-ok', 'ok', 'ok', 'LISTEN 2, ESTAB 1'],
    ['unanswered', 'error', 'unanswered', '10.0.0.81:443 (12), [fd00::81]:443 (1)'],
    ['netstat-windows-unanswered', 'error', 'unanswered', '10.0.0.81:443 (11)'],
    ['backlog-full', 'error', 'backlog-full', '0.0.0.0:80'],
    ['half-open', 'warning', 'half-open', '99'],
    ['close-wait', 'warning', 'close-wait', '101'],
    ['resent', 'warning', 'resent', '12251 of 277340 TCP segments'],
  ])('%s is judged %s %s', (name, level, code, said) => {
    const seen = sockets.fromSaved!(recording(name), { host: 'localhost' }, 0);
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toContain(said);
    expect(seen?.verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('all ports to one peer', () => {
    const counts = { states: { 'TIME-WAIT': 25_000 }, unanswered: [], full: [] };
    const seen = (peer: number): SocketsObservation => ({
      probe: 'sockets',
      target: { host: 'localhost' },
      end: 'exit',
      counts: { ...counts, lingering: [{ peer: '10.0.0.80:443', sockets: peer }] },
    });
    expect(judge(seen(25_000))).toMatchObject({ level: 'warning', code: 'ports-exhausted' });
    expect(judge(seen(20_000)).code).toBe('ok');
    const lines = Array.from({ length: 90 }, (_, at) => `TIME-WAIT 0 0 10.0.0.2:${40_000 + at} 10.0.0.80:443`);
    const told = (range: string) =>
      sockets.fromSaved!([...lines, `net.ipv4.ip_local_port_range = ${range}`].join('\n'), { host: 'localhost' }, 0);
    expect(told('40000\t40099')?.verdict.code).toBe('ports-exhausted');
    expect(told('40000\t40499')?.verdict.code).toBe('ok');
  });

  test('what the kernel counted since it started is a hint where it may be long ago', () => {
    const said = (counted: Readonly<Record<string, number>>) => {
      const lines = Object.entries(counted).map(([name, count]) => `${name.padEnd(32)}${count}              0.0`);
      const text = ['ESTAB 0 0 10.0.0.2:40000 10.0.0.80:443', '#kernel', ...lines].join('\n');
      const { level, code } = sockets.fromSaved!(text, { host: 'localhost' }, 0)!.verdict;
      return `${level} ${code}`;
    };
    expect(said({ TcpOutSegs: 10_000, TcpRetransSegs: 201 })).toBe('warning resent');
    expect(said({ TcpOutSegs: 10_000, TcpRetransSegs: 200 })).toBe('ok ok');
    expect(said({ TcpOutSegs: 9_000, TcpRetransSegs: 900 })).toBe('ok ok');
    expect(said({ TcpExtListenOverflows: 1 })).toBe('info backlog-was-full');
    expect(said({ TcpActiveOpens: 100, TcpAttemptFails: 6 })).toBe('info connects-failed');
    expect(said({ TcpActiveOpens: 100, TcpAttemptFails: 5 })).toBe('ok ok');
    expect(said({ TcpActiveOpens: 99, TcpAttemptFails: 99 })).toBe('ok ok');
  });

  test('what connections that stand suffer from, by peer', () => {
    const flow = (peer: string, told: string) =>
      `0      0      10.0.0.2:40000   ${peer}:443\n\t ts sack cubic wscale:7,7 rto:204 rtt:3.5/1.2 mss:1448 cwnd:10 ${told} send 4Mbps`;
    const said = (...flows: string[]) =>
      sockets.fromSaved!(['LISTEN 0 128 0.0.0.0:80 0.0.0.0:*', ...flows].join('\n'), { host: 'localhost' }, 0);
    const lossy = said(
      flow('10.0.0.80', 'data_segs_out:600 retrans:0/20'),
      flow('10.0.0.80', 'data_segs_out:400 retrans:1/9'),
      flow('[fd00::80]', 'data_segs_out:5000 retrans:0/50'),
    );
    expect(lossy?.verdict).toMatchObject({ level: 'warning', code: 'resent-to' });
    expect(lossy?.verdict.text.en).toContain('To 10.0.0.80, 29 of 1000 segments were sent again (2.9 %)');
    expect((lossy!.observation as SocketsObservation).counts?.flows).toMatchObject({
      ...{ connections: 3, congestion: { cubic: 3 }, medianRtt: 3.5, medianWindow: 10 },
    });
    const code = (told: string) => said(flow('10.0.0.80', told))?.verdict.code;
    expect(code('data_segs_out:999 retrans:0/90')).toBe('ok');
    expect(code('data_segs_out:1000 retrans:0/20')).toBe('ok');
    expect(code('data_segs_out:1000')).toBe('ok');
    expect(code('busy:1000ms rwnd_limited:500ms(50.0%)')).toBe('peer-has-no-room');
    expect(code('busy:1000ms rwnd_limited:499ms(49.9%)')).toBe('ok');
    expect(code('busy:999ms rwnd_limited:999ms(100.0%)')).toBe('ok');
    // Sockets are counted once, whatever else is told of them.
    expect((said(flow('10.0.0.80', ''))!.observation as SocketsObservation).counts?.states).toEqual({ LISTEN: 1 });
  });

  test('peers of connections in good order are not kept', () => {
    expect(JSON.stringify(readSockets(recording('netstat-linux-ok')))).not.toContain('10.0.0.9');
  });

  test('anything else is read as nothing, in linear time', () => {
    expect(readSockets('hello\n\u001b[2J')).toBeUndefined();
    expect(readSockets(`ESTAB ${'0 '.repeat(100_000)}`)).toBeDefined();
    expect(readSockets('tcp '.repeat(100_000))).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void readSockets(text)));
  });
});

test('another machine is not asked', async () => {
  const { verdict } = await sockets.run(await permitFor(sockets, '10.0.0.1'), forever());
  expect(verdict).toMatchObject({ level: 'unknown', code: 'no-user' });
});

test('can be cancelled before it starts', async () => {
  const stop = new AbortController();
  stop.abort();
  const { verdict } = await sockets.run(await permitFor(sockets, '127.0.0.1'), stop.signal);
  expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
});

test('each system has its program', () => {
  expect((['linux', 'darwin', 'win32'] as const).map((system) => socketsCommands(system)[0][0])).toEqual([
    'ss',
    'netstat',
    'netstat',
  ]);
});

/** Fifteen connects of a machine into a filter that drops them. */
const DROPPED = `
nft 'table inet f { chain c { type filter hook input priority 0; tcp dport 4444 drop; }; }'
"$0" -e 'for (let i = 0; i < 15; i += 1) require("net").connect(4444, "127.0.0.1")' &
i=0; until [ "$(ss -tanH state syn-sent | wc -l)" = 15 ]; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done`;

const absent = rigAbsent({ nft: 'nftables', ss: 'iproute2' });

describe.skipIf(absent !== '')(`real sockets${absent}`, () => {
  const run = (setup: string) => probeInRig<SocketsObservation>({ probe: 'sockets', target: '127.0.0.1', setup });

  test('connects into a filter that drops', () => {
    const { verdict, observation } = run(DROPPED);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'unanswered' });
    expect(verdict.text.en).toContain('127.0.0.1:4444 (15)');
  });

  test('the line that drops the connects is named by the files that were loaded', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'netreview-unanswered-'));
    try {
      const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
      write('netplan.yaml', 'network:\n  version: 2\n  ethernets:\n    a0:\n      addresses: [10.6.0.1/24]\n');
      write(
        'nftables.conf',
        [
          ...['table inet f {', '  chain out {', '    type filter hook output priority 0; policy accept;'],
          ...['    tcp dport 22 accept', '    ip daddr 10.6.0.2 tcp dport 4444 drop', '  }', '}', ''],
        ].join('\n'),
      );
      const { verdict, observation } = run(`
ip netns add far; ip link add a0 type veth peer name a1 netns far; ip address add 10.6.0.1/24 dev a0; ip link set a0 up
ip -n far address add 10.6.0.2/24 dev a1; ip -n far link set a1 up
nft -f ${folder}/nftables.conf
"$0" -e 'for (let i = 0; i < 15; i += 1) require("net").connect(4444, "10.6.0.2")' &
i=0; until [ "$(ss -tanH state syn-sent | wc -l)" = 15 ]; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done`);
      expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'unanswered' });
      const [peer] = unansweredPeers(observation);
      const asked = ['diagnose', 'netplan.yaml', peer!, '.', '--format', 'json'];
      const { stdout, stderr } = await netreview(asked, { cwd: folder });
      const at = lineOfUnanswered(JSON.parse(stdout) as WireDiagnosis);
      expect(at, stderr + stdout).toMatchObject({ path: 'nftables.conf', line: 5 });
      const open = { ...observation, target: observation.target, probe: 'tcp' } as const;
      expect(unansweredPeers(open)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('a listener that accepts nothing', () => {
    const { verdict, observation } = run(`
"$0" -e '
const net = require("net");
const server = net.createServer().listen({ port: 5555, host: "127.0.0.1", backlog: 4 }, () => {
  require("child_process").spawn(process.execPath, ["-e", "for (let i = 0; i < 12; i += 1) require(\\"net\\").connect(5555, \\"127.0.0.1\\"); setTimeout(() => {}, 20000)"]);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20000);
});' &
i=0; until ss -tlnH | awk '{ if ($2 >= $3 && $3 > 0) found = 1 } END { exit !found }'; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'backlog-full' });
  });

  const SERVER = (peer: string): string => `
"$0" -e 'require("net").createServer({ allowHalfOpen: true }, (s) => s.on("error", () => {})).listen({ port: 5555, host: "0.0.0.0", backlog: 300 })' &
until_tcp 5555
${peer}`;

  test('a listener and who uses it', () => {
    const { verdict, observation } = run(
      SERVER(`
"$0" -e 'require("net").connect(5555, "127.0.0.1"); setTimeout(() => {}, 60000)' &
i=0; until [ "$(ss -tanH state established | wc -l)" = 2 ]; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done`),
    );
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'ok' });
  });

  test('a listener whose queue was full, and is no longer', () => {
    const { verdict, observation } = run(`
"$0" -e '
const net = require("net");
const [, go] = process.argv;
net.createServer((s) => s.on("error", () => {})).listen({ port: 5555, host: "127.0.0.1", backlog: 4 }, () => {
  require("child_process").spawn(process.execPath, ["-e", "for (let i = 0; i < 8; i += 1) require(\\"net\\").connect(5555, \\"127.0.0.1\\"); setTimeout(() => {}, 60000)"]);
  while (!require("fs").existsSync(go)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
});' $D/go &
i=0; until nstat -asz TcpExtListenOverflows | grep -q 'Overflows *[1-9]'; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done
touch $D/go
i=0; while ss -tlnH | awk '{ if ($2 >= $3 && $3 > 0) found = 1 } END { exit !found }'; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'backlog-was-full' });
  });

  test('a way that loses one packet of twelve', () => {
    const { verdict, observation } = run(`
ip link set lo mtu 1500 gso_max_segs 1
nft 'table inet f { chain c { type filter hook input priority 0; tcp dport 5555 meta length > 500 numgen random mod 12 0 drop; }; }'
"$0" -e 'require("net").createServer((s) => s.on("error", () => {}).resume()).listen(5555, "127.0.0.1")' &
until_tcp 5555
"$0" -e 'for (let i = 0; i < 40; i += 1) require("net").connect(5555, "127.0.0.1").resume().end(Buffer.alloc(400000))'`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'resent' });
  });

  test('one peer on whose way every twelfth packet is lost, while the connection stands', () => {
    const { verdict, observation } = run(`
ip link set lo mtu 1500 gso_max_segs 1
nft 'table inet f { chain c { type filter hook input priority 0; tcp dport 5555 meta length > 500 numgen random mod 12 0 drop; }; }'
"$0" -e 'require("net").createServer((s) => s.on("error", () => {}).resume()).listen(5555, "127.0.0.1")' &
until_tcp 5555
"$0" -e 'const s = require("net").connect(5555, "127.0.0.1"); s.write(Buffer.alloc(4000000), () => require("fs").writeFileSync(process.argv[1], "")); setTimeout(() => {}, 60000)' $D/sent &
i=0; until [ -e $D/sent ] && [ "$(ss -tnH state established | awk '{ left += $2 } END { print left + 0 }')" = 0 ]; do i=$((i+1)); [ $i -lt 400 ] || exit 9; sleep 0.05; done`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'resent-to' });
    expect(verdict.text.en).toContain('To 127.0.0.1, ');
    expect(observation.counts?.flows?.connections).toBe(2);
  });

  test('a peer that reads nothing', () => {
    const { verdict, observation } = run(`
"$0" -e 'require("net").createServer({ pauseOnConnect: true }, (s) => s.on("error", () => {})).listen(5555, "127.0.0.1")' &
until_tcp 5555
"$0" -e 'require("net").connect(5555, "127.0.0.1").write(Buffer.alloc(30000000)); setTimeout(() => {}, 60000)' &
i=0; until ss -tinH state established | grep -Eq 'rwnd_limited:[0-9]{4}'; do i=$((i+1)); [ $i -lt 400 ] || exit 9; sleep 0.05; done`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'peer-has-no-room' });
    expect(verdict.text.en).toMatch(/^127\.0\.0\.1 had no room/);
  });

  test('connects that nobody takes, one after the other', () => {
    const { verdict, observation } = run(
      SERVER(`
"$0" -e 'let left = 120; const next = () => { if (left-- > 0) require("net").connect(9, "127.0.0.1").on("error", () => {}).on("close", next); }; next()'`),
    );
    expect(observation.counts?.tcp).toMatchObject({ failed: 120, turnedAway: 0 });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'connects-failed' });
  });

  test('a program that does not close what its peers have closed', () => {
    const { verdict, observation } = run(
      SERVER(`
"$0" -e 'for (let i = 0; i < 120; i += 1) require("net").connect(5555, "127.0.0.1").end()' &
i=0; until [ "$(ss -tanH state close-wait | wc -l)" = 120 ]; do i=$((i+1)); [ $i -lt 400 ] || exit 9; sleep 0.05; done`),
    );
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'close-wait' });
  });

  test('every outgoing port to one peer is used up', () => {
    const { verdict, observation } = run(`
sysctl -qw net.ipv4.ip_local_port_range='40000 40063' net.ipv4.tcp_tw_reuse=0
"$0" -e 'require("net").createServer((s) => s.on("error", () => {}).resume()).listen(5555, "127.0.0.1")' &
until_tcp 5555
# Whoever closes first keeps the port in TIME-WAIT: the client, until it finds none.
"$0" -e 'const next = () => { const s = require("net").connect(5555, "127.0.0.1", () => s.end()); s.resume(); s.on("close", next); s.on("error", ({ code }) => { console.log(code); process.exit(); }); }; next()' >$D/client
grep -q EADDRNOTAVAIL $D/client`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'ports-exhausted' });
    expect(verdict.text.en).toContain('of 64 ports there are');
  });

  test('answers that do not reach their clients', () => {
    const { verdict, observation } = run(`
ip netns add far; ip link add a0 type veth peer name a1 netns far; ip address add 10.6.0.1/24 dev a0; ip link set a0 up
ip -n far address add 10.6.0.2/24 dev a1; ip -n far link set a1 up
sysctl -qw net.core.somaxconn=4096 net.ipv4.tcp_max_syn_backlog=4096 net.ipv4.tcp_syncookies=0
nft 'table inet f { chain c { type filter hook output priority 0; tcp sport 5555 tcp flags syn,ack / syn,ack drop; }; }'
${SERVER(`
ip netns exec far "$0" -e 'for (let i = 0; i < 250; i += 1) require("net").connect(5555, "10.6.0.1").on("error", () => {}); setTimeout(() => {}, 60000)' &
i=0; until [ "$(ss -tanH state syn-recv | wc -l)" -gt 200 ]; do i=$((i+1)); [ $i -lt 400 ] || exit 9; sleep 0.05; done`)}`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'half-open' });
  });

  test.each([
    ['nothing at all', '', 'not-read'],
    ['no program', 'PATH=$D', 'not-read'],
    ['one that says something else', instead('printf "\\\\033[2Jowned\\\\n"'), 'not-read'],
    ['one that never says anything', instead('exec sleep 60'), 'not-read'],
    ['one that never ends its stream', instead('while :; do echo ESTAB; done'), 'not-read'],
  ])('%s: %s', { timeout: 60_000 }, (_, setup, code) => {
    expect(run(setup).verdict).toMatchObject({ level: 'unknown', code });
  });
});

const sshdAbsent = sshdInRigAbsent({ nft: 'nftables', ss: 'iproute2' });

describe.skipIf(sshdAbsent !== '')(`another machine over SSH${sshdAbsent}`, () => {
  const over = (setup: string, more: Partial<Rig> = {}) =>
    probeInRig<SocketsObservation>({
      ...{ probe: 'sockets', target: '127.0.0.1', users: 'many', credentials: SSH_USER, setup: SSHD_IN_RIG + setup },
      ...more,
    });

  test('tells its sockets, and into which filter its connects go', () => {
    const { verdict, observation } = over(DROPPED);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'unanswered' });
    expect(verdict.text.en).toContain('127.0.0.1:4444 (15)');
    expect(observation.over).toMatchObject({ end: 'answered', hostKey: { type: 'ssh-ed25519' } });
    // The session itself stands, and is told.
    expect(observation.counts?.flows?.connections).toBeGreaterThan(0);
  });

  test('lets nobody in whose key it does not know, and is not asked where its own is unknown', () => {
    expect(over(': >$D/ssh-user.pub').verdict).toMatchObject({ level: 'unknown', code: 'login-failed' });
    const unknown = over(': >$HOME/.ssh/known_hosts');
    expect(unknown.verdict).toMatchObject({ level: 'unknown', code: 'host-key-unknown' });
    expect(unknown.observation.counts).toBeUndefined();
  });
});

/** A program of this name that is found before the real one. */
function instead(program: string): string {
  return `mkdir $D/bin; printf '%s\\n' '#!/bin/sh' '${program}' >$D/bin/ss; chmod +x $D/bin/ss; PATH=$D/bin:$PATH`;
}

proofOf(sockets);
