import { gapFilter } from '../../../../kit/cloud/gap-filter.ts';
import { mapsIn, namedBy, nameIn } from '../../../../kit/cloud/named.ts';
import { elementsOf, fieldsOf, propertyOf, type Resource } from '../../../../kit/cloud/value.ts';
import type { Guard } from '../../../../model/cloud.ts';
import type { Filter } from '../../../../model/filter.ts';
import type { Located } from '../../../../text/span.ts';
import type { Source } from '../../source.ts';
import { ACLS, ASSOCIATIONS } from '../network-acls.ts';
import type { FilterFacts } from '../security-groups.ts';

const OPEN: Guard = { inbound: [], outbound: [] };

/**
 * Network ACLs of subnets. One without has the network's default, which lets everything pass unless the text changes it (VPC user guide,
 * default network ACL).
 * @param whole no ACL and no association is elsewhere
 */
export function borders(
  { resources, notation }: Source,
  { filters }: Pick<FilterFacts, 'filters'>,
  whole: boolean,
): (subnet: Located<string>, network: string, own: boolean) => Guard {
  const byName = new Map(filters.map((filter) => [filter.name.value, filter]));
  const acls = new Map<string, Resource>();
  const ofSubnet = new Map<string, string>();
  const defaults = new Map<string, string>();
  let untold = false;
  const associate = (subnet: string | undefined, acl: string | undefined): void => {
    if (subnet !== undefined && acl !== undefined) ofSubnet.set(subnet, acl);
    else untold = true;
  };
  for (const { type, name, properties, condition, ...rest } of resources) {
    if (ACLS.includes(type)) {
      acls.set(name.value, { type, name, properties, ...rest });
      const network = namedBy(properties, 'default_network_acl_id');
      if (network !== undefined) defaults.set(network, name.value);
      const listed = elementsOf(propertyOf(properties, 'subnet_ids')).map(nameIn);
      for (const subnet of [
        ...listed,
        ...mapsIn(propertyOf(properties, 'Associations')).map((one) => namedBy(one, 'SubnetId')),
      ])
        associate(subnet, condition === undefined ? name.value : undefined);
    }
    if (ASSOCIATIONS.includes(type))
      associate(
        namedBy(properties, 'SubnetId', 'subnet_id'),
        condition === undefined ? namedBy(properties, 'NetworkAclId', 'network_acl_id') : undefined,
      );
  }
  return (subnet, network, own) => {
    const acl = ofSubnet.get(subnet.value) ?? (untold ? undefined : defaults.get(network));
    if (acl === undefined) {
      const isDefault = own && whole && !untold && notation !== 'describe';
      if (isDefault) return OPEN;
      const gap = gapFilter(`the network ACL of ${subnet.value}`, subnet.span);
      return { inbound: [gap], outbound: [gap] };
    }
    const side = (direction: string): readonly Filter[] => {
      const filter = byName.get(`${acl} ${direction}`);
      if (filter && (filter.closed || (whole && isReadInFull(acls.get(acl)!)))) return [filter];
      return [gapFilter(`${acl} ${direction}`, acls.get(acl)?.name.span ?? subnet.span)];
    };
    return { inbound: side('ingress'), outbound: side('egress') };
  };
}

/** None of its entries is made by an expression. */
const isReadInFull = ({ properties }: Resource): boolean =>
  fieldsOf(properties, 'ingress', 'egress')
    .flatMap(({ value }) => elementsOf(value))
    .every(({ kind }) => kind === 'map');
