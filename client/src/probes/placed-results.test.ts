import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LineChange } from './anchor.ts';
import { type PlacedResults, placedResults } from './placed-results.ts';

const insertion = (line: number, text: string): LineChange => ({
  startLine: line,
  endLine: line,
  text,
  startsAtMargin: true,
  endsAtMargin: true,
});
const typing = (line: number): LineChange => ({ ...insertion(line, 'x'), startsAtMargin: false, endsAtMargin: false });

describe('placed results', () => {
  const changed = vi.fn();
  let results: PlacedResults<string>;

  beforeEach(() => {
    vi.useFakeTimers();
    changed.mockClear();
    results = placedResults(changed);
    results.place({ value: 'open', document: 'a', line: 4 }, 'tcp 10.0.0.1:443', 3_600_000);
  });
  afterEach(() => void vi.useRealTimers());

  test('go when they are stale, not before', () => {
    vi.advanceTimersByTime(3_599_999);
    expect(results.all).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(results.all).toEqual([]);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  test('follow their line, also when time passes, and go when it is edited', () => {
    results.edited('a', [insertion(0, '!\n!\n')]);
    expect(results.all.map(({ line }) => line)).toEqual([6]);
    results.edited('b', [typing(6)]);
    results.edited('a', [typing(5)]);
    expect(results.all).toHaveLength(1);
    results.edited('a', [typing(6)]);
    expect(results.all).toEqual([]);
  });

  test('a newer answer takes the place and the time of the older', () => {
    vi.advanceTimersByTime(3_000_000);
    results.place({ value: 'refused', document: 'a', line: 4 }, 'tcp 10.0.0.1:443', 3_600_000);
    results.place({ value: 'answers', document: 'a', line: 4 }, 'ping 10.0.0.1', 3_600_000);
    vi.advanceTimersByTime(3_000_000);
    expect(results.all.map(({ value }) => value)).toEqual(['refused', 'answers']);
  });

  test('a newer answer takes the place of the older where edits have moved the line, and of none on another line', () => {
    results.place({ value: 'open', document: 'a', line: 9 }, 'tcp 10.0.0.1:443', 3_600_000);
    results.edited('a', [insertion(0, '!\n')]);
    results.place({ value: 'refused', document: 'a', line: 5 }, 'tcp 10.0.0.1:443', 3_600_000);
    expect(results.all.map(({ value, line }) => [value, line])).toEqual([
      ['open', 10],
      ['refused', 5],
    ]);
  });

  test('go where their line is another one when the document is opened again', () => {
    results.place({ value: 'refused', document: 'b', line: 4 }, 'tcp 10.0.0.1:443', 3_600_000);
    results.keepOnly('a', () => true);
    expect(changed).toHaveBeenCalledTimes(2);
    results.keepOnly('a', ({ value }) => value !== 'open');
    expect(results.all.map(({ document }) => document)).toEqual(['b']);
    expect(vi.getTimerCount()).toBe(1);
  });

  test('leave no timer behind', () => {
    results.clear();
    expect(results.all).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
