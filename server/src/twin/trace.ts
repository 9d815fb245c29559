import { formatAddress, holds, widthOf } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { hostRoot } from '../network/host-root.ts';
import { type Member, nameOf } from '../network/network.ts';
import { analyseFilters } from '../packets/analyse.ts';
import type { FilterAnalyses, Packet } from '../packets/analyses.ts';
import { boundFilters } from '../packets/bound-filters.ts';
import { type PathStep, type Routed, wayThrough } from '../packets/packet-path.ts';
import { addressesOf, isOwn, isUp } from './base-routes.ts';
import type { Doubt, Hop, Route } from './route-table.ts';
import type { Twin } from './twin.ts';
import { answersFor } from './virtual-addresses.ts';

/** Where a packet is: on a device, come in over an interface, or made there (no interface). */
export interface Start {
  readonly member: Member;
  readonly vrf: string;
  readonly inInterface?: string;
}

/** A rule that had a say, or the statement of a route. */
export interface Line {
  readonly path: string;
  readonly span: Span;
}

export interface TraceHop {
  readonly member: Member;
  readonly vrf: string;
  readonly inInterface?: string;
  readonly outInterface?: string;
  /** To whom it goes on; absent: it ends here, or goes to a host on the network of the interface. */
  readonly gateway?: bigint;
  /** As it comes, and as it goes on. */
  readonly packet: Packet;
  readonly becomes: Packet;
  readonly filters: readonly (PathStep & { readonly owner: Member })[];
  readonly route?: Route;
  /** What decided here. */
  readonly decided?: Line;
}

export type TraceEnd =
  /** At the device that has the address, or on the network that it is in. */
  | 'delivered'
  | 'denied'
  | 'no-route'
  | 'discarded'
  | 'loop'
  /** To a next hop that no configuration here has. */
  | 'leaves'
  | 'unknown';

export interface Trace {
  readonly hops: readonly TraceHop[];
  readonly end: TraceEnd;
  readonly reason: Bilingual;
  /** What made the end so. */
  readonly at?: Line;
  /** Why it may be otherwise. */
  readonly doubts: readonly Doubt[];
}

/** More hops than this are a circle. */
const MOST_HOPS = 64;

const analysed = new WeakMap<Member['device'], FilterAnalyses>();

function packetsOf({ device }: Member): FilterAnalyses {
  const known = analysed.get(device) ?? analyseFilters(device);
  analysed.set(device, known);
  return known;
}

/** Where packets of this source start: at the device that has the address, else at those on its network, who may be its gateway. */
export function startsOf(
  twin: Twin,
  { family, source }: Pick<Packet, 'family' | 'source'>,
  near?: string,
): readonly Start[] {
  const own: Start[] = [];
  const beside: (Start & { readonly length: number })[] = [];
  for (const member of twin.members)
    for (const one of member.device.interfaces) {
      if (!isUp(member.device, one)) continue;
      const vrf = one.vrf ?? '';
      for (const address of one.addresses) {
        if (address.family !== family || !holds(address, source)) continue;
        if (address.address === source) own.push({ member, vrf });
        else if (!one.loopback && address.length < widthOf(family))
          beside.push({ member, vrf, inInterface: one.name.value, length: address.length });
      }
    }
  const closest = (all: readonly Start[]): readonly Start[] =>
    near === undefined ? all : twin.network.near(near, all);
  if (own.length > 0) return closest(own);
  const longest = Math.max(...beside.map(({ length }) => length));
  const nearby = closest(
    beside.filter(({ length }) => length === longest).map(({ length: _, ...start }): Start => start),
  );
  // A host on one network is nobody's gateway.
  const between = nearby.filter(({ member }) => standsBetween(member));
  return gatewayOf(twin, family, between.length > 0 ? between : nearby);
}

export const standsBetween = ({ device }: Member): boolean =>
  device.interfaces.filter((one) => !one.loopback && one.addresses.length > 0).length > 1;

/** Hop by hop, until it is there, stopped, or out of sight. Of several equal ways the first. */
export function trace(twin: Twin, start: Start, packet: Packet, answers = false): Trace {
  const [first] = traces(twin, start, packet, answers, 1);
  return first!;
}

/** All ways that equal routes give it, at most this many. */
export function traces(twin: Twin, start: Start, packet: Packet, answers = false, most = 16): readonly Trace[] {
  const found: Trace[] = [];
  const go = (
    at: Start,
    current: Packet,
    hops: readonly TraceHop[],
    doubts: readonly Doubt[],
    seen: ReadonlySet<string>,
  ): void => {
    if (found.length >= most) return;
    const place = `${at.member.path} ${at.vrf} ${current.source} ${current.destination}`;
    const end = (
      ended: TraceEnd,
      reason: Bilingual,
      more: readonly TraceHop[],
      line?: Line,
      also: readonly Doubt[] = [],
    ): void => {
      found.push({ hops: more, end: ended, reason, ...(line ? { at: line } : {}), doubts: [...doubts, ...also] });
    };
    if (seen.has(place) || hops.length >= MOST_HOPS) {
      const last = hops.at(-1)!;
      end('loop', LOOP(nameOf(at.member)), hops, last.route && { path: last.member.path, span: last.route.span });
      return;
    }
    const passed = passDevice(twin, at, current, answers, hops.length === 0);
    const own = [...doubts, ...passed.doubts];
    const line = passed.decided;
    const hop = passed.hop;
    if (passed.end) {
      found.push({
        hops: [...hops, hop],
        end: passed.end,
        reason: passed.reason!,
        ...(line ? { at: line } : {}),
        doubts: own,
      });
      return;
    }
    for (const way of passed.ways) {
      if (found.length >= most) return;
      const out = {
        ...hop,
        outInterface: way.interface,
        ...(way.gateway === undefined ? {} : { gateway: way.gateway }),
      };
      const target = way.gateway ?? hop.becomes.destination;
      const next = ownerOf(twin, at.member, hop.becomes.family, target);
      const more = [...hops, out];
      if (next === 'several')
        found.push({
          hops: more,
          end: 'unknown',
          reason: SEVERAL(formatAddress(hop.becomes.family, target)),
          ...(line ? { at: line } : {}),
          doubts: own,
        });
      else if (next === 'down')
        found.push({
          hops: more,
          end: 'discarded',
          reason: DOWN(formatAddress(hop.becomes.family, target)),
          ...(line ? { at: line } : {}),
          doubts: own,
        });
      else if (next)
        go(next, { ...hop.becomes, inInterface: next.inInterface! } as Packet, more, own, new Set([...seen, place]));
      else if (way.gateway === undefined)
        found.push({
          hops: more,
          end: 'delivered',
          reason: ON_LINK(way.interface),
          ...(line ? { at: line } : {}),
          doubts: own,
        });
      else
        found.push({
          hops: more,
          end: 'leaves',
          reason: LEAVES(formatAddress(hop.becomes.family, target)),
          ...(line ? { at: line } : {}),
          doubts: own,
        });
    }
  };
  go(start, packet, [], [], new Set());
  return found;
}

interface Passed {
  readonly hop: TraceHop;
  readonly ways: readonly Hop[];
  readonly end?: TraceEnd;
  readonly reason?: Bilingual;
  readonly decided?: Line;
  readonly doubts: readonly Doubt[];
}

function passDevice(twin: Twin, at: Start, arriving: Packet, answers: boolean, first: boolean): Passed {
  const { member, vrf, inInterface } = at;
  const local = first && inInterface === undefined;
  const { inInterface: _in, outInterface: _out, ...bare } = arriving;
  let current: Packet = { ...bare, ...(inInterface === undefined ? {} : { inInterface }) };
  const table = twin.table(member.path, vrf, arriving.family);
  let route: Route | undefined;
  let ways: readonly Hop[] = [];
  const doubts: Doubt[] = [];
  const routeFor = (packet: Packet): Routed => {
    if (isOwn(member.device, vrf, packet.family, packet.destination) || standsInFor(twin, member, packet))
      return { to: 'device' };
    const found = table.lookup(packet.destination);
    route = found.route;
    ways = found.route?.hops ?? [];
    for (const doubt of found.doubts) if (!doubts.includes(doubt)) doubts.push(doubt);
    const [way] = ways;
    return way ? { to: 'interface', name: way.interface } : { to: 'nowhere' };
  };
  const filters: TraceHop['filters'][number][] = [];
  let routed: Routed | undefined;
  for (const owner of filtersFor(twin, member)) {
    const { device } = owner;
    const way = wayThrough(device.filters, current, packetsOf(owner).test, {
      bound: (packet) => boundFilters(device, packet),
      route: routeFor,
      translate: (packet, to, side) => toInterface(member, packet, to, side, ways[0]?.interface),
      local,
      answers,
    });
    filters.push(...way.steps.map((step) => ({ ...step, owner })));
    routed = way.routed ?? routed;
    current = way.packet;
    const stop = way.stopped ?? (way.sure ? undefined : way.steps.findLast(({ verdict }) => !verdict.sure));
    const ref = stop?.verdict.decidedBy;
    const rule = ref ? device.filters[ref.filter]!.rules[ref.rule]! : undefined;
    const line: Line | undefined = stop && {
      path: owner.path,
      span: rule && rule.span.end > rule.span.start ? rule.span : device.filters[stop.filter]!.name.span,
    };
    if (!way.sure)
      doubts.push({
        text: UNDECIDED(stop ? device.filters[stop.filter]!.name.value : ''),
        path: owner.path,
        span: line?.span ?? { start: 0, end: 0 },
      });
    if (way.stopped) {
      const hop = hopOf(at, arriving, current, filters, route, line);
      return {
        hop,
        ways: [],
        end: 'denied',
        reason: DENIED(device.filters[way.stopped.filter]!.name.value, nameOf(member)),
        ...(line ? { decided: line } : {}),
        doubts,
      };
    }
  }
  routed ??= routeFor(current);
  const line: Line | undefined = route && { path: member.path, span: route.span };
  const hop = hopOf(at, arriving, current, filters, route, line);
  const common = { hop, ways: [], doubts, ...(line ? { decided: line } : {}) };
  if (routed.to === 'device') return { ...common, end: 'delivered', reason: HERE(nameOf(member)) };
  if (route && ways.length === 0) return { ...common, end: 'discarded', reason: DISCARDED(nameOf(member)) };
  if (!route)
    return doubts.length > 0
      ? {
          ...common,
          end: 'unknown',
          reason: doubts[0]!.text,
          decided: { path: doubts[0]!.path, span: doubts[0]!.span },
        }
      : {
          ...common,
          end: 'no-route',
          reason: NO_ROUTE(nameOf(member), formatAddress(current.family, current.destination)),
          decided: headOf(member),
        };
  for (const { about, span } of member.device.routeChoice?.unfollowed ?? [])
    if (about.kind === 'interface' && about.name === inInterface)
      doubts.push({ text: POLICY_ROUTED, path: member.path, span });
  return { ...common, ways };
}

/** Where a device is spoken of as a whole. */
const headOf = ({ path, device }: Member): Line => ({
  path,
  span: device.hostname?.span ?? device.interfaces[0]?.name.span ?? { start: 0, end: 0 },
});

function hopOf(
  { member, vrf, inInterface }: Start,
  packet: Packet,
  becomes: Packet,
  filters: TraceHop['filters'],
  route: Route | undefined,
  decided: Line | undefined,
): TraceHop {
  const { inInterface: _in, outInterface: _out, ...plain } = becomes;
  return {
    member,
    vrf,
    ...(inInterface === undefined ? {} : { inInterface }),
    packet,
    becomes: plain,
    filters,
    ...(route ? { route } : {}),
    ...(decided ? { decided } : {}),
  };
}

/** Its own filters, and those of files beside it that are of the same host: a list of rules without interfaces or a name. */
function filtersFor(twin: Twin, member: Member): readonly Member[] {
  const root = hostRoot(member.path);
  const beside = twin.filterFiles.filter((one) => hostRoot(one.path) === root);
  return member.device.filters.length > 0 || beside.length === 0 ? [member, ...beside] : beside;
}

function standsInFor(twin: Twin, member: Member, { family, destination }: Packet): boolean {
  if (member.device.fhrp.length === 0) return false;
  const standIn = answersFor(twin.members, family, destination);
  return standIn !== undefined && standIn !== 'several' && standIn.member === member;
}

/** Of several routers on a network the one that answers for their common address, where they have one. */
function gatewayOf(twin: Twin, family: Packet['family'], all: readonly Start[]): readonly Start[] {
  if (all.length < 2) return all;
  const groupsOf = ({ member, inInterface }: Start) =>
    member.device.fhrp.filter((group) => group.family === family && group.interface === inInterface);
  for (const { value } of groupsOf(all[0]!).flatMap(({ addresses }) => addresses)) {
    if (!all.every((one) => groupsOf(one).some(({ addresses }) => addresses.some((other) => other.value === value))))
      continue;
    const standIn = answersFor(twin.members, family, value);
    const found = standIn === 'several' ? undefined : all.find(({ member }) => member === standIn?.member);
    if (found) return [found];
  }
  return all;
}

/** Who takes a packet to this address on a network of the device. */
function ownerOf(
  twin: Twin,
  from: Member,
  family: Packet['family'],
  address: bigint,
): Start | 'several' | 'down' | undefined {
  const all = twin.network.owners(family, address).filter((owner) => owner.member.path !== from.path);
  const owners = twin.network.near(
    from.path,
    all.filter((owner) => isUp(owner.member.device, owner.interface)),
  );
  // RouterOS writes the address of a group on each of its routers.
  if (owners.length !== 1) {
    const standIn = answersFor(
      twin.members.filter(({ path }) => path !== from.path),
      family,
      address,
    );
    if (standIn === 'several') return 'several';
    if (standIn)
      return {
        member: standIn.member,
        vrf: standIn.interface.vrf ?? '',
        inInterface: standIn.interface.name.value,
      };
    if (all.length > 0) return 'down';
  }
  const [owner] = owners;
  if (!owner) return undefined;
  if (owners.length > 1) return 'several';
  return { member: owner.member, vrf: owner.interface.vrf ?? '', inInterface: owner.interface.name.value };
}

/** `masquerade`, `interface GigabitEthernet0/1 overload` */
function toInterface(
  member: Member,
  packet: Packet,
  to: string,
  side: 'source' | 'destination',
  out: string | undefined,
): Packet | undefined {
  if (side !== 'source') return undefined;
  const named = /^interface (\S+)/i.exec(to)?.[1] ?? (/^(?:masquerade|interface)\b/i.test(to) ? out : undefined);
  if (named === undefined) return undefined;
  for (const vrf of new Set(member.device.interfaces.map((one) => one.vrf ?? '')))
    for (const [one, { address }] of addressesOf(member.device, vrf, packet.family))
      if (one.name.value.toLowerCase() === named.toLowerCase()) return { ...packet, source: address };
  return undefined;
}

const LOOP = (name: string): Bilingual => ({
  en: `the packet comes to ${name} a second time: it goes round in a circle`,
  'zh-cn': `数据包第二次到达 ${name}:形成环路`,
});
const SEVERAL = (address: string): Bilingual => ({
  en: `several devices here have the next hop ${address}`,
  'zh-cn': `此处有多台设备拥有下一跳 ${address}`,
});
const DOWN = (address: string): Bilingual => ({
  en: `the device with ${address} is down, or its interface is`,
  'zh-cn': `拥有 ${address} 的设备或其接口已关闭`,
});
const ON_LINK = (name: string): Bilingual => ({
  en: `it is delivered on the network of ${name}`,
  'zh-cn': `已送达 ${name} 所在的网络`,
});
const LEAVES = (address: string): Bilingual => ({
  en: `it leaves towards ${address}, which no configuration here has`,
  'zh-cn': `发往 ${address} 并离开:此处没有任何配置拥有该地址`,
});
const HERE = (name: string): Bilingual => ({ en: `it arrives at ${name}`, 'zh-cn': `已到达 ${name}` });
const DENIED = (filter: string, name: string): Bilingual => ({
  en: `${filter} on ${name} denies it`,
  'zh-cn': `${name} 上的 ${filter} 拒绝了它`,
});
const DISCARDED = (name: string): Bilingual => ({
  en: `${name} discards it: its route leads nowhere`,
  'zh-cn': `${name} 将其丢弃:路由指向空接口`,
});
const NO_ROUTE = (name: string, address: string): Bilingual => ({
  en: `${name} has no route to ${address}`,
  'zh-cn': `${name} 没有到 ${address} 的路由`,
});
const UNDECIDED = (filter: string): Bilingual => ({
  en: `a condition of ${filter || 'a filter'} cannot be decided here`,
  'zh-cn': `${filter || '过滤器'} 的某个条件无法在此判定`,
});
const POLICY_ROUTED: Bilingual = {
  en: 'packets of this interface may be sent elsewhere by policy routing, which is not followed here',
  'zh-cn': '该接口的数据包可能被策略路由送往别处,此处不做推演',
};
