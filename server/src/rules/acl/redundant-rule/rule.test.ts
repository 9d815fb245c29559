import { expect, test } from 'vitest';
import { filterOf, reportsOf } from '../../../../../test/support/filter-device.ts';
import { rule } from './rule.ts';

const said = (rules: readonly string[], options = {}, more = {}): string[] =>
  reportsOf(rule, { filters: [filterOf('WEB', rules, more)] }, options).map((report) => report.text.en);

test('covered by an equal one before it', () => {
  expect(said(['permit tcp 10.0.0.0/8 any 443', 'permit tcp 10.1.1.1/32 any 443'])).toEqual([
    'Line 1 permits all of this traffic first, so this permit changes nothing. Delete it.',
  ]);
  expect(said(['permit tcp 10.0.0.0/8 any 443', 'permit udp any any', 'permit tcp 10.0.0.0/8 any 443 log'])).toEqual([
    'Duplicate of line 1: no packet gets this far. Delete it.',
  ]);
  expect(said(['permit 10.0.0.0/8', 'deny 10.1.0.0/16', 'permit 10.1.1.1/32'])).toEqual([
    'Line 1 permits all of this traffic first, so this permit changes nothing. Delete it.',
  ]);
});

test('made superfluous by later ones or by the end of the list', () => {
  expect(said(['permit tcp 10.1.1.1/32 any 443', 'permit tcp 10.0.0.0/8 any 443'])).toEqual([
    'Without this permit, line 2 does the same for its traffic, so it changes nothing. Delete it.',
  ]);
  expect(said(['permit tcp any any 443', 'deny 10.0.0.0/8'])).toEqual([
    'Without this deny, the end of WEB does the same for its traffic, so it changes nothing. Delete it.',
  ]);
});

test('logging counts, unless told otherwise', () => {
  const rules = ['deny tcp any any 23 log', 'permit tcp any any 443'];
  expect(said(rules)).toEqual([]);
  expect(said(rules, { logMatters: false })).toHaveLength(1);
  expect(said(['permit any any', 'permit tcp any any log'])).toHaveLength(1);
});

test('rejecting is not dropping', () => {
  const filter = filterOf('WEB', ['deny tcp any any 113', 'permit tcp any any 443']);
  const [ident, web] = filter.rules;
  const rules = [{ ...ident!, action: { kind: 'deny' as const, reject: true } }, web!];
  expect(reportsOf(rule, { filters: [{ ...filter, rules }] })).toEqual([]);
});

test('the final "deny everything" is an idiom; only the real one', () => {
  expect(said(['permit tcp any any 443', 'deny any any'])).toEqual([]);
  expect(said(['deny 10.0.0.0/8 any log', 'deny any any', 'deny any any'])).toEqual([]);
  expect(said(['deny 10.0.0.0/8 any log', 'deny any any', 'deny any any'], { ignoreExplicitFinalDeny: false })).toEqual(
    ['Duplicate of line 2: no packet gets this far. Delete it.'],
  );
  expect(said(['permit tcp any any 443', 'deny tcp any any'])).toHaveLength(1);
});

test('one rule of a list stays: an empty list permits everything', () => {
  expect(said(['deny 10.0.0.0/8'])).toEqual([]);
  expect(said(['deny 10.0.0.0/8', 'deny 10.1.0.0/16'])).toEqual([
    'Line 1 denies all of this traffic first, so this deny changes nothing. Delete it.',
  ]);
  expect(said(['deny 10.0.0.0/8', 'deny 11.0.0.0/8'])).toEqual([
    'Without this deny, the end of WEB does the same for its traffic, so it changes nothing. Delete it.',
  ]);
});

test('a live rule is redundant in a list without unknown lines only', () => {
  expect(said(['deny 10.0.0.0/8', 'permit tcp any any'], {}, { closed: false })).toEqual([]);
});

test('rules that end otherwise belong to shadowed-rule', () => {
  expect(said(['deny tcp any any', 'permit tcp any any 443'])).toEqual([]);
});

test('equal translations are redundant, deletions are safe', () => {
  const nat = { purpose: 'nat' as const, hook: 'postrouting' as const, fallback: { action: 'permit' as const } };
  const rules = ['translate masquerade 10.0.0.0/8', 'translate masquerade 10.0.0.0/8'];
  const [report] = reportsOf(rule, { filters: [filterOf('POSTROUTING', rules, nat)] });
  expect(report?.text.en).toContain('Duplicate of line 1');
  expect(report?.fixes?.map(({ title, safety }) => `${safety}: ${title.en}`)).toEqual([
    'safe: Delete this rule: no packet changes',
  ]);
  expect(
    reportsOf(rule, { filters: [filterOf('POSTROUTING', ['translate 192.0.2.1', 'translate 192.0.2.2'], nat)] }),
  ).toEqual([]);
});

test('only fragments are left: an info, and no deletion', () => {
  const filter = filterOf('WEB', ['permit tcp any any', 'permit tcp 10.0.0.0/8', 'deny any any']);
  const [wide, own, rest] = filter.rules;
  const whole = { ...wide!, matches: [{ ...wide!.matches[0]!, fragment: 'whole' as const }] };
  const [report] = reportsOf(rule, { filters: [{ ...filter, rules: [whole, own!, rest!] }] });
  expect(report?.severity).toBe('info');
  expect(report?.text.en).toBe(
    'Line 1 permits every packet of this rule but later fragments first, so this permit works on non-first fragments only. Say so with a fragment condition, or delete it.',
  );
  expect(report?.fixes).toBeUndefined();
});
