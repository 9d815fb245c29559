import { type Family, holds, networkOf, type Prefix } from '../../../grammars/model/address.ts';
import type { BgpProcess } from '../../../grammars/model/bgp.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Interface, InterfaceAddress } from '../../../grammars/model/interface.ts';
import { type RouteChoice, USUAL_DISTANCES } from '../../../grammars/model/route-choice.ts';
import type { StaticRoute } from '../../../grammars/model/routing.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Member } from '../network/network.ts';
import { everything, type PrefixSpace, within } from '../routes/prefix-space.ts';
import { type Doubt, type Hop, type Route, type RouteTable, routeTable } from './route-table.ts';

export const FAMILIES: readonly Family[] = ['ipv4', 'ipv6'];

/** Where the dialect tells none: a host has connected routes, then those that are written. */
export const distancesOf = ({ routeChoice }: Device): RouteChoice['distances'] =>
  routeChoice?.distances ?? USUAL_DISTANCES;

/** Those of BGP's routes, as the process has them. */
export function bgpDistancesOf(device: Device, { distances }: BgpProcess, family: Family): RouteChoice['distances'] {
  const own = distances?.findLast((one) => one.family === '*' || one.family === `${family}-unicast`);
  const usual = distancesOf(device);
  return own ? { ...usual, 'external-bgp': own.external, 'internal-bgp': own.internal, 'local-bgp': own.local } : usual;
}

/** The empty name is the global table. */
export function vrfsOf({ interfaces, routes, bgp }: Device): string[] {
  const all = [...interfaces, ...routes, ...bgp].map(({ vrf }) => vrf ?? '');
  return [...new Set(['', ...all])];
}

/** Up as far as the text tells: neither it nor the interface it is part of is shut down. */
export function isUp({ interfaces }: Device, one: Interface): boolean {
  if (one.shutdown) return false;
  const dot = one.name.value.lastIndexOf('.');
  const parent = dot > 0 ? one.name.value.slice(0, dot) : undefined;
  return parent === undefined || !interfaces.some(({ name, shutdown }) => name.value === parent && shutdown);
}

/** Addresses with the interface that has them, of interfaces that are up. */
export function* addressesOf(
  device: Device,
  vrf: string,
  family: Family,
): Generator<readonly [Interface, InterfaceAddress]> {
  for (const one of device.interfaces)
    if ((one.vrf ?? '') === vrf && isUp(device, one))
      for (const address of one.addresses)
        if (address.family === family && !isLinkLocal(address)) yield [one, address] as const;
}

export const isLinkLocal = ({ family, address }: Pick<Prefix, 'family' | 'address'>): boolean =>
  family === 'ipv6' && address >> 118n === 0x3fan;

export function* connectedRoutes(device: Device, vrf: string, family: Family): Generator<Route> {
  for (const [one, address] of addressesOf(device, vrf, family))
    yield {
      prefix: { family, address: networkOf(address), length: address.length },
      source: 'connected',
      distance: distancesOf(device).connected,
      metric: 0,
      hops: [{ interface: one.name.value }],
      via: [],
      span: address.span,
      ...(one.loopback ? { loopback: true } : {}),
    };
}

/**
 * A table with what needs no other device: connected networks, static routes, and what stands in their way of being told.
 * @param eigrp what it may have at most; absent: anything
 */
export function baseTable(member: Member, vrf: string, family: Family, eigrp?: PrefixSpace): RouteTable {
  const { device, path } = member;
  const table = routeTable(family);
  for (const route of device.routeChoice?.program ? [] : connectedRoutes(device, vrf, family)) table.put(route);
  for (const one of device.interfaces)
    if (
      (one.vrf ?? '') === vrf &&
      isUp(device, one) &&
      (isLearned(one, family) || (one.borrows !== undefined && device.isis.length > 0))
    )
      table.doubt(everything(family), 0, { text: LEARNED, path, span: one.name.span });
  for (const route of device.routes) {
    const { destination, learned, vrf: own = '', span } = route;
    if (learned && own === vrf && destination.family === family && !isElsewhere(route))
      table.doubt(exactly(destination), 0, { text: LEARNED_HOP, path, span });
  }
  for (const { about, vrf: own = '', plain, span } of device.routeChoice?.unfollowed ?? [])
    if (
      about.kind === 'protocol' &&
      about.protocol !== 'bgp' &&
      about.protocol !== 'vpn' &&
      !isFollowed(device, about.protocol) &&
      (own === vrf || own === '*')
    )
      table.doubt((plain && eigrp) || everything(family), leastDistance(about.protocol, plain), {
        text: BY_PROTOCOL(about.protocol),
        path,
        span,
      });
  return table;
}

/** EIGRP has 90 for its own routes, 170 for others, and 5 for what it sums up itself, which is discarded here. */
const leastDistance = (protocol: string, plain: true | undefined): number =>
  protocol === 'eigrp' ? (plain ? 90 : 5) : 0;

/** OSPF and IS-IS are where their processes are facts. */
const isFollowed = ({ ospf, isis }: Device, protocol: string): boolean =>
  (protocol.startsWith('ospf') && ospf.length > 0) || (protocol === 'isis' && isis.length > 0);

export const exactly = ({ family, address, length }: Prefix) =>
  within({ family, address, length }, { first: length, last: length });

/** What an interface borrows is in the text; who is at its other end, protocols ask themselves. */
export const isLearned = ({ dynamic, dynamicFamilies, borrows }: Interface, family: Family): boolean =>
  borrows !== undefined && family === 'ipv4'
    ? false
    : dynamicFamilies
      ? dynamicFamilies.includes(family)
      : dynamic === true;

/** Static routes whose next hops are in the text. */
export const staticRoutesOf = ({ device }: Member, vrf: string, family: Family): readonly StaticRoute[] =>
  device.routes.filter(
    (route) =>
      (route.vrf ?? '') === vrf &&
      route.destination.family === family &&
      route.table === undefined &&
      (!route.learned || isElsewhere(route)),
  );

/** Its next hop is looked up in another VRF. */
const isElsewhere = ({ nextHops }: StaticRoute): boolean => nextHops.some(({ vrf }) => vrf !== undefined);

/**
 * Puts in those whose next hops are found, until no more are.
 * @param tables where next hops of other VRFs are
 * @returns the others
 */
export function putStatic(
  member: Member,
  routes: readonly StaticRoute[],
  table: RouteTable,
  tables?: (member: Member, vrf: string, family: Family) => RouteTable,
): readonly StaticRoute[] {
  const beyond = (vrf: string): RouteTable | undefined => tables?.(member, vrf, table.family);
  let left = routes;
  for (let before = -1; left.length !== before; ) {
    before = left.length;
    left = left.filter((route) => {
      const made = staticRoute(member, route, table, beyond);
      if (made) putTogether(table, made);
      return !made;
    });
  }
  return left;
}

/** Several static routes for one prefix with one distance are used together. */
function putTogether(table: RouteTable, route: Route): void {
  const known = table.exact(route.prefix);
  if (known?.source !== 'static' || known.distance !== route.distance) table.put(route);
  else
    table.replace({
      ...known,
      hops: [...known.hops, ...route.hops],
      via: [...known.via, ...route.via],
      ...((known.doubt ?? route.doubt) ? { doubt: (known.doubt ?? route.doubt)! } : {}),
    });
}

function staticRoute(
  { device, path }: Member,
  { destination, nextHops, discard, distance, tracked, onLink, under, recursive, vrf = '', span }: StaticRoute,
  table: RouteTable,
  beyond: (vrf: string) => RouteTable | undefined,
): Route | undefined {
  const { family, length } = destination;
  const general = distance ?? distancesOf(device).static;
  const tracking: Doubt | undefined = tracked ? { text: TRACKED, path, span: tracked } : undefined;
  /** By distance: those that have one of their own stand in for each other. */
  const byDistance = new Map<number, { readonly hops: Hop[]; readonly via: bigint[]; doubt: Doubt | undefined }>();
  for (const { address, interface: name, vrf: elsewhere, distance: own = general } of nextHops) {
    const port = name ?? (onLink ? under : undefined);
    const group = byDistance.get(own) ?? { hops: [], via: [], doubt: tracking };
    if (port !== undefined) {
      const there = device.interfaces.find((one) => one.name.value === port);
      if (there && !isUp(device, there)) continue;
      if (there?.borrows !== undefined && !address) group.doubt ??= { text: LEARNED_HOP, path, span };
      group.hops.push({ interface: port, ...(address ? { gateway: address.address } : {}) });
    } else if (address?.family === family && device.routeChoice?.program && !recursive) {
      const found = neighbourHops(device, vrf, address);
      if (!found) continue;
      group.hops.push(...found);
    } else if (address?.family === family) {
      const there = elsewhere === undefined ? table : beyond(elsewhere);
      const found = there && hopsTo(there, address.address, device, elsewhere === undefined ? destination : undefined);
      if (!found || (found.route.source !== 'connected' && device.routeChoice?.staticNeedsLink && !recursive)) continue;
      group.hops.push(...found.hops);
      group.doubt ??= found.doubt;
    } else continue;
    if (address) group.via.push(address.address);
    byDistance.set(own, group);
  }
  const least = Math.min(...byDistance.keys());
  const used = byDistance.get(least);
  if (!used && !discard) return undefined;
  const doubt = used ? used.doubt : tracking;
  return {
    prefix: { family, address: networkOf(destination), length },
    source: 'static',
    distance: used ? least : general,
    metric: 0,
    hops: used?.hops ?? [],
    via: used?.via ?? [],
    span,
    ...(doubt ? { doubt } : {}),
  };
}

/** Where aggregates are routes of the table: those that hold another one of it. */
export function putAggregates({ device, path }: Member, vrf: string, table: RouteTable): void {
  if (!device.routeChoice?.exportsTable) return;
  for (const { kind, prefix, vrf: own = '', policy, span } of device.originations) {
    if (kind !== 'aggregate' || own !== vrf || prefix.family !== table.family) continue;
    const inside = table
      .routes()
      .filter((route) => route.prefix.length > prefix.length && holds(prefix, route.prefix.address));
    if (inside.length === 0) continue;
    const doubt = policy
      ? { text: CONTRIBUTES, path, span: policy.span }
      : inside.some((route) => !route.doubt)
        ? undefined
        : inside[0]!.doubt;
    table.put({
      prefix: { ...prefix, address: networkOf(prefix) },
      source: 'aggregate',
      distance: distancesOf(device).aggregate,
      metric: 0,
      hops: [],
      via: [],
      span,
      ...(doubt ? { doubt } : {}),
    });
  }
}

/**
 * How packets to a next hop leave the device; undefined: it is not reachable.
 * @param of the prefix whose route asks, which does not lead to its own next hop
 */
export function hopsTo(
  table: RouteTable,
  address: bigint,
  { routeChoice }: Device,
  of?: Prefix,
): { readonly hops: readonly Hop[]; readonly route: Route; readonly doubt?: Doubt } | undefined {
  const overDefault = routeChoice?.resolvesOverDefault ?? false;
  const { route, doubts } = table.lookup(
    address,
    ({ prefix }) =>
      (prefix.length === 0 && !overDefault) ||
      (of !== undefined && prefix.length === of.length && prefix.address === networkOf(of)),
  );
  if (!route || route.hops.length === 0) return undefined;
  const [doubt] = doubts;
  return {
    hops: route.hops.map((hop) => (hop.gateway === undefined && !hop.neighbour ? { ...hop, gateway: address } : hop)),
    route,
    ...(doubt ? { doubt } : {}),
  };
}

/** Packets to a neighbour, by the networks of the device alone. */
export function neighbourHops(
  device: Device,
  vrf: string,
  { family, address }: { readonly family: Family; readonly address: bigint },
): readonly Hop[] | undefined {
  let best: Route | undefined;
  for (const route of connectedRoutes(device, vrf, family)) {
    const { length } = route.prefix;
    const holdsIt = networkOf({ family, address, length }) === route.prefix.address;
    if (holdsIt && length > (best?.prefix.length ?? -1)) best = route;
  }
  return best?.hops.map((hop) => ({ ...hop, gateway: address }));
}

/** Whether the address is one of the device's own. */
export const isOwn = (device: Device, vrf: string, family: Family, address: bigint): boolean =>
  [...addressesOf(device, vrf, family)].some(([, own]) => own.address === address);

const LEARNED: Bilingual = {
  en: 'this interface learns its addresses and routes (DHCP, router advertisements), so they are not in the text',
  'zh-cn': '该接口的地址和路由是动态获取的(DHCP、路由通告),文本中没有',
};

const LEARNED_HOP: Bilingual = {
  en: 'the next hop of this route is learned or looked up in another table',
  'zh-cn': '该路由的下一跳是动态获取的,或在另一张路由表中查找',
};

const CONTRIBUTES: Bilingual = {
  en: 'which routes make up this aggregate is chosen by a policy that is not followed here',
  'zh-cn': '哪些路由构成该聚合由策略选择,此处不做推演',
};

const TRACKED: Bilingual = {
  en: 'this route stands only while what it tracks is reachable, which no text tells',
  'zh-cn': '该路由仅在其跟踪对象可达时有效,而文本无法说明这一点',
};

export const BY_PROTOCOL = (protocol: string): Bilingual =>
  protocol === '*'
    ? {
        en: 'this statement changes where routes come from or how next hops are found, in a way that is not followed here',
        'zh-cn': '该语句会改变路由来源或下一跳的查找方式,此处不做推演',
      }
    : {
        en: `routes of ${protocol} are not followed here`,
        'zh-cn': `此处不推演 ${protocol} 的路由`,
      };
