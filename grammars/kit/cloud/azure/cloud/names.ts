import { mapsIn } from '../../named.ts';
import { canonical, propertyOf, type Resource, textOf, type Value } from '../../value.ts';
import { nameOfId } from '../names.ts';

export type NameOf = (value: Value | undefined) => string | undefined;

/** What things are referred to by. In Terraform also by their names in Azure: `virtual_network_name = "main"`. */
export function namesOf(resources: readonly Resource[]): NameOf {
  const called = new Map<string, string>();
  for (const { type, name, properties } of resources) {
    const own = textOf(propertyOf(properties, 'name'));
    if (own !== undefined && type.startsWith('azurerm_virtual_network')) called.set(own, name.value);
    // `net.properties.subnets[0].id`, as Bicep writes it.
    for (const list of LISTS[type] ?? [])
      for (const [at, part] of mapsIn(propertyOf(properties, list)).entries()) {
        const inner = propertyOf(part, 'name');
        const place = `${name.value}.properties.${list}[${at}]`;
        if (inner) for (const key of [place, `${place}.id`]) called.set(key, `${name.value}/${canonical(inner)}`);
      }
  }
  return (value) => {
    const name = nameOfId(value);
    return name === undefined ? undefined : (called.get(name) ?? name);
  };
}

/** What has parts that others refer to. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  'microsoft.network/virtualnetworks': ['subnets'],
  'microsoft.network/loadbalancers': ['frontendIPConfigurations', 'backendAddressPools', 'probes', 'inboundNatRules'],
};

/** Properties of a part, which ARM writes one level down. */
export const innerOf = (map: Value | undefined): Resource['properties'] | undefined => {
  if (map?.kind !== 'map') return undefined;
  const inner = propertyOf(map, 'properties');
  return inner?.kind === 'map' ? inner : map;
};
