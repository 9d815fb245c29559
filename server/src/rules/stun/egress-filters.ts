import { networkOf, type Prefix } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { Binding, Filter, Match } from '../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../grammars/model/interface.ts';
import type { BlockedPorts, FilterAnalyses, PortQuery } from '../../packets/analyses.ts';

/** A filter on the way from clients behind the device to the Internet. */
export interface EgressFilter {
  readonly index: number;
  readonly filter: Filter;
  /** Absent: a chain that stands at its hook by itself. */
  readonly binding?: Binding;
  /** The interface whose clients send, where the filter is bound inbound on it. */
  readonly inside?: Interface;
}

/**
 * The filters that new flows of clients to anywhere on the Internet pass: those that let out web traffic. A filter that lets
 * none out guards servers or management, and what else it denies is nobody's call.
 */
export function egressFilters(device: Device, packets: FilterAnalyses, insideZones: readonly string[]): EgressFilter[] {
  const found: EgressFilter[] = [];
  for (const [index, filter] of device.filters.entries()) {
    if (filter.purpose !== 'packet' || !filter.closed) continue;
    const place =
      filter.hook === 'forward' || filter.hook === 'output' ? {} : clientBinding(filter, device, insideZones);
    if (!place || !familiesOf(filter).some((family) => letsWebOut(packets, index, family))) continue;
    found.push({ index, filter, ...place });
  }
  return found;
}

/** Where the filter meets what clients send: inbound on their interface, or outbound towards the Internet. */
function clientBinding(
  filter: Filter,
  device: Device,
  insideZones: readonly string[],
): Pick<EgressFilter, 'binding' | 'inside'> | undefined {
  const outside = device.interfaces.filter((one) => isUntrusted(one, device));
  for (const binding of device.bindings) {
    const port = binding.filter.value === filter.name.value ? decidesAlone(binding, device) : undefined;
    if (!port || port.shutdown || port.loopback || isManagement(port)) continue;
    const out = outside.includes(port);
    if (binding.direction === 'out') {
      if (out) return { binding };
      continue;
    }
    const chosen = insideZones.some((zone) => zone === port.zone || zone === port.name.value);
    const leadsOut = outside.length > 0 || device.nat?.translates === true;
    if (chosen || (!out && leadsOut)) return { binding, inside: port };
  }
  return undefined;
}

/** The interface of a binding, where no other filter decides there too (a list of filters). */
export function decidesAlone({ filter, place, direction, family }: Binding, device: Device): Interface | undefined {
  if (place.kind !== 'interface') return undefined;
  const shared = device.bindings.some(
    (other) =>
      other.filter.value !== filter.value &&
      other.place.kind === 'interface' &&
      other.place.name === place.name &&
      other.direction === direction &&
      other.family === family,
  );
  return shared ? undefined : device.interfaces.find((one) => one.name.value === place.name);
}

const isManagement = ({ name, description, vrf }: Interface): boolean =>
  /^(?:fxp|em|me|vme|mgmt|management)\d*(?:[./]\d+)*$/i.test(name.value) ||
  wordsOf(`${description?.value ?? ''} ${vrf ?? ''}`).some((word) => /^(?:mgmt|management|oob|oobm)$/.test(word));

const wordsOf = (text: string): string[] => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

export const familiesOf = ({ family }: Filter): readonly ('ipv4' | 'ipv6')[] =>
  family === 'both' ? ['ipv4', 'ipv6'] : [family];

/**
 * Which of these ports no new flow gets through: to any address on the Internet, or, where prefixes are given, to any address of
 * one of them (the first that is cut off).
 */
export function blockedTowards(
  packets: FilterAnalyses,
  filter: number,
  query: Pick<PortQuery, 'family' | 'protocol' | 'ports'>,
  prefixes: readonly Prefix[] = [],
): BlockedPorts {
  const { family } = query;
  for (const prefix of prefixes) {
    if (prefix.family !== family) continue;
    const destination = { anyOf: [{ kind: 'prefix', ...prefix } as const] };
    const answer = packets.blockedPorts(filter, { ...query, within: { family, destination } });
    if (answer.blocked.length > 0) return answer;
  }
  if (prefixes.some((prefix) => prefix.family === family)) return { blocked: [] };
  return packets.blockedPorts(filter, { ...query, within: TO_INTERNET[family] });
}

export function letsWebOut(packets: FilterAnalyses, filter: number, family: 'ipv4' | 'ipv6'): boolean {
  const { blocked } = blockedTowards(packets, filter, { family, protocol: 6, ports: WEB });
  return blocked.length < WEB.length;
}

const WEB = [
  { first: 80, last: 80 },
  { first: 443, last: 443 },
];

const v4 = (text: readonly [number, number, number]): Prefix => ({
  family: 'ipv4',
  address: (BigInt(text[0]) << 24n) | (BigInt(text[1]) << 16n),
  length: text[2],
});

/** Space that is not the Internet: this network, private, shared, loopback, link-local, multicast and above. */
const NOT_INTERNET: readonly Prefix[] = [
  v4([0, 0, 8]),
  v4([10, 0, 8]),
  v4([100, 64, 10]),
  v4([127, 0, 8]),
  v4([169, 254, 16]),
  v4([172, 16, 12]),
  v4([192, 168, 16]),
  v4([224, 0, 3]),
];

/** 2000::/3 is the whole of IPv6 that is given out. */
export const TO_INTERNET: Readonly<Record<'ipv4' | 'ipv6', Match>> = {
  ipv4: {
    family: 'ipv4',
    destination: {
      anyOf: [{ kind: 'any' }],
      except: NOT_INTERNET.map((prefix) => ({ kind: 'prefix', ...prefix })),
    },
  },
  ipv6: {
    family: 'ipv6',
    destination: { anyOf: [{ kind: 'prefix', family: 'ipv6', address: 0x2n << 124n, length: 3 }] },
  },
};

const isInternet = ({ family, address }: Prefix): boolean =>
  !NOT_INTERNET.some((one) => networkOf({ family, address, length: one.length }) === one.address);

const OUTSIDE = /^(?:outside|untrust|wan|internet|isp|uplink)$/;
const INSIDE = /^(?:inside|trust|lan|internal|users?|clients?|office|guest)$/;
const CHINESE_OUTSIDE = /公网|外网|互联网/u;

/** By its role, its names, the default route, or a global address without an inside role. */
export function isUntrusted(port: Interface, device: Device): boolean {
  if (port.natRole !== undefined) return port.natRole === 'outside';
  const text = `${port.zone ?? ''} ${port.name.value} ${port.description?.value ?? ''}`;
  const words = wordsOf(text);
  if (words.some((word) => OUTSIDE.test(word)) || CHINESE_OUTSIDE.test(text)) return true;
  if (port.loopback || words.some((word) => INSIDE.test(word))) return false;
  // With IPv6 clients have global addresses too.
  return leadsToDefault(port, device) || port.addresses.some((one) => one.family === 'ipv4' && isInternet(one));
}

const leadsToDefault = (port: Interface, device: Device): boolean =>
  device.routes.some(
    (route) =>
      route.destination.length === 0 &&
      route.nextHops.some(
        (hop) =>
          hop.interface === port.name.value ||
          port.addresses.some(
            (subnet) =>
              subnet.family === hop.address?.family &&
              networkOf(subnet) === networkOf({ ...hop.address, length: subnet.length }),
          ),
      ),
  );
