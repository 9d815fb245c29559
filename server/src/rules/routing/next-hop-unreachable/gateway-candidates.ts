import { type Family, lastOf, networkOf, widthOf } from '../../../../../grammars/model/address.ts';
import type { InterfaceAddress } from '../../../../../grammars/model/interface.ts';
import type { StaticRoute } from '../../../../../grammars/model/routing.ts';
import { prefixTable } from './prefix-table.ts';

/** Addresses that are likely a router: gateways of other routes first, then each subnet's first and last host. Never one's own. */
export function gatewayCandidates(
  family: Family,
  subnets: readonly InterfaceAddress[],
  routes: readonly StaticRoute[],
): bigint[] {
  const table = prefixTable(subnets.map((subnet) => [subnet, subnet] as const));
  const known = routes.flatMap((route) =>
    route.nextHops.flatMap(({ address }) =>
      address?.family === family &&
      table.around(family, address.address).some((subnet) => isHostOf(subnet, address.address))
        ? [address.address]
        : [],
    ),
  );
  const ends = subnets.flatMap((subnet) => {
    if (subnet.length >= widthOf(family) - 1) return [networkOf(subnet), lastOf(subnet)];
    return family === 'ipv4' ? [networkOf(subnet) + 1n, lastOf(subnet) - 1n] : [networkOf(subnet) + 1n];
  });
  const own = new Set(subnets.map((subnet) => subnet.address));
  return [...new Set([...known, ...ends])].filter((address) => !own.has(address));
}

/** Of a subnet that holds the address: it is neither the network's own nor the broadcast address. */
function isHostOf(subnet: InterfaceAddress, address: bigint): boolean {
  return (
    subnet.family === 'ipv6' || subnet.length > 30 || (address !== networkOf(subnet) && address !== lastOf(subnet))
  );
}
