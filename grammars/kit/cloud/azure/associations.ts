import { elementsOf, type MapValue, propertyOf, type Resource, textOf, type Value } from '../value.ts';
import { nameOfId } from './names.ts';
import type { Source } from './source.ts';

export interface Associations {
  /** By the group's name: subnets and network interfaces that have it, as far as the text says. */
  readonly places: ReadonlyMap<string, readonly string[]>;
  /** Network interfaces in a subnet that has a group too: both must let in. */
  readonly guarded: ReadonlySet<string>;
}

export function associationsOf({ resources }: Source): Associations {
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
    if (CARRIERS.test(type)) add(nameOfId(groupIn(properties)), name.value);
    // The group itself says it too, where Azure prints it.
    if (type.endsWith('/networksecuritygroups'))
      for (const place of ['subnets', 'networkInterfaces'].flatMap((key) => elementsOf(propertyOf(properties, key))))
        add(name.value, nameOfId(place));
    for (const { subnet, place } of subnetsOf(resource)) add(nameOfId(groupIn(subnet)), place);
  }
  const taken = new Set([...found.values()].flat());
  const guarded = resources
    .filter((one) => INTERFACES.test(one.type) && subnetsBehind(one).some((subnet) => taken.has(subnet)))
    .map(({ name }) => name.value);
  return { places: found, guarded: new Set(guarded) };
}

const INTERFACES = /\/networkinterfaces$|^azurerm_network_interface$/;
/** Of Terraform, before associations were resources. */
const CARRIERS = /\/networkinterfaces$|\/virtualnetworks\/subnets$|^azurerm_(?:network_interface|subnet)$/;

/** The subnets of an interface's addresses. */
const subnetsBehind = ({ properties }: Resource): string[] =>
  ['ipConfigurations', 'ip_configuration']
    .flatMap((key) => properties.fields.filter((field) => field.key === key))
    .flatMap(({ value }) => elementsOf(value))
    .flatMap((one) => {
      const inner = one.kind === 'map' ? (propertyOf(one, 'properties') ?? one) : undefined;
      return (inner?.kind === 'map' && nameOfId(propertyOf(inner, 'subnet', 'subnet_id'))) || [];
    });

const TERRAFORM = /^azurerm_(?:subnet_network|network_interface)_security_group_association$/;

const groupIn = (map: MapValue): Value | undefined => {
  const inner = propertyOf(map, 'properties');
  return propertyOf(
    inner?.kind === 'map' ? inner : map,
    'networkSecurityGroup',
    'security_group',
    'network_security_group_id',
  );
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
