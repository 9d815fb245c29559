import {
  type AddressTerm,
  type Family,
  hostMask,
  lastOf,
  networkOf,
  type Prefix,
  parseAddress,
  parsePrefix,
  widthOf,
} from '../../../model/address.ts';
import type { Field } from '../../../model/filter.ts';

/** `10.0.0.0/8`, or an address alone: all of its bits count. */
export function prefixOf(text: string): Prefix | undefined {
  const prefix = parsePrefix(text);
  if (prefix) return prefix;
  const address = parseAddress(text);
  return address && { ...address, length: widthOf(address.family) };
}

/** `0.0.0.10/0.0.0.255`: a mask whose ones need not lead; where it has a 1, the bits count. */
export function maskedOf(text: string): AddressTerm | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const mask = parseAddress(text.slice(slash + 1));
  if (!address || mask?.family !== address.family) return undefined;
  const wildcard = ~mask.address & hostMask(address.family, 0);
  return { kind: 'wildcard', family: address.family, address: address.address & mask.address, wildcard };
}

export interface ListedPrefix {
  readonly prefix: Prefix;
  readonly except: boolean;
}

/**
 * A list with exceptions. The longest prefix that holds an address decides, so an exception may have an exception.
 * @returns undefined where nothing is included, or exceptions meet masks: what the platform does then is not known for sure
 */
export function fieldOf(
  listed: readonly ListedPrefix[],
  masked: readonly AddressTerm[],
  family: Family | 'both',
): Field<AddressTerm> | undefined {
  const own = family === 'both' ? listed : listed.filter(({ prefix }) => prefix.family === family);
  if (own.every(({ except }) => except) && masked.length === 0) return undefined;
  const except = own.filter((entry) => entry.except).map(termOf);
  if (except.length === 0) return { anyOf: [...own.map(termOf), ...masked] };
  const anyOf = own.filter((entry) => !entry.except).map(termOf);
  if (masked.length > 0) return undefined;
  return nestedAgain(own) ? { anyOf: decided(own) } : { anyOf, except };
}

const termOf = ({ prefix }: ListedPrefix): AddressTerm => ({
  kind: 'prefix',
  family: prefix.family,
  address: networkOf(prefix),
  length: prefix.length,
});

const inOrder = (listed: readonly ListedPrefix[]): ListedPrefix[] =>
  [...listed].sort((a, b) => {
    if (a.prefix.family !== b.prefix.family) return a.prefix.family < b.prefix.family ? -1 : 1;
    const [one, other] = [networkOf(a.prefix), networkOf(b.prefix)];
    return one === other ? a.prefix.length - b.prefix.length : one < other ? -1 : 1;
  });

/** Whether something is included inside an exception. */
function nestedAgain(listed: readonly ListedPrefix[]): boolean {
  const open: ListedPrefix[] = [];
  for (const entry of inOrder(listed)) {
    while (open.length > 0 && !inside(entry, open.at(-1)!)) open.pop();
    if (!entry.except && open.some((outer) => outer.except)) return true;
    open.push(entry);
    if (open.length > 130) return true;
  }
  return false;
}

const inside = (inner: ListedPrefix, outer: ListedPrefix): boolean =>
  inner.prefix.family === outer.prefix.family &&
  networkOf(outer.prefix) <= networkOf(inner.prefix) &&
  networkOf(inner.prefix) <= lastOf(outer.prefix);

/** Included ranges, by a sweep over the nested prefixes. */
function decided(listed: readonly ListedPrefix[]): AddressTerm[] {
  const ranges: AddressTerm[] = [];
  const open: ListedPrefix[] = [];
  let from = 0n;
  const emit = (until: bigint): void => {
    const current = open.at(-1);
    if (current && !current.except && from <= until)
      ranges.push({ kind: 'range', family: current.prefix.family, first: from, last: until });
    from = until + 1n;
  };
  for (const entry of inOrder(listed)) {
    while (open.length > 0 && !inside(entry, open.at(-1)!)) {
      emit(lastOf(open.at(-1)!.prefix));
      open.pop();
    }
    if (open.length > 0) emit(networkOf(entry.prefix) - 1n);
    from = networkOf(entry.prefix);
    open.push(entry);
  }
  while (open.length > 0) {
    emit(lastOf(open.at(-1)!.prefix));
    open.pop();
  }
  return ranges;
}
