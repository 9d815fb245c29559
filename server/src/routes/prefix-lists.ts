import { type Family, networkOf, type Prefix } from '../../../grammars/model/address.ts';
import type { PrefixListEntry } from '../../../grammars/model/routing.ts';
import { type Run, runOf } from './address-runs.ts';
import {
  bandsOf,
  difference,
  intersection,
  isEmpty,
  type PrefixSpace,
  shortest,
  spaceOf,
  unionOf,
  within,
} from './prefix-space.ts';

const known = new WeakMap<readonly PrefixListEntry[], Map<Family, PrefixSpace>>();

/** What a list permits: the first entry that matches decides, and a route that meets none is refused. Found once for each list. */
export function permittedBy(entries: readonly PrefixListEntry[], family: Family): PrefixSpace {
  const spaces = known.get(entries) ?? new Map<Family, PrefixSpace>();
  known.set(entries, spaces);
  const made = spaces.get(family) ?? permittedIn(entries, family);
  spaces.set(family, made);
  return made;
}

function permittedIn(entries: readonly PrefixListEntry[], family: Family): PrefixSpace {
  // Where all permit, it is the same which of them decides.
  if (entries.every(({ action }) => action === 'permit'))
    return unionOf(
      family,
      entries.filter(({ prefix }) => prefix.family === family),
    );
  const bands: { readonly first: number; readonly last: number; readonly runs: Run[] }[] = [];
  paint(entries, family, (lengths, run, entry) => {
    if (entries[entry]!.action !== 'permit') return;
    const band = bands.at(-1);
    if (band?.first === lengths.first) band.runs.push(run);
    else bands.push({ ...lengths, runs: [run] });
  });
  return spaceOf(family, bands);
}

/**
 * Goes through the lengths that entries match, in bands that are the same for all of them, and tells which entry decides each run of
 * addresses, in order. Costs as much as sorting the entries.
 */
function paint(
  entries: readonly PrefixListEntry[],
  family: Family,
  tell: (lengths: { readonly first: number; readonly last: number }, run: Run, entry: number) => void,
): void {
  const own: number[] = [];
  for (const [entry, { prefix }] of entries.entries()) if (prefix.family === family) own.push(entry);
  const ofFamily = own.map((entry) => entries[entry]!);
  const whole = ofFamily.map(({ prefix }) => runOf(prefix));
  for (const { first, last, members } of bandsOf(ofFamily, family)) {
    const lengths = { first, last };
    if (members.length === 1) {
      tell(lengths, whole[members[0]!]!, own[members[0]!]!);
      continue;
    }
    const edges = [...new Set(members.flatMap((at) => [whole[at]!.first, whole[at]!.last + 1n]))].sort(ascending);
    const place = new Map(edges.map((edge, i) => [edge, i]));
    const owner: number[] = Array<number>(edges.length - 1).fill(-1);
    // From each piece to the next one that nobody owns yet.
    const free = Array.from({ length: edges.length }, (_, i) => i);
    const nextFree = (from: number): number => {
      let at = from;
      while (free[at] !== at) {
        free[at] = free[free[at]!]!;
        at = free[at]!;
      }
      return at;
    };
    for (const member of members) {
      const end = place.get(whole[member]!.last + 1n)!;
      for (let at = nextFree(place.get(whole[member]!.first)!); at < end; at = nextFree(at)) {
        owner[at] = own[member]!;
        free[at] = at + 1;
      }
    }
    for (const [i, entry] of owner.entries())
      if (entry >= 0) tell(lengths, { first: edges[i]!, last: edges[i + 1]! - 1n }, entry);
  }
}

function ascending(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The entry that decides a prefix. */
export const decidedBy = (entries: readonly PrefixListEntry[], prefix: Prefix): PrefixListEntry | undefined =>
  entries.find((entry) => matches(entry, prefix));

function matches({ prefix, lengths }: PrefixListEntry, route: Prefix): boolean {
  if (prefix.family !== route.family || route.length < prefix.length) return false;
  if (route.length < lengths.first || route.length > lengths.last) return false;
  const shift = BigInt((prefix.family === 'ipv4' ? 32 : 128) - prefix.length);
  return route.address >> shift === prefix.address >> shift;
}

export interface DeadEntry {
  /** Index of the entry no route comes to. */
  readonly entry: number;
  /** Earlier entries that take its routes, in order. */
  readonly deciders: readonly number[];
  /** One of them decides the other way. */
  readonly conflicting: boolean;
  /** A prefix that matches it, and is decided by `decider`. */
  readonly witness: Prefix;
  readonly decider: number;
}

/** More dead entries than this in one list are one mistake. */
const MOST_DEAD = 100;

/** Entries that never decide anything, because entries before them take all that they match. */
export function deadEntries(entries: readonly PrefixListEntry[]): DeadEntry[] {
  const live = new Set<number>();
  for (const family of ['ipv4', 'ipv6'] as const) paint(entries, family, (_lengths, _run, entry) => live.add(entry));
  const dead: DeadEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    if (live.has(index)) continue;
    const own = within(entry.prefix, entry.lengths);
    if (isEmpty(own)) continue;
    dead.push({ entry: index, ...deciders(entries, index, own) });
    if (dead.length === MOST_DEAD) break;
  }
  return dead;
}

function deciders(entries: readonly PrefixListEntry[], index: number, own: PrefixSpace): Omit<DeadEntry, 'entry'> {
  const found: { readonly place: number; readonly part: PrefixSpace }[] = [];
  let left = own;
  for (let place = 0; place < index && !isEmpty(left); place += 1) {
    const earlier = entries[place]!;
    if (!mayShare(earlier, entries[index]!)) continue;
    const part = intersection(left, within(earlier.prefix, earlier.lengths));
    if (isEmpty(part)) continue;
    found.push({ place, part });
    left = difference(left, part);
  }
  const other = found.find(({ place }) => entries[place]!.action !== entries[index]!.action);
  const shown = other ?? found[0]!;
  return {
    deciders: found.map(({ place }) => place),
    conflicting: other !== undefined,
    witness: shortest(shown.part)!,
    decider: shown.place,
  };
}

/** One prefix lies within the other, and there are lengths for both. */
function mayShare(a: PrefixListEntry, b: PrefixListEntry): boolean {
  const shorter = a.prefix.length < b.prefix.length ? a.prefix : b.prefix;
  return (
    a.prefix.family === b.prefix.family &&
    a.lengths.first <= b.lengths.last &&
    b.lengths.first <= a.lengths.last &&
    networkOf({ ...a.prefix, length: shorter.length }) === networkOf({ ...b.prefix, length: shorter.length })
  );
}
