import { canonical, elementsOf, type MapValue, propertyOf, type TextValue, textOf } from '../../../kit/cloud/value.ts';
import { type AddressTerm, type Family, type Prefix, parseNetwork } from '../../../model/address.ts';
import type { Field, Opaque } from '../../../model/filter.ts';

/** One way for an address to match; what is not known for sure is `opaque`. */
export interface End {
  readonly family: Family | 'both';
  readonly addresses?: Field<AddressTerm>;
  readonly opaque?: Opaque;
}

/** Where an end's addresses stand, and by what else it can be said; each of them is enough. */
export interface EndKeys {
  readonly ranges: readonly string[];
  /** Properties, each with the word for what it lists: `tag`. */
  readonly others: Readonly<Record<string, string>>;
  /** What no range and nothing else means: every IPv4 address (VPC firewall rules), or every address (conditions of a policy). */
  readonly absent: 'ipv4' | 'any';
}

export interface Ends {
  readonly ends: readonly End[];
  /** Ranges that stand there as they are. */
  readonly cidrs: readonly Cidr[];
}

export interface Cidr {
  readonly value: TextValue;
  readonly prefix: Prefix;
}

/** @param side for conditions: `source`, `destination` */
export function endsOf(map: MapValue, side: string, { ranges, others, absent }: EndKeys): Ends {
  const terms: Record<Family, AddressTerm[]> = { ipv4: [], ipv6: [] };
  const cidrs: Cidr[] = [];
  const ends: End[] = [];
  for (const value of ranges.flatMap((key) => elementsOf(propertyOf(map, key)))) {
    const text = textOf(value)?.trim();
    const prefix = text === undefined ? undefined : parseNetwork(text);
    if (!prefix) ends.push({ family: 'both', opaque: { text: `${side} ${canonical(value)}`, span: value.span } });
    else {
      // A whole family is no address at all.
      if (prefix.length === 0) ends.push({ family: prefix.family });
      else terms[prefix.family].push({ kind: 'prefix', ...prefix });
      if (value.kind === 'text' && value.exact && value.text.includes('/')) cidrs.push({ value, prefix });
    }
  }
  for (const [key, word] of Object.entries(others))
    for (const value of elementsOf(propertyOf(map, key))) {
      const named = value.kind === 'map' ? (propertyOf(value, 'name') ?? value) : value;
      ends.push({ family: 'both', opaque: { text: `${side} ${word} ${canonical(named)}`, span: value.span } });
    }
  for (const family of ['ipv4', 'ipv6'] as const)
    if (terms[family].length > 0) ends.push({ family, addresses: { anyOf: terms[family] } });
  if (ends.length === 0) ends.push({ family: absent === 'ipv4' ? 'ipv4' : 'both' });
  return { ends, cidrs };
}
