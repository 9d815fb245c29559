import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askDevice, devicesThatMeanHarm } from '../../../../test/support/asked-device.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import type { DeviceObservation } from '../../device/device-probe.ts';
import { type DenyLog, readDenies } from '../../show/denied/denies.ts';
import { denyLog } from './probe.ts';

const recording = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');
const judged = (text: string, subject?: string) =>
  denyLog.fromSaved!(text, { host: '10.0.0.1', ...(subject && { subject }) }, 0);

/** One source at so many ports, as iptables logs it. */
const scanOf = (ports: number): string =>
  Array.from(
    { length: ports },
    (_, port) =>
      `[1.5] DROP: IN=eth0 OUT= SRC=203.0.113.66 DST=198.51.100.10 LEN=40 PROTO=TCP SPT=40000 DPT=${port + 1} SYN URGP=0`,
  ).join('\n');

describe('what was saved elsewhere', () => {
  test.each<[string, string | undefined, string, string, string]>([
    [
      'ios',
      undefined,
      'info',
      'denies',
      '26 refused packets of 5 flows (WAN-IN 18, V6-IN 20 5, 10 3), most tcp 203.0.113.5 -> 198.51.100.10:22 (12)',
    ],
    ['ios', 'WAN-IN', 'info', 'denies', '18 refused packets of 3 flows'],
    ['ios', 'V6-IN', 'info', 'denies', 'udp 2001:db8::1 -> [2001:db8:1::2]:161 (5)'],
    ['ios', '10', 'info', 'denies', '203.0.113.77 (3)'],
    ['ios', 'OTHER', 'unknown', 'no-denies', 'a packet that OTHER refused'],
    ['ios-answers', 'WAN-IN', 'warning', 'answers-denied', '14 of the refused packets (61 %)'],
    ['iosxr', 'WAN-IN', 'info', 'denies', 'at least 7 refused packets of 1 flows (WAN-IN 30 7)'],
    // What was let through, and what does not say, is no refusal.
    [
      'nxos',
      undefined,
      'info',
      'denies',
      '11 refused packets of 2 flows (WAN-IN 11), most tcp 203.0.113.5 -> 198.51.100.10:22 (9)',
    ],
    ['nxos', 'WAN-IN', 'info', 'denies', 'icmp 203.0.113.7'],
    ['eos', 'WAN-IN', 'info', 'denies', 'tcp 203.0.113.5 -> 198.51.100.10:445 (2)'],
    [
      'asa',
      'OUTSIDE-IN',
      'info',
      'denies',
      '32 refused packets of 3 flows (OUTSIDE-IN 32), most udp 203.0.113.9 -> 198.51.100.10:5060 (30)',
    ],
    ['junos', 'deny-all', 'info', 'denies', 'tcp 203.0.113.5 -> 198.51.100.10:22 (2)'],
    [
      'junos',
      undefined,
      'info',
      'denies',
      '15 refused packets of 3 flows (deny-all 2, deny-all(global) 1), most udp 203.0.113.9 -> 198.51.100.10:161 (12)',
    ],
    // A rule that says of itself nothing of a refusal may let through what it logs.
    ['linux', undefined, 'info', 'denies', '3 refused packets of 2 flows (input-drop 2, UFW BLOCK 1)'],
    [
      'firewalls',
      undefined,
      'info',
      'denies',
      '5 refused packets of 3 flows (eni-0a1b2c3d4e5f60718 3, deny, all 1, 0 1)',
    ],
  ])('%s, %s: %s %s', (name, subject, level, code, said) => {
    const seen = judged(recording(name), subject);
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toContain(said);
    expect(seen?.verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('each list is judged for itself', () => {
    expect(judged(recording('ios'))?.parts?.map(({ subject, verdict }) => [subject, verdict.code])).toEqual([
      ['WAN-IN', 'denies'],
      ['V6-IN', 'denies'],
      ['10', 'denies'],
    ]);
  });

  test('one source at many ports is a scan, at a few it is not', () => {
    expect(judged(scanOf(15))?.verdict).toMatchObject({ level: 'info', code: 'scan' });
    expect(judged(scanOf(14))?.verdict).toMatchObject({ level: 'info', code: 'denies' });
    expect(judged(scanOf(15))?.verdict.text.en).toContain('203.0.113.66 tried 15 hosts and ports');
  });

  test('an answer to a question that went out is told by its flags, whatever its ports', () => {
    const line = (flags: string) =>
      `[1.5] DROP: IN=eth0 OUT= SRC=203.0.113.66 DST=198.51.100.10 LEN=40 PROTO=TCP SPT=40000 DPT=50000 ${flags} URGP=0\n`;
    expect(judged(line('ACK SYN').repeat(5))?.verdict.code).toBe('answers-denied');
    expect(judged(line('SYN').repeat(5))?.verdict.code).toBe('denies');
    expect(judged(line('ACK SYN').repeat(4))?.verdict.code).toBe('denies');
  });

  test('a log without refusals says nothing; what is no log is not read', () => {
    const quiet = recording('ios').replace(/^.*denied.*\n/gm, '');
    expect(judged(quiet)?.verdict).toMatchObject({ level: 'unknown', code: 'no-denies' });
    expect(judged('hello')).toBeUndefined();
    expect(judged('interface GigabitEthernet0/0\n ip access-group WAN-IN in\n')).toBeUndefined();
  });

  test('neither throws nor takes long, whatever it reads; control characters are not passed on', () => {
    const started = performance.now();
    for (const piece of [
      '%SEC-6-IPACCESSLOGP: list A denied tcp ',
      '%SEC-6-IPACCESSLOGP: list A denied tcp 1.1.1.1(1) -> 2.2.2.2(2), 1 packet\n',
      'RT_FLOW_SESSION_DENY [a="b" ',
      'session denied 1.1.1.1/1->2.2.2.2/2 RT_FLOW_SESSION_DENY ',
      'DROP IN= SRC=1.1.1.1 DST=2.2.2.2 ',
      'DROP IN= SRC=1.1.1.1 DST=2.2.2.2\n',
      ',TRAFFIC,"',
      'srcip=1 action="deny" ',
      '2 123456789010 eni-0a1b2c3d ',
    ])
      readDenies(piece.repeat(50_000));
    expect(performance.now() - started).toBeLessThan(20_000);
    fc.assert(fc.property(fc.string(), (text) => void readDenies(text)));
    const hostile = judged('[1.5] \u001b[2Jdrop\u202e: IN=eth0 OUT= SRC=203.0.113.66 DST=198.51.100.10 PROTO=TCP\n');
    for (const text of Object.values(hostile!.verdict.text)) expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('a device over SSH that says what was recorded', () => {
  test.each([
    ['ios', 'info', 'denies'],
    ['ios-answers', 'warning', 'answers-denied'],
  ])('of %s: %s %s', async (name, level, code) => {
    const { verdict, observation } = await askDevice({
      ...{ probe: denyLog, platform: 'ios', subject: 'WAN-IN' },
      answers: { 'show logging': recording(name) },
    });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });

  test('of NX-OS, which has it in a file', async () => {
    const { verdict } = await askDevice({
      ...{ probe: denyLog, platform: 'nxos', subject: 'WAN-IN' },
      answers: { 'show logging logfile': recording('nxos') },
    });
    expect(verdict).toMatchObject({ level: 'info', code: 'denies' });
  });

  test('of policies and of filters', async () => {
    const [denies, filters] = ['RT_FLOW', 'PFE_FW'].map((word) =>
      recording('junos')
        .split('\n')
        .filter((line) => line.includes(word))
        .join('\n'),
    );
    const answers = {
      'show log messages | match RT_FLOW_SESSION_DENY': denies!,
      'show log messages | match PFE_FW_SYSLOG': filters!,
    };
    const { verdict } = await askDevice({ probe: denyLog, platform: 'junos', answers });
    expect(verdict.text.en).toContain('15 refused packets of 3 flows');
  });

  test('a log in which nothing was refused, and one of a scan', async () => {
    const ask = async (text: string) =>
      (await askDevice({ probe: denyLog, platform: 'ios', answers: { 'show logging': text } })).verdict.code;
    expect(await ask('*Nov 27 01:02:03.456: %SYS-5-CONFIG_I: Configured from console\n')).toBe('no-denies');
    expect(await ask(scanOf(20))).toBe('scan');
  });
});

/** Linux logs nothing of a namespace unless it is told to, and that of the whole machine: no test's to change (`.ci/run` does). */
function kernelLogAbsent(): string {
  const path = '/proc/sys/net/netfilter/nf_log_all_netns';
  const told = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  return told === '1'
    ? ''
    : ' (skipped: the kernel logs nothing of namespaces; net.netfilter.nf_log_all_netns is not 1)';
}
const absent =
  rigAbsent({ nft: 'nftables', bash: 'bash', dmesg: 'util-linux', python3: 'python3' }, 'many') || kernelLogAbsent();

describe.skipIf(absent !== '')(`what the kernel logs of nftables${absent}`, () => {
  // Other tests' lines stand in the same log: each rule here is called as nobody else's.
  const name = (what: string): string => `nr-${process.pid}-${what}-drop`;
  const run = (what: string, setup: string) =>
    probeInRig<DeviceObservation<DenyLog>>({
      ...{ probe: 'deny-log', target: `${name(what)}@127.0.0.1`, users: 'many', device: { platform: 'linux' } },
      setup: `nft 'table inet f { chain c { type filter hook input priority 0; ${setup.replace('LOG', `log prefix "${name(what)}: " drop`)}`,
    });

  test('packets that a rule dropped, by flow', () => {
    const send = `bash -c 'for i in 1 2 3; do echo x >/dev/udp/127.0.0.1/3478; done; echo x >/dev/udp/127.0.0.1/3479'`;
    const { verdict, observation } = run('udp', `udp dport 3478-3479 LOG; }; }'\n${send}`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'denies' });
    expect(verdict.text.en).toContain('at least 4 refused packets of 2 flows');
    expect(verdict.text.en).toContain('udp 127.0.0.1 -> 127.0.0.1:3478 (3)');
  });

  test('answers of a server that are kept away', () => {
    const { verdict, observation } = run(
      'answers',
      `tcp sport 7777 LOG; }; }'
python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 7777), backlog=50); s.accept()' &
until_tcp 7777
# Six that ask at once and do not wait: on loopback each is answered before the call returns.
python3 -c 'import socket
for s in [socket.socket() for _ in range(6)]: s.setblocking(False); s.connect_ex(("127.0.0.1", 7777))'`,
    );
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'answers-denied' });
  });

  test('one source at many ports', () => {
    const send = `bash -c 'for port in {1001..1020}; do echo x >/dev/udp/127.0.0.1/$port; done'`;
    expect(run('scan', `udp dport 1001-1020 LOG; }; }'\n${send}`).verdict).toMatchObject({ code: 'scan' });
  });

  test('a rule that met nothing', () => {
    const { verdict } = run('quiet', `udp dport 3478 LOG; }; }'\ntrue`);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'no-denies' });
  });
});

devicesThatMeanHarm({ probe: denyLog, platform: 'ios' }, 'show logging');

proofOf(denyLog);
