import { elementsOf, type MapValue, propertyOf, type Resource, textOf, type Value } from '../../../kit/cloud/value.ts';
import { nameOfId } from '../names.ts';
import type { Source } from '../source.ts';

/** By the group's name: subnets and network interfaces that have it, as far as the text says. */
export function associationsOf({ resources }: Source): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (name: string | undefined, place: string | undefined): void => {
    if (name === undefined || place === undefined) return;
    const places = found.get(name) ?? [];
    if (!places.includes(place)) places.push(place);
    found.set(name, places);
  };
  for (const resource of resources) {
    const { type, name, properties } = resource;
    if (TERRAFORM.test(type))
      add(
        nameOfId(propertyOf(properties, 'network_security_group_id')),
        nameOfId(propertyOf(properties, 'subnet_id', 'network_interface_id')),
      );
    if (/\/networkinterfaces$|\/virtualnetworks\/subnets$/.test(type)) add(nameOfId(groupIn(properties)), name.value);
    // The group itself says it too, where Azure prints it.
    if (type.endsWith('/networksecuritygroups'))
      for (const place of ['subnets', 'networkInterfaces'].flatMap((key) => elementsOf(propertyOf(properties, key))))
        add(name.value, nameOfId(place));
    for (const { subnet, place } of subnetsOf(resource)) add(nameOfId(groupIn(subnet)), place);
  }
  return found;
}

const TERRAFORM = /^azurerm_(?:subnet_network|network_interface)_security_group_association$/;

const groupIn = (map: MapValue): Value | undefined => {
  const inner = propertyOf(map, 'properties');
  return propertyOf(inner?.kind === 'map' ? inner : map, 'networkSecurityGroup', 'security_group');
};

/** Subnets inside a virtual network. */
function subnetsOf({ type, name, properties }: Resource): { subnet: MapValue; place: string }[] {
  if (!/\/virtualnetworks$|^azurerm_virtual_network$/.test(type)) return [];
  const blocks = properties.fields.filter(({ key }) => key === 'subnets' || key === 'subnet');
  return blocks
    .flatMap(({ value }) => elementsOf(value))
    .flatMap((subnet) => {
      const own = subnet.kind === 'map' ? textOf(propertyOf(subnet, 'name')) : undefined;
      return subnet.kind === 'map' && own !== undefined ? [{ subnet, place: `${name.value}/${own}` }] : [];
    });
}
