import { icmpTest, portNumber, protocolNumber } from '../../../kit/protocol-names.ts';
import type { Field, IcmpTest, Interval, Match, MatchProblem, Opaque } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import type { Located } from '../../../text/span.ts';
import { attribute, elementName } from '../element.ts';
import { serviceParts } from '../services.ts';
import { EVERYBODY, prefixOf, type Side } from './sides.ts';

/** What an element lets in or refuses, without the addresses of those it is for. */
export interface Part {
  readonly family?: 'ipv4' | 'ipv6';
  readonly protocol?: number;
  readonly ports?: Interval;
  readonly sourcePorts?: Interval;
  readonly icmp?: IcmpTest;
  /** Of services that are for one destination. */
  readonly destination?: Side['addresses'];
  readonly opaque?: Opaque;
}

export interface Parts {
  /** Empty: the element says nothing of that. */
  readonly parts: readonly Part[];
  readonly problem: readonly MatchProblem[];
}

const NONE: Parts = { parts: [], problem: [] };

/** `<service name="ssh"/>`, `<port port="80" protocol="tcp"/>`, `<protocol value="gre"/>`, `<source-port .../>`, `<icmp-type name="echo-request"/>`. */
export function partsOf(statement: Statement): Parts {
  switch (elementName(statement)) {
    case 'service':
      return known(serviceOf(statement));
    case 'port':
      return portOf(statement, 'ports');
    case 'source-port':
      return portOf(statement, 'sourcePorts');
    case 'protocol':
      return known([protocolOf(attribute(statement, 'value'), statement)]);
    case 'icmp-block':
    case 'icmp-type':
      return known(icmpOf(statement));
    default:
      return NONE;
  }
}

const known = (parts: readonly Part[]): Parts => ({ parts, problem: [] });

const unsure = (text: string, { span }: Pick<Statement, 'span'>): Part => ({ opaque: { text, span } });

function serviceOf(statement: Statement): Part[] {
  const name = attribute(statement, 'name')?.value;
  const listed = name === undefined ? undefined : serviceParts(name);
  return listed?.flatMap((text) => listedPart(text, statement)) ?? [unsure(`service ${name ?? ''}`, statement)];
}

/** `5353/udp@224.0.0.251,ff02::fb`: a part for each destination. */
function listedPart(text: string, statement: Statement): Part[] {
  const [what = '', where] = text.split('@');
  const from = what.startsWith('from:');
  const [ports, name = ports] = what.replace('from:', '').split('/');
  const protocol = protocolNumber(name!);
  if (typeof protocol !== 'number') return [unsure(`service ${text}`, statement)];
  const interval = what.includes('/') ? intervalOf(ports!) : undefined;
  const part: Part = { protocol, ...(interval ? { [from ? 'sourcePorts' : 'ports']: interval } : {}) };
  if (where === undefined) return [part];
  return where.split(',').flatMap((one) => {
    const prefix = prefixOf(one);
    return prefix ? [{ ...part, family: prefix.family, destination: { anyOf: [prefix] } }] : [];
  });
}

const RANGE = /^(\d{1,6})(?:-(\d{1,6}))?$/;
const HIGHEST = 65_535;

/** A number, a range whichever way round, or a name of /etc/services. */
function intervalOf(text: string): Interval | undefined {
  const found = RANGE.exec(text);
  const named = found ? undefined : portNumber(text);
  if (!found) return named === undefined ? undefined : { first: named, last: named };
  const ends = [Number(found[1]), Number(found[2] ?? found[1])];
  const last = Math.max(...ends);
  return last <= HIGHEST ? { first: Math.min(...ends), last } : undefined;
}

function portOf(statement: Statement, side: 'ports' | 'sourcePorts'): Parts {
  const port = attribute(statement, 'port');
  const protocol = protocolNumber(attribute(statement, 'protocol')?.value ?? '');
  const interval = port && intervalOf(port.value);
  const problem = port ? problemOf(port) : [];
  if (typeof protocol === 'number' && interval) return { parts: [{ protocol, [side]: interval }], problem };
  const text = [elementName(statement), port?.value, attribute(statement, 'protocol')?.value].join(' ');
  return { parts: [unsure(text, statement)], problem };
}

/** A port that there is not: the whole file is refused. A range turned round is taken as it was meant. */
function problemOf({ value: text, span }: Located<string>): MatchProblem[] {
  const found = RANGE.exec(text);
  if (!found) return [];
  const [, first = '', last = first] = found;
  const problem = { span, written: text };
  if (Math.max(Number(first), Number(last)) > HIGHEST)
    return [{ kind: 'port-too-high', ...problem, effect: 'refused' }];
  if (Number(first) <= Number(last)) return [];
  const turned = `${last}-${first}`;
  const repair = { text: turned, edits: [{ span, newText: turned }] };
  return [{ kind: 'range-reversed', ...problem, effect: 'turned', repair }];
}

function protocolOf(value: Located<string> | undefined, statement: Statement): Part {
  const protocol = value && protocolNumber(value.value);
  return typeof protocol === 'number' ? { protocol } : unsure(`protocol ${value?.value ?? ''}`, statement);
}

/** A name may be of either family, or of both. */
function icmpOf(statement: Statement): Part[] {
  const name = attribute(statement, 'name')?.value ?? '';
  const parts = ([4, 6] as const).flatMap((version): Part[] => {
    const icmp = icmpTest(name, version);
    const family = version === 4 ? 'ipv4' : 'ipv6';
    return icmp === undefined || icmp === 'any' ? [] : [{ family, protocol: version === 4 ? 1 : 58, icmp }];
  });
  return parts.length > 0 ? parts : [unsure(`ICMP ${name}`, statement)];
}

/** Everything that an element says, for everybody that it is for. */
export function combined(sources: readonly Side[], parts: readonly Part[], destination: Side = EVERYBODY): Match[] {
  return sources.flatMap((source) => parts.flatMap((part) => matchOf(source, destination, part)));
}

function matchOf(source: Side, destination: Side, part: Part): Match[] {
  const families = new Set(
    [source.family, destination.family, part.family].filter((one) => one !== undefined && one !== 'both'),
  );
  if (families.size > 1) return [];
  const [family = 'both'] = families as Set<'ipv4' | 'ipv6'>;
  const { protocol, ports, sourcePorts, icmp, destination: only } = part;
  const to = destination.addresses ?? only;
  const opaque = [source.opaque, destination.opaque, part.opaque].filter((one) => one !== undefined);
  const field = <T>(value: T): Field<T> => ({ anyOf: [value] });
  return [
    {
      family,
      ...(source.addresses ? { source: source.addresses } : {}),
      ...(to ? { destination: to } : {}),
      ...(protocol === undefined ? {} : { protocol: field({ first: protocol, last: protocol }) }),
      ...(ports ? { destinationPort: field(ports) } : {}),
      ...(sourcePorts ? { sourcePort: field(sourcePorts) } : {}),
      ...(icmp ? { icmp: field(icmp) } : {}),
      ...(opaque.length > 0 ? { opaque } : {}),
    },
  ];
}
