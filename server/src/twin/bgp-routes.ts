import { holds, networkOf, type Prefix } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { type CloudOf, cloudsOf } from './bgp-clouds.ts';
import { doubtAt, ownNextHop, received, sent } from './bgp-exchange.ts';
import type { BgpNode, Direction, Leak, TableOf } from './bgp-nodes.ts';
import { type BgpRoute, type ChoiceRules, type Chosen, choose } from './bgp-route.ts';
import { nextHopOf } from './next-hop-of.ts';
import { TIE } from './put-bgp.ts';
import { doubtOf, originOf, ownRoute, redistributed } from './redistributed.ts';
import type { Doubt, Route } from './route-table.ts';
import { runUses } from './run-use.ts';
import { exported, imported, keyBeyond } from './vpn-routes.ts';
import { leaked } from './vrf-leaks.ts';

export interface BgpResult {
  /** What each node has chosen, by prefix. */
  readonly chosen: ReadonlyMap<BgpNode, ReadonlyMap<string, Chosen>>;
  readonly clouds: ReadonlyMap<BgpNode, readonly CloudOf[]>;
}

interface State {
  readonly node: BgpNode;
  readonly local: Map<string, BgpRoute>;
  /** By neighbour and prefix; several only where it sends every path. */
  readonly heard: Map<Direction, Map<string, readonly BgpRoute[]>>;
  /** By prefix, then by the table that gave them and what it has them as. */
  readonly leaked: Map<string, Map<string, BgpRoute>>;
  readonly chosen: Map<string, Chosen>;
  readonly dirty: Set<string>;
}

/** More changes for one prefix at one device than this: it does not settle. */
const MOST_CHANGES = 64;

/** Exchanges routes until nobody has anything new to say. @param tables what next hops are looked up in, and what is announced from */
export function exchange(nodes: readonly BgpNode[], tables: TableOf): BgpResult {
  const states = new Map(nodes.map((node) => [node, newState(node, tables)]));
  const queue = new Set(states.values());
  for (const state of states.values())
    for (const way of state.node.out)
      if (announcesDefault(way)) tell(state, DEFAULT_KEY, way, states.get(way.to)!, tables);
  const changes = new Map<string, number>();
  for (const state of queue) {
    queue.delete(state);
    for (const key of [...state.dirty]) {
      state.dirty.delete(key);
      const before = state.chosen.get(key);
      const after = chosenFor(state, key, tables);
      if (after) state.chosen.set(key, after);
      else state.chosen.delete(key);
      if (before && after && before.tie === after.tie && areSame(toldOf(state.node, before), toldOf(state.node, after)))
        continue;
      if (!before && !after) continue;
      aggregate(state, key);
      const count = `${state.node.member.path} ${state.node.vrf} ${key}`;
      changes.set(count, (changes.get(count) ?? 0) + 1);
      if (changes.get(count)! > MOST_CHANGES) {
        if (after)
          state.chosen.set(key, {
            ...after,
            best: { ...after.best, doubt: doubtAt(state.node, RESTLESS, state.node.process.span) },
          });
        continue;
      }
      for (const way of state.node.out)
        if (tell(state, key, way, states.get(way.to)!, tables)) queue.add(states.get(way.to)!);
      for (const leak of state.node.leaks)
        if (give(state, key, leak, states.get(leak.to)!, tables)) queue.add(states.get(leak.to)!);
    }
    if (state.dirty.size > 0) queue.add(state);
  }
  return { chosen: new Map([...states].map(([node, { chosen }]) => [node, chosen])), clouds: cloudsOf(nodes, tables) };
}

const keyOf = (prefix: Prefix): string => `${networkOf(prefix)}/${prefix.length}`;

function newState(node: BgpNode, tables: TableOf): State {
  const local = new Map<string, BgpRoute>();
  if (node.vpn) return stateWith(node, local);
  const { device, path } = node.member;
  const table = tables(node.member, node.vrf, node.family);
  const put = (route: BgpRoute): void => {
    const key = keyOf(route.prefix);
    if (!local.has(key)) local.set(key, route);
  };
  for (const { kind, prefix, vrf = '', policy, span } of device.originations) {
    if (kind !== 'network' || prefix.family !== node.family || vrf !== node.vrf) continue;
    const route = table.exact({ ...prefix, address: networkOf(prefix) });
    if (!route || (isBgp(route) && !route.leaked)) continue;
    const keepsHop = device.routeChoice?.keepsNextHop === 'everything';
    const doubt = doubtOf(route, path, span);
    const made = ownRoute({ ...route, ...(doubt ? { doubt } : {}) }, 'network', 'igp', keepsHop, span);
    const passed = policy
      ? runUses(device, node.process, [{ kind: 'route-policy', name: policy }], made, originOf(route, device))
      : undefined;
    if (passed?.kind === 'refused') continue;
    if (passed?.kind === 'passed') put(passed.route);
    else put(passed ? { ...made, doubt: { text: passed.text, path, span: passed.span } } : made);
  }
  if (device.routeChoice?.exportsTable)
    for (const route of table.routes())
      if (!isBgp(route)) {
        // Of several next hops none is told.
        const { keepsNextHop, program } = device.routeChoice;
        const keepsHop = keepsNextHop !== 'nothing' && !(program && route.hops.length > 1);
        put({ ...ownRoute(route, 'table', 'igp', keepsHop, route.span), origins: originOf(route, device) });
      }
  for (const taking of device.redistributions)
    if (taking.into === 'bgp' && (taking.vrf ?? '') === node.vrf)
      for (const route of redistributed(node.member, table, taking, 'bgp')) put(route);
  if (device.routeChoice?.aggregatesAnything)
    for (const { kind, prefix, vrf = '', span } of device.originations) {
      if (kind !== 'aggregate' || vrf !== node.vrf || prefix.family !== node.family) continue;
      const inside = table
        .routes()
        .find((route) => !isBgp(route) && route.prefix.length > prefix.length && holds(prefix, route.prefix.address));
      if (inside) put(aggregateRoute(prefix, span, doubtOf(inside, path, span)));
    }
  return stateWith(node, local);
}

const stateWith = (node: BgpNode, local: State['local']): State => ({
  node,
  local,
  heard: new Map(),
  leaked: new Map(),
  chosen: new Map(),
  dirty: new Set(local.keys()),
});

const isBgp = ({ source }: Route): boolean => source.endsWith('bgp');

/** @returns whether the other table has something else than before */
function give({ node, chosen }: State, key: string, leak: Leak, to: State, tables: TableOf): boolean {
  const there = keyBeyond(leak, key);
  const given = to.leaked.get(there) ?? new Map<string, BgpRoute>();
  to.leaked.set(there, given);
  const source = `${node.vrf} ${key}`;
  const before = given.get(source);
  const choice = chosen.get(key);
  const after = choice && passedTo(choice, leak, tables);
  if (after) given.set(source, after);
  else given.delete(source);
  if (!before === !after && (!before || isSame(before, after!))) return false;
  to.dirty.add(there);
  return true;
}

function passedTo(choice: Chosen, leak: Leak, tables: TableOf): BgpRoute | undefined {
  const { from, to } = leak;
  if (!leak.takes) return exported(choice, from, leak.gives);
  if (from.vpn) return imported(choice, from, to, leak.takes);
  return leaked(choice, { ...leak, takes: leak.takes, gives: leak.gives }, tables(from.member, from.vrf, from.family));
}

function chosenFor({ node, local, heard, leaked: given }: State, key: string, tables: TableOf): Chosen | undefined {
  const own = local.get(key);
  // The table has chosen already.
  if (own?.local === 'table') return only(own);
  const all = [...[...heard.values()].flatMap((routes) => routes.get(key) ?? []), ...(given.get(key)?.values() ?? [])];
  if (all.length === 0) return own && only(own);
  const cost = new Map<BgpRoute, number>();
  const reached = all.filter((route) => {
    if (route.nextHop === undefined) return true;
    const found = nextHopOf(node, route, route.nextHop, tables);
    if (found) cost.set(route, found.metric);
    return found !== undefined;
  });
  // A program has a route all the same, by which packets are refused.
  const there = reached.length === 0 && node.member.device.routeChoice?.program ? all : reached;
  return perhapsAnother(choose([...(own ? [own] : []), ...there], (route) => cost.get(route) ?? 0, rulesOf(node)));
}

/** One that an undecided policy made may be better than it looks. */
function perhapsAnother(chosen: Chosen | undefined): Chosen | undefined {
  const other = chosen?.all.find((route) => route.undecided)?.doubt;
  if (!chosen || !other || chosen.best.doubt || !chosen.best.from) return chosen;
  return { ...chosen, best: { ...chosen.best, doubt: other } };
}

const only = (route: BgpRoute): Chosen => ({ best: route, together: [route], all: [route], tie: false });

function rulesOf({ member, process, family, vpn }: BgpNode): ChoiceRules {
  const { routeChoice } = member.device;
  const multipath = { ...(routeChoice?.multipath ?? { external: 1, internal: 1 }) };
  for (const { family: of, of: kind, paths } of vpn ? [] : (process.multipath ?? [])) {
    if (of !== '*' && of !== `${family}-unicast`) continue;
    if (kind !== 'internal') multipath.external = paths;
    if (kind !== 'external') multipath.internal = paths;
  }
  return {
    alwaysCompareMed: process.alwaysCompareMed !== undefined,
    deterministicMed: process.deterministicMed ?? true,
    prefersOldest: routeChoice?.prefersOldest ?? true,
    multipathAcrossAs: routeChoice?.multipathAcrossAs ?? false,
    vrfsUnranked: routeChoice?.leaks?.documented !== undefined,
    multipath: vpn ? { external: 1, internal: 1 } : multipath,
  };
}

/** @returns whether the neighbour hears something else than before */
function tell(state: State, key: string, way: Direction, to: State, tables: TableOf): boolean {
  const heard = to.heard.get(way) ?? new Map<string, readonly BgpRoute[]>();
  to.heard.set(way, heard);
  const before = heard.get(key) ?? [];
  const after = offered(state, key, way, tables);
  if (after.length > 0) heard.set(key, after);
  else heard.delete(key);
  if (areSame(before, after)) return false;
  to.dirty.add(key);
  return true;
}

function offered({ node, chosen }: State, key: string, way: Direction, tables: TableOf): readonly BgpRoute[] {
  if (key === DEFAULT_KEY && announcesDefault(way)) return arrived(defaultFor(way), way);
  const choice = chosen.get(key);
  if (!choice) return NONE;
  const { best, all, tie } = choice;
  const { device } = node.member;
  if (node.vpn)
    return way.everyPath ? all.flatMap((route) => passedOn(route, way)) : passedOn(withTie(best, tie, node), way);
  const active = tables(node.member, node.vrf, node.family).exact({
    ...best.prefix,
    address: networkOf(best.prefix),
  });
  if ((best.from || best.local === 'aggregate') && device.routeChoice?.announcesInactive === false)
    if (active && !isBgp(active)) return NONE;
  if (suppressed(node, best, chosen)) return NONE;
  if (way.everyPath) return all.flatMap((route) => passedOn(route, way));
  const told =
    best.from && active && device.routeChoice?.exportsTable ? { ...best, origins: originOf(active, device) } : best;
  return passedOn(withTie(told, tie, node), way);
}

const withTie = (route: BgpRoute, tie: boolean, node: BgpNode): BgpRoute =>
  tie ? { ...route, doubt: route.doubt ?? doubtAt(node, TIE, route.span) } : route;

/** At most one. */
function passedOn(route: BgpRoute, way: Direction): readonly BgpRoute[] {
  const going = sent(route, way);
  return going ? arrived(going, way) : NONE;
}

function arrived(going: BgpRoute, way: Direction): readonly BgpRoute[] {
  const route = received(going, way);
  return route ? [route] : NONE;
}

const NONE: readonly BgpRoute[] = [];

/** What neighbours may hear of. */
const toldOf = ({ out }: BgpNode, { best, all }: Chosen): readonly BgpRoute[] =>
  out.some(({ everyPath }) => everyPath) ? [best, ...all] : [best];

const DEFAULT_KEY = '0/0';

/** Whether it has it or not; a condition is not followed. */
const announcesDefault = ({ exports }: Direction): boolean =>
  exports.defaultOriginate !== undefined && exports.defaultOriginate.policy === undefined;

const defaultFor = (way: Direction): BgpRoute => ({
  prefix: { family: way.from.family, address: 0n, length: 0 },
  path: way.external ? [way.from.process.confederation ?? way.from.asn] : [],
  members: way.confederates ? [way.from.asn] : [],
  communities: [],
  localPreference: 100,
  med: 0,
  origin: 'igp',
  weight: 0,
  nextHop: ownNextHop(way),
  clusters: [],
  span: way.sender.neighbour.address.span,
});

/** `summary-only`: what an aggregate holds is kept. */
const suppressed = (node: BgpNode, { prefix, local }: BgpRoute, chosen: ReadonlyMap<string, Chosen>): boolean =>
  local !== 'aggregate' &&
  node.member.device.originations.some(
    (one) =>
      one.kind === 'aggregate' &&
      one.summaryOnly === true &&
      (one.vrf ?? '') === node.vrf &&
      one.prefix.family === prefix.family &&
      one.prefix.length < prefix.length &&
      holds(one.prefix, prefix.address) &&
      chosen.get(keyOf(one.prefix))?.best.local === 'aggregate',
  );

/** An aggregate is there while something that it holds is. */
function aggregate(state: State, key: string): void {
  const { node, local, chosen, dirty } = state;
  if (node.vpn || node.member.device.routeChoice?.exportsTable) return;
  for (const { kind, prefix, vrf = '', summaryOnly, span } of node.member.device.originations) {
    if (kind !== 'aggregate' || vrf !== node.vrf || prefix.family !== node.family) continue;
    const own = keyOf(prefix);
    if (own === key) {
      if (summaryOnly)
        for (const [other, { best }] of chosen)
          if (other !== own && holds(prefix, best.prefix.address)) renew(state, other);
      continue;
    }
    const inside = [...chosen.values()].find(
      ({ best }) =>
        best.local !== 'aggregate' && best.prefix.length > prefix.length && holds(prefix, best.prefix.address),
    );
    const before = local.get(own);
    if (Boolean(before) === Boolean(inside)) continue;
    if (inside) local.set(own, aggregateRoute(prefix, span, inside.best.doubt));
    else if (node.member.device.routeChoice?.aggregatesAnything) continue;
    else local.delete(own);
    dirty.add(own);
  }
}

const aggregateRoute = (prefix: Prefix, span: Doubt['span'], doubt: Doubt | undefined): BgpRoute => ({
  prefix: { ...prefix, address: networkOf(prefix) },
  path: [],
  members: [],
  communities: [],
  localPreference: 100,
  med: 0,
  origin: 'igp',
  weight: 32_768,
  local: 'aggregate',
  clusters: [],
  span,
  ...(doubt ? { doubt } : {}),
});

/** Neighbours are told again of a prefix that did not change itself: it is suppressed, or is so no more. */
function renew(state: State, key: string): void {
  state.chosen.delete(key);
  state.dirty.add(key);
}

const areSame = (some: readonly BgpRoute[], others: readonly BgpRoute[]): boolean =>
  some.length === others.length && some.every((one, at) => isSame(one, others[at]!));

function isSame(a: BgpRoute, b: BgpRoute): boolean {
  return (
    a.from === b.from &&
    a.local === b.local &&
    a.leakedFrom === b.leakedFrom &&
    a.vpn?.home === b.vpn?.home &&
    a.vpn?.anyTarget === b.vpn?.anyTarget &&
    a.vpn?.targets.join() === b.vpn?.targets.join() &&
    a.nextHop === b.nextHop &&
    a.port === b.port &&
    a.localPreference === b.localPreference &&
    a.med === b.med &&
    a.origin === b.origin &&
    a.weight === b.weight &&
    a.originator === b.originator &&
    a.doubt?.span === b.doubt?.span &&
    a.path.join(' ') === b.path.join(' ') &&
    a.members.join(' ') === b.members.join(' ') &&
    a.communities.join(' ') === b.communities.join(' ') &&
    a.clusters.join(' ') === b.clusters.join(' ')
  );
}

const RESTLESS: Bilingual = {
  en: 'the routers do not come to rest over this prefix: their policies contradict each other',
  'zh-cn': '各路由器对该前缀无法收敛:策略相互矛盾',
};
