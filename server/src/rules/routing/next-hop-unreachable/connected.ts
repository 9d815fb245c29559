import type { Family } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Interface, InterfaceAddress } from '../../../../../grammars/model/interface.ts';
import type { StaticRoute } from '../../../../../grammars/model/routing.ts';
import { gatewayCandidates } from './gateway-candidates.ts';
import { type PrefixTable, prefixTable } from './prefix-table.ts';

export interface Subnet {
  readonly one: Interface;
  readonly subnet: InterfaceAddress;
}

/** The interfaces that a next hop can be behind, read once. */
export interface Connected {
  has(one: Interface): boolean;
  /** The first interface with this very address. */
  owner(family: Family, address: bigint): Interface | undefined;
  /** Any next hop may be there: an address from elsewhere, a tunnel, a block that was not wholly understood. */
  openTo(family: Family): boolean;
  /** Those of interfaces that are no loopback, in text order. */
  subnets(family: Family): readonly Subnet[];
  around(family: Family, address: bigint): readonly Subnet[];
  /** Addresses that are likely a router. */
  gateways(family: Family): readonly bigint[];
}

/** What the rule asks of a device again and again; each answer costs a few looks, however long the configuration is. */
export interface Topology {
  /** By interface name where one is named, else those of the routing instance. */
  behind(name: string | undefined, vrf: string | undefined): Connected;
  /** Every subnet of every interface. */
  readonly all: PrefixTable<Subnet>;
  /** Routes of the same table that hold an address. */
  routesTo(from: StaticRoute, family: Family, address: bigint): readonly StaticRoute[];
}

export function topologyOf(device: Device): Topology {
  const byName = grouped(device.interfaces, (one) => one.name.value);
  const byVrf = grouped(device.interfaces, (one) => vrfName(one.vrf));
  const known = new Map<string, Connected>();
  const tables = new Map<string, PrefixTable<StaticRoute>>();
  const routes = grouped(device.routes, tableOf);
  return {
    behind(name, vrf) {
      const key = name === undefined ? `vrf ${vrfName(vrf)}` : `name ${name}`;
      let connected = known.get(key);
      if (!connected) {
        const interfaces = name === undefined ? byVrf.get(vrfName(vrf)) : byName.get(name);
        known.set(key, (connected = connectedBy(interfaces ?? [], device.routes)));
      }
      return connected;
    },
    all: prefixTable(
      device.interfaces.flatMap((one) => one.addresses.map((subnet) => [subnet, { one, subnet }] as const)),
    ),
    routesTo(from, family, address) {
      const key = tableOf(from);
      let table = tables.get(key);
      if (!table)
        tables.set(
          key,
          (table = prefixTable((routes.get(key) ?? []).map((route) => [route.destination, route] as const))),
        );
      return table.around(family, address).filter((route) => route !== from);
    },
  };
}

export const mayBeAnywhere = (one: Interface, family: Family): boolean =>
  one.pointToPoint === true || (one.dynamicFamilies ? one.dynamicFamilies.includes(family) : one.dynamic === true);

function connectedBy(interfaces: readonly Interface[], routes: readonly StaticRoute[]): Connected {
  const members = new Set(interfaces);
  const owners = new Map<string, Interface>();
  for (const one of interfaces)
    for (const { family, address } of one.addresses) {
      const key = `${family} ${address}`;
      if (!owners.has(key)) owners.set(key, one);
    }
  const all = interfaces.flatMap((one) => (one.loopback ? [] : one.addresses.map((subnet) => ({ one, subnet }))));
  const table = prefixTable(all.map((entry) => [entry.subnet, entry] as const));
  const families: readonly Family[] = ['ipv4', 'ipv6'];
  const subnets = new Map(families.map((family) => [family, all.filter(({ subnet }) => subnet.family === family)]));
  const open = new Set(
    families.filter((family) => interfaces.some((one) => mayBeAnywhere(one, family) || !one.closed)),
  );
  const gateways = new Map<Family, readonly bigint[]>();
  return {
    has: (one) => members.has(one),
    owner: (family, address) => owners.get(`${family} ${address}`),
    openTo: (family) => open.has(family),
    subnets: (family) => subnets.get(family)!,
    around: (family, address) => table.around(family, address),
    gateways(family) {
      let found = gateways.get(family);
      if (!found)
        gateways.set(
          family,
          (found = gatewayCandidates(
            family,
            subnets.get(family)!.map(({ subnet }) => subnet),
            routes,
          )),
        );
      return found;
    },
  };
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

const vrfName = (vrf: string | undefined): string =>
  vrf === undefined || ['default', 'master', 'global'].includes(vrf) ? '' : vrf;

const tableOf = ({ vrf, table }: StaticRoute): string => `${vrfName(vrf)}\n${table ?? ''}`;
