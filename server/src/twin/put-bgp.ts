import type { Prefix } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { bgpDistancesOf } from './base-routes.ts';
import { doubtAt } from './bgp-exchange.ts';
import type { BgpNode, TableOf } from './bgp-nodes.ts';
import { type BgpRoute, type Chosen, isExternal } from './bgp-route.ts';
import { type NextHopWay, nextHopOf } from './next-hop-of.ts';
import type { Route, RouteTable } from './route-table.ts';

/**
 * Puts what a node has chosen into its table, next hops that are found over other chosen routes last.
 * @param tables in which next hops of other VRFs are found
 */
export function putBgp(node: BgpNode, chosen: ReadonlyMap<string, Chosen>, table: RouteTable, tables: TableOf): void {
  const own: TableOf = (member, vrf, family) =>
    member === node.member && vrf === node.vrf && family === node.family ? table : tables(member, vrf, family);
  const { device } = node.member;
  const distances = bgpDistancesOf(device, node.process, node.family);
  let left = [...chosen.values()].filter(({ best }) => best.from || best.leakedFrom || best.local === 'aggregate');
  for (let before = -1; left.length !== before; ) {
    before = left.length;
    const made: Route[] = [];
    left = left.filter(({ best, together, tie }) => {
      const source = best.local === 'aggregate' ? 'local-bgp' : isExternal(best) ? 'external-bgp' : 'internal-bgp';
      const via = together.flatMap(({ nextHop }) => nextHop ?? []);
      const found = together.flatMap((route) =>
        route.nextHop === undefined ? [hopsIn(route, tables)] : [nextHopOf(node, route, route.nextHop, own)],
      );
      const ports = together.flatMap(hopBeyond);
      if (best.from && ports.length === 0 && found.every((one) => one === undefined)) return true;
      const doubt =
        best.doubt ??
        (tie ? doubtAt(node, TIE, best.span) : undefined) ??
        found.find((one) => one?.doubt)?.doubt ??
        (best.leakedFrom && competes(table, best.prefix) ? doubtAt(node, DISTANCE, best.span) : undefined);
      made.push({
        prefix: best.prefix,
        source,
        distance: distances[source],
        metric: best.med,
        via,
        hops: distinct([...ports, ...found.flatMap((one, at) => throughTunnel(together[at]!, one?.hops ?? []))]),
        span: best.span,
        ...(doubt ? { doubt } : {}),
      });
      return false;
    });
    for (const route of made) table.put(route);
  }
  if (!device.routeChoice?.program) return;
  for (const { best } of left) {
    const source = isExternal(best) ? 'external-bgp' : 'internal-bgp';
    table.put({ ...best, source, distance: distances[source], metric: best.med, hops: [], via: [] });
  }
}

/** Where the VRF that it came from sends packets for it, of a route that is that VRF's own. */
function hopsIn({ prefix, leakedFrom }: BgpRoute, tables: TableOf): NextHopWay | undefined {
  const route = leakedFrom && tables(leakedFrom.member, leakedFrom.vrf, leakedFrom.family).exact(prefix);
  return route && { hops: route.hops, metric: 0, ...(route.doubt ? { doubt: route.doubt } : {}) };
}

/** Another route that is used or not by a distance that platforms give to routes of other VRFs in different ways. */
const competes = (table: RouteTable, prefix: Prefix): boolean => (table.exact(prefix)?.distance ?? 0) > 1;

/** Routes of other routers' VRFs lead to those VRFs, whoever is on the way (RFC 4364 section 5). */
const throughTunnel = ({ vpn, leakedFrom }: BgpRoute, hops: Route['hops']): Route['hops'] =>
  vpn && leakedFrom?.vpn
    ? hops.map((hop) => ({ ...hop, neighbour: { path: vpn.home.member.path, vrf: vpn.home.vrf, labelled: true } }))
    : hops;

/** Out of the port of an unnumbered session. */
const hopBeyond = ({ port, from }: BgpRoute): Route['hops'] =>
  port === undefined || !from?.ports
    ? []
    : [
        {
          interface: port,
          neighbour: { path: from.from.member.path, interface: from.ports.sender, vrf: from.from.vrf },
        },
      ];

const distinct = (hops: Route['hops']): Route['hops'] => [
  ...new Map(hops.map((hop) => [`${hop.interface} ${hop.gateway}`, hop])).values(),
];

export const TIE: Bilingual = {
  en: 'several paths are equally good here: the one that came first is used, which no text tells',
  'zh-cn': '此处有多条同样好的路径:先到者被采用,而文本无法说明先后',
};

const DISTANCE: Bilingual = {
  en: 'another route for this prefix is there as well: which one wins depends on the distance that this version gives to routes of other VRFs',
  'zh-cn': '该前缀另有一条路由:哪条胜出取决于此版本给予其他 VRF 路由的管理距离',
};
