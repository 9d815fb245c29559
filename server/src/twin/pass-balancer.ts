import { formatAddress } from '../../../grammars/model/address.ts';
import type { BalancedTo, Balances, CloudGap, Listener, TargetGroup } from '../../../grammars/model/cloud.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { type Member, nameOf } from '../network/network.ts';
import type { Packet } from '../packets/analyses.ts';
import {
  ANSWERS_ITSELF,
  BALANCER_ONLY,
  NO_CHECK,
  NO_LISTENER,
  NO_TARGET,
  NONE_ALIVE,
  NOT_TCP_OR_UDP,
  UNTOLD_ADDRESS,
} from './balancer-words.ts';
import { isOwn } from './base-routes.ts';
import { partOf } from './cloud-member.ts';
import { passGuard } from './pass-guard.ts';
import type { Doubt, Line } from './route-table.ts';
import type { Start } from './starts.ts';
import { type CheckedTarget, denied, headOf, hopOf, type Passed, type Trace } from './trace-hop.ts';
import { NO_ROUTE } from './trace-words.ts';
import type { Twin } from './twin.ts';

type TraceFrom = (from: Start, packet: Packet) => Trace;

/**
 * What a load balancer makes of a packet: one answer for each target that may get it. A target that its checks surely do not reach gets
 * nothing where another one is alive.
 * @param traceFrom traces a check
 */
export function passBalancer(twin: Twin, at: Start, arriving: Packet, traceFrom: TraceFrom): readonly Passed[] {
  const { member } = at;
  const { balances, guards, publics } = partOf(member)!;
  const { inInterface: _in, outInterface: _out, ...packet } = arriving;
  const before = passGuard(member, guards.get(at.inInterface!)?.inbound ?? [], packet, false);
  const { filters, doubts } = before;
  if (before.denied) return [{ ...denied(at, arriving, packet, filters, before.denied), doubts }];
  const end = (ended: Required<Pick<Passed, 'end' | 'reason'>>, line: Line, also: readonly Doubt[] = []): Passed => ({
    hop: hopOf(at, arriving, packet, filters, undefined, line),
    ways: [],
    ...ended,
    decided: line,
    doubts: [...doubts, ...also],
  });
  const name = nameOf(member);
  const isForIt = publics?.has(packet.destination) || isOwn(member.device, at.vrf, packet.family, packet.destination);
  if (!isForIt) return [end({ end: 'discarded', reason: BALANCER_ONLY(name) }, headOf(member))];
  const listener = balances!.listeners.find((one) => takes(one, packet));
  if (!listener) {
    const [gap] = balances!.gaps;
    if (gap) return [end({ end: 'unknown', reason: gap.text }, lineOf(member, gap.span), [doubtOf(member, gap)])];
    if (packet.destinationPort === undefined) {
      const why = { text: NOT_TCP_OR_UDP(name), ...headOf(member) };
      return [end({ end: 'unknown', reason: why.text }, headOf(member), [why])];
    }
    return [end({ end: 'denied', reason: NO_LISTENER(name, packet.destinationPort) }, headOf(member))];
  }
  const hand: Hand = { twin, at, arriving, packet, filters, doubts, listener, balances: balances!, traceFrom };
  const found = [
    ...(listener.answers
      ? [end({ end: 'delivered', reason: ANSWERS_ITSELF(name) }, lineOf(member, listener.span))]
      : []),
    ...listener.groups.flatMap((group) => handTo(group, hand, end)),
  ];
  return found.length > 0 ? found : [end({ end: 'denied', reason: NO_TARGET(name) }, lineOf(member, listener.span))];
}

const takes = ({ protocols, ports }: Listener, { protocol, destinationPort }: Packet): boolean =>
  (protocols.length === 0 || protocols.includes(protocol)) &&
  (!ports ||
    (destinationPort !== undefined &&
      ports.some(({ first, last }) => first <= destinationPort && destinationPort <= last)));

interface Hand extends Pick<Passed, 'doubts'> {
  readonly twin: Twin;
  readonly at: Start;
  readonly arriving: Packet;
  readonly packet: Packet;
  readonly filters: Passed['hop']['filters'];
  readonly listener: Listener;
  readonly balances: Balances;
  readonly traceFrom: TraceFrom;
}

type Ended = (ended: Required<Pick<Passed, 'end' | 'reason'>>, line: Line, also?: readonly Doubt[]) => Passed;

function handTo(group: TargetGroup, hand: Hand, end: Ended): readonly Passed[] {
  const { member } = hand.at;
  const others = group.gaps.map((gap) => doubtOf(member, gap));
  if (group.targets.length === 0) {
    const [gap] = others;
    return [
      gap
        ? end({ end: 'unknown', reason: gap.text }, gap, others)
        : end({ end: 'denied', reason: NO_TARGET(group.name.value) }, lineOf(member, group.name.span)),
    ];
  }
  const all = group.targets.map((target) => ({ target, health: healthOf(target, group, hand) }));
  const checks = all.map(({ health }) => health.said);
  const alive = all.filter(({ health }) => health.said.state !== 'dead');
  if (alive.length === 0) {
    const { why, at } = checks[0]!;
    const line = at ?? lineOf(member, group.name.span);
    // Whom no text tells may be alive.
    if (others.length > 0) return [withChecks(end({ end: 'unknown', reason: why }, line, others), checks)];
    if (group.check?.noneAlive === 'nobody')
      return [withChecks(end({ end: 'denied', reason: NONE_ALIVE(group.name.value, why) }, line), checks)];
  }
  return (alive.length > 0 ? alive : all).flatMap(({ target, health }) =>
    sourcesOf(group, hand).map((source) =>
      withChecks(handOver(target, source, group, hand, [...others, ...health.doubts], end), checks),
    ),
  );
}

const withChecks = (passed: Passed, checks: readonly CheckedTarget[]): Passed => ({
  ...passed,
  hop: { ...passed.hop, checks },
});

/** Whom targets see; absent: its own address, which is not told. */
function sourcesOf({ passes }: TargetGroup, { at, packet }: Hand): readonly (bigint | undefined)[] {
  if (passes.kind !== 'proxied') return [packet.source];
  return passes.from.length > 0 ? passes.from : [ownAddress(at, packet.family)];
}

function ownAddress({ member, inInterface }: Start, family: Packet['family']): bigint | undefined {
  const { interfaces } = member.device;
  const port = interfaces.find(({ name }) => name.value === inInterface) ?? interfaces[0];
  return port?.addresses.find((one) => one.family === family)?.address;
}

function handOver(
  target: BalancedTo,
  source: bigint | undefined,
  group: TargetGroup,
  hand: Hand,
  also: readonly Doubt[],
  end: Ended,
): Passed {
  const { twin, at, arriving, packet, filters, doubts } = hand;
  const { member, vrf } = at;
  const place = placeOfTarget(target, hand);
  const line = lineOf(member, target.span);
  const address = group.passes.kind === 'unchanged' ? packet.destination : place?.address;
  if (!place || address === undefined || source === undefined) {
    const why = { text: UNTOLD_ADDRESS(nameOfTarget(target, place)), ...line };
    return end({ end: 'unknown', reason: why.text }, line, [why]);
  }
  const becomes: Packet = { ...withPort(packet, target.number), source, destination: address };
  const own = [...doubts, ...also, ...(target.gap ? [doubtOf(member, target.gap)] : [])];
  const hop = hopOf(at, arriving, becomes, filters, undefined, line);
  if (group.direct && place.start) {
    const { member: there, vrf: table, inInterface } = place.start;
    const takes = group.passes.kind === 'unchanged' ? { takes: true as const } : {};
    const neighbour = { path: there.path, interface: inInterface, vrf: table, ...takes };
    return { hop, ways: [{ interface: place.name, neighbour }], decided: line, doubts: own };
  }
  const found = twin.table(member.path, vrf, packet.family).lookup(address);
  const all = [...own, ...found.doubts];
  const [way] = found.route?.hops ?? [];
  if (!found.route || !way)
    return {
      hop,
      ways: [],
      decided: line,
      doubts: all,
      end: all.length > 0 ? 'unknown' : 'no-route',
      reason: all[0]?.text ?? NO_ROUTE(nameOf(member), formatAddress(packet.family, address)),
    };
  const after = passGuard(member, partOf(member)!.guards.get(way.interface)?.outbound ?? [], becomes, false);
  const passed = [...filters, ...after.filters];
  if (after.denied)
    return { ...denied(at, arriving, becomes, passed, after.denied), doubts: [...all, ...after.doubts] };
  return {
    hop: hopOf(at, arriving, becomes, passed, found.route, line),
    ways: found.route.hops,
    decided: line,
    doubts: [...all, ...after.doubts],
  };
}

function withPort(packet: Packet, number: number | undefined): Packet {
  return number === undefined || packet.destinationPort === undefined ? packet : { ...packet, destinationPort: number };
}

interface TargetPlace {
  readonly name: string;
  readonly address: bigint | undefined;
  /** Where it is handed over; absent: to nobody whom a cloud tells of. */
  readonly start?: Start & { readonly inInterface: string };
}

/** The target as the network has it: a machine, or the host whose files are there in its place. */
function placeOfTarget({ to }: BalancedTo, { twin, at, packet }: Hand): TargetPlace | undefined {
  if ('address' in to) {
    const { family, address } = to.address;
    return family === packet.family ? { name: formatAddress(family, address), address } : undefined;
  }
  const machine = partOf(at.member)?.machines?.get(to.port);
  if (!machine) return undefined;
  const isHost = (member: Member): boolean =>
    [...(partOf(member)?.guards.values() ?? [])].some(({ owner }) => owner?.path === machine.path);
  const member = twin.members.find(({ path }) => path === machine.path) ?? twin.members.find(isHost);
  if (!member) return undefined;
  const own =
    member.path === machine.path
      ? machine.inInterface
      : [...partOf(member)!.guards].find(([, { owner }]) => owner?.path === machine.path)![0];
  const port = member.device.interfaces.find(({ name }) => name.value === own);
  return {
    name: nameOf(member),
    address: port?.addresses.find(({ family }) => family === packet.family)?.address,
    start: { member, vrf: port?.vrf ?? '', inInterface: own },
  };
}

const nameOfTarget = ({ to }: BalancedTo, place: TargetPlace | undefined): string =>
  place?.name ?? ('port' in to ? to.port : formatAddress(to.address.family, to.address.address));

interface Health {
  readonly said: CheckedTarget;
  /** Why it may be dead. */
  readonly doubts: readonly Doubt[];
}

function healthOf(target: BalancedTo, group: TargetGroup, hand: Hand): Health {
  const { at, packet, traceFrom } = hand;
  const { check, passes } = group;
  const place = placeOfTarget(target, hand);
  const name = nameOfTarget(target, place);
  const port = check?.port ?? target.number ?? packet.destinationPort;
  const address = passes.kind === 'unchanged' ? packet.destination : place?.address;
  if (!check || !place || address === undefined || port === undefined)
    return { said: { name, state: 'unknown', why: NO_CHECK }, doubts: [] };
  const fromSelf = check.from.length === 0;
  const source = fromSelf ? ownAddress(at, packet.family) : undefined;
  const sources = fromSelf ? (source === undefined ? [] : [source]) : check.from;
  // Probes of the platform are at the target's port at once.
  const start: Start =
    fromSelf || !place.start
      ? { member: at.member, vrf: at.vrf }
      : { ...place.start, ...(passes.kind === 'unchanged' ? { takes: address } : {}) };
  const found = sources.map((from) =>
    traceFrom(start, {
      family: packet.family,
      protocol: 6,
      source: from,
      destination: address,
      sourcePort: 40000,
      destinationPort: port,
      tcpFlags: 2,
      state: 'new',
    }),
  );
  const stopped = found.filter((one) => STOPS.has(one.end) && one.doubts.length === 0);
  const [first] = stopped;
  if (first && stopped.length === found.length)
    return { said: { name, state: 'dead', why: first.reason, ...(first.at ? { at: first.at } : {}) }, doubts: [] };
  const doubtful = found.find((one) => one.end === 'unknown' || one.doubts.length > 0) ?? first;
  if (!doubtful) {
    const [passed] = found;
    return passed
      ? { said: { name, state: 'alive', why: passed.reason }, doubts: [] }
      : { said: { name, state: 'unknown', why: NO_CHECK }, doubts: [] };
  }
  const doubt = doubtful.doubts[0] ?? { text: doubtful.reason, ...(doubtful.at ?? lineOf(at.member, check.span)) };
  return { said: { name, state: 'unknown', why: doubt.text, at: doubt }, doubts: [doubt] };
}

const STOPS: ReadonlySet<Trace['end']> = new Set(['denied', 'no-route', 'discarded', 'loop']);

const lineOf = ({ path }: Member, span: Span): Line => ({ path, span });

const doubtOf = ({ path }: Member, { text, span }: CloudGap): Doubt => ({ text, path, span });
