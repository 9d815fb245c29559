import type { Interval, Match, MatchProblem, Opaque } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import type { Span } from '../../../text/span.ts';
import { canonical, type MapValue, numberOf, propertyOf, textOf } from '../value.ts';
import { type End, endsOf, UNSAID } from './ends.ts';
import { type Ports, portsOf } from './ports.ts';

export type Direction = 'inbound' | 'outbound';

/** A security rule, as it stands in a group or by itself. */
export interface SecurityRule {
  readonly statement: Statement;
  readonly name?: string;
  /** Absent: not known, so neither is the order. */
  readonly priority?: { readonly value: number; readonly span: Span };
  readonly action?: 'permit' | 'deny';
  /** The word that says so, where it can be replaced. */
  readonly access?: Span;
  /** Absent: it may be about either. */
  readonly direction?: Direction;
  readonly matches: readonly Match[];
  readonly problems: readonly MatchProblem[];
  /** Exists only sometimes, or several times. */
  readonly conditional: boolean;
}

/** @param condition what decides whether there is such a rule, in canonical text */
export function securityRule(whole: MapValue, statement: Statement, condition?: string): SecurityRule {
  const inner = propertyOf(whole, 'properties');
  const map = inner?.kind === 'map' ? inner : whole;
  const { header } = statement;
  const name = textOf(propertyOf(whole, 'name'));
  const written = propertyOf(map, 'priority');
  const priority = numberOf(written);
  const access = propertyOf(map, 'access');
  const verdict = textOf(access)?.toLowerCase();
  const direction = textOf(propertyOf(map, 'direction'))?.toLowerCase();
  const permits = verdict === 'allow';
  const source = portsOf(map, 'source', header, permits);
  const destination = portsOf(map, 'destination', header);
  const unsure = [source.opaque, destination.opaque].filter((one) => one !== undefined);
  if (condition !== undefined) unsure.push({ text: condition, span: header });
  const protocols = protocolsOf(map, { source, destination }, header);
  const everybody = permits ? ['internet'] : [];
  const everyone = permits && direction === 'inbound' ? INSIDE : everybody;
  const matches = endsOf(map, 'source', everybody, header).flatMap((from) =>
    endsOf(map, 'destination', everyone, header).flatMap((to) =>
      protocols.flatMap((one) => matchOf(from, to, one, { source, destination }, unsure)),
    ),
  );
  return {
    statement,
    ...(name === undefined ? {} : { name }),
    ...(written && priority !== undefined ? { priority: { value: priority, span: written.span } } : {}),
    ...(verdict === 'allow' ? { action: 'permit' } : verdict === 'deny' ? { action: 'deny' } : {}),
    ...(access?.kind === 'text' && access.exact ? { access: access.span } : {}),
    ...(direction === 'inbound' || direction === 'outbound' ? { direction } : {}),
    matches,
    problems: [...source.problems, ...destination.problems],
    conditional: condition !== undefined,
  };
}

/** What comes in to a group is for the virtual network, by whatever public address; so it is wherever a permit that names nobody is meant for. */
const INSIDE = ['internet', 'virtualnetwork', UNSAID];

interface Protocol {
  readonly family?: 'ipv4' | 'ipv6';
  readonly numbers?: readonly Interval[];
  readonly ported: boolean;
  readonly opaque?: Opaque;
}

interface Both {
  readonly source: Ports;
  readonly destination: Ports;
}

const only = (first: number, last = first): Interval => ({ first, last });
const PORTED: readonly Interval[] = [only(6), only(17)];
const UNPORTED: readonly Interval[] = [only(0, 5), only(7, 16), only(18, 255)];
const NUMBERS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, esp: 50, ah: 51 };

function protocolsOf(map: MapValue, { source, destination }: Both, span: Span): Protocol[] {
  const value = propertyOf(map, 'protocol');
  const name = textOf(value)?.toLowerCase();
  if (name === '*' || name === 'any') {
    const ported = [source, destination].some(({ ports, opaque }) => ports ?? opaque);
    if (!ported) return [{ ported: false }];
    // What ports ask of protocols without any is not said.
    const rest = { text: `ports of any protocol at ${span.start}`, span };
    return [
      { numbers: PORTED, ported: true },
      { numbers: UNPORTED, ported: false, opaque: rest },
    ];
  }
  if (name === 'icmp') {
    // Documented for IPv4 alone.
    const six = { text: 'Icmp of IPv6', span: value!.span };
    return [
      { family: 'ipv4', numbers: [only(1)], ported: false },
      { family: 'ipv6', numbers: [only(58)], ported: false, opaque: six },
    ];
  }
  const number = name === undefined ? undefined : NUMBERS[name];
  if (number !== undefined) return [{ numbers: [only(number)], ported: number === 6 || number === 17 }];
  const text = `protocol ${value ? canonical(value) : `at ${span.start}`}`;
  return [{ ported: false, opaque: { text, span: value?.span ?? span } }];
}

function matchOf(from: End, to: End, protocol: Protocol, both: Both, unsure: readonly Opaque[]): Match[] {
  const families = new Set([from.family, to.family, protocol.family].filter((one) => one === 'ipv4' || one === 'ipv6'));
  if (families.size > 1) return [];
  const [family = 'both' as const] = families;
  const opaque = [from.opaque, to.opaque, protocol.opaque, ...unsure].filter((one) => one !== undefined);
  return [
    {
      family,
      ...(from.addresses ? { source: from.addresses } : {}),
      ...(to.addresses ? { destination: to.addresses } : {}),
      ...(protocol.numbers ? { protocol: { anyOf: protocol.numbers } } : {}),
      ...(protocol.ported && both.source.ports ? { sourcePort: both.source.ports } : {}),
      ...(protocol.ported && both.destination.ports ? { destinationPort: both.destination.ports } : {}),
      ...(opaque.length > 0 ? { opaque } : {}),
    },
  ];
}
