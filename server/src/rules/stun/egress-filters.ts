import type { Family, Prefix } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { Binding, Filter, Match } from '../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../grammars/model/interface.ts';
import type { BlockedPorts, FilterAnalyses, PortQuery } from '../../packets/analyses.ts';
import { isManagementPort, leadsOutside, saysInside, TO_INTERNET } from '../exposure/outside.ts';
import { zoneLeadsOutside, zonesIn } from '../exposure/zone-ways.ts';
import { letsClientsBrowse, namesClients } from './web-rules.ts';

/** A filter on the way from clients behind the device to the Internet. */
export interface EgressFilter {
  readonly index: number;
  readonly filter: Filter;
  /** In which clients may browse through it. */
  readonly families: readonly Family[];
  /** Absent: a chain that stands at its hook by itself. */
  readonly binding?: Binding;
  /** The interface whose clients send, where the filter is bound inbound on it. */
  readonly inside?: Interface;
  /** The zones between which clients browse, where the filter tells zones apart. */
  readonly way?: Pick<PortQuery, 'inInterface' | 'outInterface'>;
  /** Some clients get through: what is denied to the others counts where a rule names ports, a default may be meant so. */
  readonly byPortsOnly?: true;
}

/**
 * The filters that new flows of clients to anywhere on the Internet pass: those that let them browse. A filter that does not
 * guards servers or management, and what else it denies is nobody's call.
 */
export function egressFilters(
  device: Device,
  packets: FilterAnalyses,
  insideZones: readonly string[],
): readonly EgressFilter[] {
  const byZones = kept.get(packets) ?? new Map<string, readonly EgressFilter[]>();
  kept.set(packets, byZones);
  const key = insideZones.join('\n');
  const found = byZones.get(key) ?? egressFiltersOf(device, packets, insideZones);
  byZones.set(key, found);
  return found;
}

/** Several rules ask for them. */
const kept = new WeakMap<FilterAnalyses, Map<string, readonly EgressFilter[]>>();

function egressFiltersOf(device: Device, packets: FilterAnalyses, insideZones: readonly string[]): EgressFilter[] {
  const found: EgressFilter[] = [];
  const ports = portsOf(device);
  for (const [index, filter] of device.filters.entries()) {
    if (filter.purpose !== 'packet' || !filter.closed) continue;
    if (filter.hook === 'forward' && zonesIn(device).size > 0) {
      found.push(...zoneWays(device, packets, index, filter, insideZones));
      continue;
    }
    const place =
      filter.hook === 'forward' || filter.hook === 'output' ? {} : clientBinding(filter, ports, insideZones);
    if (!place) continue;
    const families = familiesOf(filter).filter((family) => letsClientsBrowse(device, packets, index, family));
    if (families.length > 0) found.push({ index, filter, families, ...place });
    if (filter.hook === 'forward') found.push(...namedWays(device, packets, index, filter));
  }
  return found;
}

/** More ways between zones than this are not asked about. */
const MOST_WAYS = 200;

/** Zones of servers, devices and tunnels: what they may send is chosen, not forgotten. */
const WITHOUT_CLIENTS =
  /(?:^|[^\p{L}])(?:dmz|servers?|srv|db|database|storage|backup|mgmt|management|oob|ha|vpn|ipsec|tunnel|iot|ot|scada|printers?)(?!\p{L})/iu;

/** Between each zone of clients and each that leads to the Internet, where they may browse. */
function zoneWays(
  device: Device,
  packets: FilterAnalyses,
  index: number,
  filter: Filter,
  insideZones: readonly string[],
): EgressFilter[] {
  const zones = [...zonesIn(device).keys()];
  const outside = zones.filter((zone) => zoneLeadsOutside(device, zone));
  const inside = zones.filter(
    (zone) => insideZones.includes(zone) || (!outside.includes(zone) && !WITHOUT_CLIENTS.test(zone)),
  );
  return inside
    .flatMap((inInterface) => outside.map((outInterface) => ({ inInterface, outInterface })))
    .filter(({ inInterface, outInterface }) => inInterface !== outInterface)
    .slice(0, MOST_WAYS)
    .flatMap((way): EgressFilter[] => {
      const families = familiesOf(filter).filter((family) => letsClientsBrowse(device, packets, index, family, way));
      return families.length > 0 ? [{ index, filter, families, way }] : [];
    });
}

/**
 * From each interface that a chain at its hook names as that of clients: what it denies them is denied, though a forward from outside, of which
 * nobody knows what it takes, may pass the same ports.
 */
function namedWays(device: Device, packets: FilterAnalyses, index: number, filter: Filter): EgressFilter[] {
  const names = new Set(
    filter.rules.flatMap(({ active, matches }) =>
      active ? matches.flatMap(({ inInterface }) => (inInterface?.negated ? [] : (inInterface?.anyOf ?? []))) : [],
    ),
  );
  return [...names]
    .flatMap(({ name, prefix }) => (prefix || !saysInside(name) || WITHOUT_CLIENTS.test(name) ? [] : [name]))
    .slice(0, MOST_WAYS)
    .flatMap((inInterface): EgressFilter[] => {
      const way = { inInterface };
      const families = familiesOf(filter).filter((family) => letsClientsBrowse(device, packets, index, family, way));
      return families.length > 0 ? [{ index, filter, families, way, byPortsOnly: true }] : [];
    });
}

/** A filter at an interface that carries users' traffic, where no other filter decides too. */
export interface FilteredPort {
  readonly binding: Binding;
  readonly port: Interface;
  /** The Internet is behind it. */
  readonly untrusted: boolean;
}

/** What a device's filters are bound to, by the filter's name. */
export interface FilteredPorts {
  readonly of: (filter: Filter) => readonly FilteredPort[];
  /** The device translates, or one of its interfaces leads to the Internet. */
  readonly leadOut: boolean;
}

export function portsOf(device: Device): FilteredPorts {
  const byName = new Map(device.interfaces.map((one) => [one.name.value, one]));
  const untrusted = new Set(device.interfaces.filter((one) => leadsOutside(device, one)));
  const placeOf = ({ place, direction, family }: Binding): string | undefined =>
    place.kind === 'interface' ? `${direction} ${family} ${place.name}` : undefined;
  const filtersAt = new Map<string, Set<string>>();
  for (const binding of device.bindings) {
    const place = placeOf(binding);
    if (place !== undefined) filtersAt.set(place, (filtersAt.get(place) ?? new Set()).add(binding.filter.value));
  }
  const found = new Map<string, FilteredPort[]>();
  for (const binding of device.bindings) {
    const place = placeOf(binding);
    const port = binding.place.kind === 'interface' ? byName.get(binding.place.name) : undefined;
    if (place === undefined || !port || filtersAt.get(place)!.size > 1) continue;
    if (port.shutdown || port.loopback || isManagementPort(port)) continue;
    const name = binding.filter.value;
    const list = found.get(name);
    const one = { binding, port, untrusted: untrusted.has(port) };
    if (list) list.push(one);
    else found.set(name, [one]);
  }
  return {
    of: (filter) => found.get(filter.name.value) ?? [],
    leadOut: untrusted.size > 0 || device.nat?.translates === true,
  };
}

/** Where the filter meets what clients send: inbound on their interface, or outbound towards the Internet. */
function clientBinding(
  filter: Filter,
  ports: FilteredPorts,
  insideZones: readonly string[],
): Pick<EgressFilter, 'binding' | 'inside'> | undefined {
  for (const { binding, port, untrusted } of ports.of(filter)) {
    if (binding.direction === 'out') {
      if (untrusted) return { binding };
      continue;
    }
    const chosen = insideZones.some((zone) => zone === port.zone || zone === port.name.value);
    if (!chosen && port.zone !== undefined && WITHOUT_CLIENTS.test(port.zone)) continue;
    if (chosen || (!untrusted && (ports.leadOut || namesClients(filter)))) return { binding, inside: port };
  }
  return undefined;
}

export const familiesOf = ({ family }: Filter): readonly Family[] => (family === 'both' ? ['ipv4', 'ipv6'] : [family]);

/**
 * Which of these ports no new flow gets through: to any address on the Internet, or, where prefixes are given, to any address of
 * one of them (the first that is cut off). @param source only theirs; absent: anybody's
 */
export function blockedTowards(
  packets: FilterAnalyses,
  filter: number,
  query: Pick<PortQuery, 'family' | 'protocol' | 'ports' | 'inInterface' | 'outInterface'>,
  prefixes: readonly Prefix[] = [],
  source?: Match['source'],
): BlockedPorts {
  const { family } = query;
  const from = source ? { source } : {};
  for (const prefix of prefixes) {
    if (prefix.family !== family) continue;
    const destination = { anyOf: [{ kind: 'prefix', ...prefix } as const] };
    const answer = packets.blockedPorts(filter, { ...query, within: { family, destination, ...from } });
    if (answer.blocked.length > 0) return answer;
  }
  if (prefixes.some((prefix) => prefix.family === family)) return { blocked: [] };
  return packets.blockedPorts(filter, { ...query, within: { ...TO_INTERNET[family], ...from } });
}
