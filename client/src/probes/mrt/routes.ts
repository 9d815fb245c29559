import { type Attributes, attributesOf } from './attributes.ts';
import { Octets, Short } from './octets.ts';
import { type MrtRecord, TYPE } from './records.ts';

export interface Peer {
  readonly address: Buffer;
  readonly asn: number;
}

export interface Network {
  readonly family: 'ipv4' | 'ipv6';
  /** As many as the length needs; what is beyond the length is 0. */
  readonly octets: Buffer;
  readonly length: number;
  /** RFC 7911: several routes of one peer. */
  readonly pathId?: number;
  /** For the choice of a way back (RFC 4760 6), not for the forwarding of packets. */
  readonly multicast?: true;
}

/** What one record says of one network, or of a session. */
export type Said =
  | {
      readonly kind: 'table' | 'announced';
      readonly time: number;
      readonly peer: Peer;
      readonly network: Network;
      readonly attributes: Attributes;
    }
  | { readonly kind: 'withdrawn'; readonly time: number; readonly peer: Peer; readonly network: Network }
  | { readonly kind: 'state'; readonly time: number; readonly peer: Peer; readonly from: number; readonly to: number };

/** Reads records in order: entries of a table name their peers by the index that came before. */
export interface RouteReader {
  /** Yields nothing for what is cut off or not known. */
  read(record: MrtRecord): Iterable<Said>;
}

/** Subsequent address families (RFC 4760 6): of unicast, multicast, and both. */
const MULTICAST = 2;
const LAST = 3;
const UPDATE = 2;
const FAMILIES = [undefined, 'ipv4', 'ipv6'] as const;
/** RFC 6396 4.3: the index of peers comes before the entries that name them. */
const PEER_INDEX = 1;
/** RFC 6396 4.3.2, RFC 8050 4 */
const TABLES: Readonly<
  Record<number, { readonly family: 'ipv4' | 'ipv6'; readonly multicast?: true; readonly addPath?: true }>
> = {
  2: { family: 'ipv4' },
  3: { family: 'ipv4', multicast: true },
  4: { family: 'ipv6' },
  5: { family: 'ipv6', multicast: true },
  8: { family: 'ipv4', addPath: true },
  9: { family: 'ipv4', multicast: true, addPath: true },
  10: { family: 'ipv6', addPath: true },
  11: { family: 'ipv6', multicast: true, addPath: true },
};

export function routeReader(): RouteReader {
  let peers: readonly Peer[] = [];
  return {
    *read({ time, type, subtype, body }) {
      try {
        const octets = new Octets(body);
        if (type === TYPE.bgp4mp || type === TYPE.bgp4mpEt) yield* bgp4mp(octets, subtype, time);
        else if (type === TYPE.tableDump) yield* tableDump(octets, subtype, time);
        else if (type !== TYPE.tableDumpV2) return;
        else if (subtype === PEER_INDEX) peers = peersOf(octets);
        else yield* tableDumpV2(octets, subtype, time, peers);
      } catch (error) {
        if (!(error instanceof Short)) throw error;
      }
    },
  };
}

/** RFC 6396 4.4, RFC 8050 3 */
function* bgp4mp(octets: Octets, subtype: number, time: number): Iterable<Said> {
  const isState = subtype === 0 || subtype === 5;
  const wide = [4, 5, 7, 9, 11].includes(subtype);
  if (!wide && ![0, 1, 6, 8, 10].includes(subtype)) return;
  const asn = octets.number(wide ? 4 : 2);
  octets.take((wide ? 4 : 2) + 2);
  const size = octets.number(2) === 2 ? 16 : 4;
  const peer = { address: octets.take(size), asn };
  octets.take(size);
  if (isState) {
    yield { kind: 'state', time, peer, from: octets.number(2), to: octets.number(2) };
    return;
  }
  // Marker, length, type.
  octets.take(18);
  if (octets.number(1) !== UPDATE) return;
  yield* update(octets, time, peer, wide ? 4 : 2, subtype >= 8);
}

function* update(octets: Octets, time: number, peer: Peer, asOctets: 2 | 4, addPath: boolean): Iterable<Said> {
  const withdrawn = new Octets(octets.take(octets.number(2)));
  while (withdrawn.left > 0) yield { kind: 'withdrawn', time, peer, network: networkOf(withdrawn, 'ipv4', addPath) };
  const attributes = attributesOf(octets.take(octets.number(2)), asOctets);
  if (attributes.unreach) {
    const unreach = new Octets(attributes.unreach);
    const family = FAMILIES[unreach.number(2)];
    const safi = unreach.number(1);
    if (safi <= LAST && family)
      while (unreach.left > 0)
        yield { kind: 'withdrawn', time, peer, network: networkOf(unreach, family, addPath, safi === MULTICAST) };
  }
  while (octets.left > 0)
    yield { kind: 'announced', time, peer, network: networkOf(octets, 'ipv4', addPath), attributes };
  if (!attributes.reach) return;
  const reach = new Octets(attributes.reach);
  const family = FAMILIES[reach.number(2)];
  const safi = reach.number(1);
  if (safi > LAST || !family) return;
  const announced = { ...frozen(attributes), nextHop: reach.take(reach.number(1)) };
  // SNPAs, of times before RFC 4760.
  for (let left = reach.number(1); left > 0; left -= 1) reach.take(Math.ceil(reach.number(1) / 2));
  while (reach.left > 0)
    yield {
      kind: 'announced',
      time,
      peer,
      network: networkOf(reach, family, addPath, safi === MULTICAST),
      attributes: announced,
    };
}

/** The same values, read now. */
const frozen = (attributes: Attributes): Attributes => ({
  origin: attributes.origin,
  path: attributes.path,
  nextHop: attributes.nextHop,
  med: attributes.med,
  localPref: attributes.localPref,
  atomic: attributes.atomic,
  aggregator: attributes.aggregator,
  communities: attributes.communities,
  reach: attributes.reach,
  unreach: attributes.unreach,
});

/** RFC 6396 4.3.1 */
function peersOf(octets: Octets): readonly Peer[] {
  octets.take(4);
  octets.take(octets.number(2));
  return Array.from({ length: octets.number(2) }, () => {
    const type = octets.number(1);
    octets.take(4);
    const address = octets.take(type & 1 ? 16 : 4);
    return { address, asn: octets.number(type & 2 ? 4 : 2) };
  });
}

/** RFC 6396 4.3.2 to 4.3.4: one network, the routes of all peers to it; AS numbers have four octets. */
function* tableDumpV2(octets: Octets, subtype: number, time: number, peers: readonly Peer[]): Iterable<Said> {
  const { family, multicast = false, addPath = false } = TABLES[subtype] ?? {};
  if (!family) return;
  octets.take(4);
  const network = networkOf(octets, family, false, multicast);
  for (let left = octets.number(2); left > 0; left -= 1) {
    const peer = peers[octets.number(2)];
    octets.take(4);
    const pathId = addPath ? octets.number(4) : undefined;
    const attributes = attributesOf(octets.take(octets.number(2)), 4);
    if (!peer) continue;
    const own = pathId === undefined ? network : { ...network, pathId };
    yield { kind: 'table', time, peer, network: own, attributes: withTableNextHop(attributes) };
  }
}

/** RFC 6396 4.3.4: of MP_REACH_NLRI only the next hop is left; some writers leave all of it. */
function withTableNextHop(attributes: Attributes): Attributes {
  if (!attributes.reach) return attributes;
  const octets = new Octets(attributes.reach);
  if (attributes.reach[0] === 0) octets.take(3);
  return { ...frozen(attributes), nextHop: octets.take(octets.number(1)) };
}

/** RFC 6396 4.2: one network, one peer; AS numbers have two octets. */
function* tableDump(octets: Octets, subtype: number, time: number): Iterable<Said> {
  const family = FAMILIES[subtype];
  if (!family) return;
  const size = family === 'ipv4' ? 4 : 16;
  octets.take(4);
  const whole = octets.take(size);
  const length = octets.number(1);
  octets.take(1 + 4);
  const peer = { address: octets.take(size), asn: octets.number(2) };
  const attributes = attributesOf(octets.take(octets.number(2)), 2);
  const network = { family, octets: cleared(whole.subarray(0, Math.ceil(length / 8)), length), length } as const;
  yield { kind: 'table', time, peer, network, attributes: withTableNextHop(attributes) };
}

function networkOf(octets: Octets, family: 'ipv4' | 'ipv6', addPath: boolean, multicast = false): Network {
  const pathId = addPath ? octets.number(4) : undefined;
  const length = octets.number(1);
  if (length > (family === 'ipv4' ? 32 : 128)) throw new Short();
  const network = { family, octets: cleared(octets.take(Math.ceil(length / 8)), length), length };
  if (pathId === undefined && !multicast) return network;
  return { ...network, ...(pathId !== undefined && { pathId }), ...(multicast && { multicast }) };
}

/** RFC 4271 4.3: bits beyond the length mean nothing. */
function cleared(octets: Buffer, length: number): Buffer {
  const beyond = (8 - (length % 8)) % 8;
  const last = octets.at(-1);
  if (beyond === 0 || last === undefined || (last & ((1 << beyond) - 1)) === 0) return octets;
  const copy = Buffer.from(octets);
  copy[copy.length - 1] = (last >> beyond) << beyond;
  return copy;
}
