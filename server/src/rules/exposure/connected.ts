import { type Family, networkOf, type Prefix } from '../../../../grammars/model/address.ts';
import type { Interface, InterfaceAddress } from '../../../../grammars/model/interface.ts';

/** Addresses and subnets of some interfaces, found without looking at each of them. */
export interface Connected {
  /** The first interface that has this very address. */
  own(family: Family, address: bigint): { readonly port: Interface; readonly own: InterfaceAddress } | undefined;
  /** Whether it is in one of the subnets. */
  isInSubnet(family: Family, address: bigint): boolean;
}

export function connectedTo(interfaces: readonly Interface[]): Connected {
  const byAddress = new Map<string, { readonly port: Interface; readonly own: InterfaceAddress }>();
  const subnets = new Set<string>();
  const lengths = { ipv4: new Set<number>(), ipv6: new Set<number>() };
  for (const port of interfaces)
    for (const own of port.addresses) {
      const key = `${own.family} ${own.address}`;
      if (!byAddress.has(key)) byAddress.set(key, { port, own });
      subnets.add(subnetKey(own));
      lengths[own.family].add(own.length);
    }
  return {
    own: (family, address) => byAddress.get(`${family} ${address}`),
    isInSubnet: (family, address) =>
      [...lengths[family]].some((length) => subnets.has(subnetKey({ family, address, length }))),
  };
}

const subnetKey = (prefix: Prefix): string => `${prefix.family} ${networkOf(prefix)} ${prefix.length}`;
