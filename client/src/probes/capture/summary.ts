import type { Packet, Transport } from './decode.ts';

/** What the packets to and from one host and port say: counts, addresses of routers, nothing of what they carry. */
export interface Summary {
  /** To or from the host, and errors about them. */
  readonly packets: number;
  /** From the first to the last. */
  readonly seconds: number;
  readonly tcp: {
    /** Connects that were seen from their first packet on. */
    readonly opened: number;
    readonly answered: number;
    /** For a second or more: what was asked just before the end may have been answered after it. */
    readonly unanswered: number;
    /** The answer to the first packet was a reset. */
    readonly refused: number;
    /** Ended by a reset from the host's side after they stood. */
    readonly reset: number;
    /** Of these resets, those that came from farther or nearer than everything else from the host. */
    readonly resetFromElsewhere: number;
    /** TTL of such a reset, and of the other packets. */
    readonly elsewhere?: { readonly reset: number; readonly others: number };
    /** Segments with data, and those whose data had been seen before; of the place that saw most. */
    readonly segments: number;
    readonly repeated: number;
  };
  readonly udp: { readonly sent: number; readonly received: number };
  readonly errors: readonly {
    readonly family: 'ipv4' | 'ipv6';
    readonly type: number;
    readonly code: number;
    readonly from: string;
    readonly count: number;
  }[];
  readonly vlans: readonly number[];
}

export interface Summing {
  add(packet: Packet): void;
  readonly summary: Summary;
}

/** A second SYN follows after one second (RFC 6298). */
const ANSWER_S = 0.9;
const MOST_FLOWS = 50_000;
const MOST_ERRORS = 20;
const MOST_VLANS = 20;
const MOST_SEGMENTS = 200_000;
/** Hops by which two packets from one host may differ on ways of equal length. */
const SAME_WAY = 1;

interface Flow {
  /** When the first packet was seen. */
  syn: number | undefined;
  answered: boolean;
  refused: boolean;
  reset: number | undefined;
  ttls: Set<number>;
}

/** @param hosts addresses of the host; port of its side */
export function summing(hosts: readonly string[], port: number): Summing {
  const ours = new Set(hosts);
  const flows = new Map<string, Flow>();
  const segments = new Map<string, { all: number; again: number; readonly known: Set<string> }>();
  const errors = new Map<string, Summary['errors'][number]>();
  const vlans = new Set<number>();
  const udp = { sent: 0, received: 0 };
  let packets = 0;
  let first: number | undefined;
  let last = 0;

  /** On which side of the packet the host stands. */
  const sideOf = ({ source, destination, transport }: Packet): 'to' | 'from' | undefined => {
    if (!transport || transport.kind === 'icmp') return undefined;
    if (ours.has(destination) && transport.to === port) return 'to';
    return ours.has(source) && transport.from === port ? 'from' : undefined;
  };
  const seen = (packet: Packet): void => {
    packets += 1;
    first ??= packet.time;
    last = Math.max(last, packet.time);
    for (const vlan of packet.vlans) if (vlans.size < MOST_VLANS) vlans.add(vlan);
  };
  const addTcp = (packet: Packet, transport: Transport & { readonly kind: 'tcp' }, side: 'to' | 'from'): void => {
    const client = side === 'to' ? `${packet.source} ${transport.from}` : `${packet.destination} ${transport.to}`;
    const flow = flows.get(client) ?? {
      syn: undefined,
      answered: false,
      refused: false,
      reset: undefined,
      ttls: new Set(),
    };
    if (flows.size < MOST_FLOWS) flows.set(client, flow);
    if (side === 'to') {
      if (transport.syn) flow.syn ??= packet.time;
    } else if (!transport.rst) {
      flow.answered = true;
      flow.ttls.add(packet.ttl);
    } else if (flow.answered) flow.reset ??= packet.ttl;
    else flow.refused = true;
    if (transport.size > 0) countSegment(packet, transport, client, side);
  };
  const countSegment = (
    packet: Packet,
    { sequence, size }: Transport & { readonly kind: 'tcp' },
    client: string,
    side: string,
  ): void => {
    const place = segments.get(packet.place) ?? { all: 0, again: 0, known: new Set<string>() };
    segments.set(packet.place, place);
    if (place.all >= MOST_SEGMENTS) return;
    place.all += 1;
    const key = `${client} ${side} ${sequence} ${size}`;
    if (place.known.has(key)) place.again += 1;
    place.known.add(key);
  };

  return {
    add(packet) {
      const { transport } = packet;
      if (transport?.kind === 'icmp') {
        const { quoted, family, type, code } = transport;
        // Errors go back to who sent: about packets to the host, or the host's own.
        if (!quoted || !sideOf(quoted)) return;
        seen(packet);
        const key = `${family} ${type} ${code} ${packet.source}`;
        const known = errors.get(key);
        if (known || errors.size < MOST_ERRORS)
          errors.set(key, { family, type, code, from: packet.source, count: (known?.count ?? 0) + 1 });
        return;
      }
      const side = sideOf(packet);
      if (!side) return;
      seen(packet);
      if (transport!.kind === 'tcp') addTcp(packet, transport as Transport & { readonly kind: 'tcp' }, side);
      else if (side === 'to') udp.sent += 1;
      else udp.received += 1;
    },
    get summary() {
      const all = [...flows.values()];
      const most = [...segments.values()].reduce((a, b) => (b.all > a.all ? b : a), { all: 0, again: 0 });
      const elsewhere = all.filter(fromElsewhere);
      const [odd] = elsewhere;
      return {
        packets,
        seconds: first === undefined ? 0 : Math.round((last - first) * 10) / 10,
        tcp: {
          opened: all.filter(({ syn }) => syn !== undefined).length,
          answered: all.filter(({ syn, answered }) => syn !== undefined && answered).length,
          unanswered: all.filter(
            ({ syn, answered, refused }) => syn !== undefined && !answered && !refused && last - syn >= ANSWER_S,
          ).length,
          refused: all.filter(({ refused }) => refused).length,
          reset: all.filter(({ reset }) => reset !== undefined).length,
          resetFromElsewhere: elsewhere.length,
          ...(odd && { elsewhere: { reset: odd.reset!, others: [...odd.ttls][0]! } }),
          segments: most.all,
          repeated: most.again,
        },
        udp,
        errors: [...errors.values()],
        vlans: [...vlans],
      };
    },
  };
}

/** A device on the way that resets in the host's name starts with a TTL of its own. */
const fromElsewhere = ({ reset, ttls }: Flow): boolean =>
  reset !== undefined &&
  ttls.size > 0 &&
  [...ttls].every((ttl) => Math.abs(ttl - reset) > SAME_WAY) &&
  !sameDistance(reset, ttls);

/** Some hosts send resets with a TTL of 64 where they send data with 128 or 255: the same number of hops away. */
const sameDistance = (reset: number, ttls: ReadonlySet<number>): boolean =>
  [...ttls].some((ttl) => Math.abs(hopsAway(ttl) - hopsAway(reset)) <= SAME_WAY);

/** Hosts start at 64, 128 or 255. */
const hopsAway = (ttl: number): number => (ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255) - ttl;
