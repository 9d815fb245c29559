import {
  canonical,
  elementsOf,
  fieldsOf,
  type MapValue,
  propertyOf,
  textOf,
  type Value,
} from '../../../kit/cloud/value.ts';
import type { Interval, MatchProblem, Opaque } from '../../../model/filter.ts';

/** A protocol with its destination ports. Neither: every protocol, every port. */
export interface Service {
  readonly family?: 'ipv4' | 'ipv6';
  readonly protocol?: number;
  readonly ports?: readonly Interval[];
  readonly opaque?: Opaque;
}

export interface Services {
  readonly services: readonly Service[];
  readonly problems: readonly MatchProblem[];
}

/** VPC firewall rules, protocols and ports; `ipip` is left out: two numbers go by that name. */
const NUMBERS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, esp: 50, ah: 51, sctp: 132, 'ipv6-icmp': 58 };
const PORTED: ReadonlySet<number> = new Set([6, 17, 132]);

/** What the lists or blocks under these keys name; without any, every packet. */
export function servicesOf(map: MapValue, keys: readonly string[]): Services {
  const items = fieldsOf(map, ...keys).flatMap(({ value }) => elementsOf(value));
  const found = items.map(serviceOf);
  return {
    services: items.length === 0 ? [{}] : found.flatMap(({ services }) => services),
    problems: found.flatMap(({ problems }) => problems),
  };
}

function serviceOf(value: Value): Services {
  const written =
    value.kind === 'map' ? propertyOf(value, 'IPProtocol', 'ipProtocol', 'protocol', 'ip_protocol') : value;
  const name = value.kind === 'map' ? textOf(written)?.trim().toLowerCase() : undefined;
  const ports = value.kind === 'map' ? elementsOf(propertyOf(value, 'ports')) : [];
  const intervals = ports.map(intervalOf);
  const known = intervals.filter((one) => one !== undefined);
  const problems = ports.flatMap(problemOf);
  if (name === 'all' && ports.length === 0) return { services: [{}], problems };
  if (name === 'icmp' && ports.length === 0) return { services: icmp(written!), problems };
  const number = name === undefined ? undefined : numberOf(name);
  if (number === undefined || (ports.length > 0 && !PORTED.has(number))) {
    const opaque = { text: `protocol ${written ? canonical(written) : `at ${value.span.start}`}`, span: value.span };
    const misplaced =
      name !== undefined && ports.length > 0 && (name === 'all' || name === 'icmp' || number !== undefined);
    return {
      services: [{ opaque }],
      problems: misplaced && problems.length === 0 ? [withoutPorts(ports, name)] : problems,
    };
  }
  if (known.length < ports.length) {
    const opaque = { text: `ports ${ports.map(canonical).join(' ')}`, span: ports[0]!.span };
    return { services: [{ protocol: number, opaque }], problems };
  }
  const every = known.some(({ first, last }) => first <= 0 && last === 65535);
  return { services: [{ protocol: number, ...(known.length > 0 && !every ? { ports: known } : {}) }], problems };
}

/** Of IPv4; rules for IPv6 name 58, and what becomes of the other name there is not said. */
const icmp = ({ span }: Value): Service[] => [
  { family: 'ipv4', protocol: 1 },
  { family: 'ipv6', protocol: 58, opaque: { text: 'icmp of IPv6', span } },
];

function numberOf(name: string): number | undefined {
  const number = /^\d{1,3}$/.test(name) ? Number(name) : NUMBERS[name];
  return number !== undefined && number <= 255 ? number : undefined;
}

const RANGE = /^(\d{1,6})(?:-(\d{1,6}))?$/;

function intervalOf(value: Value): Interval | undefined {
  const found = RANGE.exec(textOf(value)?.trim() ?? '');
  if (!found) return undefined;
  const first = Number(found[1]);
  const last = Number(found[2] ?? found[1]);
  return first <= last && last <= 65535 ? { first, last } : undefined;
}

/** Ends turned round, or a port that there is not: the API refuses both. */
function problemOf(value: Value): MatchProblem[] {
  const found = RANGE.exec(textOf(value)?.trim() ?? '');
  if (!found || value.kind !== 'text') return [];
  const [, first = '', last = first] = found;
  const problem = { span: value.span, written: value.text, effect: 'refused' as const };
  if (Math.max(Number(first), Number(last)) > 65535) return [{ kind: 'port-too-high', ...problem }];
  if (Number(first) <= Number(last)) return [];
  const text = `${last}-${first}`;
  const repair = { text, edits: [{ span: value.span, newText: text }] };
  return [{ kind: 'range-reversed', ...problem, ...(value.exact ? { repair } : {}) }];
}

/** Ports are for TCP, UDP and SCTP. */
const withoutPorts = (ports: readonly Value[], protocol: string): MatchProblem => ({
  kind: 'ports-without-protocol',
  span: ports[0]!.span,
  written: ports.map(canonical).join(', '),
  effect: 'refused',
  protocol,
});
