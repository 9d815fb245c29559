import { WRITTEN_PROTOCOLS } from '../../../kit/protocol-names.ts';
import { type AddressTerm, formatAddress, widthOf } from '../../../model/address.ts';
import type { Field, Interval, Match } from '../../../model/filter.ts';

/** A plain match as the conditions of a rule; undefined where one rule cannot say it. @param family of the table */
export function matchWords(match: Match, family: Match['family']): readonly string[] | undefined {
  const { source, destination, protocol, sourcePort, destinationPort, icmp, state, inInterface, outInterface } = match;
  if (match.opaque?.length || match.tcpFlags || match.fragment || match.dscp) return undefined;
  if (family !== 'both' && match.family !== 'both' && match.family !== family) return undefined;
  const words: string[] = [];
  for (const [name, field] of [
    ['iifname', inInterface],
    ['oifname', outInterface],
  ] as const) {
    if (!field) continue;
    if (field.except?.length || field.anyOf.length === 0) return undefined;
    const names = field.anyOf.map((one) => `"${one.name}${one.prefix ? '*' : ''}"`);
    words.push(name, ...(field.negated ? ['!='] : []), listed(names));
  }
  const addressed = [source, destination].some((field) => field?.anyOf.some((term) => term.kind !== 'any'));
  const saysFamily = addressed || (icmp !== undefined && protocol !== undefined);
  if (family === 'both' && match.family !== 'both' && !saysFamily) words.push('meta', 'nfproto', match.family);
  for (const [name, field] of [
    ['saddr', source],
    ['daddr', destination],
  ] as const) {
    if (!field || (!field.negated && field.anyOf.some((term) => term.kind === 'any'))) continue;
    const written = addressWords(name, field);
    if (!written) return undefined;
    words.push(...written);
  }
  const transport = transportWords(match, protocol, sourcePort, destinationPort);
  if (!transport) return undefined;
  words.push(...transport);
  if (state) {
    if (state.negated || state.except?.length || state.anyOf.length === 0) return undefined;
    words.push('ct', 'state', state.anyOf.join(','));
  }
  return words;
}

const NAMES: Readonly<Record<number, string>> = { ...WRITTEN_PROTOCOLS, 58: 'icmpv6' };

const WITH_PORTS = new Set([6, 17, 33, 132, 136]);

function transportWords(
  { icmp }: Match,
  protocol: Match['protocol'],
  sourcePort: Field<Interval> | undefined,
  destinationPort: Field<Interval> | undefined,
): string[] | undefined {
  if (!protocol) return sourcePort || destinationPort || icmp ? undefined : [];
  if (protocol.except?.length || protocol.negated) return undefined;
  const numbers = protocol.anyOf.map(({ first, last }) => (first === last ? first : undefined));
  if (numbers.length === 0 || !numbers.every((number) => number !== undefined)) return undefined;
  const names = numbers.map((number) => NAMES[number] ?? String(number));
  const only = numbers.length === 1 ? names[0]! : undefined;
  if (icmp) {
    const [test, more] = icmp.anyOf;
    const code = test?.code;
    if (code && !more && test.type.first === test.type.last && code.first === code.last && /^icmp/.test(only ?? '')) {
      if (icmp.negated || icmp.except?.length) return undefined;
      return [only!, 'type', String(test.type.first), only!, 'code', String(code.first)];
    }
    const types = icmp.anyOf.map(({ type, code }) =>
      code || type.first !== type.last ? undefined : String(type.first),
    );
    if (icmp.negated || icmp.except?.length || !types.every((type) => type !== undefined) || !/^icmp/.test(only ?? ''))
      return undefined;
    return [only!, 'type', listed(types)];
  }
  if (!sourcePort && !destinationPort) return ['meta', 'l4proto', listed(names)];
  if (!numbers.every((number) => WITH_PORTS.has(number))) return undefined;
  const words = only === undefined ? ['meta', 'l4proto', listed(names)] : [];
  for (const [name, field] of [
    ['sport', sourcePort],
    ['dport', destinationPort],
  ] as const) {
    if (!field) continue;
    if (field.except?.length || field.anyOf.length === 0) return undefined;
    const ports = field.anyOf.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`));
    words.push(only ?? 'th', name, ...(field.negated ? ['!='] : []), listed(ports));
  }
  return words;
}

function addressWords(name: 'saddr' | 'daddr', field: Field<AddressTerm>): string[] | undefined {
  const terms = field.anyOf.map((term) => {
    if (term.kind === 'any' || term.kind === 'wildcard') return undefined;
    const text =
      term.kind === 'range'
        ? `${formatAddress(term.family, term.first)}-${formatAddress(term.family, term.last)}`
        : formatAddress(term.family, term.address) + (term.length === widthOf(term.family) ? '' : `/${term.length}`);
    return { family: term.family, text };
  });
  if (field.except?.length || terms.length === 0 || !terms.every((term) => term !== undefined)) return undefined;
  const families = new Set(terms.map((term) => term.family));
  if (families.size !== 1) return undefined;
  return [
    families.has('ipv4') ? 'ip' : 'ip6',
    name,
    ...(field.negated ? ['!='] : []),
    listed(terms.map(({ text }) => text)),
  ];
}

const listed = (values: readonly string[]): string => (values.length === 1 ? values[0]! : `{ ${values.join(', ')} }`);
