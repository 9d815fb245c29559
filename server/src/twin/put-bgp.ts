import type { Bilingual } from '../../../grammars/outline.ts';
import { bgpDistancesOf } from './base-routes.ts';
import { doubtAt } from './bgp-exchange.ts';
import type { BgpNode } from './bgp-nodes.ts';
import { type BgpRoute, type Chosen, isExternal } from './bgp-route.ts';
import { nextHopOf } from './next-hop-of.ts';
import type { Route, RouteTable } from './route-table.ts';

/** Puts what a node has chosen into its table, next hops that are found over other chosen routes last. */
export function putBgp(node: BgpNode, chosen: ReadonlyMap<string, Chosen>, table: RouteTable): void {
  const { device } = node.member;
  const distances = bgpDistancesOf(device, node.process, node.family);
  let left = [...chosen.values()].filter(({ best }) => best.from || best.local === 'aggregate');
  for (let before = -1; left.length !== before; ) {
    before = left.length;
    const made: Route[] = [];
    left = left.filter(({ best, together, tie }) => {
      const source = best.from ? (isExternal(best) ? 'external-bgp' : 'internal-bgp') : 'local-bgp';
      const via = together.flatMap(({ nextHop }) => nextHop ?? []);
      const found = together.flatMap((route) =>
        route.nextHop === undefined ? [] : [nextHopOf(node, route, route.nextHop, table)],
      );
      const ports = together.flatMap(hopBeyond);
      if (best.from && ports.length === 0 && found.every((one) => one === undefined)) return true;
      const doubt =
        best.doubt ?? (tie ? doubtAt(node, TIE, best.span) : undefined) ?? found.find((one) => one?.doubt)?.doubt;
      made.push({
        prefix: best.prefix,
        source,
        distance: distances[source],
        metric: best.med,
        via,
        hops: distinct([...ports, ...found.flatMap((one) => one?.hops ?? [])]),
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
