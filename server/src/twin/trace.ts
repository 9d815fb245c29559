import { formatAddress } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { hostRoot } from '../network/host-root.ts';
import { type Member, nameOf } from '../network/network.ts';
import type { Packet } from '../packets/analyses.ts';
import { boundFilters } from '../packets/bound-filters.ts';
import { type Routed, wayThrough } from '../packets/packet-path.ts';
import { addressesOf, isOwn } from './base-routes.ts';
import { INTERNET, partOf } from './cloud-member.ts';
import { isUntold } from './cloud-members.ts';
import { ownerOf, wired } from './next-device.ts';
import { passBalancer } from './pass-balancer.ts';
import { type FilterStep, packetsOf, passGuard } from './pass-guard.ts';
import type { Doubt, Hop, Line, Route } from './route-table.ts';
import type { Start } from './starts.ts';
import { denied, headOf, hopOf, type Passed, portIn, type Trace, type TraceEnd, type TraceHop } from './trace-hop.ts';
import {
  DISCARDED,
  DOWN,
  HERE,
  LABELS,
  LEAVES,
  LOOP,
  MAY_FORWARD,
  NO_ROUTE,
  NOBODY,
  NOT_FORWARDING,
  ON_LINK,
  OUTSIDE,
  POLICY_ROUTED,
  SEVERAL,
  UNDECIDED,
} from './trace-words.ts';
import type { Twin } from './twin.ts';
import { answersFor } from './virtual-addresses.ts';

/** More hops than this are a circle. */
const MOST_HOPS = 64;

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
    const balanced = !answers && at.inInterface !== undefined && partOf(at.member)?.balances;
    const all = balanced
      ? passBalancer(twin, at, current, (from, check) => trace(twin, from, check))
      : [passDevice(twin, at, current, answers, hops.length === 0)];
    for (const passed of all) follow(passed, place, hops, doubts, seen);
  };
  const follow = (
    passed: Passed,
    place: string,
    hops: readonly TraceHop[],
    doubts: readonly Doubt[],
    seen: ReadonlySet<string>,
  ): void => {
    if (found.length >= most) return;
    const known = [...doubts, ...passed.doubts];
    const line = passed.decided;
    const hop = passed.hop;
    if (passed.end) {
      found.push({
        hops: [...hops, hop],
        end: passed.end,
        reason: passed.reason!,
        ...(line ? { at: line } : {}),
        doubts: known,
      });
      return;
    }
    for (const way of passed.ways) {
      if (found.length >= most) return;
      const own = way.neighbour?.labelled ? [...known, labelsTo(way.neighbour.path, hop)] : known;
      const out = {
        ...hop,
        outInterface: way.interface,
        ...(way.gateway === undefined ? {} : { gateway: way.gateway }),
      };
      const target = way.gateway ?? hop.becomes.destination;
      const next =
        wired(twin, hop.member, way, hop.becomes) ??
        ownerOf(twin, hop.member, way.interface, hop.becomes.family, target);
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
      else if (way.gateway === undefined && isUntold(hop.member, hop.becomes.family, target))
        found.push({
          hops: more,
          end: 'unknown',
          reason: NOBODY(formatAddress(hop.becomes.family, target)),
          ...(line ? { at: line } : {}),
          doubts: own,
        });
      else if (way.gateway === undefined)
        found.push({
          hops: more,
          end: 'delivered',
          reason: way.interface === INTERNET ? OUTSIDE(nameOf(hop.member)) : ON_LINK(way.interface),
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

/** The network between both ends of the tunnel is not looked at. */
const labelsTo = (end: string, { member, route }: TraceHop): Doubt => ({
  text: LABELS(end),
  path: member.path,
  span: route?.span ?? { start: 0, end: 0 },
});

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
    const own = packet.destination === at.takes || isOwn(member.device, vrf, packet.family, packet.destination);
    if (own || standsInFor(twin, member, packet)) return { to: 'device' };
    const found = table.lookup(packet.destination);
    route = found.route;
    ways = found.route?.hops ?? [];
    for (const doubt of found.doubts) if (!doubts.includes(doubt)) doubts.push(doubt);
    const [way] = ways;
    if (way && way.gateway === undefined && isOwnBeyond(member, vrf, way.interface, packet)) return { to: 'device' };
    return way ? { to: 'interface', name: way.interface } : { to: 'nowhere' };
  };
  const filters: FilterStep[] = [];
  let routed: Routed | undefined;
  const part = partOf(member);
  const guard = (name: string | undefined, side: 'inbound' | 'outbound'): Passed | undefined => {
    const port = name === undefined ? undefined : part?.guards.get(name);
    if (!port) return undefined;
    const found = passGuard(port.owner ?? member, port[side], current, answers);
    filters.push(...found.filters);
    doubts.push(...found.doubts);
    return found.denied && { ...denied(at, arriving, current, filters, found.denied), doubts };
  };
  if (
    first &&
    inInterface !== undefined &&
    isUntold(member, current.family, current.source) &&
    !isHost(twin, member, current)
  )
    doubts.push({
      text: NOBODY(formatAddress(current.family, current.source)),
      ...portIn(member, inInterface),
    });
  if (part?.unsure) doubts.push(part.unsure);
  const kept = guard(inInterface, 'inbound');
  if (kept) return kept;
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
    if (way.stopped)
      return {
        ...denied(at, arriving, current, filters, {
          name: device.filters[way.stopped.filter]!.name.value,
          line,
          route,
        }),
        doubts,
      };
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
          decided: part?.kind === 'router' ? portIn(member, inInterface) : headOf(member),
        };
  if (inInterface !== undefined && part?.kind === 'machine' && part.forwards === false)
    return { ...common, end: 'discarded', reason: NOT_FORWARDING(nameOf(member)), decided: headOf(member) };
  if (inInterface !== undefined && part?.kind === 'machine')
    doubts.push({ text: MAY_FORWARD(nameOf(member)), path: member.path, span: headOf(member).span });
  const stopped = guard(ways[0]!.interface, 'outbound');
  if (stopped) return stopped;
  for (const { about, span } of member.device.routeChoice?.unfollowed ?? [])
    if (about.kind === 'interface' && about.name === inInterface)
      doubts.push({ text: POLICY_ROUTED, path: member.path, span });
  return { ...common, ways };
}

/** An address of the device in another VRF, whose network the interface is on. */
function isOwnBeyond({ device }: Member, vrf: string, port: string, { family, destination }: Packet): boolean {
  const beyond = device.interfaces.find(({ name }) => name.value === port)?.vrf ?? '';
  return beyond !== vrf && isOwn(device, beyond, family, destination);
}

/** A device here has the address. */
const isHost = (twin: Twin, near: Member, { family, source }: Packet): boolean =>
  twin.network.near(near.path, twin.network.owners(family, source)).length > 0;

/** Its own filters, and those of files beside it that are of the same host: a list of rules without interfaces or a name. */
function filtersFor(twin: Twin, member: Member): readonly Member[] {
  const made = partOf(member);
  if (made && made.kind !== 'file') return [member];
  const root = hostRoot(member.path);
  const beside = twin.filterFiles.filter((one) => hostRoot(one.path) === root);
  return member.device.filters.length > 0 || beside.length === 0 ? [member, ...beside] : beside;
}

function standsInFor(twin: Twin, member: Member, { family, destination }: Packet): boolean {
  if (member.device.fhrp.length === 0) return false;
  const standIn = answersFor(twin.members, family, destination);
  return standIn !== undefined && standIn !== 'several' && standIn.member === member;
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
