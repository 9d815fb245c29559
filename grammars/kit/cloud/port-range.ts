import type { Interval, MatchProblem } from '../../model/filter.ts';
import { textOf, type Value } from './value.ts';

const RANGE = /^(\d{1,6})(?:\s*-\s*(\d{1,6}))?$/;
const HIGHEST = 65_535;

/** `22` or `8000-8010`; undefined for anything else, and for what {@link portRangeProblem} is about. */
export function portRange(value: Value): Interval | undefined {
  const found = RANGE.exec(textOf(value)?.trim() ?? '');
  if (!found) return undefined;
  const first = Number(found[1]);
  const last = Number(found[2] ?? found[1]);
  return first <= last && last <= HIGHEST ? { first, last } : undefined;
}

export interface WrittenRanges {
  /** Those that are known. */
  readonly ranges: readonly Interval[];
  /** One of them is not. */
  readonly unsure: boolean;
  /** One of them is all ports. */
  readonly every: boolean;
  readonly problems: readonly MatchProblem[];
}

/** A list of them. */
export function portRanges(written: readonly Value[]): WrittenRanges {
  const ranges = written.flatMap((one) => portRange(one) ?? []);
  return {
    ranges,
    unsure: ranges.length < written.length,
    every: ranges.some(({ first, last }) => first === 0 && last === HIGHEST),
    problems: written.flatMap(portRangeProblem),
  };
}

/** Ends turned round, or a port that there is not: the clouds' APIs refuse both. */
export function portRangeProblem(value: Value): MatchProblem[] {
  const found = RANGE.exec(textOf(value)?.trim() ?? '');
  if (!found || value.kind !== 'text') return [];
  const [, first = '', last = first] = found;
  const problem = { span: value.span, written: value.text, effect: 'refused' as const };
  if (Math.max(Number(first), Number(last)) > HIGHEST) return [{ kind: 'port-too-high', ...problem }];
  if (Number(first) <= Number(last)) return [];
  const text = `${last}-${first}`;
  const repair = { text, edits: [{ span: value.span, newText: text }] };
  return [{ kind: 'range-reversed', ...problem, ...(value.exact ? { repair } : {}) }];
}
