import type { Prefix } from '../../model/address.ts';
import { holds, lastOf, networkOf } from '../../model/address.ts';
import type { CloudPort } from '../../model/cloud.ts';

/**
 * Addresses for ports whose text tells none, from the end of their subnet, in the order of the text: clouds give any free one. Whoever asks
 * which one looks whether anything tells them apart.
 */
export function standInAddresses<T extends Pick<CloudPort, 'name' | 'subnet' | 'addresses'>>(
  ports: readonly T[],
  prefixesOf: (subnet: string) => readonly Prefix[],
): readonly T[] {
  const taken = new Set(ports.flatMap(({ addresses }) => addresses.map(({ value }) => keyOf(value))));
  const next = new Map<string, bigint>();
  return ports.map((port) => {
    if (port.addresses.length > 0) return port;
    const prefix = prefixesOf(port.subnet).find(({ family }) => family === 'ipv4');
    if (!prefix) return port;
    // The last one is the network's own.
    let address = next.get(port.subnet) ?? lastOf(prefix) - 1n;
    while (taken.has(keyOf({ ...prefix, address }))) address -= 1n;
    next.set(port.subnet, address - 1n);
    // Clouds keep the first four.
    if (!holds(prefix, address) || address < networkOf(prefix) + 4n) return port;
    const value = { family: prefix.family, address };
    return { ...port, addresses: [{ value, span: port.name.span, assumed: true as const }] };
  });
}

const keyOf = ({ family, address }: Pick<Prefix, 'family' | 'address'>): string => `${family} ${address}`;
