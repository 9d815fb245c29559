import { describe, expect, test } from 'vitest';
import type { WireDiagnosedStep, WireDiagnosis } from '../../protocol.ts';
import type { Verdict } from '../probe.ts';
import { explained } from './explained.ts';

const TEXT = { en: 'x', 'zh-cn': 'x' };
const at = (line: number) => ({
  path: 'a.cfg',
  line,
  range: { start: { line: line - 1, character: 0 }, end: { line: line - 1, character: 1 } },
  text: 'x',
});
const step = (id: string, status: WireDiagnosedStep['status'], line?: number): WireDiagnosedStep => ({
  step: id,
  status,
  text: TEXT,
  ...(line !== undefined && { at: at(line) }),
});
const diagnosis = (...steps: readonly WireDiagnosedStep[]): WireDiagnosis => {
  const cause = steps.find(({ status }) => status === 'broken') ?? steps.find(({ status }) => status === 'risk');
  return { device: 'a', path: 'a.cfg', source: '10.0.0.2', target: 'Internet', steps, ...(cause && { cause }) };
};
const verdict = (code: string, level: Verdict['level'] = 'error'): Verdict => ({ level, code, text: TEXT });
const said = (...given: Parameters<typeof explained>) => {
  const found = explained(...given);
  return found && [found.fit, found.step?.step, found.step?.at?.line];
};

describe('the line that makes what the wire met', () => {
  const steps = [
    step('route', 'holds', 1),
    step('nat', 'holds', 2),
    step('dns', 'unknown', 3),
    step('tcp', 'broken', 4),
  ];

  test.each<[string, readonly WireDiagnosedStep[], unknown]>([
    ['tcp-dropped', steps, ['explains', 'tcp', 4]],
    ['dns-no-answer', steps, ['may', 'dns', 3]],
    ['no-default-route', steps, ['silent', 'route', 1]],
    ['stun-udp-blocked', steps, ['silent', undefined, undefined]],
    [
      'nat-udp-lifetime-under-30s',
      [...steps, step('nat-udp-lifetime', 'broken', 9)],
      ['explains', 'nat-udp-lifetime', 9],
    ],
    ['private-source-unanswered', steps, ['explains', 'tcp', 4]],
    ['private-source-unanswered', [step('nat', 'unknown', 2)], ['may', 'nat', 2]],
    ['no-route-further', [step('route', 'broken', 7)], ['explains', 'route', 7]],
    ['tcp-dropped', [step('route', 'broken', 7), step('tcp', 'not-reached')], ['explains', 'route', 7]],
    // A host that answers is reached.
    ['tcp-refused', [step('route', 'broken', 7), step('tcp', 'not-reached')], ['silent', 'tcp', undefined]],
    ['tls-expired', [step('route', 'broken', 7), step('tls', 'not-reached')], ['silent', 'tls', undefined]],
    ['tcp-refused', steps, ['silent', 'tcp', 4]],
    ['tcp-refused', [{ ...step('tcp', 'broken', 4), rejects: true }], ['explains', 'tcp', 4]],
    ['stun-udp-blocked', [step('stun', 'risk', 8)], ['explains', 'stun', 8]],
  ])('%s', (code, given, expected) => {
    expect(said(diagnosis(...given), verdict(code))).toEqual(expected);
  });

  test('nothing is explained where nothing is wrong', () => {
    expect(explained(diagnosis(...steps), verdict('ok', 'ok'))).toBeUndefined();
    expect(explained(diagnosis(...steps), verdict('not-made', 'unknown'))).toBeUndefined();
  });
});
