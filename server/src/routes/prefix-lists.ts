import type { Family, Prefix } from '../../../grammars/model/address.ts';
import type { PrefixListEntry } from '../../../grammars/model/routing.ts';
import {
  difference,
  intersection,
  isEmpty,
  nothing,
  type PrefixSpace,
  shortest,
  sizeOf,
  union,
  unionOf,
  within,
} from './prefix-space.ts';

/** What a list permits: the first entry that matches decides, and a route that meets none is refused. */
export function permittedBy(entries: readonly PrefixListEntry[], family: Family): PrefixSpace {
  const own = entries.filter(({ prefix }) => prefix.family === family);
  let permitted = nothing(family);
  // From the end: an entry overrules those after it. Neighbours of one action are taken together.
  for (let end = own.length; end > 0; ) {
    let start = end - 1;
    while (start > 0 && own[start - 1]!.action === own[end - 1]!.action) start -= 1;
    const together = unionOf(family, own.slice(start, end));
    permitted = own[start]!.action === 'permit' ? union(permitted, together) : difference(permitted, together);
    end = start;
  }
  return permitted;
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

/** Beyond this many steps the rest of a list is not looked at. */
const MOST_WORK = 2_000_000;

/** Entries that never decide anything, because entries before them take all that they match. */
export function deadEntries(entries: readonly PrefixListEntry[]): DeadEntry[] {
  const dead: DeadEntry[] = [];
  const taken = new Map<Family, PrefixSpace>();
  let work = 0;
  for (const [index, entry] of entries.entries()) {
    const { family } = entry.prefix;
    const before = taken.get(family) ?? nothing(family);
    work += sizeOf(before);
    if (work > MOST_WORK) break;
    const own = within(entry.prefix, entry.lengths);
    const left = difference(own, before);
    if (!isEmpty(left)) {
      taken.set(family, union(before, own));
      continue;
    }
    if (isEmpty(own)) continue;
    dead.push({ entry: index, ...deciders(entries, index, own) });
  }
  return dead;
}

function deciders(entries: readonly PrefixListEntry[], index: number, own: PrefixSpace): Omit<DeadEntry, 'entry'> {
  const found: { readonly place: number; readonly part: PrefixSpace }[] = [];
  let left = own;
  for (let place = 0; place < index && !isEmpty(left); place += 1) {
    const earlier = entries[place]!;
    if (earlier.prefix.family !== own.family) continue;
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
