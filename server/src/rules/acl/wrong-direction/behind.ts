import {
  type AddressTerm,
  type Family,
  formatPrefix,
  holds,
  networkOf,
  type Prefix,
} from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { Connected } from '../../exposure/connected.ts';

/**
 * The networks behind an interface: its own and those that static routes send there.
 * @param connected all interfaces of the device
 * @returns undefined where that is not known in full: a default route, learned routes, next hops that lead nobody knows where
 */
export function networksBehind(
  device: Device,
  connected: Connected,
  port: Interface,
  family: Family,
): readonly Prefix[] | undefined {
  const own = port.addresses.filter((one) => one.family === family);
  const borrowed = port.dynamicFamilies?.includes(family) ?? port.dynamic;
  if (own.length === 0 || borrowed || port.pointToPoint || !port.closed) return undefined;
  const networks: Prefix[] = own.map(networkPrefix);
  for (const route of device.routes) {
    if (route.destination.family !== family || route.vrf !== port.vrf || route.discard) continue;
    if (route.learned) return undefined;
    for (const hop of route.nextHops) {
      const { address } = hop;
      const behind =
        hop.interface !== undefined
          ? hop.interface === port.name.value
          : address !== undefined && own.some((subnet) => holds(subnet, address.address));
      const elsewhere = (): boolean =>
        hop.interface !== undefined || (address !== undefined && connected.isInSubnet(address.family, address.address));
      if (!behind && !elsewhere()) return undefined;
      if (behind && route.destination.length === 0) return undefined;
      if (behind) networks.push(networkPrefix(route.destination));
    }
  }
  return networks;
}

const networkPrefix = (prefix: Prefix): Prefix => ({
  family: prefix.family,
  address: networkOf(prefix),
  length: prefix.length,
});

export const termsOf = (networks: readonly Prefix[]): AddressTerm[] =>
  networks.map(({ family, address, length }) => ({ kind: 'prefix', family, address, length }));

/** `10.1.10.0/24`, `10.1.10.0/24 and 2 more` */
export function networkList(networks: readonly Prefix[]): { readonly en: string; readonly 'zh-cn': string } {
  const [first, ...more] = [...new Set(networks.map(formatPrefix))];
  return more.length === 0
    ? { en: first!, 'zh-cn': first! }
    : { en: `${first} and ${more.length} more`, 'zh-cn': `${first} 等 ${more.length + 1} 个网段` };
}
