import type { AddressTerm } from '../../../grammars/model/address.ts';
import type { Field, FilterRule, Match } from '../../../grammars/model/filter.ts';
import { termEnds } from './bounds.ts';

/** Whether two rules, whose boxes meet, may share addresses: what is written on each side is compared, still without any set. */
export type Spreads = (one: number, other: number) => boolean;

/**
 * A box around a group of hosts all over the network holds most of the network; the hosts themselves meet few others. Only order matters to
 * whether ranges meet, so each address is its place among all that the rules name.
 * @returns undefined where no rule has several addresses on a side: boxes say as much
 */
export function spreadsOf(rules: readonly FilterRule[]): Spreads | undefined {
  if (!rules.some(({ matches }) => matches.some(namesSeveral))) return undefined;
  const fields = new Set(rules.flatMap(({ matches }) => matches.flatMap((match) => SIDES.map((side) => match[side]))));
  const ranges = rangesOf(fields);
  const sides = rules.map(({ matches }) =>
    SIDES.map((side) => united(matches.map((match) => ranges.get(match[side])))),
  );
  return (one, other) =>
    SIDES.every((_, side) => {
      const [a, b] = [sides[one]![side], sides[other]![side]];
      return !a || !b || rangesMeet(a, b);
    });
}

const SIDES = ['destination', 'source'] as const;

/** Asked of every rule after every edit. */
const namesSeveral = ({ destination, source }: Match): boolean =>
  (destination?.anyOf.length ?? 0) > 1 || (source?.anyOf.length ?? 0) > 1;

type AddressField = Field<AddressTerm> | undefined;

/** Ends of disjoint ranges, ascending. */
type Ranges = Float64Array;

/** Of each field that names its addresses one by one. */
function rangesOf(fields: ReadonlySet<AddressField>): ReadonlyMap<AddressField, Ranges> {
  const ends = new Map<AddressField, (readonly [bigint, bigint])[]>();
  for (const field of fields) {
    if (!field || field.negated || field.anyOf.some(({ kind }) => kind === 'any')) continue;
    ends.set(
      field,
      field.anyOf.flatMap((term) => (term.kind === 'any' ? [] : [endsOf(term)])),
    );
  }
  const named = [...new Set([...ends.values()].flat(2))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const places = new Map(named.map((address, place) => [address, place]));
  return new Map(
    [...ends].map(([field, all]) => [
      field,
      disjoint(all.map(([first, last]) => [places.get(first)!, places.get(last)!])),
    ]),
  );
}

/** Those of IPv6 stand above those of IPv4. */
function endsOf(term: Exclude<AddressTerm, { kind: 'any' }>): readonly [bigint, bigint] {
  const [first, last] = termEnds(term);
  return term.family === 'ipv4' ? [first, last] : [first + ABOVE_IPV4, last + ABOVE_IPV4];
}

const ABOVE_IPV4 = 1n << 32n;

/** What several matches of a rule name on one side; undefined where one of them does not say. */
function united(all: readonly (Ranges | undefined)[]): Ranges | undefined {
  const distinct = [...new Set(all)];
  if (distinct.includes(undefined)) return undefined;
  if (distinct.length < 2) return distinct[0];
  return disjoint(
    distinct.flatMap((ranges) =>
      Array.from({ length: ranges!.length / 2 }, (_, at) => [ranges![at * 2]!, ranges![at * 2 + 1]!] as const),
    ),
  );
}

function disjoint(ranges: readonly (readonly [number, number])[]): Ranges {
  const ends: number[] = [];
  for (const [first, last] of ranges.filter(([first, last]) => first <= last).sort(([a], [b]) => a - b)) {
    if (ends.length > 0 && first <= ends.at(-1)!) ends[ends.length - 1] = Math.max(ends.at(-1)!, last);
    else ends.push(first, last);
  }
  return Float64Array.from(ends);
}

function rangesMeet(a: Ranges, b: Ranges): boolean {
  if (a.length > b.length) return rangesMeet(b, a);
  for (let at = 0, from = 0; at < a.length; at += 2) {
    from = firstEndingAt(b, from, a[at]!);
    if (from >= b.length) return false;
    if (b[from]! <= a[at + 1]!) return true;
  }
  return false;
}

/** The first range from `from` on that does not end before the value: in steps that double, then by halves. */
function firstEndingAt(ends: Ranges, from: number, value: number): number {
  let low = from;
  for (let step = 2; low + step <= ends.length && ends[low + step - 1]! < value; step *= 2) low += step;
  let high = Math.min(ends.length, low + (low - from) + 2);
  while (low < high) {
    const middle = low + (((high - low) >> 2) << 1);
    if (ends[middle + 1]! < value) low = middle + 2;
    else high = middle;
  }
  return low;
}
