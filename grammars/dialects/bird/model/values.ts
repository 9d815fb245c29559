import { type Family, networkOf, type Prefix } from '../../../model/address.ts';
import type { Interval } from '../../../model/filter.ts';
import type { PrefixListEntry } from '../../../model/routing.ts';
import type { Span } from '../../../text/span.ts';
import type { Formula } from './formula.ts';

/** `anything`: `*`. */
export type Part = Interval | 'anything';

/** What an expression is worth, as far as it does not depend on the route; `attribute`: something of the route itself. */
export type Value =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'bool'; readonly formula: Formula }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'address'; readonly family: Family; readonly address: bigint }
  | { readonly kind: 'prefix'; readonly prefix: Prefix }
  /** `(64500, 100)`, `(64500, 1, 2)` */
  | { readonly kind: 'community'; readonly parts: readonly number[] }
  | { readonly kind: 'prefixes'; readonly entries: readonly PrefixListEntry[] }
  | { readonly kind: 'numbers'; readonly intervals: readonly Interval[] }
  | { readonly kind: 'communities'; readonly members: readonly (readonly Part[])[] }
  /** `RTS_BGP`, and sets of such. */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly set: boolean }
  /** In the notation of Junos. */
  | { readonly kind: 'mask'; readonly pattern: string }
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown' };

export const UNKNOWN: Value = { kind: 'unknown' };

/**
 * Prefixes whose length is in the range and that agree with this one as far as both go: `10.0.0.0/16{8,24}` holds 10.0.0.0/8 too.
 */
export function entriesOf(prefix: Prefix, first: number, last: number, span: Span): PrefixListEntry[] {
  const entries: PrefixListEntry[] = [];
  for (let length = first; length < Math.min(prefix.length, last + 1); length += 1)
    entries.push({ span, action: 'permit', prefix: at(prefix, length), lengths: { first: length, last: length } });
  if (last >= prefix.length)
    entries.push({
      span,
      action: 'permit',
      prefix: at(prefix, prefix.length),
      lengths: { first: Math.max(first, prefix.length), last },
    });
  return entries;
}

const at = (prefix: Prefix, length: number): Prefix => ({
  family: prefix.family,
  address: networkOf({ ...prefix, length }),
  length,
});
