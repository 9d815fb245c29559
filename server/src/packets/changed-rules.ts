import type { Filter, FilterRule } from '../../../grammars/model/filter.ts';
import { withoutPlaces } from '../../../grammars/text/without-places.ts';
import { boundsOf, boundsOfMatch, ROW, rowsMeet } from './bounds.ts';
import { leadsAway } from './chains.ts';
import { sameRule } from './same-rule.ts';

/** Where more rules have changed than this, looking at the others as well costs no more. */
const MOST_CHANGED = 200;

/**
 * The rules that only one of two versions of some filters has, or that stand in another order there. A packet that meets none of them goes
 * its way as before, through jumps too: none of them leads anywhere.
 * @returns undefined where more than such rules differs, or too many do: any packet may fare otherwise then
 */
export function changedRules(before: readonly Filter[], after: readonly Filter[]): readonly FilterRule[] | undefined {
  const pairs = pairsOf(before, after);
  if (!pairs?.every(([one, other]) => one.family === other.family && one.fallback.action === other.fallback.action))
    return undefined;
  const changed: FilterRule[] = [];
  for (const [one, other] of pairs) {
    for (const rule of changedBetween(one.rules, other.rules)) if (rule.active) changed.push(rule);
    // Which jumps go in circles is told by all of them together.
    if (changed.length > MOST_CHANGED || changed.some(leadsAway)) return undefined;
  }
  return changed;
}

/** The filter without the rules whose box meets none of those: they decide nothing of what these match. */
export function onlyNear(filter: Filter, rules: readonly FilterRule[]): Filter {
  const asked = rules.flatMap(({ matches }) => matches.map(boundsOfMatch));
  const { rows } = boundsOf(filter, filter.rules);
  const isNear = (at: number): boolean => asked.some((row) => rowsMeet(row, 0, rows, at * ROW));
  return { ...filter, rules: filter.rules.filter((_, at) => isNear(at)) };
}

/** One filter with one, whatever they are called; of several, those of a name. */
function pairsOf(
  before: readonly Filter[],
  after: readonly Filter[],
): readonly (readonly [Filter, Filter])[] | undefined {
  if (before.length !== after.length) return undefined;
  if (before.length === 1) return [[before[0]!, after[0]!]];
  const nameOf = ({ table, family, name }: Filter): string => `${table ?? ''} ${family} ${name.value}`;
  const named = new Map(after.map((filter) => [nameOf(filter), filter]));
  const names = new Set(before.map(nameOf));
  if (named.size !== after.length || names.size !== before.length) return undefined;
  const pairs = before.map((filter) => [filter, named.get(nameOf(filter))] as const);
  return pairs.every((pair): pair is readonly [Filter, Filter] => pair[1] !== undefined) ? pairs : undefined;
}

function changedBetween(before: readonly FilterRule[], after: readonly FilterRule[]): readonly FilterRule[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && sameRule(before[head]!, after[head]!)) head += 1;
  let tail = 0;
  while (tail < shorter - head && sameRule(before.at(-1 - tail)!, after.at(-1 - tail)!)) tail += 1;
  const olds = before.slice(head, before.length - tail);
  const news = after.slice(head, after.length - tail);
  const places = uniquePlaces(news);
  const pairs = [...uniquePlaces(olds)].flatMap(([key, old]) => {
    const now = places.get(key);
    return now === undefined ? [] : [{ old, now }];
  });
  const kept = longestRise(pairs);
  const keptOld = new Set(kept.map(({ old }) => old));
  const keptNow = new Set(kept.map(({ now }) => now));
  return [...olds.filter((_, at) => !keptOld.has(at)), ...news.filter((_, at) => !keptNow.has(at))];
}

/** Where each meaning stands that one rule only has, in order. */
function uniquePlaces(rules: readonly FilterRule[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const twice = new Set<string>();
  for (const [at, { active, quick, action, effects, matches }] of rules.entries()) {
    const key = withoutPlaces([active, quick, action, effects, matches]);
    if (places.has(key)) twice.add(key);
    else places.set(key, at);
  }
  for (const key of twice) places.delete(key);
  return places;
}

interface Pair {
  readonly old: number;
  readonly now: number;
}

/** As many of the pairs, in ascending order of `old`, as also ascend in `now`. */
function longestRise(pairs: readonly Pair[]): Pair[] {
  // By length: the last pair of a rise that ends lowest; and the pair before each in its rise.
  const ends: number[] = [];
  const previous = new Int32Array(pairs.length).fill(-1);
  for (const [at, { now }] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]!]!.now < now) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous[at] = ends[low - 1]!;
    ends[low] = at;
  }
  const rise: Pair[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at]!) rise.push(pairs[at]!);
  return rise;
}
