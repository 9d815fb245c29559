import { type Family, networkOf, type Prefix } from '../../../../../grammars/model/address.ts';

/** Finds what holds an address by one look per prefix length that occurs, however many entries there are. */
export interface PrefixTable<T> {
  /** All entries whose prefix holds the address, in the order in which they were added. */
  around(family: Family, address: bigint): readonly T[];
}

export function prefixTable<T>(entries: Iterable<readonly [Prefix, T]>): PrefixTable<T> {
  interface Row {
    readonly order: number;
    readonly value: T;
  }
  const lengths: Record<Family, Map<number, Map<bigint, Row[]>>> = { ipv4: new Map(), ipv6: new Map() };
  let order = 0;
  for (const [prefix, value] of entries) {
    const ofFamily = lengths[prefix.family];
    const rows = ofFamily.get(prefix.length) ?? new Map<bigint, Row[]>();
    ofFamily.set(prefix.length, rows);
    const network = networkOf(prefix);
    const known = rows.get(network);
    if (known) known.push({ order, value });
    else rows.set(network, [{ order, value }]);
    order += 1;
  }
  return {
    around(family, address) {
      const found: Row[] = [];
      for (const [length, rows] of lengths[family])
        found.push(...(rows.get(networkOf({ family, address, length })) ?? []));
      return found.sort((a, b) => a.order - b.order).map(({ value }) => value);
    },
  };
}
