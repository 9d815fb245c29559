import { expect, test } from 'vitest';
import { bearing, bearingText } from './bearing.ts';
import { probes } from './index.ts';
import type { Verdict, VerdictLevel } from './probe.ts';

const verdict = (level: VerdictLevel, code: string): Verdict => ({ level, code, text: { en: '', 'zh-cn': '' } });
const rule = 'stun/port-3478-blocked';

test.each([
  [rule, verdict('error', 'udp-blocked'), 'confirmed'],
  [rule, verdict('ok', 'nat'), 'contradicted'],
  [rule, verdict('unknown', 'cancelled'), undefined],
  [rule, verdict('warning', 'altered'), undefined],
  ['acl/permit-any-any', verdict('ok', 'nat'), undefined],
  ['constructor', verdict('ok', 'nat'), undefined],
  [undefined, verdict('ok', 'nat'), undefined],
] as const)('a finding of %s and the verdict %j: %s', (asked, seen, said) => {
  expect(bearing(probes.stun, asked, seen)).toBe(said);
});

test('a quiet session is nothing against a risk, and all against a session that cannot come up', () => {
  const stands = verdict('ok', 'established');
  expect(bearing(probes.bgp, 'bgp/ebgp-no-policy', stands)).toBeUndefined();
  expect(bearing(probes.bgp, 'bgp/ebgp-no-policy', verdict('warning', 'no-policy'))).toBe('confirmed');
  expect(bearing(probes.bgp, 'bgp/neighbor-inconsistent', stands)).toBe('contradicted');
});

test('risks are among the rules that a probe can confirm', () => {
  for (const { confirms = {}, risks = [] } of Object.values(probes))
    expect(Object.keys(confirms)).toEqual(expect.arrayContaining([...risks]));
});

test('what is said names the rule', () => {
  expect(bearingText(rule, 'confirmed').en).toContain(rule);
  expect(bearingText(rule, 'contradicted').en).toContain('not reproduced from here');
});
