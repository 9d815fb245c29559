import { type Family, formatPrefix, type Prefix } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Member, Network } from '../network/network.ts';
import type { PrefixSpace } from '../routes/prefix-space.ts';
import { distancesOf } from './base-routes.ts';
import type { TableOf } from './bgp-nodes.ts';
import { type IsisRouter, isisRouters, LEVELS, type Level } from './isis-graph.ts';
import { redistributed } from './redistributed.ts';
import type { Doubt, Route, RouteTable } from './route-table.ts';
import { joined, type Reached, shortestWays } from './shortest-ways.ts';
import { spreadDoubts } from './spread-doubts.ts';

export interface IsisResult {
  readonly routes: ReadonlyMap<Member, readonly (Route & { readonly vrf: string })[]>;
  readonly clouds: ReadonlyMap<Member, readonly IsisCloud[]>;
}

interface IsisCloud {
  readonly vrf: string;
  readonly family: Family;
  readonly space: PrefixSpace;
  readonly doubt: Doubt;
}

/** Two metrics for interfaces whose own no text tells: where both give the same hops, it does not matter. */
const GUESSES = [10, 1_000] as const;

/** IS-IS over all devices (ISO 10589, RFC 1195, RFC 5302). It is taken that no router is missing here that speaks it to one that is. */
export function isisRoutes(network: Network, members: readonly Member[], tables: TableOf): IsisResult {
  const routes = new Map<Member, (Route & { readonly vrf: string })[]>();
  const clouds = new Map<Member, IsisCloud[]>();
  if (!members.some(({ device }) => device.isis.length > 0)) return { routes, clouds };
  for (const family of ['ipv4', 'ipv6'] as const) {
    const first = isisRouters(network, members, family, GUESSES[0]);
    const computed = compute(first.routers, tables);
    const other = first.guessed ? compute(isisRouters(network, members, family, GUESSES[1]).routers, tables) : computed;
    for (const [at, router] of first.routers.entries()) {
      const list = routes.get(router.member) ?? [];
      routes.set(router.member, list);
      for (const [key, path] of computed[at]!) {
        if (path.hops.length === 0) continue;
        const again = other[at]!.get(key);
        const guess: Doubt | undefined =
          again && hopsText(again) === hopsText(path)
            ? undefined
            : { text: METRIC, path: router.member.path, span: path.span ?? router.process.span };
        list.push({ ...routeOf(router, path, path.doubt ?? guess), vrf: router.vrf });
      }
    }
    spreadDoubts(
      first.routers,
      tables,
      { into: 'isis', unfollowed: UNFOLLOWED, notRead: NOT_READ },
      (router, space, doubt) => {
        const list = clouds.get(router.member) ?? [];
        clouds.set(router.member, list);
        list.push({ vrf: router.vrf, family, space, doubt });
      },
    );
  }
  return { routes, clouds };
}

interface Path extends Reached {
  readonly prefix: Prefix;
  readonly level: Level;
  /** Of narrow metrics: it is not compared with those from inside. */
  readonly external: boolean;
  readonly doubt?: Doubt;
}

type Paths = Map<string, Path>;

/** Level 1 before level 2, internal before external, then what costs less (RFC 5302 section 3.2). */
function better(paths: Paths, path: Path): void {
  const key = formatPrefix(path.prefix);
  const known = paths.get(key);
  const order = known
    ? Number(known.external) - Number(path.external) || known.level - path.level || known.cost - path.cost
    : 1;
  if (order > 0) paths.set(key, path);
  else if (order === 0 && known) paths.set(key, { ...known, hops: joined(known.hops, path.hops) });
}

/** What a router announces in a level. */
interface Announced {
  readonly prefix: Prefix;
  readonly cost: number;
  readonly external: boolean;
  readonly doubt?: Doubt;
}

const isOverloaded = ({ process }: IsisRouter): boolean => process.overload !== undefined;

/** In the order of the routers. */
function compute(routers: readonly IsisRouter[], tables: TableOf): Paths[] {
  const ways = new Map(
    routers.map((router) => [
      router,
      new Map(router.levels.map((level) => [level, shortestWays(router, level, isOverloaded)])),
    ]),
  );
  const taken = new Map(routers.map((router) => [router, takenIn(router, tables)]));
  /** What it says of itself, and in level 2 of what it knows of level 1. */
  const announced = (router: IsisRouter, level: Level, inner: Paths | undefined): Announced[] => [
    ...router.networks
      .filter((one) => one.level === level)
      .map(({ prefix, cost }) => ({ prefix, cost, external: false })),
    ...taken.get(router)!.flatMap(({ levels, ...one }) => (levels.includes(level) ? [one] : [])),
    ...(level === 2 && inner && !router.process.levelsApart
      ? [...inner.values()].filter(({ prefix, hops }) => prefix.length > 0 && hops.length > 0)
      : []),
  ];
  const level1 = new Map<IsisRouter, Paths>();
  for (const router of routers)
    if (router.levels.includes(1))
      level1.set(
        router,
        heard(router, 1, (other) => announced(other, 1, undefined)),
      );
  const level2 = new Map<IsisRouter, readonly Announced[]>();
  for (const router of routers)
    if (router.levels.includes(2)) level2.set(router, announced(router, 2, level1.get(router)));
  return routers.map((router) => {
    const paths: Paths = new Map(level1.get(router));
    if (router.levels.includes(2))
      for (const path of heard(router, 2, (other) => level2.get(other) ?? []).values()) better(paths, path);
    else for (const path of toTheNearest(router)) better(paths, path);
    return paths;
  });

  function heard(router: IsisRouter, level: Level, of: (other: IsisRouter) => readonly Announced[]): Paths {
    const paths: Paths = new Map();
    for (const [other, reached] of ways.get(router)!.get(level)!)
      if (other !== router)
        for (const { prefix, cost, external, doubt } of of(other))
          better(paths, {
            ...reached,
            prefix,
            level,
            external,
            cost: reached.cost + cost,
            ...(doubt ? { doubt } : {}),
          });
    return paths;
  }

  /** Without level 2 itself a router sends what it does not know to the nearest one that has it (the attached bit). */
  function* toTheNearest(router: IsisRouter): Generator<Path> {
    for (const [other, reached] of ways.get(router)!.get(1)!) {
      if (other === router || !other.levels.includes(2) || isOverloaded(other)) continue;
      const beyond = other.edges.filter(({ area }) => area === 2);
      if (beyond.length === 0) continue;
      // Whether a neighbour in the same area is reason enough, platforms do not agree.
      const sure = [...ways.get(other)!.get(2)!.keys()].some(
        ({ areas }) => !areas.some((area) => other.areas.includes(area)),
      );
      yield {
        ...reached,
        prefix: { family: router.family, address: 0n, length: 0 },
        level: 1,
        external: false,
        ...(sure ? {} : { doubt: { text: ATTACHED, path: other.member.path, span: other.process.span } }),
      };
    }
  }
}

/** What a router brings in of other protocols. */
function takenIn(router: IsisRouter, tables: TableOf): (Announced & { readonly levels: readonly Level[] })[] {
  const { member, process, vrf, family } = router;
  const table = tables(member, vrf, family);
  const own = new Set(router.networks.map(({ prefix }) => formatPrefix(prefix)));
  const external = process.metricStyle?.value !== 'wide';
  const levelsOf = (level: string | undefined): readonly Level[] => {
    const wanted: readonly Level[] =
      level === 'level-1' ? [1] : level === 'level-1-2' ? LEVELS : level === 'level-2' ? [2] : [];
    // Where nothing is said: in level 2 where the router has it.
    return level === undefined
      ? [router.levels.includes(2) ? 2 : 1]
      : wanted.filter((one) => router.levels.includes(one));
  };
  const all: (Announced & { readonly levels: readonly Level[] })[] = [];
  for (const taking of process.redistributions) {
    if (taking.family !== undefined && taking.family !== family) continue;
    const levels = taking.from.value === '*' ? router.levels : levelsOf(taking.level);
    for (const { prefix, doubt } of redistributed(member, table, taking, 'isis'))
      if (prefix.length > 0 && !own.has(formatPrefix(prefix)))
        all.push({ prefix, cost: taking.metric ?? 0, external, levels, ...(doubt ? { doubt } : {}) });
  }
  const { defaultOriginate } = process;
  if (defaultOriginate && (defaultOriginate.family ?? family) === family && !defaultOriginate.policy) {
    const prefix: Prefix = { family, address: 0n, length: 0 };
    const there = table.exact(prefix);
    if (defaultOriginate.always || (there && there.source !== 'isis'))
      all.push({ prefix, cost: defaultOriginate.metric ?? 0, external: false, levels: levelsOf(undefined) });
  }
  return all;
}

function routeOf({ member, process }: IsisRouter, path: Path, doubt: Doubt | undefined): Route {
  const { prefix, hops, cost, level, external, span } = path;
  const kind = level === 1 ? ('isis' as const) : ('isis-2' as const);
  return {
    prefix,
    source: 'isis',
    distance: distancesOf(member.device)[external ? (`external-${kind}` as const) : kind],
    metric: cost,
    hops,
    via: hops.flatMap(({ gateway }) => gateway ?? []),
    span: span ?? process.span,
    ...(external ? { external: true } : {}),
    ...(doubt ? { doubt } : {}),
  };
}

const hopsText = ({ hops }: Path): string =>
  hops
    .map((hop) => `${hop.interface} ${hop.gateway}`)
    .sort()
    .join();

/** Puts what IS-IS has found into a table. */
export function putIsis({ routes, clouds }: IsisResult, member: Member, vrf: string, table: RouteTable): void {
  for (const route of routes.get(member) ?? [])
    if (route.vrf === vrf && route.prefix.family === table.family) table.put(route);
  for (const { vrf: own, family, space, doubt } of clouds.get(member) ?? [])
    if (own === vrf && family === table.family) table.doubt(space, distancesOf(member.device).isis, doubt);
}

const METRIC: Bilingual = {
  en: 'which way is shorter depends on the metric of interfaces, which the text does not tell',
  'zh-cn': '哪条路径更短取决于接口度量值,而文本未说明',
};
const ATTACHED: Bilingual = {
  en: 'whether this router offers itself as the way out of its area depends on the platform',
  'zh-cn': '该路由器是否作为本区域的出口通告自己,取决于平台',
};
const UNFOLLOWED: Bilingual = {
  en: 'this statement of IS-IS may change which routes are used, and is not followed here',
  'zh-cn': '该 IS-IS 语句可能改变选路结果,此处不做推演',
};
const NOT_READ: Bilingual = {
  en: 'statements of this IS-IS process are not understood',
  'zh-cn': '该 IS-IS 进程中有无法识别的语句',
};
