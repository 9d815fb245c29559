import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askDevice, devicesThatMeanHarm } from '../../../../test/support/asked-device.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { deviceInRig, SSH_USER, sshdInRigAbsent } from '../../../../test/support/sshd-in-rig.ts';
import type { DeviceObservation } from '../../device/device-probe.ts';
import type { CountedRule } from '../../show/counters/counted-rule.ts';
import { readDeviceTime } from '../../show/device-time.ts';
import { bearing } from '../bearing.ts';
import type { Target } from '../target.ts';
import { aclCounters } from './probe.ts';

const saved = (name: string, more: Partial<Target> = {}) =>
  aclCounters.fromSaved!(
    readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8'),
    { host: '10.0.0.1', ...more },
    0,
  );
const rule = (subject: string, key: string | undefined, place: number): Partial<Target> => ({
  subject,
  rulePlace: { place, ...(key !== undefined && { key }) },
});

describe('what was saved elsewhere', () => {
  test.each<[string, Partial<Target>, string, string, string]>([
    ['ios', rule('WAN-IN', '10', 1), 'ok', 'hits', '812311 packets'],
    ['ios', rule('WAN-IN', '20', 2), 'info', 'no-hits', 'WAN-IN 20 "permit tcp any host 10.0.0.80 eq www"'],
    ['ios', rule('WAN-IN', '30', 3), 'info', 'denies', '41 packets'],
    ['ios', rule('WAN-IN', undefined, 5), 'info', 'denies', '9731 packets'],
    ['ios', rule('WAN-IN', '60', 6), 'warning', 'no-such-rule', 'no rule 60'],
    ['ios', rule('UNUSED', '10', 1), 'unknown', 'not-counted', 'UNUSED'],
    ['ios', rule('V6-IN', '10', 1), 'ok', 'hits', '8 packets'],
    ['ios', { subject: 'NOBODY' }, 'error', 'no-such-list', 'NOBODY'],
    ['ios', { subject: 'WAN-IN' }, 'info', 'denies', '50 "deny ip any any log" (9731)'],
    ['nxos', { subject: 'WAN-IN' }, 'info', 'denies', '1 of 3 rules met nothing'],
    ['nxos', { subject: 'NOT-COUNTED' }, 'unknown', 'not-counted', 'statistics per-entry'],
    ['eos', rule('WAN-IN', '20', 2), 'info', 'no-hits', 'eq www'],
    ['eos', rule('WAN-IN', '30', 3), 'info', 'denies', '3 packets'],
    ['asa', rule('OUTSIDE-IN', undefined, 1), 'ok', 'hits', '812 packets'],
    // Of what a group stands for, together.
    ['asa', rule('OUTSIDE-IN', undefined, 2), 'ok', 'hits', '7 packets'],
    ['asa', rule('OUTSIDE-IN', undefined, 3), 'info', 'no-hits', 'eq 3478'],
    ['asa', rule('OUTSIDE-IN', undefined, 4), 'info', 'denies', '31 packets'],
    ['asa', rule('OUTSIDE-IN', undefined, 5), 'warning', 'no-such-rule', 'no rule'],
    ['junos', rule('WAN-IN', 'accept-web', 1), 'info', 'no-hits', 'accept-web'],
    ['junos', rule('WAN-IN', 'drop-stun', 2), 'ok', 'hits', '10 packets'],
    // What the router itself put in front of the chain is no rule of the configuration.
    ['routeros', rule('forward', undefined, 1), 'info', 'denies', '9719 packets'],
    ['routeros', rule('forward', undefined, 2), 'info', 'no-hits', 'accept (defconf: accept in ipsec policy)'],
    ['routeros', rule('forward', undefined, 3), 'ok', 'hits', '31504682 packets'],
    ['routeros', rule('input', undefined, 2), 'ok', 'hits', '20009864 packets'],
    ['routeros', { subject: 'input' }, 'info', 'denies', 'input 1 "drop (defconf: drop invalid)" (2434)'],
    ['routeros-print', rule('input', undefined, 2), 'unknown', 'not-counted', 'print stats'],
    // Sessions by policy, in no order.
    ['srx', rule('trust/untrust', 'office-out', 1), 'ok', 'hits', '812 sessions'],
    [
      'srx',
      rule('trust/untrust', 'voice', 2),
      'info',
      'no-hits',
      'no session since the counters were cleared, at most 2 days ago',
    ],
    ['srx', rule('untrust/trust', 'rest', 1), 'info', 'denies', '31 sessions'],
    ['srx', rule('junos-global/junos-global', 'all-else', 1), 'info', 'denies', '4 sessions'],
    ['srx', rule('trust/untrust', 'gone', 2), 'warning', 'no-such-rule', 'no rule gone'],
    ['srx', { subject: 'trust/dmz' }, 'error', 'no-such-list', 'trust/dmz'],
    // Of a cluster both nodes together.
    ['srx-cluster', rule('trust/untrust', 'voice', 2), 'ok', 'hits', '3 sessions'],
    [
      'panos',
      rule('security', 'lan to internet', 1),
      'ok',
      'hits',
      '90211 sessions in 326 days, the last 5 minutes ago',
    ],
    ['panos', rule('security', 'printers 9100', 2), 'info', 'unused', 'no session for 298 days'],
    ['panos', rule('security', 'new partner', 3), 'info', 'no-hits', 'no session in 7 days'],
    ['panos', rule('security', 'old partner', 4), 'info', 'stale', '77 sessions and none for 270 days'],
    ['panos', rule('security', 'cleared', 5), 'info', 'no-hits', 'no session in 24 hours'],
    // By number; both families of a policy together.
    [
      'fortios',
      rule('policy', '1', 1),
      'ok',
      'hits',
      '19 sessions since the counters were cleared, the last 31 minutes ago',
    ],
    [
      'fortios',
      rule('policy', '2', 2),
      'ok',
      'hits',
      '3 sessions since the counters were cleared, the last 60 minutes ago',
    ],
    ['fortios', rule('policy', '7', 3), 'info', 'stale', '4 sessions and none for 291 days'],
    ['fortios', rule('policy', '0', 4), 'info', 'denies', '981 sessions'],
    // What is counted elsewhere is shown as 0: not a list of which no rule was met.
    ['vrp', rule('2000', '5', 1), 'unknown', 'not-counted', '2000'],
    ['vrp', rule('OFFICE', '5', 1), 'ok', 'hits', '5 packets'],
    ['vrp', rule('3999', '10', 2), 'info', 'no-hits', 'at most 3 days ago, when the device was started'],
    ['vrp', rule('OFFICE', '15', 3), 'info', 'denies', '12 packets'],
    ['vrp', rule('ipv6/3000', '5', 1), 'info', 'denies', '3 packets'],
    ['comware', rule('2001', '0', 1), 'ok', 'hits', '5 packets'],
    ['comware', rule('2001', '5', 2), 'info', 'no-hits', '2001 5'],
    ['comware', rule('WEB', '0', 1), 'ok', 'hits', '1 packet'],
    [
      'asa-last',
      rule('OUTSIDE-IN', undefined, 1),
      'ok',
      'hits',
      '812 packets since the counters were cleared, the last 55 minutes ago',
    ],
    // The latest of what a group stands for.
    ['asa-last', rule('OUTSIDE-IN', undefined, 2), 'info', 'stale', '7 packets and none for 270 days'],
    ['asa-last', rule('OUTSIDE-IN', undefined, 3), 'info', 'no-hits', 'at most 12 days ago'],
    ['eos', rule('WAN-IN', '30', 3), 'info', 'denies', 'the last 24 hours ago'],
    ['iptables', rule('INPUT', undefined, 2), 'info', 'no-hits', '--dport 22'],
    ['iptables', rule('INPUT', undefined, 3), 'info', 'denies', '31 packets'],
  ])('%s, %j: %s %s', (name, more, level, code, said) => {
    const seen = saved(name, more);
    expect(seen?.verdict).toMatchObject({ level, code });
    expect(seen?.verdict.text.en).toContain(said);
    expect(seen?.verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('a rule that is said to be dead is, or is not; one that is said to drop does, or does not', () => {
    const says = (id: string, key: string, place: number) =>
      bearing(aclCounters, id, saved('ios', rule('WAN-IN', key, place))!.verdict);
    expect(says('acl/shadowed-rule', '20', 2)).toBe('confirmed');
    expect(says('acl/shadowed-rule', '10', 1)).toBe('contradicted');
    expect(says('stun/port-3478-blocked', '30', 3)).toBe('confirmed');
    const panos = (key: string) =>
      bearing(aclCounters, 'acl/shadowed-rule', saved('panos', rule('security', key, 0))!.verdict);
    expect(panos('printers 9100')).toBe('confirmed');
    // It met packets once, which a rule behind a wider one cannot.
    expect(panos('old partner')).toBe('contradicted');
    expect(bearing(aclCounters, 'acl/shadowed-rule', saved('ios', rule('UNUSED', '10', 1))!.verdict)).toBeUndefined();
  });

  test('of a whole list each rule that is counted is judged for itself', () => {
    const parts = saved('ios', { subject: 'WAN-IN' })?.parts ?? [];
    expect(parts.map(({ rulePlace, verdict }) => [rulePlace?.key, verdict.code])).toEqual([
      ['10', 'hits'],
      ['20', 'no-hits'],
      ['30', 'denies'],
      ['40', 'hits'],
      ['50', 'denies'],
    ]);
    expect(saved('ios', { subject: 'UNUSED' })?.parts).toBeUndefined();
    expect(saved('ios', rule('WAN-IN', '20', 2))?.parts).toBeUndefined();
  });

  test('without a clock of the device nobody knows how long ago a time was, and a row of other columns is no rule', () => {
    const text = readFileSync(resolve(import.meta.dirname, 'recordings/panos.txt'), 'utf8');
    const of = (said: string, key: string) =>
      aclCounters.fromSaved!(said, { host: '10.0.0.1', ...rule('security', key, 0) }, 0)?.verdict.code;
    const timeless = text.replace('Fri Nov 27 08:55:31 UTC 2026', '');
    expect(of(timeless, 'old partner')).toBe('hits');
    expect(of(timeless, 'printers 9100')).toBe('no-hits');
    // When the counter was cleared is not among these.
    const shorter = text.replaceAll(/^(.{76}).{27}/gm, '$1');
    expect(of(shorter, 'printers 9100')).toBe('no-hits');
    expect(of(text.replace('90211 ', '90211 x '), 'lan to internet')).toBe('no-such-rule');
  });

  test.each([
    ['r1 uptime is 1 year, 2 weeks, 3 days, 4 hours, 5 minutes', { up: 33_019_500 }],
    ['fw1 up 12 days 3 hours', { up: 1_047_600 }],
    ['System uptime:              12 days, 3 hours, 4 minutes, 5 seconds', { up: 1_047_845 }],
    [' 08:55:31 up 12 days,  3:04,  1 user,  load average: 0.05, 0.1, 0.2', { up: 1_047_840 }],
    ['System booted: 2026-11-10 06:00:00 UTC (2w3d 02:55 ago)', { up: 1_479_300 }],
    ['                   uptime: 2w3d4h5m6s', { up: 1_483_506 }],
    ['1064520.11 4123344.02', { up: 1_064_520 }],
    ['uptime is unknown', {}],
    ['Thu Nov 27 08:55:31 UTC 2025', { now: Date.UTC(2025, 10, 27, 8, 55, 31) }],
    ['*08:55:31.123 UTC Thu Nov 27 2025', { now: Date.UTC(2025, 10, 27, 8, 55, 31) }],
    ['System time: Thu Nov  6 08:55:31 2025', { now: Date.UTC(2025, 10, 6, 8, 55, 31) }],
  ])('%s', (text, time) => expect(readDeviceTime(`x\n${text}\r\ny\n`)).toEqual(time));

  test('anything else is read as nothing, in linear time', () => {
    expect(aclCounters.fromSaved!('hello', { host: '10.0.0.1' }, 0)).toBeUndefined();
    const started = performance.now();
    for (const piece of [
      'IP access list A\n',
      ' 10 permit ',
      '(1 matches)',
      '[0:0] -A INPUT ',
      'Filter: F\n',
      '{"nftables":[',
      'Rule Name Hit Count Last Hit Last Reset\n',
      'a 1 ',
      'Rule Name Hit Count\na 1 1 1 1 1 ',
      'idx=1 pkts/bytes=1/1 ',
      ' rule 5 permit (1 ',
      'Basic ACL 2000, 1 rule\n rule 5 permit\n',
      'index from zone to zone name policy count\n1 a b c 1\n',
      '08:00:00 up 1 ',
      'uptime is 1 ',
    ])
      aclCounters.fromSaved!(piece.repeat(50_000), { host: '10.0.0.1' }, 0);
    expect(performance.now() - started).toBeLessThan(20_000);
    fc.assert(fc.property(fc.string(), (text) => void aclCounters.fromSaved!(text, { host: '10.0.0.1' }, 0)));
  });
});

const absent = rigAbsent({ nft: 'nftables', 'iptables-save': 'iptables', ping: 'iputils-ping', bash: 'bash' });

describe.skipIf(absent !== '')(`the kernel's filters${absent}`, () => {
  const run = (setup: string, subject: string, place: number) =>
    probeInRig<DeviceObservation<readonly CountedRule[]>>({
      probe: 'acl-counters',
      target: `${subject}@127.0.0.1`,
      device: { platform: 'linux', rulePlace: { place } },
      setup,
    });
  const TRAFFIC = `ping -q -c 3 -i 0.2 127.0.0.1 >/dev/null; bash -c 'echo x >/dev/udp/127.0.0.1/3478' || true`;
  const NFT = `
nft 'table inet f { chain input { type filter hook input priority 0; ip protocol icmp counter accept; udp dport 3478 counter drop; tcp dport 22 counter accept; }; }'
${TRAFFIC}`;

  test.each([
    [1, 'ok', 'hits'],
    [2, 'info', 'denies'],
    [3, 'info', 'no-hits'],
    [4, 'warning', 'no-such-rule'],
  ])('rule %s of nftables: %s %s', (place, level, code) => {
    const { verdict, observation } = run(NFT, 'input', place);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });

  test('rules of nftables that count nothing', () => {
    const quiet = `nft 'table inet f { chain input { type filter hook input priority 0; udp dport 3478 drop; }; }'`;
    expect(run(quiet, 'input', 1).verdict).toMatchObject({ level: 'unknown', code: 'not-counted' });
  });

  test('a chain that is not there, and one of two tables', () => {
    expect(run(NFT, 'forward', 1).verdict).toMatchObject({ level: 'error', code: 'no-such-list' });
    const twice = `${NFT}
nft 'table ip g { chain input { type filter hook input priority 1; ip protocol icmp counter accept; }; }'`;
    expect(run(twice, 'input', 1).verdict).toMatchObject({ level: 'unknown', code: 'ambiguous' });
  });

  test.each([
    [1, 'ok', 'hits'],
    [2, 'info', 'denies'],
    [3, 'info', 'no-hits'],
  ])('rule %s of iptables: %s %s', (place, level, code) => {
    const rules = `
iptables -A INPUT -p icmp -j ACCEPT; iptables -A INPUT -p udp --dport 3478 -j DROP; iptables -A INPUT -p tcp --dport 22 -j ACCEPT
${TRAFFIC}`;
    const { verdict, observation } = run(rules, 'INPUT', place);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });
});

describe('a device over SSH that says what was recorded', () => {
  const said = (name: string): string =>
    readFileSync(resolve(import.meta.dirname, 'recordings', `${name}.txt`), 'utf8');

  test.each<[NonNullable<Target['platform']>, string, string, string, string | undefined, number, string]>([
    ['ios', 'show access-lists WAN-IN', 'ios', 'WAN-IN', '20', 2, 'no-hits'],
    [
      'junos',
      'show security policies hit-count from-zone trust to-zone untrust',
      'srx',
      'trust/untrust',
      'voice',
      2,
      'no-hits',
    ],
    ['junos', 'show security policies hit-count', 'srx', 'junos-global/junos-global', 'all-else', 1, 'denies'],
    ['asa', 'show access-list OUTSIDE-IN', 'asa-last', 'OUTSIDE-IN', undefined, 2, 'stale'],
    [
      ...(['panos', 'show rule-hit-count vsys vsys-name vsys1 rule-base security rules all'] as const),
      ...(['panos', 'security', 'printers 9100', 2, 'unused'] as const),
    ],
    ['fortios', 'diagnose firewall iprope show 100004', 'fortios', 'policy', '7', 3, 'stale'],
    ['vrp', 'display acl name OFFICE', 'vrp', 'OFFICE', '10', 2, 'no-hits'],
    ['comware', 'display acl 2001', 'comware', '2001', '0', 1, 'hits'],
    ['routeros', '/ip firewall filter print stats', 'routeros', 'forward', undefined, 1, 'denies'],
    ['routeros', '/ipv6 firewall filter print stats', 'routeros', 'ipv6/input', undefined, 2, 'hits'],
  ])('%s, %s', async (platform, command, name, subject, key, place, code) => {
    const asked = { probe: aclCounters, platform, ...rule(subject, key, place) };
    const { verdict } = await askDevice({ ...asked, answers: { [command]: said(name) } });
    expect(verdict).toMatchObject({ code });
  });

  test('a list that is not among those of the device', async () => {
    const answers = { 'show access-lists NOBODY': said('ios') };
    const { verdict } = await askDevice({ probe: aclCounters, platform: 'ios', subject: 'NOBODY', answers });
    expect(verdict).toMatchObject({ level: 'error', code: 'no-such-list' });
  });
});

const sshdAbsent = sshdInRigAbsent({});

describe.skipIf(sshdAbsent !== '')(`a command line behind a real sshd${sshdAbsent}`, () => {
  test.each([
    [
      'panos',
      'admin@fw1(active)> ',
      'show rule-hit-count vsys vsys-name vsys1 rule-base security rules all',
      'security',
    ],
    ['vrp', 'HRP_M<fw1>', 'display acl 3999', '3999'],
  ] as const)('%s', (platform, prompt, command, subject) => {
    const text = readFileSync(resolve(import.meta.dirname, `recordings/${platform}.txt`), 'utf8');
    const { verdict, observation } = probeInRig<DeviceObservation<readonly CountedRule[]>>({
      ...{ probe: 'acl-counters', target: `${subject}@127.0.0.1`, device: { platform } },
      ...{ users: 'many', credentials: SSH_USER, setup: deviceInRig(prompt, { [command]: text }) },
    });
    expect(verdict.level, JSON.stringify(observation)).toBe('info');
    expect(observation.state?.length).toBeGreaterThan(2);
    expect(observation.answer.hostKey?.type).toBe('ssh-ed25519');
  });
});

devicesThatMeanHarm({ probe: aclCounters, platform: 'nxos', subject: 'WAN-IN' }, 'show access-lists WAN-IN');

proofOf(aclCounters);
