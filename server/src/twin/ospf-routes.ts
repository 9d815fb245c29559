import { type Family, formatPrefix, holds, networkOf, type Prefix } from '../../../grammars/model/address.ts';
import type { OspfArea, OspfProcess } from '../../../grammars/model/igp.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Member, Network } from '../network/network.ts';
import { everything, type PrefixSpace } from '../routes/prefix-space.ts';
import { distancesOf, exactly } from './base-routes.ts';
import type { TableOf } from './bgp-nodes.ts';
import { type OspfRouter, ospfRouters } from './ospf-graph.ts';
import { redistributed } from './redistributed.ts';
import type { Doubt, Route, RouteTable } from './route-table.ts';
import { joined, type Reached, shortestWays } from './shortest-ways.ts';
import { type DoubtedSpace, spreadDoubts } from './spread-doubts.ts';

export interface OspfResult {
  readonly routes: ReadonlyMap<Member, readonly (Route & { readonly vrf: string })[]>;
  readonly clouds: ReadonlyMap<
    Member,
    readonly { readonly vrf: string; readonly family: Family; readonly space: PrefixSpace; readonly doubt: Doubt }[]
  >;
}

/** Two costs for interfaces whose bandwidth no text tells: where both give the same hops, it does not matter. */
const GUESSES = [10, 1_000] as const;

/** OSPF over all devices (RFC 2328). It is taken that no router is missing here that speaks OSPF to one that is. */
export function ospfRoutes(network: Network, members: readonly Member[], tables: TableOf): OspfResult {
  const routes = new Map<Member, (Route & { readonly vrf: string })[]>();
  const clouds = new Map<Member, { vrf: string; family: Family; space: PrefixSpace; doubt: Doubt }[]>();
  if (!members.some(({ device }) => device.ospf.length > 0)) return { routes, clouds };
  for (const family of ['ipv4', 'ipv6'] as const) {
    const first = ospfRouters(network, members, family, GUESSES[0]);
    const computed = compute(first.routers, tables);
    const other = first.guessed ? compute(ospfRouters(network, members, family, GUESSES[1]).routers, tables) : computed;
    for (const [at, router] of first.routers.entries()) {
      const own = computed[at]!;
      const list = routes.get(router.member) ?? [];
      routes.set(router.member, list);
      for (const [key, path] of own) {
        const again = other[at]!.get(key);
        const same = again !== undefined && hopsText(again) === hopsText(path);
        const guess: Doubt | undefined = same
          ? undefined
          : { text: COST, path: router.member.path, span: path.span ?? router.process.span };
        const route = routeOf(router, path, path.doubt ?? guess);
        if (route) list.push({ ...route, vrf: router.vrf });
      }
    }
    const words = { into: 'ospf', unfollowed: UNFOLLOWED, notRead: NOT_READ, more: ownDoubts } as const;
    spreadDoubts(first.routers, tables, words, (router, space, doubt) => {
      const list = clouds.get(router.member) ?? [];
      clouds.set(router.member, list);
      list.push({ vrf: router.vrf, family, space, doubt });
    });
  }
  return { routes, clouds };
}

interface Path extends Reached {
  readonly prefix: Prefix;
  /** Within the area, from another one, external (type 1, type 2): an earlier one is preferred. */
  readonly kind: 0 | 1 | 2 | 3;
  /** Of type 2 externals: what is compared first. */
  readonly metric: number;
  /** A range of this border router's own. */
  readonly discards?: boolean;
  /** And not announced. */
  readonly hidden?: boolean;
  readonly doubt?: Doubt;
}

type Paths = Map<string, Path>;

const keyOf = (prefix: Prefix): string => formatPrefix(prefix);

function better(paths: Paths, key: string, path: Path): void {
  const known = paths.get(key);
  const order = known ? path.kind - known.kind || path.metric - known.metric || path.cost - known.cost : -1;
  if (order < 0) paths.set(key, path);
  else if (order === 0 && known && !known.discards) paths.set(key, { ...known, hops: joined(known.hops, path.hops) });
}

/** In the order of the routers. */
function compute(routers: readonly OspfRouter[], tables: TableOf): Paths[] {
  const ways = new Map(
    routers.map((router) => [router, new Map([...router.areas].map((area) => [area, shortestWays(router, area)]))]),
  );
  const external = externals(routers, tables);
  const names = new Map([...external.keys()].map((router, at) => [router, `asbr ${at}`]));
  const isBorder = (router: OspfRouter): boolean => router.areas.has(0) && router.areas.size > 1;
  const intra = new Map(
    routers.map((router) => [router, new Map([...router.areas].map((area) => [area, within(router, area)]))]),
  );
  /** What a router knows of one area itself; who announces externals there is a destination as well. */
  function within(router: OspfRouter, area: number): Paths {
    const paths: Paths = new Map();
    for (const [other, reached] of ways.get(router)!.get(area)!) {
      for (const { prefix, cost, area: of } of other.networks)
        if (of === area)
          better(paths, keyOf(prefix), { ...reached, prefix, cost: reached.cost + cost, kind: 0, metric: 0 });
      if (external.has(other)) better(paths, nameOf(other), { ...reached, prefix: NOWHERE, kind: 0, metric: 0 });
    }
    return paths;
  }
  function nameOf(router: OspfRouter): string {
    return names.get(router)!;
  }
  const typeOf = (router: OspfRouter, area: number): OspfArea['type'] => areaOf(router.process, area)?.type ?? 'normal';
  /** What a border router announces of an area to others. */
  const summaries = (border: OspfRouter, area: number): Paths => {
    const paths: Paths = new Map();
    const ranges = areaOf(border.process, area)?.ranges ?? [];
    for (const [key, path] of intra.get(border)!.get(area)!) {
      const range =
        path.prefix === NOWHERE
          ? undefined
          : ranges.find(
              ({ prefix }) =>
                prefix.length <= path.prefix.length &&
                prefix.family === path.prefix.family &&
                holds(prefix, path.prefix.address),
            );
      if (!range) paths.set(key, path);
      else if (range.advertised || border.member.device.routeChoice?.discardsHiddenRanges) {
        const prefix = { ...range.prefix, address: networkOf(range.prefix) };
        const known = paths.get(keyOf(prefix));
        const cost = range.cost ?? Math.max(known?.cost ?? 0, path.cost);
        paths.set(keyOf(prefix), {
          prefix,
          cost,
          hops: [],
          kind: 1,
          metric: 0,
          discards: true,
          hidden: !range.advertised,
          span: range.span,
        });
      }
    }
    return paths;
  };
  const known: Paths[] = routers.map((router) => {
    const paths: Paths = new Map();
    for (const own of intra.get(router)!.values()) for (const [key, path] of own) better(paths, key, path);
    return paths;
  });
  const pathsOf = new Map(routers.map((router, at) => [router, known[at]!]));
  const borders = routers.filter(isBorder);
  const toBackbone = new Map(
    borders.map((border) => [
      border,
      [...border.areas].filter((area) => area !== 0).map((area) => summaries(border, area)),
    ]),
  );
  const hear = (router: OspfRouter, area: number, border: OspfRouter, announced: Paths): void => {
    const reached = ways.get(router)!.get(area)!.get(border);
    if (!reached || router === border) return;
    for (const [key, { prefix, cost, kind, metric, hidden, doubt }] of announced)
      if (!hidden)
        better(pathsOf.get(router)!, key, {
          ...reached,
          prefix,
          cost: reached.cost + cost,
          kind: kind === 3 ? 3 : 1,
          metric,
          ...(doubt ? { doubt } : {}),
        });
  };
  for (const router of routers)
    if (router.areas.has(0))
      for (const border of borders) for (const one of toBackbone.get(border)!) hear(router, 0, border, one);
  for (const border of borders)
    for (const [key, path] of [...border.areas].flatMap((area) => [...summaries(border, area)]))
      if (path.discards) better(pathsOf.get(border)!, key, path);
  for (const border of borders)
    for (const area of border.areas) {
      if (area === 0) continue;
      const settings = areaOf(border.process, area);
      const announced: Paths = new Map();
      if (!settings?.noSummary) {
        for (const [key, path] of pathsOf.get(border)!) if (path.kind === 1 && !path.discards) announced.set(key, path);
        for (const other of border.areas)
          if (other !== area) for (const [key, path] of summaries(border, other)) better(announced, key, path);
      }
      if (
        settings?.type === 'stub' ||
        (settings?.type === 'nssa' && (settings.noSummary || settings.defaultOriginate))
      ) {
        const prefix = defaultOf(border.family);
        const cost = settings.defaultCost ?? 1;
        // RFC 3101 section 2.7: of the area's own kind of externals, unless summaries are kept out.
        const external = settings.type === 'nssa' && !settings.noSummary;
        const way = external ? ({ kind: 3, cost: 0, metric: cost } as const) : ({ kind: 1, cost, metric: 0 } as const);
        announced.set(keyOf(prefix), { prefix, hops: [], ...way });
      }
      if (settings && settings.type !== 'normal')
        for (const key of announced.keys()) if (key.startsWith('asbr')) announced.delete(key);
      for (const router of routers)
        if (router.areas.has(area) && !isBorder(router)) hear(router, area, border, announced);
    }
  for (const router of routers) {
    const own = pathsOf.get(router)!;
    for (const [asbr, list] of external) {
      const reached = own.get(nameOf(asbr));
      const nssa = [...asbr.areas].every((area) => typeOf(asbr, area) !== 'normal');
      const takes = [...router.areas].some(
        (area) =>
          typeOf(router, area) === 'normal' || (nssa && typeOf(router, area) === 'nssa' && asbr.areas.has(area)),
      );
      if (!reached || router === asbr || !takes) continue;
      for (const one of list) {
        const way = one.forward === undefined ? reached : (covering(own, router.family, one.forward) ?? reached);
        better(own, keyOf(one.prefix), {
          prefix: one.prefix,
          hops: way.hops.map((hop) =>
            hop.gateway === undefined && one.forward !== undefined ? { ...hop, gateway: one.forward } : hop,
          ),
          cost: one.type === 1 ? way.cost + one.metric : way.cost,
          kind: one.type === 1 ? 2 : 3,
          metric: one.type === 1 ? 0 : one.metric,
          ...(way.span ? { span: way.span } : {}),
          ...(one.doubt ? { doubt: one.doubt } : {}),
        });
      }
    }
  }
  return known;
}

/** Stands for who announces externals. */
const NOWHERE: Prefix = { family: 'ipv4', address: 0n, length: 0 };

const defaultOf = (family: Family): Prefix => ({ family, address: 0n, length: 0 });

const areaOf = ({ areas }: OspfProcess, area: number): OspfArea | undefined =>
  areas.find(({ id }) => id.value === area);

/** The way to an address inside OSPF: external routes lead to no forwarding address. */
function covering(paths: Paths, family: Family, address: bigint): Path | undefined {
  let best: Path | undefined;
  for (const path of paths.values())
    if (
      path.kind < 2 &&
      path.prefix !== NOWHERE &&
      path.prefix.family === family &&
      holds(path.prefix, address) &&
      path.prefix.length >= (best?.prefix.length ?? 0) &&
      path.hops.length > 0
    )
      best = path;
  return best;
}

interface External {
  readonly prefix: Prefix;
  readonly metric: number;
  readonly type: 1 | 2;
  /** Packets go there rather than to who announces it (RFC 2328 section 12.4.4.1). */
  readonly forward?: bigint;
  readonly doubt?: Doubt;
}

function externals(routers: readonly OspfRouter[], tables: TableOf): Map<OspfRouter, External[]> {
  const all = new Map<OspfRouter, External[]>();
  for (const router of routers) {
    const { member, process, vrf, family } = router;
    const table = tables(member, vrf, family);
    const list: External[] = [];
    const own = new Set(router.networks.map(({ prefix }) => keyOf(prefix)));
    for (const taking of process.redistributions) {
      if (taking.family !== undefined && taking.family !== family) continue;
      for (const route of redistributed(member, table, taking, 'ospf')) {
        const isDefault = route.prefix.length === 0 && !member.device.routeChoice?.program;
        if (isDefault || own.has(keyOf(route.prefix))) continue;
        if (taking.subnets === false && route.prefix.length !== classOf(route.prefix.address)) continue;
        // A metric of the policy's, of the statement, else the platform's: 1 for routes of BGP, 20 for others.
        const plain = table.exact(route.prefix)?.metric;
        const metric = taking.metric ?? (route.med === plain ? (taking.from.value === 'bgp' ? 1 : 20) : route.med);
        const forward =
          route.nextHop !== undefined && forwards(router, route.nextHop) ? { forward: route.nextHop } : {};
        list.push({
          prefix: route.prefix,
          metric,
          type: taking.metricType ?? 2,
          ...forward,
          ...(route.doubt ? { doubt: route.doubt } : {}),
        });
      }
    }
    const { defaultOriginate } = process;
    if (defaultOriginate && (defaultOriginate.family ?? family) === family && !defaultOriginate.policy) {
      const there = table.exact(defaultOf(family));
      if (defaultOriginate.always || (there && there.source !== 'ospf'))
        list.push({
          prefix: defaultOf(family),
          metric: defaultOriginate.metric ?? 1,
          type: defaultOriginate.metricType ?? 2,
        });
    }
    if (list.length > 0) all.set(router, list);
  }
  return all;
}

/** Others on a network of OSPF are shown the next hop itself. */
const forwards = ({ member, process, family }: OspfRouter, address: bigint): boolean =>
  process.interfaces.some(
    (ospf) =>
      !ospf.passive?.value &&
      ospf.networkType?.value !== 'point-to-point' &&
      member.device.interfaces.some(
        (one) =>
          one.name.value === ospf.interface &&
          one.addresses.some((own) => own.family === family && holds(own, address)),
      ),
  );

const classOf = (address: bigint): number => {
  const first = address >> 24n;
  return first < 128n ? 8 : first < 192n ? 16 : 24;
};

function routeOf(
  { member, process }: OspfRouter,
  { prefix, hops, cost, metric, kind, discards, span }: Path,
  doubt: Doubt | undefined,
): Route | undefined {
  if (prefix === NOWHERE || (hops.length === 0 && !discards)) return undefined;
  return {
    prefix,
    source: 'ospf',
    distance: distancesOf(member.device)[kind >= 2 ? 'external-ospf' : 'ospf'],
    metric: kind === 3 ? metric : cost,
    hops,
    via: hops.flatMap(({ gateway }) => gateway ?? []),
    span: span ?? process.span,
    ...(kind >= 2 ? { external: true } : {}),
    ...(kind === 0 ? {} : { beyond: BEYOND[kind] }),
    ...(doubt ? { doubt } : {}),
  };
}

const BEYOND = { 1: 'other-area', 2: 'external-1', 3: 'external-2' } as const;

const hopsText = ({ hops }: Path): string =>
  hops
    .map((hop) => `${hop.interface} ${hop.gateway}`)
    .sort()
    .join();

/** A default route into an area, of a router that is not its border. */
const ownDoubts = ({ process, areas, member: { path }, family, untold }: OspfRouter): readonly DoubtedSpace[] => [
  ...(untold ? [{ space: everything(family), doubt: untold }] : []),
  ...process.areas
    .filter(
      ({ id, type, defaultOriginate }) => type === 'nssa' && defaultOriginate && !(areas.has(0) && areas.has(id.value)),
    )
    .map(({ span }) => ({ space: exactly(defaultOf(family)), doubt: { text: NSSA_DEFAULT, path, span } })),
];

/** Puts what OSPF has found into a table. */
export function putOspf({ routes, clouds }: OspfResult, member: Member, vrf: string, table: RouteTable): void {
  for (const route of routes.get(member) ?? [])
    if (route.vrf === vrf && route.prefix.family === table.family) table.put(route);
  for (const { vrf: own, family, space, doubt } of clouds.get(member) ?? [])
    if (own === vrf && family === table.family) table.doubt(space, distancesOf(member.device).ospf, doubt);
}

const COST: Bilingual = {
  en: 'which way is shorter depends on the bandwidth of interfaces, which the text does not tell',
  'zh-cn': '哪条路径更短取决于接口带宽,而文本未说明',
};
const UNFOLLOWED: Bilingual = {
  en: 'this statement of OSPF may change which routes are used, and is not followed here',
  'zh-cn': '该 OSPF 语句可能改变选路结果,此处不做推演',
};
const NSSA_DEFAULT: Bilingual = {
  en: 'a default route into this area that no border router announces is not followed here',
  'zh-cn': '非边界路由器向该区域通告的默认路由此处不做推演',
};
const NOT_READ: Bilingual = {
  en: 'statements of this OSPF process are not understood',
  'zh-cn': '该 OSPF 进程中有无法识别的语句',
};
