import type { Device } from '../../../grammars/model/device.ts';
import type { Binding } from '../../../grammars/model/filter.ts';
import type { Packet } from './analyses.ts';
import type { BoundFilters } from './packet-path.ts';

/** By the packet's interfaces, or by zones that have one interface each. */
export function boundFilters({ filters, bindings, interfaces }: Device, packet: Packet): BoundFilters {
  const at = (name: string | undefined, direction: Binding['direction']): number[] => {
    const ports = interfaces.filter((one) => name !== undefined && (one.name.value === name || one.zone === name));
    const [port] = ports;
    if (!port || ports.length > 1) return [];
    const names = new Set(
      bindings
        .filter(
          (one) =>
            one.direction === direction &&
            one.place.kind === 'interface' &&
            one.place.name === port.name.value &&
            (one.family === 'both' || one.family === packet.family),
        )
        .map(({ filter }) => filter.value),
    );
    return [...filters.entries()].flatMap(
      ([
        index,
        {
          name: { value },
          purpose,
          family,
        },
      ]) =>
        purpose === 'packet' && names.has(value) && (family === 'both' || family === packet.family) ? [index] : [],
    );
  };
  return { inbound: at(packet.inInterface, 'in'), outbound: at(packet.outInterface, 'out') };
}
