import { type Family, formatPrefix } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { type Member, type Network, networkOf } from '../network/network.ts';
import { everything, type PrefixSpace } from '../routes/prefix-space.ts';
import {
  baseTable,
  bgpDistancesOf,
  distancesOf,
  FAMILIES,
  isUp,
  putAggregates,
  putStatic,
  staticRoutesOf,
  vrfsOf,
} from './base-routes.ts';
import { type BgpNode, bgpNodes, type SessionState, type TableOf } from './bgp-nodes.ts';
import type { Chosen } from './bgp-route.ts';
import { type BgpResult, exchange } from './bgp-routes.ts';
import { type CloudTableEntry, partOf } from './cloud-member.ts';
import { withClouds } from './cloud-members.ts';
import { eigrpSpace } from './eigrp-space.ts';
import { withHostNames } from './host-names.ts';
import { withPrograms } from './host-programs.ts';
import { type IsisResult, isisRoutes, putIsis } from './isis-routes.ts';
import { kernelTable, ownNetworks } from './kernel-table.ts';
import { type OspfResult, ospfRoutes, putOspf } from './ospf-routes.ts';
import { putBgp } from './put-bgp.ts';
import { type RouteTable, routeTable } from './route-table.ts';
import { putTableLeaks } from './table-leaks.ts';
import { connectLeaks, unheldImports } from './vrf-leaks.ts';
import { writtenFilters } from './written-filters.ts';

/** What the devices of a network do with packets, computed from their configurations alone. */
export interface Twin {
  readonly network: Network;
  /** Those with interfaces. */
  readonly members: readonly Member[];
  /** Lists of filter rules of a host whose interfaces another file beside them has. */
  readonly filterFiles: readonly Member[];
  /** Machines of a cloud that have files of their own: what their cloud's text says of them. */
  readonly machines: readonly Member[];
  /** Empty where there is no such device, VRF or family. */
  table(path: string, vrf: string, family: Family): RouteTable;
  readonly sessions: readonly SessionState[];
}

/** Times that all routes are computed anew, as they depend on each other, before it is said that they do not settle. */
const MOST_ROUNDS = 16;

/** Costs as much as the routers' own work: every route at every router, a few times. */
export function twinOf(members: Iterable<Member>): Twin {
  const given = withHostNames(withPrograms(withClouds([...members])));
  const all = given.filter(({ device }) => device.interfaces.length > 0 && !device.fragment);
  const paths = new Set(given.map(({ path }) => path));
  const written = writtenFilters(given).filter(({ path }) => !paths.has(path));
  const filterFiles = [...given, ...written].filter(
    ({ device }) =>
      device.interfaces.length === 0 &&
      device.hostname === undefined &&
      device.filters.some(({ hook }) => hook !== undefined),
  );
  const machines = all.flatMap((member) =>
    [...(partOf(member)?.guards.values() ?? [])].flatMap(({ owner }) => owner ?? []),
  );
  const network = networkOf(all);
  let tables = tablesOf(all);
  let known = textOf(tables);
  for (let round = 0; ; round += 1) {
    const look = lookIn(tables);
    const { nodes, sessions } = bgpNodes(network, all, lookIn(kernelTables(all, tables)));
    connectLeaks(nodes);
    const eigrp = new Map(FAMILIES.map((family) => [family, eigrpSpace(all, look, family)]));
    const next = tablesOf(all, {
      bgp: exchange(nodes, look),
      ospf: ospfRoutes(network, all, look),
      isis: isisRoutes(network, all, look),
      tables: look,
      eigrp,
    });
    const text = `${textOf(next)}${spacesText(eigrp)}`;
    const settled = text === known;
    if (!settled && round === MOST_ROUNDS) {
      for (const [path, own] of next)
        for (const table of own.values())
          table.doubt(everything(table.family), 0, { text: RESTLESS, path, span: { start: 0, end: 0 } });
    }
    if (settled || round === MOST_ROUNDS)
      return { network, members: all, filterFiles, machines, table: lookIn2(kernelTables(all, next)), sessions };
    tables = next;
    known = text;
  }
}

type Tables = ReadonlyMap<string, ReadonlyMap<string, RouteTable>>;

interface Learned {
  readonly bgp: BgpResult;
  readonly ospf: OspfResult;
  readonly isis: IsisResult;
  /** What all of it was learned over. */
  readonly tables: TableOf;
  readonly eigrp: ReadonlyMap<Family, PrefixSpace>;
}

function tablesOf(members: readonly Member[], learned?: Learned): Tables {
  const tables = new Map<string, Map<string, RouteTable>>();
  const byMember = new Map<Member, [BgpNode, ReadonlyMap<string, Chosen>][]>();
  for (const [node, chosen] of learned?.bgp.chosen ?? []) {
    if (node.vpn) continue;
    const list = byMember.get(node.member);
    if (list) list.push([node, chosen]);
    else byMember.set(node.member, [[node, chosen]]);
  }
  for (const member of members) {
    const own = new Map<string, RouteTable>();
    tables.set(member.path, own);
    const fixed = partOf(member)?.routes;
    if (fixed) {
      putFixed(member, fixed, own);
      continue;
    }
    const nodes = byMember.get(member) ?? [];
    for (const vrf of vrfsOf(member.device))
      for (const family of FAMILIES) {
        const table = baseTable(member, vrf, family, learned?.eigrp.get(family));
        if (member.device.routeChoice?.program)
          for (const route of ownNetworks(member.device, vrf, family)) table.put(route);
        if (learned) {
          putOspf(learned.ospf, member, vrf, table);
          putIsis(learned.isis, member, vrf, table);
        }
        const left = putStatic(member, staticRoutesOf(member, vrf, family), table, learned?.tables);
        for (const [node, chosen] of nodes) {
          if (node.vrf !== vrf || node.family !== family) continue;
          putBgp(node, chosen, table, learned!.tables);
          const distances = bgpDistancesOf(member.device, node.process, family);
          for (const { space, external, doubt } of learned!.bgp.clouds.get(node) ?? [])
            table.doubt(space, distances[external ? 'external-bgp' : 'internal-bgp'], doubt);
        }
        const unheld = unheldImports(member, vrf, family);
        if (unheld) table.doubt(everything(family), distancesOf(member.device)['external-bgp'], unheld);
        putStatic(member, left, table, learned?.tables);
        putAggregates(member, vrf, table);
        own.set(`${vrf} ${family}`, table);
      }
    for (const family of FAMILIES) putTableLeaks(member, family, (vrf) => own.get(`${vrf} ${family}`));
  }
  return tables;
}

/** What packets are sent by. */
function kernelTables(members: readonly Member[], tables: Tables): Tables {
  const found = new Map(tables);
  for (const member of members) {
    if (!member.device.routeChoice?.program) continue;
    const own = new Map<string, RouteTable>();
    for (const vrf of vrfsOf(member.device))
      for (const family of FAMILIES)
        own.set(`${vrf} ${family}`, kernelTable(member, vrf, lookIn2(tables)(member.path, vrf, family)));
    found.set(member.path, own);
  }
  return found;
}

/** Those over interfaces that are down are gone, and nothing takes their place: a cloud's table goes on leading there. */
function putFixed({ device }: Member, entries: readonly CloudTableEntry[], tables: Map<string, RouteTable>): void {
  const down = new Set(device.interfaces.filter((one) => !isUp(device, one)).map(({ name }) => name.value));
  for (const { vrf, family, route, doubt } of entries) {
    const key = `${vrf} ${family}`;
    const table = tables.get(key) ?? routeTable(family);
    tables.set(key, table);
    if (doubt) table.doubt(doubt.space, 0, doubt.why);
    if (route) table.put(route.hops.some((hop) => down.has(hop.interface)) ? { ...route, hops: [] } : route);
  }
}

const lookIn2 =
  (tables: Tables): Twin['table'] =>
  (path, vrf, family) =>
    tables.get(path)?.get(`${vrf} ${family}`) ?? routeTable(family);

const lookIn = (tables: Tables): TableOf => {
  const look = lookIn2(tables);
  return ({ path }, vrf, family) => look(path, vrf, family);
};

const textOf = (tables: Tables): string =>
  [...tables]
    .flatMap(([path, own]) =>
      [...own].map(
        ([name, table]) =>
          `${path} ${name} ${table
            .routes()
            .map(
              ({ prefix, source, metric, hops, doubt }) =>
                `${formatPrefix(prefix)} ${source} ${metric} ${hops.map((hop) => `${hop.interface} ${hop.gateway}`).join()} ${doubt?.span.start}`,
            )
            .join('; ')}`,
      ),
    )
    .join('\n');

const spacesText = (spaces: Learned['eigrp']): string =>
  [...spaces.values()]
    .flatMap(({ bands }) =>
      bands.flatMap(({ first, last, runs }) => runs.map((run) => ` ${run.first}-${run.last}/${first}-${last}`)),
    )
    .join('');

const RESTLESS: Bilingual = {
  en: 'the routes of this network do not come to rest',
  'zh-cn': '该网络的路由无法收敛',
};
