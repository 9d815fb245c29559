import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askDevice, devicesThatMeanHarm } from '../../../../test/support/asked-device.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import type { DeviceObservation } from '../../device/device-probe.ts';
import type { CountedRule } from '../../show/counted-rule.ts';
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

test('a device over SSH that says what was recorded', async () => {
  const said = readFileSync(resolve(import.meta.dirname, 'recordings/ios.txt'), 'utf8');
  const { verdict } = await askDevice({
    ...{ probe: aclCounters, platform: 'ios', subject: 'WAN-IN', rulePlace: { key: '20', place: 2 } },
    answers: { 'show access-lists WAN-IN': said, 'show ipv6 access-list WAN-IN': '' },
  });
  expect(verdict).toMatchObject({ level: 'info', code: 'no-hits' });
});

devicesThatMeanHarm({ probe: aclCounters, platform: 'nxos', subject: 'WAN-IN' }, 'show access-lists WAN-IN');

proofOf(aclCounters);
