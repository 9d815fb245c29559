import type { Filter, FilterRule } from '../../../grammars/model/filter.ts';
import { boundsOf, ROW } from './bounds.ts';

/** A filter as a first-match list, and where its rules stand in the text. */
export interface Arranged {
  readonly filter: Filter;
  /** Place in evaluation -> place in the text; absent: the same. */
  readonly sequence?: readonly number[];
}

/**
 * Every order of evaluation as first match (catalog E3).
 * - by key: the lowest number first; of equal ones the deny (GCP, Aliyun).
 * - last match (pf): a packet that meets a rule with `quick` is decided by the first such rule, whatever else it meets; any other
 *   by the last rule it meets. So the quick rules in order, then the others from the end.
 * - allow-only (security groups): no order at all. The widest come first, so that of two rules the narrower is the superfluous one.
 */
export function arrange(filter: Filter): Arranged {
  const sequence = sequenceOf(filter);
  if (!sequence || sequence.every((place, at) => place === at)) return { filter };
  return { filter: { ...filter, rules: sequence.map((place) => filter.rules[place]!) }, sequence };
}

function sequenceOf(filter: Filter): number[] | undefined {
  const { rules } = filter;
  const places = rules.map((_, at) => at);
  if (filter.semantics === 'allow-only') {
    const { rows } = boundsOf(filter, rules);
    const sizes = places.map((at) => sizeOf(rows, at));
    return places.sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  }
  const ordered = filter.order === 'by-key' ? places.sort((a, b) => byKey(rules, a, b)) : places;
  if (filter.semantics === 'last-match') {
    const quick = ordered.filter((at) => rules[at]!.quick);
    return [...quick, ...ordered.filter((at) => !rules[at]!.quick).reverse()];
  }
  return filter.order === 'by-key' ? ordered : undefined;
}

/** Rules without a number come after all others. */
function byKey(rules: readonly FilterRule[], a: number, b: number): number {
  const key = (at: number): number => {
    const number = Number(rules[at]!.key?.value || Number.NaN);
    return Number.isNaN(number) ? Number.MAX_VALUE : number;
  };
  const denies = (at: number): number => (rules[at]!.action.kind === 'deny' ? 0 : 1);
  return key(a) - key(b) || denies(a) - denies(b) || a - b;
}

/** Logarithm of the box's volume; an empty one is the smallest. */
function sizeOf(rows: Float64Array, at: number): number {
  let size = 0;
  for (let axis = 0; axis < ROW; axis += 2)
    size += Math.log2(Math.max(0, rows[at * ROW + axis + 1]! - rows[at * ROW + axis]! + 1));
  return size;
}
