import { type Prefix, widthOf } from '../../../grammars/model/address.ts';

/** Addresses in one piece; both ends inside. A list of them is in order, and they do not touch. */
export interface Run {
  readonly first: bigint;
  readonly last: bigint;
}

export const NO_RUNS: readonly Run[] = [];

/** The addresses of a prefix. */
export function runOf({ family, address, length }: Prefix): Run {
  const spare = BigInt(widthOf(family) - length);
  const first = (address >> spare) << spare;
  return { first, last: first + (1n << spare) - 1n };
}

/** Of runs in any order, which may touch and overlap; sorts them where they are. */
export function joined(runs: Run[]): Run[] {
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

export function united(x: readonly Run[], y: readonly Run[]): readonly Run[] {
  if (x.length === 0 || x === y) return y;
  if (y.length === 0) return x;
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

/** The addresses in both: `x` itself where that is all of it. */
export function common(x: readonly Run[], y: readonly Run[]): readonly Run[] {
  if (x.length === 0 || x === y) return x;
  const out: Run[] = [];
  let whole = 0;
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    const [one, other] = [x[i]!, y[j]!];
    if (other.first <= one.first && one.last <= other.last) {
      out.push(one);
      whole += 1;
    } else {
      const first = greater(one.first, other.first);
      const last = lesser(one.last, other.last);
      if (first <= last) out.push({ first, last });
    }
    if (one.last < other.last) i += 1;
    else j += 1;
  }
  return whole === x.length ? x : out;
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

/** The addresses of `x` that are not in `y`: `x` itself where none is. */
export function without(x: readonly Run[], y: readonly Run[]): readonly Run[] {
  if (x.length === 0 || y.length === 0) return x;
  if (x === y) return NO_RUNS;
  const out: Run[] = [];
  let whole = 0;
  let j = 0;
  for (const run of x) {
    const { first, last } = run;
    let from = first;
    while (j < y.length && y[j]!.last < from) j += 1;
    for (let k = j; k < y.length && y[k]!.first <= last; k += 1) {
      if (y[k]!.first > from) out.push({ first: from, last: y[k]!.first - 1n });
      from = y[k]!.last + 1n;
    }
    if (from === first) {
      out.push(run);
      whole += 1;
    } else if (from <= last) out.push({ first: from, last });
  }
  return whole === x.length ? x : out;
}

export function areAlike(a: readonly Run[], b: readonly Run[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1)
    if (a[at]!.first !== b[at]!.first || a[at]!.last !== b[at]!.last) return false;
  return true;
}

export const isIn = (runs: readonly Run[], address: bigint): boolean =>
  runs.some(({ first, last }) => first <= address && address <= last);

/** How many addresses they are. */
export const addressesOf = (runs: readonly Run[]): bigint =>
  runs.reduce((sum, { first, last }) => sum + (last - first + 1n), 0n);
