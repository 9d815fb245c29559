import type { Interval } from '../../../grammars/model/filter.ts';

/** Sorted, disjoint, not adjacent. */
export type Intervals = readonly Interval[];

export function normalise(list: readonly Interval[]): Intervals {
  const sorted = list.filter(({ first, last }) => first <= last).sort((a, b) => a.first - b.first);
  const merged: { first: number; last: number }[] = [];
  for (const { first, last } of sorted) {
    const before = merged.at(-1);
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last);
    else merged.push({ first, last });
  }
  return merged;
}

/** Everything from 0 to `max` that is not in the list. */
export function complement(list: Intervals, max: number): Intervals {
  const gaps: Interval[] = [];
  let next = 0;
  for (const { first, last } of list) {
    if (first > next) gaps.push({ first: next, last: Math.min(first - 1, max) });
    next = Math.max(next, last + 1);
  }
  if (next <= max) gaps.push({ first: next, last: max });
  return gaps;
}

export function intersect(a: Intervals, b: Intervals): Intervals {
  const common: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const first = Math.max(a[i]!.first, b[j]!.first);
    const last = Math.min(a[i]!.last, b[j]!.last);
    if (first <= last) common.push({ first, last });
    if (a[i]!.last < b[j]!.last) i += 1;
    else j += 1;
  }
  return common;
}

export const subtract = (a: Intervals, b: Intervals, max: number): Intervals => intersect(a, complement(b, max));
