import { formatAddress, networkOf, type Prefix } from '../../../../grammars/model/address.ts';
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
  const outside = device.interfaces.filter((one) => isUntrusted(one, device));
  const translating = device.nat?.translates === true;
  for (const [index, filter] of device.filters.entries()) {
    if (filter.purpose !== 'packet' || !filter.closed) continue;
    if (filter.hook === 'forward' || filter.hook === 'output') {
      found.push({ index, filter });
      continue;
    }
    for (const binding of device.bindings) {
      if (binding.filter.value !== filter.name.value || binding.place.kind !== 'interface') continue;
      const { name } = binding.place;
      const port = device.interfaces.find((one) => one.name.value === name);
      if (!port || port.shutdown || port.loopback) continue;
      const chosen = insideZones.some((zone) => zone === port.zone || zone === name);
      const out = outside.includes(port);
      if (binding.direction === 'out' ? out : chosen || (!out && (outside.length > 0 || translating))) {
        found.push({ index, filter, binding, ...(binding.direction === 'in' ? { inside: port } : {}) });
        break;
      }
    }
  }
  return found.filter((one) => familiesOf(one.filter).some((family) => letsWebOut(packets, one.index, family)));
}

export const familiesOf = ({ family }: Filter): readonly ('ipv4' | 'ipv6')[] =>
  family === 'both' ? ['ipv4', 'ipv6'] : [family];

/** Which of these ports no new flow to any address on the Internet gets through. */
export const blockedToInternet = (
  packets: FilterAnalyses,
  filter: number,
  query: Pick<PortQuery, 'family' | 'protocol' | 'ports'>,
): BlockedPorts => packets.blockedPorts(filter, { ...query, within: TO_INTERNET[query.family] });

export function letsWebOut(packets: FilterAnalyses, filter: number, family: 'ipv4' | 'ipv6'): boolean {
  const { blocked } = blockedToInternet(packets, filter, { family, protocol: 6, ports: WEB });
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
  family === 'ipv6'
    ? address >> 125n === 1n
    : !NOT_INTERNET.some((one) => networkOf({ family, address, length: one.length }) === one.address);

const OUTSIDE = /^(?:outside|untrust|wan|internet|isp|uplink)$/;
const INSIDE = /^(?:inside|trust|lan|internal|users?|clients?|office|guest)$/;
const CHINESE_OUTSIDE = /公网|外网|互联网/u;

/** By its role, its names, the default route, or a global address without an inside role. */
export function isUntrusted(port: Interface, device: Device): boolean {
  if (port.natRole !== undefined) return port.natRole === 'outside';
  const text = `${port.zone ?? ''} ${port.name.value} ${port.description?.value ?? ''}`;
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  if (words.some((word) => OUTSIDE.test(word)) || CHINESE_OUTSIDE.test(text)) return true;
  if (port.loopback || words.some((word) => INSIDE.test(word))) return false;
  return leadsToDefault(port, device) || port.addresses.some(isInternet);
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

/** `10.0.0.0/24`: the clients' subnet, where there is one only. */
export function insideSubnet(inside: Interface | undefined, family: 'ipv4' | 'ipv6'): Prefix | undefined {
  const subnets = inside?.addresses.filter(
    (one) => one.family === family && one.length < (family === 'ipv4' ? 32 : 128),
  );
  const [subnet] = subnets ?? [];
  return subnet && subnets?.length === 1 ? { family, address: networkOf(subnet), length: subnet.length } : undefined;
}

export const subnetText = ({ family, address, length }: Prefix): string =>
  `${formatAddress(family, address)}/${length}`;
