import fc from 'fast-check';
import { networkOf, type Prefix } from '../../grammars/model/address.ts';
import type { PrefixListEntry } from '../../grammars/model/routing.ts';

const SPAN = { start: 0, end: 0 };
const LONGEST = 4;

/** Every IPv4 prefix of length 0 to 4, shorter ones first. */
export const universe: readonly Prefix[] = Array.from({ length: LONGEST + 1 }, (_, length) =>
  Array.from({ length: 2 ** length }, (_, network) => prefixOf(network, length)),
).flat();

function prefixOf(network: number, length: number): Prefix {
  return { family: 'ipv4', address: BigInt(network) << BigInt(32 - length), length };
}

/** Prefix lists over the universe. */
export const entries: fc.Arbitrary<PrefixListEntry[]> = fc.array(
  fc
    .record({
      prefix: fc.constantFrom(...universe),
      action: fc.constantFrom('permit' as const, 'deny' as const),
      bounds: fc.tuple(fc.nat(LONGEST), fc.nat(LONGEST)),
    })
    .map(({ prefix, action, bounds: [a, b] }) => ({
      span: SPAN,
      action,
      prefix,
      lengths: { first: Math.max(prefix.length, Math.min(a, b)), last: Math.max(prefix.length, a, b) },
    })),
  { maxLength: 7 },
);

/** By the words of the manual: the route lies within the prefix, and its length within the bounds. */
export const matchesEntry = ({ prefix, lengths }: PrefixListEntry, route: Prefix): boolean =>
  route.length >= prefix.length &&
  route.length >= lengths.first &&
  route.length <= lengths.last &&
  networkOf({ ...route, length: prefix.length }) === networkOf(prefix);
