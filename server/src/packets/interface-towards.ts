import { type Family, holds } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Interface } from '../../../grammars/model/interface.ts';

/**
 * The interface behind which an address is, by connected networks and static routes of the main table, the longest prefix first;
 * undefined where they do not say, or not alone.
 */
export function interfaceTowards(
  { interfaces, routes }: Pick<Device, 'interfaces' | 'routes'>,
  family: Family,
  address: bigint,
  hops = 4,
): string | undefined {
  const ports = interfaces.filter(({ shutdown, vrf }) => !shutdown && vrf === undefined);
  const found: { length: number; name: string | undefined }[] = connected(ports, family, address);
  for (const route of routes) {
    const { destination, nextHops, vrf, table, discard } = route;
    if (vrf !== undefined || table !== undefined || destination.family !== family || !holds(destination, address))
      continue;
    if (discard) found.push({ length: destination.length, name: undefined });
    for (const hop of nextHops) {
      const name =
        hop.interface ??
        (hop.address && hops > 0
          ? (connected(ports, hop.address.family, hop.address.address)[0]?.name ??
            interfaceTowards(
              { interfaces, routes: routes.filter((one) => one !== route) },
              family,
              hop.address.address,
              hops - 1,
            ))
          : undefined);
      found.push({ length: destination.length, name });
    }
  }
  const longest = Math.max(...found.map(({ length }) => length));
  const names = new Set(found.filter(({ length }) => length === longest).map(({ name }) => name));
  return names.size === 1 ? [...names][0] : undefined;
}

const connected = (ports: readonly Interface[], family: Family, address: bigint): { length: number; name: string }[] =>
  ports
    .flatMap(({ name, addresses }) =>
      addresses
        .filter((one) => one.family === family && holds(one, address))
        .map(({ length }) => ({ length, name: name.value })),
    )
    .sort((a, b) => b.length - a.length);
