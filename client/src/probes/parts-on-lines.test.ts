import { describe, expect, test } from 'vitest';
import type { ProbeTarget } from '../protocol.ts';
import { partsOnLines } from './parts-on-lines.ts';
import type { Part, VerdictLevel } from './probe.ts';

const at = (line: number, more: Partial<ProbeTarget>): ProbeTarget => ({
  probe: 'acl-counters',
  host: '10.0.0.1',
  role: 'rule',
  range: { start: { line, character: 0 }, end: { line, character: 9 } },
  ...more,
});
const part = (subject: string, rulePlace: Part['rulePlace'], level: VerdictLevel = 'info', code = 'no-hits'): Part => ({
  subject,
  ...(rulePlace && { rulePlace }),
  verdict: { level, code, text: { en: 'Said.', 'zh-cn': '已说。' } },
});
const probe = { id: 'acl-counters', confirms: { 'acl/shadowed-rule': ['no-hits'] } } as const;
const lines = (
  parts: readonly Part[],
  targets: readonly ProbeTarget[],
  one: Parameters<typeof partsOnLines>[0] = probe,
) => partsOnLines(one, parts, targets).map(({ target }) => target.range.start.line);

describe('a rule is found', () => {
  const numbered = [
    at(4, { subject: 'IN', rulePlace: { key: '20', place: 1 } }),
    at(5, { subject: 'IN', rulePlace: { key: '10', place: 2 } }),
  ];
  test('by its number, whatever its place', () => {
    expect(lines([part('IN', { key: '10', place: 1 })], numbered)).toEqual([5]);
    expect(lines([part('IN', { key: '30', place: 1 })], numbered)).toEqual([]);
    expect(lines([part('OUT', { key: '10', place: 1 })], numbered)).toEqual([]);
  });

  test('by its place where the file has no number', () => {
    const bare = [at(4, { subject: 'IN', rulePlace: { place: 1 } }), at(5, { subject: 'IN', rulePlace: { place: 2 } })];
    expect(lines([part('IN', { key: '20', place: 2 })], bare)).toEqual([5]);
    expect(lines([part('IN', { place: 1 })], bare)).toEqual([4]);
  });

  test('on no line where two could be meant', () => {
    const twice = [
      at(4, { subject: 'IN', rulePlace: { place: 1 } }),
      at(9, { subject: 'IN', rulePlace: { place: 1 } }),
    ];
    expect(lines([part('IN', { place: 1 })], twice)).toEqual([]);
  });

  test('that is fine only where it speaks against a finding', () => {
    const fine = part('IN', { place: 1 }, 'ok', 'hits');
    expect(lines([fine], [at(4, { subject: 'IN', rulePlace: { place: 1 } })])).toEqual([]);
    expect(lines([fine], [at(4, { subject: 'IN', rulePlace: { place: 1 }, rule: 'acl/shadowed-rule' })])).toEqual([4]);
    expect(lines([fine], [at(4, { subject: 'IN', rulePlace: { place: 1 }, rule: 'acl/permit-any-any' })])).toEqual([]);
  });
});

test('interfaces and neighbours are found by name, shortened or not; of their own probe only', () => {
  const interfaces = { id: 'interface' } as const;
  const targets = [
    at(1, { probe: 'interface', subject: 'GigabitEthernet0/1' }),
    at(2, { probe: 'interface', subject: 'ge-0/0/0' }),
    at(3, { probe: 'bgp', subject: '10.0.0.2' }),
  ];
  const seen = ['Gi0/1', 'ge-0/0/0', 'Te0/1', '10.0.0.2'].map((name) => part(name, undefined, 'error', 'down'));
  expect(lines(seen, targets, interfaces)).toEqual([1, 2]);
  expect(lines([part('10.0.0.2', undefined, 'error', 'session-down')], targets, { id: 'bgp' })).toEqual([3]);
});
