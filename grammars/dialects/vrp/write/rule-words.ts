import { type AddressTerm, formatAddress, widthOf } from '../../../model/address.ts';
import type { Field, Interval, Match } from '../../../model/filter.ts';

/** Rules for a plain match, from the protocol on; undefined where no rule of an access list can say it. Several ports are several rules. */
export function ruleWords(match: Match, family: Match['family'], basic: boolean): readonly string[] | undefined {
  const { source, destination, protocol, sourcePort, destinationPort, icmp, tcpFlags, fragment } = match;
  if (match.family !== family && match.family !== 'both') return undefined;
  if (match.opaque?.length || match.state || match.dscp || match.inInterface || match.outInterface) return undefined;
  const from = source && addressWords(source);
  const to = destination && addressWords(destination);
  if ((source && from === undefined) || (destination && to === undefined) || (fragment && fragment !== 'rest'))
    return undefined;
  const tail = fragment === 'rest' ? ' fragment' : '';
  if (basic)
    return destination || protocol || sourcePort || destinationPort || icmp || tcpFlags
      ? undefined
      : [`${from ? `source ${from}` : 'source any'}${tail}`];
  const number = protocol ? onlyNumber(protocol) : undefined;
  if (protocol && number === undefined) return undefined;
  const name = number === undefined ? (family === 'ipv6' ? 'ipv6' : 'ip') : (NAMES[number] ?? String(number));
  if ((sourcePort || destinationPort) && number !== 6 && number !== 17) return undefined;
  const head = [name, ...(from ? [`source ${from}`] : []), ...(to ? [`destination ${to}`] : [])].join(' ');
  const more: string[] = [];
  if (icmp) {
    const [only, other] = icmp.anyOf;
    if (!only || other || icmp.negated || only.type.first !== only.type.last) return undefined;
    if (only.code && only.code.first !== only.code.last) return undefined;
    // A type by number goes with its code.
    const names = family === 'ipv6' ? ICMPV6 : ICMP;
    const named = names[`${only.type.first}${only.code ? `/${only.code.first}` : ''}`];
    if (!named && !only.code) return undefined;
    const keyword = family === 'ipv6' ? 'icmp6-type' : 'icmp-type';
    more.push(`${keyword} ${named ?? `${only.type.first} ${only.code!.first}`}`);
  }
  if (tcpFlags) {
    if (!isEstablished(tcpFlags)) return undefined;
    more.push('tcp-flag established');
  }
  const sources = sourcePort ? portWords('source-port', sourcePort) : [''];
  const destinations = destinationPort ? portWords('destination-port', destinationPort) : [''];
  if (!sources || !destinations) return undefined;
  return sources.flatMap((one) =>
    destinations.map((other) => [head, one, other, ...more].filter((text) => text !== '').join(' ') + tail),
  );
}

const NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  2: 'igmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  58: 'icmpv6',
  89: 'ospf',
};

const ICMP: Readonly<Record<string, string>> = {
  '0': 'echo-reply',
  '8': 'echo',
  '3/4': 'fragmentneed-DFset',
  '11/0': 'ttl-exceeded',
};

const ICMPV6: Readonly<Record<string, string>> = {
  '2': 'packet-too-big',
  '128': 'echo',
  '129': 'echo-reply',
  '133': 'router-solicitation',
  '134': 'router-advertisement',
  '135': 'neighbor-solicitation',
  '136': 'neighbor-advertisement',
  '3/0': 'hop-limit-exceeded',
};

const isEstablished = ({ anyOf, negated }: NonNullable<Match['tcpFlags']>): boolean =>
  !negated && anyOf.length === 2 && anyOf.every(({ mask, value }) => mask === value && (mask === 16 || mask === 4));

function onlyNumber(field: Field<Interval>): number | undefined {
  const [only, more] = field.anyOf;
  return only && !more && only.first === only.last && !field.negated && !field.except?.length ? only.first : undefined;
}

function addressWords(field: Field<AddressTerm>): string | undefined {
  const [term, more] = field.anyOf;
  if (!term || more || field.negated || field.except?.length) return undefined;
  if (term.kind === 'any') return 'any';
  if (term.kind === 'range') return undefined;
  const address = formatAddress(term.family, term.address);
  if (term.family === 'ipv6') return term.kind === 'prefix' ? `${address}/${term.length}` : undefined;
  const wildcard = term.kind === 'wildcard' ? term.wildcard : (1n << BigInt(widthOf('ipv4') - term.length)) - 1n;
  return `${address} ${wildcard === 0n ? '0' : formatAddress('ipv4', wildcard)}`;
}

/** One rule has one port or one range. */
function portWords(keyword: string, field: Field<Interval>): string[] | undefined {
  if (field.negated || field.except?.length || field.anyOf.length === 0) return undefined;
  return field.anyOf.map(({ first, last }) =>
    first === last ? `${keyword} eq ${first}` : `${keyword} range ${first} ${last}`,
  );
}
