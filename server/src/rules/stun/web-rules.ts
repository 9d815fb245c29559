import { onceFor } from '../../../../grammars/kit/once-for.ts';
import { type AddressTerm, type Family, widthOf } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { Field, Filter, Interval, Match } from '../../../../grammars/model/filter.ts';
import type { FilterAnalyses, Packet, PortQuery } from '../../packets/analyses.ts';
import { meetsFields } from '../../packets/packet-match.ts';

/** Whether clients, not only a proxy or two, may open web pages anywhere on the Internet through the filter. */
export const letsClientsBrowse = (
  device: Device,
  packets: FilterAnalyses,
  index: number,
  family: Family,
  way: Way = {},
): boolean => permitsManySources(device, device.filters[index]!) && letsWebOut(packets, index, family, way);

type Way = Pick<PortQuery, 'inInterface' | 'outInterface'>;

/** The match holds new TCP flows to port 80 or 443 anywhere on the Internet, whatever it asks of sender and interfaces. */
export function includesBrowsing(match: Match): boolean {
  // Most rules are about other ports.
  const { destinationPort } = match;
  if (destinationPort && !destinationPort.negated && !destinationPort.anyOf.some(holdsWeb)) return false;
  const { source: _, inInterface: __, outInterface: ___, ...asked } = match;
  return (['ipv4', 'ipv6'] as const).some(
    (family) => FLOWS[family].filter((flows) => flows.some((flow) => meetsFields(flow, asked))).length >= ENOUGH,
  );
}

const WEB = [443, 80] as const;

const holdsWeb = ({ first, last }: Interval): boolean => WEB.some((port) => first <= port && port <= last);

/** So many addresses reached are the Internet. */
const ENOUGH = 2;

/** Some addresses far apart: a filter that lets out towards two of them lets out towards "anywhere", not to some server. */
const SOMEWHERE: Readonly<Record<Family, readonly bigint[]>> = {
  ipv4: [0x17d43e4dn, 0x68a2c81fn, 0xd28cf20bn],
  ipv6: [
    0x2600_1f18_0a3c_0000_0000_0000_0000_0077n,
    0x2a02_26f0_7d00_0000_0000_0000_0000_0077n,
    0x2404_6800_4003_0000_0000_0000_0000_0077n,
  ],
};

const flowsTo = (family: Family): readonly (readonly Packet[])[] =>
  SOMEWHERE[family].map((destination) =>
    WEB.map((destinationPort) => ({ family, source: 1n, destination, protocol: 6, destinationPort })),
  );

/** By family and address, one flow to each port. */
const FLOWS: Readonly<Record<Family, readonly (readonly Packet[])[]>> = {
  ipv4: flowsTo('ipv4'),
  ipv6: flowsTo('ipv6'),
};

function letsWebOut(packets: FilterAnalyses, filter: number, family: Family, way: Way): boolean {
  const reaches = (address: bigint): boolean => {
    const destination = { anyOf: [{ kind: 'prefix', family, address, length: widthOf(family) } as const] };
    return WEB.some((port) => {
      const ports = [{ first: port, last: port }];
      return (
        packets.blockedPorts(filter, { ...way, family, protocol: 6, ports, within: { family, destination } }).blocked
          .length === 0
      );
    });
  };
  let reached = 0;
  for (const [at, address] of SOMEWHERE[family].entries()) {
    if (reaches(address)) reached += 1;
    if (reached >= ENOUGH || reached + SOMEWHERE[family].length - 1 - at < ENOUGH) break;
  }
  return reached >= ENOUGH;
}

/** A permit of browsing, here or in a chain that can be called, that is not for single hosts. */
function permitsManySources(device: Device, filter: Filter): boolean {
  if (filter.fallback.action === 'permit') return true;
  const { table } = filter;
  const called = table === undefined ? [] : device.filters.filter((one) => one.table === table && !one.hook);
  return [filter, ...called].some(({ rules }) =>
    rules.some(
      ({ active, action, matches }) =>
        active &&
        action.kind === 'permit' &&
        matches.some((match) => includesBrowsing(match) && !isForHosts(match.source)),
    ),
  );
}

/** A permit of browsing for private addresses: clients of this network, whatever the interface is called. */
export const namesClients = onceFor(({ rules }: Filter): boolean =>
  rules.some(
    ({ active, action, matches }) =>
      active &&
      action.kind === 'permit' &&
      matches.some((match) => isForPrivateNets(match.source) && includesBrowsing(match)),
  ),
);

const isForPrivateNets = (source: Field<AddressTerm> | undefined): boolean =>
  source !== undefined &&
  source.negated !== true &&
  source.anyOf.some((term) => !isHost(term) && 'address' in term && isPrivate(term.family, term.address));

/** RFC 1918, RFC 4193 */
function isPrivate(family: Family, address: bigint): boolean {
  if (family === 'ipv6') return address >> 121n === 0x7en;
  const bits = Number(address);
  return bits >>> 24 === 10 || bits >>> 20 === 0xac1 || bits >>> 16 === 0xc0a8;
}

const isForHosts = (source: Field<AddressTerm> | undefined): boolean =>
  source !== undefined && source.negated !== true && source.anyOf.every(isHost);

function isHost(term: AddressTerm): boolean {
  if (term.kind === 'any') return false;
  if (term.kind === 'prefix') return term.length === widthOf(term.family);
  return term.kind === 'wildcard' ? term.wildcard === 0n : term.first === term.last;
}
