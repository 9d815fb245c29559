import type { Device } from '../../../../grammars/model/device.ts';
import type { Binding } from '../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../grammars/model/interface.ts';

/** What stands under a name in a device, in the order of the text. Names that nothing has are empty. */
export interface ByName {
  /** The first of that name. */
  port(name: string): Interface | undefined;
  /** Places among the device's filters. */
  filters(name: string): readonly number[];
  /** Bindings of a filter. */
  bindingsOf(filter: string): readonly Binding[];
  /** Bindings to an interface. */
  bindingsTo(port: string): readonly Binding[];
}

/** Rules ask for each binding of a device: all names are gathered once. */
export function byName(device: Device): ByName {
  const before = kept.get(device);
  if (before) return before;
  const found = gathered(device);
  kept.set(device, found);
  return found;
}

const kept = new WeakMap<Device, ByName>();

function gathered({ interfaces, filters, bindings }: Device): ByName {
  const ports = grouped(interfaces, ({ name }) => name.value);
  const indexes = grouped([...filters.keys()], (index) => filters[index]!.name.value);
  const of = grouped(bindings, ({ filter }) => filter.value);
  const to = grouped(bindings, ({ place }) => (place.kind === 'interface' ? place.name : undefined));
  return {
    port: (name) => ports.get(name)?.[0],
    filters: (name) => indexes.get(name) ?? [],
    bindingsOf: (filter) => of.get(filter) ?? [],
    bindingsTo: (port) => to.get(port) ?? [],
  };
}

/** Things without a name are left out. */
function grouped<T>(things: readonly T[], nameOf: (thing: T) => string | undefined): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const name = nameOf(thing);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(thing);
    else groups.set(name, [thing]);
  }
  return groups;
}
