import { hopsTo, neighbourHops } from './base-routes.ts';
import type { BgpNode, TableOf } from './bgp-nodes.ts';
import type { BgpRoute } from './bgp-route.ts';
import type { Doubt, Hop } from './route-table.ts';

/** How packets leave for the next hop of a path, and what the way there costs. */
export interface NextHopWay {
  readonly hops: readonly Hop[];
  readonly metric: number;
  readonly doubt?: Doubt;
}

/**
 * Undefined: the next hop is not reachable. A routing program asks its neighbours' networks where a session is with one of those, and else
 * its table, in which nothing that was found so itself counts (BIRD User's Guide, "BGP", `gateway`).
 */
export function nextHopOf(
  node: BgpNode,
  { prefix, from, leakedFrom }: BgpRoute,
  nextHop: bigint,
  tables: TableOf,
): NextHopWay | undefined {
  const { member, vrf, family: own, vpn } = leakedFrom ?? node;
  // Routes of VPNs are those of tunnels between routers, whatever the tunnels carry.
  const family = (vpn && from?.transport) || own;
  const { device } = member;
  const table = tables(member, vrf, family);
  const { program } = device.routeChoice ?? {};
  if (program && from && isBesideIt(from)) {
    const hops = neighbourHops(device, vrf, { family, address: nextHop });
    return hops && { hops, metric: 0 };
  }
  const found = hopsTo(table, nextHop, device, prefix);
  if (!found || (program && found.route.source.endsWith('bgp'))) return undefined;
  const { hops, route, doubt } = found;
  return { hops, metric: route.metric, ...(doubt ? { doubt } : {}) };
}

/** The neighbour is one hop away: an external one, unless more is said. */
const isBesideIt = ({ external, receiver: { neighbour } }: NonNullable<BgpRoute['from']>): boolean =>
  external && neighbour.multihop === undefined && (neighbour.ttlSecurity?.value ?? 1) <= 1;
