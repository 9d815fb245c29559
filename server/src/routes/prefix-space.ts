import { type Family, type Prefix, widthOf } from '../../../grammars/model/address.ts';

/** Both ends inside; network numbers, that is the leading bits of an address as an integer. */
interface Run {
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * A set of prefixes of one family, exact: for each length the networks of that length, as runs in order that do not touch.
 * `10.0.0.0/8 le 24` is one run at each of the lengths 8 to 24.
 */
export interface PrefixSpace {
  readonly family: Family;
  /** Index: length. */
  readonly levels: readonly (readonly Run[])[];
}

const NONE: readonly Run[] = [];

const empties = new Map<Family, PrefixSpace>();

export function nothing(family: Family): PrefixSpace {
  const known = empties.get(family);
  if (known) return known;
  const made = { family, levels: Array<readonly Run[]>(widthOf(family) + 1).fill(NONE) };
  empties.set(family, made);
  return made;
}

/** Every prefix within this one whose length is in the interval; both ends inside. */
export function within(prefix: Prefix, lengths: { readonly first: number; readonly last: number }): PrefixSpace {
  return unionOf(prefix.family, [{ prefix, lengths }]);
}

const alls = new Map<Family, PrefixSpace>();

export function everything(family: Family): PrefixSpace {
  const known = alls.get(family);
  if (known) return known;
  const made = within({ family, address: 0n, length: 0 }, { first: 0, last: widthOf(family) });
  alls.set(family, made);
  return made;
}

/** Told by identity: sets made in other ways may hold the same. Whole sets are mostly one of the two, and are done with at once. */
const isNothing = (space: PrefixSpace): boolean => space === nothing(space.family);
const isEverything = (space: PrefixSpace): boolean => space === everything(space.family);

/** The union of many at once: costs as much as sorting them. */
export function unionOf(
  family: Family,
  parts: readonly { readonly prefix: Prefix; readonly lengths: { readonly first: number; readonly last: number } }[],
): PrefixSpace {
  if (parts.length === 0) return nothing(family);
  const width = widthOf(family);
  const levels: (Run[] | undefined)[] = Array(width + 1).fill(undefined);
  for (const { prefix, lengths } of parts) {
    for (let length = Math.max(prefix.length, lengths.first); length <= Math.min(width, lengths.last); length += 1) {
      const network = prefix.address >> BigInt(width - prefix.length);
      const spare = BigInt(length - prefix.length);
      const run = { first: network << spare, last: ((network + 1n) << spare) - 1n };
      const runs = levels[length];
      if (runs) runs.push(run);
      else levels[length] = [run];
    }
  }
  return { family, levels: levels.map((runs) => (runs && runs.length > 1 ? joined(runs) : (runs ?? NONE))) };
}

/** From runs in order, by length; absent lengths are empty. */
export const spaceOf = (family: Family, levels: readonly (readonly Run[] | undefined)[]): PrefixSpace => ({
  family,
  levels: Array.from({ length: widthOf(family) + 1 }, (_, length) => {
    const runs = levels[length];
    return runs ? joined([...runs]) : NONE;
  }),
});

function joined(runs: Run[]): Run[] {
  runs.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const out: Run[] = [];
  for (const run of runs) {
    const last = out.at(-1);
    if (last && run.first <= last.last + 1n) {
      if (run.last > last.last) out[out.length - 1] = { first: last.first, last: run.last };
    } else out.push(run);
  }
  return out;
}

function byLevel(
  a: PrefixSpace,
  b: PrefixSpace,
  combine: (x: readonly Run[], y: readonly Run[]) => readonly Run[],
): PrefixSpace {
  let empty = true;
  let same = true;
  const levels = a.levels.map((runs, length) => {
    const made = combine(runs, b.levels[length]!);
    if (made.length > 0) empty = false;
    if (made !== runs) same = false;
    return made;
  });
  if (empty) return nothing(a.family);
  return same ? a : { family: a.family, levels };
}

export function union(a: PrefixSpace, b: PrefixSpace): PrefixSpace {
  if (a === b || isNothing(b) || isEverything(a)) return a;
  if (isNothing(a) || isEverything(b)) return b;
  return byLevel(a, b, (x, y) => (x.length === 0 || x === y ? y : y.length === 0 ? x : mergedRuns(x, y)));
}

/** Both in order. */
function mergedRuns(x: readonly Run[], y: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (let i = 0, j = 0; i < x.length || j < y.length; ) {
    const one = x[i];
    const other = y[j];
    const next = other === undefined || (one !== undefined && one.first <= other.first) ? one! : other;
    if (next === one) i += 1;
    else j += 1;
    const last = out.at(-1);
    if (last === undefined || next.first > last.last + 1n) out.push(next);
    else if (next.last > last.last) out[out.length - 1] = { first: last.first, last: next.last };
  }
  return out;
}

export function intersection(a: PrefixSpace, b: PrefixSpace): PrefixSpace {
  if (a === b || isEverything(b) || isNothing(a)) return a;
  if (isEverything(a) || isNothing(b)) return b;
  return byLevel(a, b, (x, y) => {
    if (x.length === 0 || y.length === 0) return NONE;
    if (x === y) return x;
    const out: Run[] = [];
    for (let i = 0, j = 0; i < x.length && j < y.length; ) {
      const [one, other] = [x[i]!, y[j]!];
      const first = greater(one.first, other.first);
      const last = lesser(one.last, other.last);
      if (first <= last) out.push({ first, last });
      if (one.last < other.last) i += 1;
      else j += 1;
    }
    return out;
  });
}

/** `Math.max` knows no bigint. */
function greater(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

export function difference(a: PrefixSpace, b: PrefixSpace): PrefixSpace {
  if (isNothing(a) || isNothing(b)) return a;
  if (a === b || isEverything(b)) return nothing(a.family);
  return byLevel(a, b, (x, y) => {
    if (x.length === 0 || y.length === 0) return x;
    if (x === y) return NONE;
    const out: Run[] = [];
    let j = 0;
    for (const { first, last } of x) {
      let from = first;
      while (j < y.length && y[j]!.last < from) j += 1;
      for (let k = j; k < y.length && y[k]!.first <= last; k += 1) {
        if (y[k]!.first > from) out.push({ first: from, last: y[k]!.first - 1n });
        from = y[k]!.last + 1n;
      }
      if (from <= last) out.push({ first: from, last });
    }
    return out;
  });
}

export const isEmpty = ({ levels }: PrefixSpace): boolean => levels.every((runs) => runs.length === 0);

export const isSubset = (a: PrefixSpace, b: PrefixSpace): boolean => isEmpty(difference(a, b));

export const overlap = (a: PrefixSpace, b: PrefixSpace): boolean => !isEmpty(intersection(a, b));

/** The shortest prefix in the set, of these the lowest; undefined when empty. */
export function shortest({ family, levels }: PrefixSpace): Prefix | undefined {
  const length = levels.findIndex((runs) => runs.length > 0);
  if (length < 0) return undefined;
  return { family, address: levels[length]![0]!.first << BigInt(widthOf(family) - length), length };
}

export function holdsPrefix({ family, levels }: PrefixSpace, prefix: Prefix): boolean {
  if (prefix.family !== family) return false;
  const network = prefix.address >> BigInt(widthOf(family) - prefix.length);
  return levels[prefix.length]!.some(({ first, last }) => first <= network && network <= last);
}

/** How many prefixes it holds. */
export const countOf = ({ levels }: PrefixSpace): bigint =>
  levels.reduce((sum, runs) => runs.reduce((inner, { first, last }) => inner + (last - first + 1n), sum), 0n);

/** How many runs it is made of: what operations on it cost. */
export const sizeOf = ({ levels }: PrefixSpace): number => levels.reduce((sum, runs) => sum + runs.length, 0);
