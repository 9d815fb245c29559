import { expect, test } from 'vitest';
import type { SequenceKey } from '../../../../../grammars/model/device.ts';
import { lineSpan, reportsOf } from '../../../../../test/support/filter-device.ts';
import { rule } from './rule.ts';

const entries = (keys: readonly number[], scope = 'access-list WEB'): SequenceKey[] =>
  keys.map((value, line) => ({
    scope,
    key: { value, span: lineSpan(line) },
    span: lineSpan(line),
    allowed: { first: 1, last: 100 },
    onDuplicate: 'refused',
  }));

const reports = (keys: readonly number[], options = {}) => reportsOf(rule, { sequenceKeys: entries(keys) }, options);

const freeKeys = (keys: readonly number[]): unknown[] =>
  reports(keys).flatMap(({ fixes }) => (fixes ?? []).map(({ change }) => change.kind === 'set-key' && change.key));

test('a number twice', () => {
  const [report] = reports([10, 20, 20, 30]);
  expect(report?.text.en).toBe(
    'Sequence number 20 is taken by line 2: the platform refuses this entry. Give this entry a number of its own.',
  );
  expect(report?.span).toEqual(lineSpan(2));
  expect(report?.related?.[0]?.span).toEqual(lineSpan(1));
});

test('the free number keeps the entry in its place', () => {
  expect(freeKeys([10, 20, 20, 30])).toEqual([25]);
  expect(freeKeys([10, 10])).toEqual([20]);
  expect(freeKeys([10, 11, 11, 12])).toEqual([]);
  expect(freeKeys([10, 200])).toEqual([20]);
  expect(freeKeys([100, 100])).toEqual([]);
});

test('out of range', () => {
  expect(reports([10, 200])[0]?.text.en).toContain('the platform takes 1 to 100');
});

test('no gap: once a list, and only where nothing worse is', () => {
  expect(reports([1, 2, 3]).map(({ severity }) => severity)).toEqual(['hint']);
  expect(reports([1, 2, 3], { gaps: false })).toEqual([]);
  expect(reports([1, 2, 2]).map(({ severity }) => severity ?? 'error')).toEqual(['error']);
  expect(reports([10, 20, 15])).toEqual([]);
});

test('lists have numbers of their own', () => {
  expect(reportsOf(rule, { sequenceKeys: [...entries([10]), ...entries([10], 'access-list OTHER')] })).toEqual([]);
});
