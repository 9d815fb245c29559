import { type Family, holds, lastOf, networkOf, type Prefix } from '../../../grammars/model/address.ts';
import type { Packet } from '../packets/analyses.ts';
import { partOf } from './cloud-member.ts';
import type { Intent, Service } from './intents-file.ts';
import { standsBetween } from './starts.ts';
import type { Twin } from './twin.ts';

export interface Classes {
  readonly packets: readonly Packet[];
  /** There were more than are looked at. */
  readonly cut: boolean;
}

/** Packets looked at for one intent and family; each goes hop by hop through the network. */
const MOST_PACKETS = 3_000;

/**
 * Packets that stand for all others of an intent: addresses and ports are cut wherever a filter, a translation, a route or an interface of
 * some device tells them apart, and one of each piece is taken.
 */
export function trafficClasses(twin: Twin, { from, to, services }: Intent, family: Family): Classes {
  const cuts = cutsOf(twin, family);
  const sources = piecesOf(from.prefixes, family, cuts);
  const destinations = piecesOf(to.prefixes, family, cuts);
  const kinds = services.flatMap((service) => kindsOf(service, family, cuts));
  const packets: Packet[] = [];
  for (const source of sources)
    for (const destination of destinations) {
      if (source === destination) continue;
      for (const kind of kinds) {
        if (packets.length >= MOST_PACKETS) return { packets, cut: true };
        packets.push({ family, source, destination, ...kind });
      }
    }
  return { packets, cut: false };
}

interface Cuts {
  /** First addresses of pieces, in order. */
  readonly addresses: readonly bigint[];
  /** Of devices that stand between networks: a place that is a network means the hosts on it, not its gateway. */
  readonly gateways: ReadonlySet<bigint>;
  /** Networks of clouds of which all machines are told: other addresses are nobody's. */
  readonly told: readonly Prefix[];
  readonly hosts: ReadonlySet<bigint>;
  readonly ports: readonly number[];
  readonly protocols: ReadonlySet<number>;
}

const known = new WeakMap<Twin, Map<Family, Cuts>>();

function cutsOf(twin: Twin, family: Family): Cuts {
  const byFamily = known.get(twin) ?? new Map<Family, Cuts>();
  known.set(twin, byFamily);
  const before = byFamily.get(family);
  if (before) return before;
  const addresses = new Set<bigint>();
  const gateways = new Set<bigint>();
  const told: Prefix[] = [];
  const hosts = new Set<bigint>();
  const ports = new Set<number>();
  const protocols = new Set<number>();
  const put = (first: bigint, last: bigint): void => {
    addresses.add(first).add(last + 1n);
  };
  const putPrefix = (prefix: Prefix): void => {
    if (prefix.family === family) put(networkOf(prefix), lastOf(prefix));
  };
  for (const member of [...twin.members, ...twin.filterFiles]) {
    const { device, path } = member;
    for (const { rules } of device.filters)
      for (const { matches } of rules)
        for (const match of matches) {
          for (const field of [match.source, match.destination])
            for (const term of [...(field?.anyOf ?? []), ...(field?.except ?? [])]) {
              if (term.kind === 'prefix') putPrefix(term);
              else if (term.kind === 'range' && term.family === family) put(term.first, term.last);
              else if (term.kind === 'wildcard' && term.family === family) put(term.address, term.address);
            }
          for (const field of [match.sourcePort, match.destinationPort])
            for (const { first, last } of [...(field?.anyOf ?? []), ...(field?.except ?? [])])
              ports.add(first).add(last + 1);
          for (const { first, last } of [...(match.protocol?.anyOf ?? []), ...(match.protocol?.except ?? [])])
            if (last - first < 4) for (let one = first; one <= last; one += 1) protocols.add(one);
        }
    const part = partOf(member);
    const between = standsBetween(member) || part?.kind === 'router' || part?.kind === 'nat-gateway';
    for (const one of device.interfaces)
      for (const address of one.addresses) {
        putPrefix(address);
        if (address.family !== family) continue;
        put(address.address, address.address);
        if (between) gateways.add(address.address);
        else hosts.add(address.address);
        if (part?.kind === 'router' && part.complete) told.push(address);
      }
    for (const vrf of new Set(['', ...device.interfaces.map((one) => one.vrf ?? '')]))
      for (const { prefix } of twin.table(path, vrf, family).routes()) putPrefix(prefix);
  }
  const cuts: Cuts = {
    addresses: [...addresses].sort((a, b) => (a < b ? -1 : 1)),
    gateways,
    told,
    hosts,
    ports: [...ports].sort((a, b) => a - b),
    protocols,
  };
  byFamily.set(family, cuts);
  return cuts;
}

/** One address of each piece of these prefixes; of subnets not the network's own address, which no host has. */
function piecesOf(
  prefixes: readonly Prefix[],
  family: Family,
  { addresses, gateways, told, hosts }: Cuts,
): readonly bigint[] {
  const found = new Set<bigint>();
  for (const prefix of prefixes) {
    if (prefix.family !== family) continue;
    const [first, last] = [networkOf(prefix), lastOf(prefix)];
    const edges = [first, ...addresses.filter((cut) => cut > first && cut <= last)];
    for (const [at, edge] of edges.entries()) {
      const end = (edges[at + 1] ?? last + 1n) - 1n;
      const inner = edge === first && first !== last ? edge + 1n : edge;
      if (first !== last && gateways.has(inner)) continue;
      if (first !== last && !hosts.has(inner) && told.some((one) => holds(one, inner))) continue;
      if (inner <= end && !(inner === last && family === 'ipv4' && last - first > 1n)) found.add(inner);
    }
  }
  return [...found];
}

type Kind = Pick<Packet, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmpType'>;

/** A client's port. */
const CLIENT = 40_000;

function kindsOf({ protocol, ports }: Service, family: Family, cuts: Cuts): readonly Kind[] {
  const icmp: Kind = { protocol: family === 'ipv4' ? 1 : 58, icmpType: family === 'ipv4' ? 8 : 128 };
  if (protocol === 'icmp') return [icmp];
  const within = ports ?? { first: 1, last: 65_535 };
  const firsts = [within.first, ...cuts.ports.filter((port) => port > within.first && port <= within.last)];
  const of = (number: number): Kind[] =>
    firsts.map((destinationPort) => ({ protocol: number, sourcePort: CLIENT, destinationPort }));
  if (protocol !== undefined) return of(protocol === 'tcp' ? 6 : 17);
  const others = [...cuts.protocols].filter((one) => one !== 6 && one !== 17 && one !== icmp.protocol && one < 256);
  return [...of(6), ...of(17), icmp, ...others.map((one): Kind => ({ protocol: one }))];
}
