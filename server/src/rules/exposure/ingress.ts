import type { Device } from '../../../../grammars/model/device.ts';
import type { Binding, Filter, FilterRule } from '../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../grammars/model/interface.ts';
import { byName } from './by-name.ts';
import { facesOutside, isManagementPort, saysInside, saysOutside } from './outside.ts';
import { zoneFacesOutside, zonePorts, zonesIn } from './zone-ways.ts';

/** Where packets that nobody here vouches for come to a filter. */
export interface Ingress {
  /** Index of the filter, and of those that the same packets must pass first. */
  readonly filter: number;
  readonly before: readonly number[];
  /** For rules that ask for an interface; empty: one that no rule names. Absent: the binding says it. */
  readonly inInterface?: string;
  /** The text says that the outside is there; else it may be (the only network of a host). */
  readonly known: boolean;
  /** Interface or hook, for messages. */
  readonly where: string;
  readonly towards: 'device' | 'beyond';
  readonly binding?: Binding;
  /** What zones let in decides about the same packets: a port that is open here is open only if it is there, too. */
  readonly zonesDecide?: boolean;
}

export function ingresses(device: Device): readonly Ingress[] {
  const before = kept.get(device);
  if (before) return before;
  const found = ingressesOf(device);
  kept.set(device, found);
  return found;
}

/** Several rules ask for them. */
const kept = new WeakMap<Device, readonly Ingress[]>();

function ingressesOf(device: Device): Ingress[] {
  const zones = zonesIn(device);
  const bound = [...boundIngresses(device), ...managementIngresses(device)];
  if (zones.size === 0) return withoutRepeats([...bound, ...hookIngresses(device)]);
  // Without a filter of zones in front of it, the device itself is not guarded by them (IOS).
  const hooks = new Set(device.filters.flatMap(({ purpose, hook }) => (purpose === 'packet' && hook ? [hook] : [])));
  const decided = ({ towards }: Ingress): boolean => hooks.has(towards === 'device' ? 'input' : 'forward');
  return withoutRepeats([
    ...bound.map((one): Ingress => (decided(one) ? { ...one, zonesDecide: true } : one)),
    ...zoneIngresses(device, [...zones.keys()]),
  ]);
}

/** What a text says twice is one way in. */
function withoutRepeats(all: readonly Ingress[]): Ingress[] {
  const first = new Map<string, Ingress>();
  for (const one of all) {
    const { filter, before, inInterface, known, where, towards } = one;
    const key = JSON.stringify([filter, before, inInterface, known, where, towards]);
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
}

/** Filters of interfaces and zones that face outside, each alone at its place: where several stand, none of them decides alone. */
function boundIngresses(device: Device): Ingress[] {
  const places = new Map(device.filters.map(({ name }, index) => [name.value, index]));
  const ports = new Map(device.interfaces.toReversed().map((port) => [port.name.value, port]));
  return device.bindings.flatMap((binding): Ingress[] => {
    const own = places.get(binding.filter.value);
    // Of several groups each lets in what it names.
    if (binding.outside !== undefined && binding.place.kind === 'interface' && own !== undefined)
      return [{ filter: own, before: [], known: true, where: binding.place.name, towards: 'beyond', binding }];
    const where = outsideOf(device, ports, binding);
    if (where === undefined || binding.direction !== 'in') return [];
    const filters = filtersAt(device, binding);
    const [filter] = filters;
    if (filter === undefined || filters.length > 1 || device.filters[filter]!.implicit) return [];
    return [{ filter, before: [], known: true, where, towards: 'beyond', binding }];
  });
}

function outsideOf(device: Device, ports: ReadonlyMap<string, Interface>, { place }: Binding): string | undefined {
  if (place.kind !== 'interface') return undefined;
  const port = ports.get(place.name);
  const outside = port
    ? !port.shutdown && !isManagementPort(port) && facesOutside(device, port)
    : saysOutside(place.name);
  return outside ? place.name : undefined;
}

/** Packet filters bound at the place of this binding, in its direction and family. */
export function filtersAt(device: Device, { place, direction, family }: Binding): number[] {
  const names = bindingsAt(device, place)
    .filter((one) => one.direction === direction && overlap(one.family, family))
    .map(({ filter }) => filter.value);
  const found = [...new Set(names)].flatMap((name) =>
    byName(device)
      .filters(name)
      .filter((index) => {
        const filter = device.filters[index]!;
        return filter.purpose === 'packet' && overlap(filter.family, family);
      }),
  );
  return found.sort((a, b) => a - b);
}

const boundTo = new WeakMap<Device, ReadonlyMap<string, readonly Binding[]>>();

function bindingsAt(device: Device, place: Binding['place']): readonly Binding[] {
  const byPlace = boundTo.get(device) ?? bindingsByPlace(device);
  boundTo.set(device, byPlace);
  return byPlace.get(JSON.stringify(place)) ?? [];
}

function bindingsByPlace({ bindings }: Device): ReadonlyMap<string, readonly Binding[]> {
  const found = new Map<string, Binding[]>();
  for (const one of bindings) {
    const place = JSON.stringify(one.place);
    const known = found.get(place);
    if (known) known.push(one);
    else found.set(place, [one]);
  }
  return found;
}

const overlap = (one: Filter['family'], other: Filter['family']): boolean =>
  one === other || one === 'both' || other === 'both';

/** Filters of access to the device itself, by way of each interface that faces outside and its own filter. */
function managementIngresses(device: Device): Ingress[] {
  const ports = device.interfaces.filter(
    (port) => !port.shutdown && !isManagementPort(port) && facesOutside(device, port),
  );
  return device.bindings.flatMap((binding): Ingress[] => {
    if (binding.place.kind !== 'management' || binding.direction !== 'in') return [];
    const filters = filtersAt(device, binding);
    const [filter] = filters;
    if (filter === undefined || filters.length > 1) return [];
    return ports.flatMap((port): Ingress[] => {
      const before = filtersAt(device, { ...binding, place: { kind: 'interface', name: port.name.value } });
      if (before.length > 1) return [];
      return [{ filter, before, known: true, where: port.name.value, towards: 'device', binding }];
    });
  });
}

/** Filters at the input and forward hooks, by the zones that face outside, behind what is bound to their interfaces. */
function zoneIngresses(device: Device, zones: readonly string[]): Ingress[] {
  const named = new Set(namesIn(device.filters));
  const outside = zones.filter((zone) => zoneFacesOutside(device, zone));
  const management = device.bindings.filter(
    ({ place, direction }) => place.kind === 'management' && direction === 'in',
  );
  const guards = [...new Set(management.flatMap((binding) => filtersAt(device, binding)))];
  const found = new Map<string, Ingress>();
  for (const [filter, { hook, purpose }] of device.filters.entries()) {
    if (purpose !== 'packet' || (hook !== 'input' && hook !== 'forward')) continue;
    for (const zone of outside) {
      const ports = zonePorts(device, zone).filter((port) => !isManagementPort(port) && !port.loopback);
      const doors = ports.length > 0 ? ports.map(({ name }) => name.value) : [zone];
      for (const name of doors) {
        const at: Binding['place'] = { kind: 'interface', name };
        const before = [
          ...device.filters.flatMap((one, index) =>
            one.purpose === 'packet' && boundAt(device, one, at) ? [index] : [],
          ),
          ...standingBefore(device, device.filters[filter]!),
          ...(hook === 'input' ? guards : []),
        ];
        // Interfaces that no rule tells apart, behind the same filters, are one way in.
        const key = `${filter} ${zone} ${named.has(name) ? name : ''} ${before.join(' ')}`;
        const towards = hook === 'input' ? 'device' : 'beyond';
        if (!found.has(key)) found.set(key, { filter, before, inInterface: name, known: true, where: zone, towards });
      }
    }
  }
  return [...found.values()];
}

const boundAt = (device: Device, { name }: Filter, place: Binding['place']): boolean =>
  bindingsAt(device, place).some((one) => one.direction === 'in' && one.filter.value === name.value);

/** Chains at the input and forward hooks, by the interfaces that rules name. */
function hookIngresses(device: Device): Ingress[] {
  if (!device.filters.some(({ hook }) => hook === 'input' || hook === 'forward')) return [];
  const outside = outsideNames(device);
  const named = namesIn(device.filters).filter((name) => !isVirtual(name) && !saysInside(name));
  return device.filters.flatMap((filter, index): Ingress[] => {
    const { hook, purpose } = filter;
    if (purpose !== 'packet' || (hook !== 'input' && hook !== 'forward')) return [];
    const before = standingBefore(device, filter);
    const base = { filter: index, before, towards: hook === 'input' ? 'device' : 'beyond' } as const;
    if (outside.length > 0) return outside.map((name) => ({ ...base, inInterface: name, known: true, where: name }));
    // A host that routes for nobody knows may have any network in front of it: only its own door is everybody's. Doors whose addresses
    // are known, and none of which faces outside, are nobody's.
    if (hook === 'forward' || device.interfaces.some(({ addresses }) => addresses.length > 0)) return [];
    const names = named.length === 1 ? [named[0]!, ''] : [''];
    return names.map((name) => ({ ...base, inInterface: name, known: false, where: filter.name.value }));
  });
}

/** Indexes of the filters that packets must pass as well, to come through this chain. */
export const standingBefore = (device: Device, filter: Filter): number[] =>
  device.filters.flatMap((other, at) => (standsBefore(other, filter) ? [at] : []));

/** Interfaces by which packets may come to a chain, as far as its rules tell them apart; empty: one that none names. */
export function doorsOf(device: Device, filter: Filter): string[] {
  const beside = device.filters.filter(({ table }) => table === filter.table);
  return [...namesIn(beside).filter((name) => name !== '' && !isVirtual(name)), ''];
}

/** Packets must pass it too: at the same hook, or before routing. */
function standsBefore(other: Filter, one: Filter): boolean {
  if (other.purpose !== 'packet' || !overlap(other.family, one.family)) return false;
  if (other.hook !== 'prerouting' && other.hook !== one.hook) return false;
  // The same chain restored twice replaces itself or is added to: it does not stand before itself.
  const table = (filter: Filter): string | undefined => filter.table?.replace(/ \d+$/, '');
  return other.name.value !== one.name.value || table(other) !== table(one);
}

/** Interfaces that a name says are outside, or that what leaves is masqueraded on. */
function outsideNames(device: Device): string[] {
  const translated = device.filters
    .filter(({ purpose }) => purpose === 'nat')
    .flatMap(({ rules }) => rules)
    .filter(({ active, action }) => active && action.kind === 'translate' && action.nat === 'source')
    .flatMap((rule) => namedBy(rule, 'outInterface'))
    .filter((name) => !isVirtual(name) && !saysInside(name));
  const named = namesIn(device.filters).filter(saysOutside);
  const ports = device.interfaces.filter((port) => facesOutside(device, port)).map(({ name }) => name.value);
  return [...new Set([...translated, ...named, ...ports])];
}

function namesIn(filters: readonly Filter[]): string[] {
  const names = new Set<string>();
  for (const { purpose, rules } of filters) {
    if (purpose !== 'packet') continue;
    for (const rule of rules)
      for (const side of ['inInterface', 'outInterface'] as const)
        for (const name of namedBy(rule, side)) names.add(name);
  }
  return [...names];
}

function namedBy({ active, matches }: FilterRule, side: 'inInterface' | 'outInterface'): readonly string[] {
  if (!active || !matches.some((match) => match[side])) return NO_NAMES;
  return matches.flatMap((match) =>
    match[side] && !match[side].negated ? match[side].anyOf.flatMap(({ name, prefix }) => (prefix ? [] : [name])) : [],
  );
}

const NO_NAMES: readonly string[] = [];

/** The host's own, its guests' and its tunnels'. */
const isVirtual = (name: string): boolean =>
  /^(?:lo$|lo\d|docker|br[-0-9]|bridge|virbr|veth|vnet|vmnet|tun|tap|wg|cni|flannel|cali|cilium|lxc|lxd|kube|weave|ovs|podman|tailscale|zt)/.test(
    name,
  );
