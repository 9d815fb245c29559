import { formatAddress } from '../../../../grammars/model/address.ts';
import type { Captured } from './packet-file.ts';

/** What the headers of a packet say; nothing of what it carries. */
export interface Packet {
  readonly time: number;
  /** Where it was seen: the same packet may pass several interfaces, in and out. */
  readonly place: string;
  readonly vlans: readonly number[];
  readonly source: string;
  readonly destination: string;
  readonly ttl: number;
  readonly transport?: Transport;
}

export type Transport =
  | {
      readonly kind: 'tcp';
      readonly from: number;
      readonly to: number;
      readonly sequence: number;
      readonly syn: boolean;
      readonly ack: boolean;
      readonly fin: boolean;
      readonly rst: boolean;
      /** Octets that it carries, as its IP header counts them. */
      readonly size: number;
    }
  | { readonly kind: 'udp'; readonly from: number; readonly to: number }
  /** An error about a packet of ours, quoted in it. */
  | {
      readonly kind: 'icmp';
      readonly family: 'ipv4' | 'ipv6';
      readonly type: number;
      readonly code: number;
      readonly quoted?: Packet;
    };

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TAGS = [0x8100, 0x88a8, 0x9100];
/** LINKTYPE_ values. */
const LINK = { null: 0, ethernet: 1, raw: 101, loop: 108, sll: 113, ipv4: 228, ipv6: 229, sll2: 276 } as const;

/** @returns undefined for what is no IP, or cut off before its ports */
export function decode({ time, linkType, bytes }: Captured): Packet | undefined {
  const link = linkOf(linkType, bytes);
  return link && ipOf(bytes.subarray(link.at), { time, place: link.place, vlans: link.vlans }, 0);
}

interface Link {
  readonly at: number;
  readonly place: string;
  readonly vlans: readonly number[];
}

function linkOf(linkType: number, bytes: Buffer): Link | undefined {
  const plain = { place: '', vlans: [] };
  switch (linkType) {
    case LINK.ethernet:
      return tagged(bytes, 12, '');
    case LINK.sll:
      return bytes.length < 16 ? undefined : tagged(bytes, 14, String(bytes.readUInt16BE(0)));
    case LINK.sll2:
      // The protocol comes first, the packet after twenty octets.
      return bytes.length < 20 ? undefined : { ...plain, at: 20, place: `${bytes.readUInt32BE(4)} ${bytes[10]}` };
    case LINK.null:
    case LINK.loop:
      return { ...plain, at: 4 };
    case LINK.raw:
    case LINK.ipv4:
    case LINK.ipv6:
    // DLT_RAW as some systems number it.
    case 12:
    case 14:
      return { ...plain, at: 0 };
    default:
      return undefined;
  }
}

/** @param at of the EtherType, behind which tags may stand */
function tagged(bytes: Buffer, at: number, place: string): Link | undefined {
  const vlans: number[] = [];
  let offset = at;
  while (bytes.length >= offset + 4 && TAGS.includes(bytes.readUInt16BE(offset)) && vlans.length < 4) {
    vlans.push(bytes.readUInt16BE(offset + 2) & 0xfff);
    offset += 4;
  }
  if (bytes.length < offset + 2) return undefined;
  const type = bytes.readUInt16BE(offset);
  return type === IPV4 || type === IPV6 ? { at: offset + 2, place, vlans } : undefined;
}

type Seen = Pick<Packet, 'time' | 'place' | 'vlans'>;

function ipOf(bytes: Buffer, seen: Seen, depth: number): Packet | undefined {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4 && bytes.length >= 20) {
    const header = (bytes[0]! & 15) * 4;
    const packet = {
      ...seen,
      ttl: bytes[8]!,
      source: address(bytes.subarray(12, 16)),
      destination: address(bytes.subarray(16, 20)),
    };
    // Of later fragments nothing tells whose they are.
    if ((bytes.readUInt16BE(6) & 0x1fff) !== 0 || header < 20) return packet;
    const transport = transportOf(bytes[9]!, bytes.subarray(header), bytes.readUInt16BE(2) - header, seen, depth);
    return transport ? { ...packet, transport } : packet;
  }
  if (version !== 6 || bytes.length < 40) return undefined;
  const packet = {
    ...seen,
    ttl: bytes[7]!,
    source: address(bytes.subarray(8, 24)),
    destination: address(bytes.subarray(24, 40)),
  };
  const transport = transportOf(bytes[6]!, bytes.subarray(40), bytes.readUInt16BE(4), seen, depth);
  return transport ? { ...packet, transport } : packet;
}

function transportOf(
  protocol: number,
  bytes: Buffer,
  length: number,
  seen: Seen,
  depth: number,
): Transport | undefined {
  if ((protocol === 1 || protocol === 58) && bytes.length >= 8) {
    const family = protocol === 1 ? 'ipv4' : 'ipv6';
    const error = family === 'ipv4' ? [3, 4, 5, 11, 12].includes(bytes[0]!) : bytes[0]! < 128;
    const quoted = error && depth === 0 ? ipOf(bytes.subarray(8), seen, 1) : undefined;
    return { kind: 'icmp', family, type: bytes[0]!, code: bytes[1]!, ...(quoted && { quoted }) };
  }
  if (bytes.length < 4) return undefined;
  const ports = { from: bytes.readUInt16BE(0), to: bytes.readUInt16BE(2) };
  if (protocol === 17) return { kind: 'udp', ...ports };
  if (protocol !== 6) return undefined;
  const flags = bytes[13] ?? 0;
  const has = (bit: number): boolean => (flags & bit) !== 0;
  return {
    ...{ kind: 'tcp', ...ports, sequence: bytes.length >= 8 ? bytes.readUInt32BE(4) : 0 },
    ...{ fin: has(1), syn: has(2), rst: has(4), ack: has(16) },
    size: Math.max(0, length - ((bytes[12] ?? 0x50) >> 4) * 4),
  };
}

const address = (octets: Buffer): string =>
  octets.length === 4 ? octets.join('.') : formatAddress('ipv6', BigInt(`0x${octets.toString('hex')}`));
