import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../../../server/src/rules/index.ts';
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

test.each([
  ['rpki', 'bgp/rpki-not-enforced', verdict('error', 'empty'), 'confirmed'],
  ['rpki', 'bgp/rpki-not-enforced', verdict('error', 'invalid-asn'), 'confirmed'],
  ['rpki', 'bgp/rpki-not-enforced', verdict('ok', 'valid'), undefined],
  ['rpki', 'bgp/rpki-not-enforced', verdict('error', 'refused'), undefined],
  ['dns', 'acl/return-traffic-blocked', verdict('error', 'no-answer'), 'confirmed'],
  ['dns', 'acl/egress-path-missing', verdict('error', 'unreachable'), 'confirmed'],
  ['dns', 'acl/egress-path-missing', verdict('ok', 'ok'), undefined],
] as const)('%s of %s, where it says %j: %s', (id, asked, seen, said) => {
  expect(bearing(probes[id], asked, seen)).toBe(said);
});

test('each rule that a probe can confirm is there, and so is each verdict that does', () => {
  const ids = new Set(rules.map(({ meta }) => meta.id));
  for (const { id, confirms = {} } of Object.values(probes)) {
    const page = readFileSync(resolve(import.meta.dirname, id, 'README.md'), 'utf8');
    for (const [asked, codes] of Object.entries(confirms)) {
      expect(ids, id).toContain(asked);
      for (const code of codes) expect(page, `${id} ${asked}`).toContain(`\`${code}\``);
    }
  }
});

test('risks are among the rules that a probe can confirm', () => {
  for (const { confirms = {}, risks = [] } of Object.values(probes))
    expect(Object.keys(confirms)).toEqual(expect.arrayContaining([...risks]));
});

test('what is said names the rule', () => {
  expect(bearingText(rule, 'confirmed').en).toContain(rule);
  expect(bearingText(rule, 'contradicted').en).toContain('not reproduced from here');
});
