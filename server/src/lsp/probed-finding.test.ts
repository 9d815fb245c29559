import { expect, test } from 'vitest';
import { type Finding, SEVERITIES } from '../review/finding.ts';
import { probedFinding } from './probed-finding.ts';

const finding: Finding = {
  rule: 'acl/service-port-blocked',
  severity: 'warning',
  span: { start: 0, end: 1 },
  text: { en: 'Blocked.', 'zh-cn': '被阻止。' },
  related: [],
  fixes: [],
};

test('a confirmed finding goes up one step, an error stays one, a chosen severity stays', () => {
  const raised = (chosen: boolean) =>
    SEVERITIES.map((severity) => probedFinding({ ...finding, severity }, 'confirmed', chosen).severity);
  expect(raised(false)).toEqual(['error', 'error', 'warning', 'info']);
  expect(raised(true)).toEqual(SEVERITIES);
});

test('each says in both languages what happened, and the severity that it had', () => {
  expect(probedFinding(finding, 'confirmed', false).text).toEqual({
    en: 'Blocked. A probe confirmed it from here, so it is an error instead of a warning.',
    'zh-cn': '被阻止。探测已从此处证实,因此由警告升为错误。',
  });
  expect(probedFinding(finding, 'confirmed', true).text.en).toBe('Blocked. A probe confirmed it from here.');
  expect(probedFinding(finding, 'contradicted', false)).toMatchObject({
    severity: 'warning',
    text: { en: 'Blocked. A probe did not reproduce it from here; from elsewhere it may still be so.' },
  });
});
