import { portRanges } from '../../../kit/cloud/port-range.ts';
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
  const { ranges, unsure, every, problems } = portRanges(ports);
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
  if (unsure) {
    const opaque = { text: `ports ${ports.map(canonical).join(' ')}`, span: ports[0]!.span };
    return { services: [{ protocol: number, opaque }], problems };
  }
  return { services: [{ protocol: number, ...(ranges.length > 0 && !every ? { ports: ranges } : {}) }], problems };
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

/** Ports are for TCP, UDP and SCTP. */
const withoutPorts = (ports: readonly Value[], protocol: string): MatchProblem => ({
  kind: 'ports-without-protocol',
  span: ports[0]!.span,
  written: ports.map(canonical).join(', '),
  effect: 'refused',
  protocol,
});
