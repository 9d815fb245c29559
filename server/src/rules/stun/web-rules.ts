import { type AddressTerm, type Family, widthOf } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { Field, Filter, Interval, Match } from '../../../../grammars/model/filter.ts';
import type { FilterAnalyses } from '../../packets/analyses.ts';

/** Whether clients, not only a proxy or two, may open web pages anywhere on the Internet through the filter. */
export const letsClientsBrowse = (device: Device, packets: FilterAnalyses, index: number, family: Family): boolean =>
  permitsManySources(device, device.filters[index]!) && letsWebOut(packets, index, family);

/** The match holds TCP to port 80 or 443, whatever else it asks for. */
export const includesWeb = ({ protocol, destinationPort }: Match): boolean =>
  holds(protocol, 6) && WEB.some((port) => holds(destinationPort, port));

const WEB = [80, 443] as const;

/** Some addresses far apart: a filter that lets out towards two of them lets out towards "anywhere", not to some server. */
const SOMEWHERE: Readonly<Record<Family, readonly bigint[]>> = {
  ipv4: [0x17d43e4dn, 0x68a2c81fn, 0xd28cf20bn],
  ipv6: [
    0x2600_1f18_0a3c_0000_0000_0000_0000_0077n,
    0x2a02_26f0_7d00_0000_0000_0000_0000_0077n,
    0x2404_6800_4003_0000_0000_0000_0000_0077n,
  ],
};

function letsWebOut(packets: FilterAnalyses, filter: number, family: Family): boolean {
  const reached = SOMEWHERE[family].filter((address) => {
    const destination = { anyOf: [{ kind: 'prefix', family, address, length: widthOf(family) } as const] };
    const { blocked } = packets.blockedPorts(filter, {
      family,
      protocol: 6,
      ports: WEB.map((port) => ({ first: port, last: port })),
      within: { family, destination },
    });
    return blocked.length < WEB.length;
  });
  return reached.length >= 2;
}

/** A permit of web traffic, here or in a chain of the same table, that is not for single hosts. */
function permitsManySources(device: Device, filter: Filter): boolean {
  const chains = filter.table === undefined ? [filter] : device.filters.filter(({ table }) => table === filter.table);
  if (filter.fallback.action === 'permit') return true;
  return chains.some(({ rules }) =>
    rules.some(
      ({ active, action, matches }) =>
        active && action.kind === 'permit' && matches.some((match) => includesWeb(match) && !isForHosts(match.source)),
    ),
  );
}

const isForHosts = (source: Field<AddressTerm> | undefined): boolean =>
  source !== undefined && source.negated !== true && source.anyOf.every(isHost);

function isHost(term: AddressTerm): boolean {
  if (term.kind === 'any') return false;
  if (term.kind === 'prefix') return term.length === widthOf(term.family);
  return term.kind === 'wildcard' ? term.wildcard === 0n : term.first === term.last;
}

const holds = (field: Field<Interval> | undefined, value: number): boolean => {
  if (!field) return true;
  const inside = (one: Interval): boolean => one.first <= value && value <= one.last;
  return (field.anyOf.some(inside) && !field.except?.some(inside)) !== (field.negated === true);
};
