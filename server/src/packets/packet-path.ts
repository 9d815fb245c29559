import { hostMask } from '../../../grammars/model/address.ts';
import type { Filter, Hook, Rewrite } from '../../../grammars/model/filter.ts';
import type { Packet, Verdict } from './analyses.ts';

/** What one filter does with the packet as it comes to it. */
export interface PathStep {
  readonly filter: number;
  readonly packet: Packet;
  readonly verdict: Verdict;
  /** What the translation makes of it. */
  readonly becomes?: Packet;
  /** `unknown`: translated to an address or port that the text does not tell; `earlier`: as the first packet of its connection was. */
  readonly untold?: 'unknown' | 'earlier';
}

export interface PacketPath {
  /** The filters that the packet meets, the one asked about among them; those that neither match nor stop it are left out. */
  readonly steps: readonly PathStep[];
  /** The step that stops it, else the one of the filter asked about. */
  readonly deciding: PathStep;
  /** False when an opaque condition or an untold translation could change the answer. */
  readonly sure: boolean;
}

/** The hooks that a packet passes which comes to one of them. Which of input and forward it takes is routing's to say: the question tells. */
const WAYS: Readonly<Record<Hook, readonly Hook[]>> = {
  prerouting: ['prerouting'],
  input: ['prerouting', 'input'],
  forward: ['prerouting', 'forward', 'postrouting'],
  output: ['output', 'postrouting'],
  postrouting: ['postrouting'],
};

/** What the filters alone do not tell. */
export interface Surroundings {
  /** The interface behind which an address is; undefined: not known. */
  readonly towards?: (family: Packet['family'], address: bigint) => string | undefined;
  /** Filters bound to the interfaces by which the packet comes and leaves, as far as it says them. */
  readonly bound?: (packet: Packet) => BoundFilters;
}

export interface BoundFilters {
  readonly inbound: readonly number[];
  readonly outbound: readonly number[];
}

/**
 * The way of a packet, as it arrives at the device, to a filter and on: every filter of the hooks on that way in the order of their
 * priorities, destinations rewritten before it is filtered and sources after (catalog 4.2, 4.3). What is bound to its interfaces sees
 * the packet as it is on the wire; where sessions are kept, with the addresses inside. A list of a pair of zones is asked by way of the
 * filter that sends its packets there. A filter that is neither at a hook nor bound there, or one that translates, is asked alone.
 */
export function packetPath(
  filters: readonly Filter[],
  listed: number,
  arriving: Packet,
  test: (filter: number, packet: Packet) => Verdict,
  { towards = () => undefined, bound = () => ({ inbound: [], outbound: [] }) }: Surroundings = {},
): PacketPath {
  const entry = entryTo(filters, listed);
  const asked = entry?.filter ?? listed;
  const zoned = filters.some((one) => one.hook !== undefined && namesZones(one));
  const from = arriving.inInterface ?? entry?.from ?? (zoned ? towards(arriving.family, arriving.source) : undefined);
  const packet: Packet = from === undefined ? arriving : { ...arriving, inInterface: from };
  // Where a packet leaves is known when its destination is.
  const leaving = (one: Packet): Packet => {
    if (!zoned || one.outInterface !== undefined) return one;
    const to = entry?.to ?? towards(one.family, one.destination);
    return to === undefined ? one : { ...one, outInterface: to };
  };
  const { hook, family, purpose } = filters[asked]!;
  const there = bound(leaving(packet));
  const way = hook ?? (there.inbound.includes(asked) || there.outbound.includes(asked) ? 'forward' : undefined);
  const alone = way === undefined || purpose === 'nat';
  const stages =
    alone || (family !== 'both' && family !== packet.family)
      ? [{ leaves: false, filters: () => [asked] }]
      : stagesOf(filters, way, packet.family, bound);
  const steps: PathStep[] = [];
  let current = packet;
  let told = true;
  let sure = true;
  /** @returns whether the packet is stopped there */
  const pass = (filter: number): boolean => {
    const step = stepAt(filters, filter, current, test, alone);
    const { verdict, untold } = step;
    // After an untold translation, filters judge a packet that may look otherwise.
    if (!verdict.sure || (!told && filters[filter]!.rules.length > 0)) sure = false;
    if (filter !== asked && verdict.trace.length === 0 && verdict.action !== 'deny') return false;
    steps.push(step);
    if (verdict.action === 'deny') return true;
    if (untold) told = false;
    current = step.becomes ?? current;
    return false;
  };
  for (const stage of stages) {
    if (stage.leaves) current = leaving(current);
    if (stage.filters(current).some(pass)) break;
  }
  const last = steps.at(-1)!;
  const deciding = last.verdict.action === 'deny' ? last : steps.find(({ filter }) => filter === asked)!;
  return { steps, deciding, sure };
}

/** Where a packet goes after the filters before routing: to the device, through it, or nowhere (`stops`). */
export type Routed =
  | { readonly to: 'device' }
  | { readonly to: 'nowhere' }
  | { readonly to: 'interface'; readonly name: string };

export interface WayThrough {
  /** The filters that the packet meets; those that neither match nor stop it are left out. */
  readonly steps: readonly PathStep[];
  /** The step that stops it. */
  readonly stopped?: PathStep;
  /** As it leaves the device, or arrives in it. */
  readonly packet: Packet;
  readonly routed?: Routed;
  /** False when an opaque condition or an untold translation could change the answer. */
  readonly sure: boolean;
}

/** What the device knows and its filters do not. */
export interface Passing {
  readonly bound: (packet: Packet) => BoundFilters;
  readonly route: (packet: Packet) => Routed;
  /** What a translation makes of it whose rule does not name the address: that of an interface. */
  readonly translate?: (packet: Packet, to: string, side: 'source' | 'destination') => Packet | undefined;
  /** It starts here. */
  readonly local?: boolean;
  /** An answer in a session that was let in: lists that keep state do not ask again. */
  readonly answers?: boolean;
}

/** The whole way of a packet through a device: filters and translations before routing, routing, and those after it. */
export function wayThrough(
  filters: readonly Filter[],
  arriving: Packet,
  test: (filter: number, packet: Packet) => Verdict,
  { bound, route, translate, local = false, answers = false }: Passing,
): WayThrough {
  const steps: PathStep[] = [];
  let current = arriving;
  let told = true;
  let sure = true;
  let stopped: PathStep | undefined;
  const pass = (filter: number): boolean => {
    const one = filters[filter]!;
    if (answers && one.stateful && one.purpose === 'packet' && one.hook === undefined) return false;
    const found = stepAt(filters, filter, current, test, false);
    const named = found.untold === 'unknown' ? namedBy(filters, found, translate) : undefined;
    const { untold: _, ...plain } = found;
    const step = named ? { ...plain, becomes: named } : found;
    if (!step.verdict.sure || (!told && one.rules.length > 0)) sure = false;
    if (step.verdict.trace.length === 0 && step.verdict.action !== 'deny') return false;
    steps.push(step);
    if (step.verdict.action === 'deny') {
      stopped = step;
      return true;
    }
    if (step.untold) told = false;
    current = step.becomes ?? current;
    return false;
  };
  const go = (stages: readonly Stage[]): boolean => stages.some((stage) => stage.filters(current).some(pass));
  const before = local ? [] : stagesOf(filters, 'prerouting', arriving.family, bound);
  if (go(before)) return { steps, ...(stopped ? { stopped } : {}), packet: current, sure };
  const routed = route(current);
  const outcome = (): WayThrough => ({ steps, ...(stopped ? { stopped } : {}), packet: current, routed, sure });
  if (routed.to === 'nowhere') return outcome();
  if (routed.to === 'device') {
    if (!local) go(stagesOf(filters, 'input', arriving.family, bound).slice(before.length));
    return outcome();
  }
  if (routed.to === 'interface') current = { ...current, outInterface: routed.name };
  go(
    local
      ? stagesOf(filters, 'output', arriving.family, bound)
      : stagesOf(filters, 'forward', arriving.family, bound).slice(before.length),
  );
  return outcome();
}

function namedBy(
  filters: readonly Filter[],
  { packet, verdict: { decidedBy } }: PathStep,
  translate: Passing['translate'],
): Packet | undefined {
  const action = decidedBy && filters[decidedBy.filter]!.rules[decidedBy.rule]!.action;
  return action?.kind === 'translate' ? translate?.(packet, action.to, action.nat) : undefined;
}

interface Stage {
  /** The packet is on its way out. */
  readonly leaves: boolean;
  readonly filters: (packet: Packet) => readonly number[];
}

function stagesOf(
  filters: readonly Filter[],
  way: Hook,
  family: Packet['family'],
  bound: NonNullable<Surroundings['bound']>,
): Stage[] {
  const at = (hook: Hook): Stage => ({
    leaves: hook === 'forward' || hook === 'output' || hook === 'postrouting',
    filters: () => filtersAt(filters, hook, family),
  });
  const boundAt = (side: 'inbound' | 'outbound', stateful: boolean): Stage => ({
    leaves: side === 'outbound',
    filters: (packet) => bound(packet)[side].filter((index) => filters[index]!.stateful === stateful),
  });
  return WAYS[way].flatMap((hook) => {
    if (hook === 'prerouting') return [boundAt('inbound', false), at(hook), boundAt('inbound', true)];
    // What the device sends itself meets no list on its way out (IOS).
    if (hook === 'postrouting' && way === 'forward')
      return [boundAt('outbound', true), at(hook), boundAt('outbound', false)];
    return [at(hook)];
  });
}

const namesZones = ({ rules }: Filter): boolean =>
  rules.some(({ matches }) =>
    matches.some(({ inInterface, outInterface }) =>
      [inInterface, outInterface].some((field) => field?.anyOf.some(({ members }) => members)),
    ),
  );

/** The filter at a hook whose unwritten rule sends packets to this list, and the zones that it does so for. */
function entryTo(
  filters: readonly Filter[],
  listed: number,
): { readonly filter: number; readonly from: string | undefined; readonly to: string | undefined } | undefined {
  const list = filters[listed]!;
  if (list.hook !== undefined || list.table === undefined || list.purpose !== 'packet') return undefined;
  for (const [filter, { hook, table, rules }] of filters.entries()) {
    if (hook === undefined || table !== list.table) continue;
    for (const { implicit, action, matches } of rules) {
      if (!implicit || action.kind !== 'jump' || action.target.value !== list.name.value) continue;
      const { inInterface, outInterface } = matches[0] ?? {};
      return { filter, from: inInterface?.anyOf[0]?.name, to: outInterface?.anyOf[0]?.name };
    }
  }
  return undefined;
}

/** Every filter at a hook that the packet meets, whatever it is for: a mangle chain may drop, too. */
function filtersAt(filters: readonly Filter[], hook: Hook, family: 'ipv4' | 'ipv6'): number[] {
  return [...filters.entries()]
    .filter(
      ([, one]) => one.hook === hook && one.purpose !== 'classify' && (one.family === 'both' || one.family === family),
    )
    .sort(([a, one], [b, other]) => (one.priority ?? 0) - (other.priority ?? 0) || a - b)
    .map(([index]) => index);
}

function stepAt(
  filters: readonly Filter[],
  index: number,
  packet: Packet,
  test: (filter: number, packet: Packet) => Verdict,
  alone: boolean,
): PathStep {
  // Only the first packet of a connection comes to a table that translates.
  const later = filters[index]!.purpose === 'nat' && !alone && packet.state !== undefined && packet.state !== 'new';
  if (later) {
    const first = test(index, { ...packet, state: 'new' });
    if (first.action === 'translate' && packet.state !== 'untracked')
      return { filter: index, packet, verdict: first, untold: 'earlier' };
    return { filter: index, packet, verdict: { action: 'exempt', trace: [], sure: first.sure } };
  }
  const verdict = test(index, packet);
  if (verdict.action !== 'translate') return { filter: index, packet, verdict };
  const becomes = translated(filters, packet, verdict);
  return { filter: index, packet, verdict, ...(becomes ? { becomes } : { untold: 'unknown' }) };
}

/** Undefined where the rule does not tell to what. */
function translated(filters: readonly Filter[], packet: Packet, { decidedBy }: Verdict): Packet | undefined {
  const action = decidedBy && filters[decidedBy.filter]!.rules[decidedBy.rule]!.action;
  return action?.kind === 'translate' && action.rewrite ? rewritten(packet, action.nat, action.rewrite) : undefined;
}

function rewritten(packet: Packet, side: 'source' | 'destination', { prefix, port }: Rewrite): Packet | undefined {
  if (prefix && prefix.family !== packet.family) return undefined;
  const host = prefix ? hostMask(prefix.family, prefix.length) : 0n;
  const address = prefix ? (prefix.address & ~host) | (packet[side] & host) : packet[side];
  const portName = side === 'source' ? 'sourcePort' : 'destinationPort';
  return {
    ...packet,
    [side]: address,
    ...(port === undefined || packet[portName] === undefined ? {} : { [portName]: port }),
  };
}
