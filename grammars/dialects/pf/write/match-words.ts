import { type AddressTerm, formatAddress, widthOf } from '../../../model/address.ts';
import { type Field, type InterfacePattern, type Interval, type Match, NO_INTERFACE } from '../../../model/filter.ts';

/** A plain match as the words of a rule, behind `pass quick`: direction, interface, family, protocol, hosts. Undefined where pf cannot say it. */
export function matchWords(match: Match): { readonly place: string; readonly rest: string } | undefined {
  const { source, destination, protocol, sourcePort, destinationPort, icmp } = match;
  if (match.opaque?.length || match.tcpFlags || match.fragment || match.dscp || match.state) return undefined;
  const place = placeWords(match.inInterface, match.outInterface);
  const from = hostWords(source, sourcePort);
  const to = hostWords(destination, destinationPort);
  const proto = protocol && protocolWords(protocol);
  if (!place || from === undefined || to === undefined || (protocol && !proto)) return undefined;
  if ((sourcePort || destinationPort) && !/^(?:tcp|udp|\{ (?:tcp, udp|udp, tcp) \})$/.test(proto ?? ''))
    return undefined;
  const types = icmp && icmpWords(icmp);
  if (icmp && (!types || !/^icmp6?$/.test(proto ?? ''))) return undefined;
  const family = match.family === 'both' ? [] : [match.family === 'ipv4' ? 'inet' : 'inet6'];
  const ends =
    from === '' && to === ''
      ? proto
        ? []
        : ['all']
      : [...(from === '' ? [] : [`from ${from}`]), ...(to === '' ? [] : [`to ${to}`])];
  return {
    place: place.join(' '),
    rest: [
      ...family,
      ...(proto ? [`proto ${proto}`] : []),
      ...ends,
      ...(types ? [`${proto === 'icmp' ? 'icmp-type' : 'icmp6-type'} ${types}`] : []),
    ].join(' '),
  };
}

/** The direction is said by whether the packet came in anywhere; see NO_INTERFACE. */
function placeWords(
  inField: Field<InterfacePattern> | undefined,
  outField: Field<InterfacePattern> | undefined,
): string[] | undefined {
  const isNone = ({ name, prefix }: InterfacePattern): boolean => name === NO_INTERFACE.name && !prefix;
  const goesOut = inField !== undefined && !inField.negated && inField.anyOf.length === 1 && isNone(inField.anyOf[0]!);
  if (goesOut) return outField ? onWords('out', outField) : ['out'];
  if (outField) return undefined;
  if (!inField) return [];
  const others = inField.anyOf.filter((pattern) => !isNone(pattern));
  if (others.length === 0) return inField.negated ? ['in'] : undefined;
  if (others.length < inField.anyOf.length && !inField.negated) return undefined;
  return onWords('in', { ...inField, anyOf: others });
}

function onWords(direction: 'in' | 'out', { anyOf, negated, except }: Field<InterfacePattern>): string[] | undefined {
  if (except?.length || (negated && anyOf.length > 1) || anyOf.some(({ name, prefix }) => prefix && name !== 'lo'))
    return undefined;
  return [direction, 'on', ...(negated ? ['!'] : []), listed(anyOf.map(({ name }) => name))];
}

function hostWords(addresses: Field<AddressTerm> | undefined, ports: Field<Interval> | undefined): string | undefined {
  const hosts = addresses ? addressWords(addresses) : '';
  if (hosts === undefined) return undefined;
  if (!ports) return hosts;
  if (ports.except?.length || ports.negated || ports.anyOf.length === 0) return undefined;
  const words = ports.anyOf.map(({ first, last }) => (first === last ? String(first) : `${first}:${last}`));
  return [...(hosts === '' ? [] : [hosts]), 'port', listed(words)].join(' ');
}

function addressWords({ anyOf, except, negated }: Field<AddressTerm>): string | undefined {
  if (except?.length || anyOf.length === 0 || (negated && anyOf.length > 1)) return undefined;
  if (anyOf.some((term) => term.kind === 'any')) return negated ? undefined : '';
  const words = anyOf.map((term) => {
    if (term.kind === 'prefix')
      return formatAddress(term.family, term.address) + (term.length === widthOf(term.family) ? '' : `/${term.length}`);
    return term.kind === 'range'
      ? `${formatAddress(term.family, term.first)} - ${formatAddress(term.family, term.last)}`
      : undefined;
  });
  if (!words.every((word) => word !== undefined)) return undefined;
  return (negated ? '! ' : '') + listed(words);
}

const NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'icmp6',
};

function protocolWords({ anyOf, except, negated }: Field<Interval>): string | undefined {
  if (except?.length || negated || anyOf.length === 0 || anyOf.some(({ first, last }) => first !== last))
    return undefined;
  return listed(anyOf.map(({ first }) => NAMES[first] ?? String(first)));
}

function icmpWords({ anyOf, except, negated }: NonNullable<Match['icmp']>): string | undefined {
  if (except?.length || negated || anyOf.some(({ type, code }) => code || type.first !== type.last)) return undefined;
  return listed(anyOf.map(({ type }) => String(type.first)));
}

const listed = (words: readonly string[]): string => (words.length === 1 ? words[0]! : `{ ${words.join(', ')} }`);
