import { expect, test } from 'vitest';
import { filterOf, reportsOf } from '../../../../../test/support/filter-device.ts';
import { rule } from './rule.ts';

const NAT = { purpose: 'nat' as const, hook: 'postrouting' as const, fallback: { action: 'permit' as const } };

const reports = (rules: readonly string[], more = {}) =>
  reportsOf(rule, { filters: [filterOf('POSTROUTING', rules, { ...NAT, ...more })] });

test('an exemption behind the translation of all its packets', () => {
  const [report] = reports(['translate masquerade 10.0.0.0/8', 'exempt 10.2.0.0/16 10.8.0.0/16']);
  expect(report?.text.en).toBe(
    'Line 1 translates all of this traffic first, so this exemption never takes effect: tcp 10.2.0.1:40000 > 10.8.0.1:443 is translated. Move it above line 1, or delete it.',
  );
  expect(report?.fixes?.map(({ title, safety }) => `${safety}: ${title.en}`)).toEqual([
    'unsafe: Move above line 1: leaves untranslated ip from 10.2.0.0/16 to 10.8.0.0/16, until now translated',
    'safe: Delete this rule: no packet changes',
  ]);
});

test('an exemption that still sees packets, but only such as nobody translates', () => {
  const [report] = reports(['translate masquerade 10.0.0.0/8', 'return any 10.8.0.0/16']);
  expect(report?.text.en).toContain('The exemption comes too late: line 1 has translated');
  expect(report?.fixes?.map(({ safety, change }) => [safety, change])).toEqual([
    ['unsafe', { kind: 'move-rule', filter: 0, rule: 1, before: 0 }],
  ]);
  expect(reports(['translate a 10.0.0.0/8', 'exempt any 10.8.0.0/16', 'translate b 172.16.0.0/12'])).toEqual([]);
  expect(reports(['translate a 10.0.0.0/8 10.9.0.0/16', 'exempt any 10.8.0.0/16'])).toEqual([]);
  expect(reports(['exempt any 10.8.0.0/16', 'translate a 10.0.0.0/8'])).toEqual([]);
});

test('one translation behind another', () => {
  const [report] = reports(['translate 192.0.2.1', 'translate 192.0.2.2 10.0.0.0/8']);
  expect(report?.text.en).toContain('so this translation never takes effect');
  expect(report?.fixes?.[0]?.title.en).toContain('until now translated otherwise');
  expect(reports(['translate 192.0.2.1 10.0.0.0/8', 'translate 192.0.2.1 10.1.0.0/16'])).toEqual([]);
  expect(reports(['translate 192.0.2.1 10.0.0.0/8', 'translate 192.0.2.2'])).toEqual([]);
  expect(reports(['deny tcp any any', 'permit tcp any any 443'], { purpose: 'packet' })).toEqual([]);
});
