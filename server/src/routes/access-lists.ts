import type { AddressTerm } from '../../../grammars/model/address.ts';
import type { Field, Filter, Match } from '../../../grammars/model/filter.ts';
import type { PrefixListEntry } from '../../../grammars/model/routing.ts';
import { difference, everything, intersection, nothing, type PrefixSpace, spaceOf, union } from './prefix-space.ts';

const WIDTH = 32;
const HIGHEST = 0xffff_ffffn;

const known = new WeakMap<Filter, PrefixSpace | undefined>();

/**
 * The routes that an IPv4 access list lets pass where it is asked of routes: its source is compared with the network's address, its
 * destination, if it has one, with the network's mask (IOS "match ip address"). @returns undefined where one of its lines cannot be told
 */
export function permittedRoutes(filter: Filter): PrefixSpace | undefined {
  if (!known.has(filter)) known.set(filter, found(filter));
  return known.get(filter);
}

const named = new WeakMap<Filter, readonly PrefixListEntry[]>();

/** The networks that its lines name, and what is in them, each as an entry of a prefix list; lines about every network name none. */
export function networksNamedBy(filter: Filter): readonly PrefixListEntry[] {
  const before = named.get(filter);
  if (before) return before;
  const entries = filter.rules.flatMap(({ matches, action: { kind }, span }): PrefixListEntry[] =>
    kind !== 'permit' && kind !== 'deny'
      ? []
      : matches.flatMap(({ source }) => {
          const run = source && runOf(source);
          const size = run ? run.last - run.first + 1n : 0n;
          if (!run || size > HIGHEST || (size & (size - 1n)) !== 0n || run.first % size !== 0n) return [];
          const entry = (length: number): PrefixListEntry => ({
            span,
            action: kind,
            prefix: { family: 'ipv4', address: run.first, length },
            lengths: { first: length, last: WIDTH },
          });
          const entries = [entry(WIDTH - (size.toString(2).length - 1))];
          // A list asks for addresses: the same one with a shorter mask is meant as well.
          for (let at = entries[0]!.prefix.length - 1; at > 0 && run.first % (1n << BigInt(WIDTH - at)) === 0n; at -= 1)
            entries.push(entry(at));
          return entries;
        }),
  );
  named.set(filter, entries);
  return entries;
}

function found({ closed, rules, family }: Filter): PrefixSpace | undefined {
  if (!closed || family !== 'ipv4') return undefined;
  let permitted = nothing('ipv4');
  let left = everything('ipv4');
  for (const { matches, action, active } of rules) {
    if (!active) continue;
    if (action.kind !== 'permit' && action.kind !== 'deny') return undefined;
    for (const match of matches) {
      const space = spaceOfMatch(match);
      if (!space) return undefined;
      if (action.kind === 'permit') permitted = union(permitted, intersection(left, space));
      left = difference(left, space);
    }
  }
  return permitted;
}

/** What a line may say of routes; all else in it is of packets. */
const OF_ROUTES = new Set<keyof Match>(['family', 'source', 'destination']);

function spaceOfMatch(match: Match): PrefixSpace | undefined {
  for (const key of Object.keys(match) as (keyof Match)[]) if (!OF_ROUTES.has(key)) return undefined;
  const networks = runOf(match.source);
  const masks = runOf(match.destination);
  if (!networks || !masks) return undefined;
  return spaceOf(
    'ipv4',
    Array.from({ length: WIDTH + 1 }, (_, length) => {
      const mask = length === 0 ? 0n : (HIGHEST << BigInt(WIDTH - length)) & HIGHEST;
      const spare = BigInt(WIDTH - length);
      const first = ((networks.first + (1n << spare) - 1n) >> spare) << spare;
      const last = (((networks.last >> spare) + 1n) << spare) - 1n;
      const isAsked = masks.first <= mask && mask <= masks.last && first <= last;
      return { first: length, last: length, runs: isAsked ? [{ first, last }] : [] };
    }),
  );
}

interface AddressRun {
  readonly first: bigint;
  readonly last: bigint;
}

/** Addresses in one piece; undefined: they are not. */
function runOf(field: Field<AddressTerm> | undefined): AddressRun | undefined {
  if (!field) return { first: 0n, last: HIGHEST };
  const [term, ...others] = field.anyOf;
  if (!term || others.length > 0 || field.negated || field.except?.length) return undefined;
  switch (term.kind) {
    case 'any':
      return { first: 0n, last: HIGHEST };
    case 'prefix': {
      const size = 1n << BigInt(WIDTH - term.length);
      const first = term.address - (term.address % size);
      return { first, last: first + size - 1n };
    }
    case 'range':
      return { first: term.first, last: term.last };
    case 'wildcard': {
      // In one piece where the bits that may be anything are the last ones.
      if ((term.wildcard & (term.wildcard + 1n)) !== 0n) return undefined;
      const first = term.address & ~term.wildcard & HIGHEST;
      return { first, last: first + term.wildcard };
    }
  }
}
