import { formatAddress, parseAddress, parseIpv4 } from '../../../grammars/model/address.ts';
import type { Packet, PacketText } from './analyses.ts';
import { PORTED, STATES } from './layout.ts';
import { protocolName, protocolNumber } from './protocols.ts';

const FLAGS: readonly (readonly [string, number])[] = [
  ['fin', 1],
  ['syn', 2],
  ['rst', 4],
  ['psh', 8],
  ['ack', 16],
  ['urg', 32],
  ['ece', 64],
  ['cwr', 128],
];

/** `tcp 198.51.100.7:40000 > 192.0.2.10:443`; what a new flow's first packet has anyway is not said. */
export function formatPacket(packet: Packet): PacketText {
  const end = (address: bigint, port: number | undefined): string => {
    const text = formatAddress(packet.family, address);
    if (port === undefined) return text;
    return packet.family === 'ipv6' ? `[${text}]:${port}` : `${text}:${port}`;
  };
  const words = [
    protocolName(packet.protocol),
    end(packet.source, packet.sourcePort),
    '>',
    end(packet.destination, packet.destinationPort),
  ];
  if (packet.icmpType !== undefined) words.push('type', String(packet.icmpType));
  if (packet.icmpCode) words.push('code', String(packet.icmpCode));
  if (packet.tcpFlags !== undefined && packet.tcpFlags !== 2) words.push('flags', flagNames(packet.tcpFlags));
  if (packet.nonFirstFragment) words.push('fragment');
  if (packet.state !== undefined && packet.state !== 'new') words.push('state', packet.state);
  if (packet.dscp) words.push('dscp', String(packet.dscp));
  if (packet.inInterface !== undefined) words.push('in', packet.inInterface);
  if (packet.outInterface !== undefined) words.push('out', packet.outInterface);
  return words.join(' ');
}

/**
 * Reads what `formatPacket` writes, and `->` for `>`. Options may stand in any order.
 * @returns undefined when it is not such a text, or asks for what the packet cannot have (ports of ESP).
 */
export function parsePacket(text: string): Packet | undefined {
  const words = text.trim().split(/\s+/);
  if (words.length > 40) return undefined;
  if (words[0]?.toLowerCase() === 'protocol') words.shift();
  const protocol = protocolNumber(words.shift() ?? '');
  const source = parseEnd(words.shift() ?? '');
  const arrow = words.shift();
  const destination = parseEnd(words.shift() ?? '');
  if (protocol === undefined || !source || !destination || !['>', '->', '\u2192'].includes(arrow ?? ''))
    return undefined;
  if (source.family !== destination.family) return undefined;
  const options = parseOptions(words);
  if (!options) return undefined;
  const ported = PORTED.includes(protocol) && !options.nonFirstFragment;
  if (!ported && (source.port !== undefined || destination.port !== undefined)) return undefined;
  if (options.tcpFlags !== undefined && (protocol !== 6 || options.nonFirstFragment)) return undefined;
  if (options.icmpType !== undefined || options.icmpCode !== undefined) {
    if ((protocol !== 1 && protocol !== 58) || options.nonFirstFragment) return undefined;
  }
  return {
    family: source.family,
    source: source.address,
    destination: destination.address,
    protocol,
    ...(source.port === undefined ? {} : { sourcePort: source.port }),
    ...(destination.port === undefined ? {} : { destinationPort: destination.port }),
    ...options,
  };
}

type Options = Pick<
  Packet,
  'icmpType' | 'icmpCode' | 'tcpFlags' | 'nonFirstFragment' | 'state' | 'dscp' | 'inInterface' | 'outInterface'
>;

function parseOptions(words: readonly string[]): Options | undefined {
  let options: Options = {};
  for (let at = 0; at < words.length; ) {
    const word = words[at]!.toLowerCase();
    if (word === 'fragment') {
      options = { ...options, nonFirstFragment: true };
      at += 1;
      continue;
    }
    const value = words[at + 1];
    const one = value === undefined ? undefined : parseOption(word, value);
    if (!one) return undefined;
    options = { ...options, ...one };
    at += 2;
  }
  return options;
}

function parseOption(word: string, value: string): Options | undefined {
  const byte = upTo(value, 255);
  if (word === 'type') return byte === undefined ? undefined : { icmpType: byte };
  if (word === 'code') return byte === undefined ? undefined : { icmpCode: byte };
  if (word === 'in') return { inInterface: value };
  if (word === 'out') return { outInterface: value };
  if (word === 'dscp') {
    const dscp = upTo(value, 63);
    return dscp === undefined ? undefined : { dscp };
  }
  if (word === 'state') {
    const state = STATES.find((name) => name === value.toLowerCase());
    return state && { state };
  }
  if (word !== 'flags') return undefined;
  let tcpFlags = 0;
  if (value.toLowerCase() === 'none') return { tcpFlags };
  for (const name of value.toLowerCase().split(',')) {
    const flag = FLAGS.find(([known]) => known === name);
    if (!flag) return undefined;
    tcpFlags |= flag[1];
  }
  return { tcpFlags };
}

function parseEnd(word: string): { family: 'ipv4' | 'ipv6'; address: bigint; port?: number } | undefined {
  const bracketed = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(word);
  const dotted = /^([\d.]+)(?::(\d{1,5}))?$/.exec(word);
  const portText = bracketed?.[2] ?? dotted?.[2];
  const port = portText === undefined ? undefined : upTo(portText, 0xffff);
  if (portText !== undefined && port === undefined) return undefined;
  const v4 = dotted ? parseIpv4(dotted[1]!) : undefined;
  const address = v4 === undefined ? parseAddress(bracketed?.[1] ?? word) : { family: 'ipv4' as const, address: v4 };
  return address && { ...address, ...(port === undefined ? {} : { port }) };
}

const upTo = (text: string, max: number): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) <= max ? Number(text) : undefined;

const flagNames = (flags: number): string =>
  FLAGS.flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name])).join(',') || 'none';
