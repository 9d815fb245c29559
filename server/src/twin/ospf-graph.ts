import { type Family, holds, networkOf, type Prefix, widthOf } from '../../../grammars/model/address.ts';
import type { OspfProcess } from '../../../grammars/model/igp.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { type OspfEnd, ospfFaults } from '../network/igp-faults.ts';
import { ospfLinks } from '../network/igp-links.ts';
import type { Member, Network } from '../network/network.ts';
import { isLinkLocal, isUp } from './base-routes.ts';
import type { Hop } from './route-table.ts';

/** One OSPF process in one family. */
export interface OspfRouter {
  readonly member: Member;
  readonly process: OspfProcess;
  readonly vrf: string;
  readonly family: Family;
  readonly edges: readonly OspfEdge[];
  /** Networks of its interfaces. */
  readonly networks: readonly OspfNetwork[];
  readonly areas: ReadonlySet<number>;
}

export interface OspfEdge {
  readonly to: OspfRouter;
  readonly area: number;
  readonly cost: number;
  readonly hop: Hop;
  /** What puts the interface into its area. */
  readonly span: Span;
}

export interface OspfNetwork {
  readonly area: number;
  readonly prefix: Prefix;
  readonly cost: number;
}

type Growing = OspfRouter & {
  readonly edges: OspfEdge[];
  readonly networks: OspfNetwork[];
  readonly areas: Set<number>;
};

/** @param unknownCost what an interface costs whose bandwidth no text tells */
export function ospfRouters(
  network: Network,
  members: readonly Member[],
  family: Family,
  unknownCost: number,
): { readonly routers: readonly OspfRouter[]; readonly guessed: boolean } {
  const byProcess = new Map<OspfProcess, Growing>();
  let guessed = false;
  const costOf = (end: OspfEnd): number => {
    const told = toldCost(end);
    if (told === undefined) guessed = true;
    return told ?? unknownCost;
  };
  for (const member of members)
    for (const process of member.device.ospf) {
      if (process.shutdown || (process.version === 2) !== (family === 'ipv4')) continue;
      if (process.version === 3 && !process.interfaces.some(({ families }) => families.includes(family))) continue;
      const router: Growing = {
        member,
        process,
        vrf: process.vrf ?? '',
        family,
        edges: [],
        networks: [],
        areas: new Set(),
      };
      byProcess.set(process, router);
      for (const ospf of process.interfaces) {
        const one = member.device.interfaces.find(({ name }) => name.value === ospf.interface);
        if (!one || !isUp(member.device, one) || !ospf.families.includes(family)) continue;
        router.areas.add(ospf.area.value);
        // RFC 2328 section 12.4.1.1: a loopback is announced as a host, unless it is made a network.
        const whole = !one.loopback || ospf.networkType?.value === 'point-to-point';
        const cost = one.loopback ? 1 : costOf({ process, ospf, interface: one });
        for (const address of one.addresses)
          if (address.family === family && !isLinkLocal(address))
            router.networks.push({
              area: ospf.area.value,
              prefix: whole
                ? { family, address: networkOf(address), length: address.length }
                : { family, address: address.address, length: widthOf(family) },
              cost,
            });
      }
    }
  for (const member of members)
    for (const { here, there } of ospfLinks(network, member)) {
      const from = byProcess.get(here.process);
      const to = byProcess.get(there.process);
      if (!from || !to || from.member !== member || !stands(here, there)) continue;
      const gateway = sharedAddress(here, there, family);
      if (gateway === undefined) continue;
      from.edges.push({
        to,
        area: here.ospf.area.value,
        cost: costOf(here),
        hop: { interface: here.interface.name.value, gateway },
        span: here.ospf.span,
      });
    }
  return { routers: [...byProcess.values()], guessed };
}

const stands = (here: OspfEnd, there: OspfEnd): boolean =>
  here.ospf.area.value === there.ospf.area.value &&
  !here.ospf.passive?.value &&
  !there.ospf.passive?.value &&
  ospfFaults(here, there).next().done === true;

function sharedAddress(here: OspfEnd, there: OspfEnd, family: Family): bigint | undefined {
  for (const own of here.interface.addresses)
    for (const other of there.interface.addresses)
      if (own.family === family && other.family === family && !isLinkLocal(other) && holds(own, other.address))
        return other.address;
  return undefined;
}

/** As written, or of a bandwidth that is written or that the interface's name tells. */
function toldCost({ process, ospf, interface: { name, bandwidth } }: OspfEnd): number | undefined {
  if (ospf.cost) return ospf.cost.value;
  const reference = process.referenceBandwidth?.value;
  const speed = bandwidth ? bandwidth.value / 1000 : SPEEDS.find(([pattern]) => pattern.test(name.value))?.[1];
  return reference === undefined || speed === undefined ? undefined : Math.max(1, Math.floor(reference / speed));
}

/** Mbit/s. */
const SPEEDS: readonly (readonly [RegExp, number])[] = [
  [/^(?:gigabitethernet|ge-)/i, 1_000],
  [/^(?:tengig|xe-)/i, 10_000],
  [/^fastethernet/i, 100],
];

/** A shortest way: what it costs, and the hops that equal ones begin with. */
export interface Reached {
  readonly cost: number;
  readonly hops: readonly Hop[];
  readonly span?: Span;
}

/** Dijkstra's algorithm among the routers of one area; the router itself is reached without a hop. */
export function shortestWays(from: OspfRouter, area: number): ReadonlyMap<OspfRouter, Reached> {
  const done = new Map<OspfRouter, Reached>();
  const best = new Map<OspfRouter, Reached>([[from, { cost: 0, hops: [] }]]);
  const queue: [number, OspfRouter][] = [[0, from]];
  while (queue.length > 0) {
    const [cost, router] = takeLeast(queue);
    if (done.has(router)) continue;
    const reached = best.get(router)!;
    done.set(router, reached);
    for (const edge of router.edges) {
      if (edge.area !== area || done.has(edge.to)) continue;
      const total = cost + edge.cost;
      const known = best.get(edge.to);
      const hops = router === from ? [edge.hop] : reached.hops;
      if (known && known.cost < total) continue;
      const span = known?.span ?? (router === from ? edge.span : reached.span);
      best.set(edge.to, {
        cost: total,
        hops: known && known.cost === total ? joined(known.hops, hops) : hops,
        ...(span
          ? { span: known && known.cost === total ? span : router === from ? edge.span : (reached.span ?? span) }
          : {}),
      });
      if (!known || known.cost > total) put(queue, [total, edge.to]);
    }
  }
  return done;
}

export function joined(a: readonly Hop[], b: readonly Hop[]): readonly Hop[] {
  const all = [...a, ...b];
  return all.filter(
    (one, i) => all.findIndex((other) => other.interface === one.interface && other.gateway === one.gateway) === i,
  );
}

/** A binary heap. */
function put(heap: [number, OspfRouter][], entry: [number, OspfRouter]): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]![0] <= entry[0]) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = entry;
}

function takeLeast(heap: [number, OspfRouter][]): [number, OspfRouter] {
  const least = heap[0]!;
  const last = heap.pop()!;
  if (heap.length === 0) return least;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]![0] < heap[child]![0]) child += 1;
    if (heap[child]![0] >= last[0]) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return least;
}
