import { WRITTEN_PROTOCOLS } from '../../../kit/protocol-names.ts';
import { type AddressTerm, formatAddress, widthOf } from '../../../model/address.ts';
import type { Field, InterfacePattern, Interval, Match } from '../../../model/filter.ts';
import { quoted } from '../words.ts';

/** A plain match as parameters of a firewall rule; undefined where one rule cannot say it. */
export function matchWords(match: Match, family: Match['family']): readonly string[] | undefined {
  const { source, destination, protocol, sourcePort, destinationPort, state, icmp } = match;
  if (match.family !== family && match.family !== 'both') return undefined;
  if (match.opaque?.length || match.tcpFlags || match.fragment || match.dscp) return undefined;
  const words: string[] = [];
  const put = (name: string, value: string | undefined): boolean => {
    if (value !== undefined) words.push(`${name}=${value}`);
    return value !== undefined;
  };
  if (state) {
    if (state.negated || state.except?.length || state.anyOf.length === 0) return undefined;
    put('connection-state', state.anyOf.join(','));
  }
  if (destination && !put('dst-address', addressWord(destination))) return undefined;
  const number = protocol && onlyNumber(protocol);
  if (protocol && number === undefined) return undefined;
  if (destinationPort && (!hasPorts(number) || !put('dst-port', portsWord(destinationPort)))) return undefined;
  if (icmp) {
    const [only, more] = icmp.anyOf;
    if (!only || more || icmp.negated || icmp.except?.length || only.type.first !== only.type.last) return undefined;
    if (only.code && only.code.first !== only.code.last) return undefined;
    put('icmp-options', `${only.type.first}:${only.code?.first ?? '0-255'}`);
  }
  // What the router sends to itself; an interface of that name came with 7.14.
  const [door] = match.inInterface?.anyOf ?? [];
  if (door?.name === 'lo' && !destination && !match.inInterface!.negated)
    return [...words, `dst-address=${family === 'ipv6' ? '::1' : '127.0.0.1'}`];
  for (const [name, field] of [
    ['in-interface', match.inInterface],
    ['out-interface', match.outInterface],
  ] as const)
    if (field && !put(name, interfaceWord(field))) return undefined;
  if (number !== undefined) put('protocol', NAMES[number] ?? String(number));
  if (source && !put('src-address', addressWord(source))) return undefined;
  if (sourcePort && (!hasPorts(number) || !put('src-port', portsWord(sourcePort)))) return undefined;
  return words;
}

const NAMES: Readonly<Record<number, string>> = {
  ...WRITTEN_PROTOCOLS,
  50: 'ipsec-esp',
  51: 'ipsec-ah',
  58: 'icmpv6',
  136: 'udp-lite',
};

const hasPorts = (protocol: number | undefined): boolean =>
  protocol !== undefined && [6, 17, 33, 132, 136].includes(protocol);

function onlyNumber(field: Field<Interval>): number | undefined {
  const [only, more] = field.anyOf;
  return only && !more && only.first === only.last && !field.negated && !field.except?.length ? only.first : undefined;
}

function addressWord(field: Field<AddressTerm>): string | undefined {
  const [term, more] = field.anyOf;
  if (!term || more || field.except?.length) return undefined;
  const not = field.negated ? '!' : '';
  if (term.kind === 'prefix') {
    const length = term.length === widthOf(term.family) ? '' : `/${term.length}`;
    return `${not}${formatAddress(term.family, term.address)}${length}`;
  }
  if (term.kind !== 'range') return undefined;
  return `${not}${formatAddress(term.family, term.first)}-${formatAddress(term.family, term.last)}`;
}

/** RouterOS takes fifteen ports or ranges in one rule. */
function portsWord(field: Field<Interval>): string | undefined {
  if (field.except?.length || field.anyOf.length === 0 || field.anyOf.length > 15) return undefined;
  const list = field.anyOf.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(',');
  return `${field.negated ? '!' : ''}${list}`;
}

function interfaceWord(field: Field<InterfacePattern>): string | undefined {
  const [only, more] = field.anyOf;
  if (!only || more || only.prefix || field.except?.length || only.name === '') return undefined;
  return `${field.negated ? '!' : ''}${quoted(only.name)}`;
}
