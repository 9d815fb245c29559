import { WRITTEN_PROTOCOLS } from '../../../kit/protocol-names.ts';
import { type AddressTerm, type Family, formatAddress, widthOf } from '../../../model/address.ts';
import type { Field, Interval, Match } from '../../../model/filter.ts';

/** A plain match as options of a rule line; undefined where one line cannot say it. */
export function matchWords(match: Match, family: Match['family']): readonly string[] | undefined {
  const { source, destination, protocol, sourcePort, destinationPort, state, icmp, inInterface, outInterface } = match;
  if (match.family !== family && match.family !== 'both') return undefined;
  if (match.opaque?.length || match.tcpFlags || match.fragment || match.dscp) return undefined;
  const words: string[] = [];
  for (const [option, field] of [
    ['-s', source],
    ['-d', destination],
  ] as const) {
    const written = field && addressWords(option, field, family);
    if (field && !written) return undefined;
    words.push(...(written ?? []));
  }
  for (const [option, field] of [
    ['-i', inInterface],
    ['-o', outInterface],
  ] as const) {
    if (!field) continue;
    const [only, more] = field.anyOf;
    if (!only || more || field.except?.length) return undefined;
    words.push(...(field.negated ? ['!'] : []), option, only.prefix ? `${only.name}+` : only.name);
  }
  let name: string | undefined;
  if (protocol) {
    const [only, more] = protocol.anyOf;
    if (!only || more || only.first !== only.last || protocol.except?.length || protocol.negated) return undefined;
    name = NAMES[only.first] ?? String(only.first);
    words.push('-p', name);
  }
  if (sourcePort || destinationPort) {
    if (name === undefined || !/^(?:tcp|udp|sctp|dccp|udplite)$/.test(name)) return undefined;
    const ports = portWords(name, sourcePort, destinationPort);
    if (!ports) return undefined;
    words.push(...ports);
  }
  if (icmp) {
    const [only, more] = icmp.anyOf;
    if (!only || more || icmp.negated || icmp.except?.length || only.type.first !== only.type.last) return undefined;
    if (only.code && only.code.first !== only.code.last) return undefined;
    const value = only.code ? `${only.type.first}/${only.code.first}` : String(only.type.first);
    words.push(
      '-m',
      name === 'ipv6-icmp' ? 'icmp6' : 'icmp',
      name === 'ipv6-icmp' ? '--icmpv6-type' : '--icmp-type',
      value,
    );
  }
  if (state) {
    if (state.negated || state.except?.length || state.anyOf.length === 0) return undefined;
    words.push('-m', 'conntrack', '--ctstate', state.anyOf.join(',').toUpperCase());
  }
  return words;
}

const NAMES: Readonly<Record<number, string>> = { ...WRITTEN_PROTOCOLS, 58: 'ipv6-icmp' };

function addressWords(option: '-s' | '-d', field: Field<AddressTerm>, family: Match['family']): string[] | undefined {
  if (field.except?.length || field.anyOf.length === 0 || (field.negated && field.anyOf.length > 1)) return undefined;
  const terms = field.anyOf.map((term) => {
    if (term.kind === 'any') return '0/0';
    if (term.kind === 'range' || (family !== 'both' && term.family !== family)) return undefined;
    return formatAddress(term.family, term.address) + suffixOf(term);
  });
  if (!terms.every((term) => term !== undefined)) return undefined;
  if (field.anyOf.some((term) => term.kind === 'any')) return field.negated ? undefined : [];
  return [...(field.negated ? ['!'] : []), option, terms.join(',')];
}

function suffixOf(term: AddressTerm & { readonly family: Family }): string {
  if (term.kind === 'prefix') return term.length === widthOf(term.family) ? '' : `/${term.length}`;
  if (term.kind !== 'wildcard') return '';
  const every = (1n << BigInt(widthOf(term.family))) - 1n;
  return `/${formatAddress(term.family, every ^ term.wildcard)}`;
}

/** `--dport 22:25` for one interval, multiport for up to fifteen ports (a range counts as two). */
function portWords(
  name: string,
  source: Field<Interval> | undefined,
  destination: Field<Interval> | undefined,
): string[] | undefined {
  const words: string[] = [];
  for (const [side, field] of [
    ['s', source],
    ['d', destination],
  ] as const) {
    if (!field) continue;
    if (field.except?.length || field.anyOf.length === 0) return undefined;
    const not = field.negated ? ['!'] : [];
    const list = field.anyOf.map(({ first, last }) => (first === last ? String(first) : `${first}:${last}`));
    if (list.length === 1) words.push(...(words.includes(name) ? [] : ['-m', name]), ...not, `--${side}port`, list[0]!);
    else {
      const places = field.anyOf.reduce((sum, { first, last }) => sum + (first === last ? 1 : 2), 0);
      if (places > 15) return undefined;
      words.push('-m', 'multiport', ...not, `--${side}ports`, list.join(','));
    }
  }
  return words;
}
