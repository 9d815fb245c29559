import { type Family, type Prefix, widthOf } from '../../../grammars/model/address.ts';
import {
  addressesOf,
  areAlike,
  common,
  isIn,
  joined,
  NO_RUNS,
  type Run,
  runOf,
  united,
  without,
} from './address-runs.ts';

/** Lengths at which the same addresses are in the set; both ends inside. */
interface Band {
  readonly first: number;
  readonly last: number;
  /** In order, and they do not touch; at least one. */
  readonly runs: readonly Run[];
}

/**
 * A set of prefixes of one family, exact: for each length the networks of that length. `10.0.0.0/8 le 24` is one run of addresses in one band
 * of lengths, 8 to 24: what is true of many lengths is said, and reckoned, once.
 */
export interface PrefixSpace {
  readonly family: Family;
  /** In order; lengths that none of them holds have no networks in the set. */
  readonly bands: readonly Band[];
}

const EMPTIES: Readonly<Record<Family, PrefixSpace>> = {
  ipv4: { family: 'ipv4', bands: [] },
  ipv6: { family: 'ipv6', bands: [] },
};

export const nothing = (family: Family): PrefixSpace => EMPTIES[family];

/** Every prefix within this one whose length is in the interval; both ends inside. */
export function within(prefix: Prefix, lengths: { readonly first: number; readonly last: number }): PrefixSpace {
  return unionOf(prefix.family, [{ prefix, lengths }]);
}

export const everything = (family: Family): PrefixSpace => ALLS[family];

const allOf = (family: Family): PrefixSpace =>
  within({ family, address: 0n, length: 0 }, { first: 0, last: widthOf(family) });

const ALLS: Readonly<Record<Family, PrefixSpace>> = { ipv4: allOf('ipv4'), ipv6: allOf('ipv6') };

const isNothing = ({ bands }: PrefixSpace): boolean => bands.length === 0;
/** Told by identity: sets made in other ways may hold the same. */
const isEverything = (space: PrefixSpace): boolean => space === everything(space.family);

interface Part {
  readonly prefix: Prefix;
  readonly lengths: { readonly first: number; readonly last: number };
}

/** The union of many at once: costs as much as sorting them, for each band of lengths in which the same of them are. */
export function unionOf(family: Family, parts: readonly Part[]): PrefixSpace {
  if (parts.length === 0) return nothing(family);
  const runs = parts.map(({ prefix }) => runOf(prefix));
  return spaceOf(
    family,
    bandsOf(parts, family).map(({ first, last, members }) => ({
      first,
      last,
      runs: members.length === 1 ? [runs[members[0]!]!] : joined(members.map((member) => runs[member]!)),
    })),
  );
}

/** From bands in order, whose runs are in order and may touch. */
export function spaceOf(family: Family, bands: readonly Band[]): PrefixSpace {
  const kept: Band[] = [];
  for (const { first, last, runs } of bands) add(kept, first, last, runs.length > 1 ? joined([...runs]) : runs);
  return kept.length === 0 ? nothing(family) : { family, bands: kept };
}

/** Bands of lengths, in order, in which the same parts have networks, with the places of those. */
export function bandsOf(
  parts: readonly Part[],
  family: Family,
): { readonly first: number; readonly last: number; readonly members: readonly number[] }[] {
  const width = widthOf(family);
  const starts: (number[] | undefined)[] = [];
  const cuts = new Set<number>();
  const ends: number[] = [];
  for (const [at, { prefix, lengths }] of parts.entries()) {
    const first = Math.max(prefix.length, lengths.first);
    const last = Math.min(width, lengths.last);
    ends.push(last);
    if (first > last) continue;
    cuts.add(first).add(last + 1);
    const same = starts[first];
    if (same) same.push(at);
    else starts[first] = [at];
  }
  const lengths = [...cuts].sort((a, b) => a - b);
  const bands: { readonly first: number; readonly last: number; readonly members: readonly number[] }[] = [];
  let members: readonly number[] = [];
  for (const [at, first] of lengths.entries()) {
    const going = members.filter((member) => ends[member]! >= first);
    const coming = starts[first];
    members = !coming ? going : going.length === 0 ? coming : [...going, ...coming].sort((a, b) => a - b);
    if (members.length > 0) bands.push({ first, last: lengths[at + 1]! - 1, members });
  }
  return bands;
}

/** What is the same as just before it lengthens that band. */
function add(bands: Band[], first: number, last: number, runs: readonly Run[]): void {
  if (runs.length === 0) return;
  const before = bands.at(-1);
  if (before && before.last === first - 1 && areAlike(before.runs, runs))
    bands[bands.length - 1] = { first: before.first, last, runs: before.runs };
  else bands.push({ first, last, runs });
}

function byBand(
  a: PrefixSpace,
  b: PrefixSpace,
  combine: (x: readonly Run[], y: readonly Run[]) => readonly Run[],
): PrefixSpace {
  const bands: Band[] = [];
  let from = 0;
  for (let i = 0, j = 0; i < a.bands.length || j < b.bands.length; ) {
    const one = a.bands[i];
    const other = b.bands[j];
    const first = Math.max(from, Math.min(one?.first ?? LONGER, other?.first ?? LONGER));
    const inOne = one !== undefined && one.first <= first;
    const inOther = other !== undefined && other.first <= first;
    const last = Math.min(endOf(one, inOne), endOf(other, inOther));
    add(bands, first, last, combine(inOne ? one.runs : NO_RUNS, inOther ? other.runs : NO_RUNS));
    from = last + 1;
    if (one && one.last < from) i += 1;
    if (other && other.last < from) j += 1;
  }
  if (bands.length === 0) return nothing(a.family);
  return areSame(bands, a.bands) ? a : { family: a.family, bands };
}

/** Beyond every length. */
const LONGER = 129;

/** To where a band, or the gap before it, goes on. */
function endOf(band: Band | undefined, isInside: boolean): number {
  if (!band) return LONGER;
  return isInside ? band.last : band.first - 1;
}

function areSame(a: readonly Band[], b: readonly Band[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) {
    const [one, other] = [a[at]!, b[at]!];
    if (one.runs !== other.runs || one.first !== other.first || one.last !== other.last) return false;
  }
  return true;
}

export function union(a: PrefixSpace, b: PrefixSpace): PrefixSpace {
  if (a === b || isNothing(b) || isEverything(a)) return a;
  if (isNothing(a) || isEverything(b)) return b;
  return byBand(a, b, united);
}

export function intersection(a: PrefixSpace, b: PrefixSpace): PrefixSpace {
  if (a === b || isEverything(b) || isNothing(a)) return a;
  if (isEverything(a) || isNothing(b)) return b;
  return byBand(a, b, common);
}

export function difference(a: PrefixSpace, b: PrefixSpace): PrefixSpace {
  if (isNothing(a) || isNothing(b)) return a;
  if (a === b || isEverything(b)) return nothing(a.family);
  return byBand(a, b, without);
}

export const isEmpty = ({ bands }: PrefixSpace): boolean => bands.length === 0;

export const isSubset = (a: PrefixSpace, b: PrefixSpace): boolean => isEmpty(difference(a, b));

export const overlap = (a: PrefixSpace, b: PrefixSpace): boolean => !isEmpty(intersection(a, b));

/** The shortest prefix in the set, of these the lowest; undefined when empty. */
export function shortest({ family, bands }: PrefixSpace): Prefix | undefined {
  const [band] = bands;
  return band && { family, address: band.runs[0]!.first, length: band.first };
}

export const holdsPrefix = ({ family, bands }: PrefixSpace, prefix: Prefix): boolean =>
  prefix.family === family &&
  bands.some(({ first, last, runs }) => first <= prefix.length && prefix.length <= last && isIn(runs, prefix.address));

/** Whether it has a network around the address that is at least so long. */
export const holdsAround = ({ bands }: PrefixSpace, address: bigint, length: number): boolean =>
  bands.some(({ last, runs }) => last >= length && isIn(runs, address));

/** How many prefixes it holds. */
export function countOf({ family, bands }: PrefixSpace): bigint {
  let count = 0n;
  for (const { first, last, runs } of bands) {
    const addresses = addressesOf(runs);
    for (let length = first; length <= last; length += 1) count += addresses >> BigInt(widthOf(family) - length);
  }
  return count;
}

/** How many runs it is made of: what operations on it cost. */
export const sizeOf = ({ bands }: PrefixSpace): number => bands.reduce((sum, { runs }) => sum + runs.length, 0);
