import { networkOf, type Prefix } from '../../model/address.ts';
import type { Interface } from '../../model/interface.ts';
import type { Located } from '../../text/span.ts';

/** `network 10.0.0.0 0.0.0.255 area 0`: addresses that agree where the wildcard has zeros; the area with the statement's place. */
export interface AreaNetwork {
  readonly address: bigint;
  readonly wildcard: bigint;
  readonly area: Located<number>;
}

const ALL = 0xffffffffn;

/**
 * Which area these statements put an interface into: the most specific decides. `subnet`: the whole subnet must lie in it, else the
 * address alone. One look for each wildcard that is used.
 */
export function areaFinder(
  networks: readonly AreaNetwork[],
  by: 'address' | 'subnet',
): (one: Interface) => Located<number> | undefined {
  const byWildcard = new Map<bigint, Map<bigint, Located<number>>>();
  for (const { address, wildcard, area } of networks) {
    const table = byWildcard.get(wildcard) ?? new Map<bigint, Located<number>>();
    byWildcard.set(wildcard, table);
    const key = address & ~wildcard & ALL;
    // The first of two that say the same stays.
    if (!table.has(key)) table.set(key, area);
  }
  const sorted = [...byWildcard].sort(([a], [b]) => (a < b ? -1 : 1));
  const find = (prefix: Prefix): Located<number> | undefined => {
    for (const [wildcard, table] of sorted) {
      if (by === 'subnet' && !coversSubnet(prefix, wildcard)) continue;
      const found = table.get((by === 'subnet' ? networkOf(prefix) : prefix.address) & ~wildcard & ALL);
      if (found) return found;
    }
    return undefined;
  };
  return ({ addresses }) => {
    for (const address of addresses) {
      const found = address.family === 'ipv4' && !address.secondary ? find(address) : undefined;
      if (found) return found;
    }
    return undefined;
  };
}

/** A network is no longer than the subnet. */
const coversSubnet = ({ length }: Prefix, wildcard: bigint): boolean => wildcard >= (1n << BigInt(32 - length)) - 1n;
