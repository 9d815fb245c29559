import { type AddressTerm, type Family, parseAddress, parsePrefix } from '../../../grammars/model/address.ts';
import type { Field, Interval, Match } from '../../../grammars/model/filter.ts';
import { PORTED } from './layout.ts';
import { parsePacket } from './packet-text.ts';
import { protocolNumber } from './protocols.ts';

/**
 * Reads a set of packets: what `parsePacket` reads, with `any`, prefixes, `A-B` and lists of ports in the place of addresses and
 * ports, and `ip` or `any` in the place of the protocol: `tcp any > 192.0.2.0/24:443`, `ip 10.0.0.0/8 > any`,
 * `udp any:53 > any`, `tcp [2001:db8::/32] > any:80,443,8000-8010`, `icmp any > any type 8`, `tcp any > any state established`.
 * @returns undefined when it is not such a text.
 */
export function parsePacketSet(text: string): Match[] | undefined {
  const [protocolWord, sourceWord, arrow, destinationWord, ...options] = text.trim().split(/\s+/);
  if (protocolWord === undefined || options.length > 20 || !['>', '->', '\u2192'].includes(arrow ?? ''))
    return undefined;
  const everything = /^(?:ip|any)$/i.test(protocolWord);
  const protocol = everything ? undefined : protocolNumber(protocolWord);
  const source = parseEnd(sourceWord ?? '');
  const destination = parseEnd(destinationWord ?? '');
  if ((!everything && protocol === undefined) || !source || !destination) return undefined;
  if (source.family && destination.family && source.family !== destination.family) return undefined;
  if ((source.ports || destination.ports) && protocol !== undefined && !PORTED.includes(protocol)) return undefined;
  const rest = parseOptions(options, protocol);
  if (!rest) return undefined;
  return [
    {
      family: source.family ?? destination.family ?? 'both',
      ...(protocol === undefined ? {} : { protocol: one({ first: protocol, last: protocol }) }),
      ...(source.term ? { source: one(source.term) } : {}),
      ...(destination.term ? { destination: one(destination.term) } : {}),
      ...(source.ports ? { sourcePort: { anyOf: source.ports } } : {}),
      ...(destination.ports ? { destinationPort: { anyOf: destination.ports } } : {}),
      ...rest,
    },
  ];
}

const one = <T>(value: T): Field<T> => ({ anyOf: [value] });

/** Options mean what they mean in a packet. */
function parseOptions(words: readonly string[], protocol: number | undefined): Partial<Match> | undefined {
  const family = protocol === 58 ? '[::]' : '0.0.0.0';
  const packet = parsePacket([protocol ?? 6, family, '>', family, ...words].join(' '));
  if (!packet) return undefined;
  const { icmpType, icmpCode, tcpFlags, state, dscp, inInterface, outInterface, nonFirstFragment } = packet;
  if (protocol === undefined && tcpFlags !== undefined) return undefined;
  if (icmpType === undefined && icmpCode !== undefined) return undefined;
  return {
    ...(icmpType === undefined
      ? {}
      : {
          icmp: one({
            type: { first: icmpType, last: icmpType },
            ...(icmpCode === undefined ? {} : { code: { first: icmpCode, last: icmpCode } }),
          }),
        }),
    ...(tcpFlags === undefined ? {} : { tcpFlags: one({ mask: 0xff, value: tcpFlags }) }),
    ...(state === undefined ? {} : { state: one(state) }),
    ...(dscp === undefined ? {} : { dscp: one({ first: dscp, last: dscp }) }),
    ...(inInterface === undefined ? {} : { inInterface: one({ name: inInterface }) }),
    ...(outInterface === undefined ? {} : { outInterface: one({ name: outInterface }) }),
    ...(nonFirstFragment ? { fragment: 'rest' as const } : {}),
  };
}

interface End {
  readonly family?: Family;
  /** Absent: any address. */
  readonly term?: AddressTerm;
  /** Absent: any port. */
  readonly ports?: readonly Interval[];
}

function parseEnd(word: string): End | undefined {
  const parts =
    /^\[(?<address>[^\]]+)\](?::(?<ports>[\d,-]+))?$/.exec(word) ??
    /^(?<address>any|[\d./-]+)(?::(?<ports>[\d,-]+))?$/i.exec(word) ??
    /^(?<address>[\da-f:./-]+)$/i.exec(word);
  const address = parts?.groups?.address;
  if (address === undefined) return undefined;
  const portText = parts?.groups?.ports;
  const ports = portText === undefined ? undefined : parsePorts(portText);
  if (portText !== undefined && !ports) return undefined;
  const portPart = ports ? { ports } : {};
  if (address.toLowerCase() === 'any') return portPart;
  const term = parseTerm(address);
  return term && { family: term.family, term, ...portPart };
}

function parseTerm(text: string): Exclude<AddressTerm, { kind: 'any' }> | undefined {
  const prefix = parsePrefix(text);
  if (prefix) return { kind: 'prefix', ...prefix };
  const [from, to, ...more] = text.split('-');
  const first = parseAddress(from ?? '');
  if (!first || more.length > 0) return undefined;
  if (to === undefined) return { kind: 'prefix', ...first, length: first.family === 'ipv4' ? 32 : 128 };
  const last = parseAddress(to);
  if (!last || last.family !== first.family || last.address < first.address) return undefined;
  return { kind: 'range', family: first.family, first: first.address, last: last.address };
}

function parsePorts(text: string): Interval[] | undefined {
  const ports: Interval[] = [];
  for (const part of text.split(',')) {
    const [first, last] = (/^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? []).slice(1).map((word) => word && Number(word));
    if (typeof first !== 'number' || first > 0xffff) return undefined;
    const end = typeof last === 'number' ? last : first;
    if (end < first || end > 0xffff) return undefined;
    ports.push({ first, last: end });
  }
  return ports;
}
