import { canonical, elementsOf, type MapValue, propertyOf, type Value } from '../../../kit/cloud/value.ts';
import type { Source } from '../source.ts';

/** Properties in which an instance, a card, a balancer or a service says which groups it has. */
const KEYS: ReadonlySet<string> = new Set([
  'SecurityGroupIds',
  'SecurityGroups',
  'GroupSet',
  'Groups',
  'VPCSecurityGroups',
  'VpcSecurityGroupIds',
  'vpc_security_group_ids',
  'security_groups',
  'security_group_ids',
]);

/** How deep they stand: an instance's cards, a launch template's data. */
const DEEPEST = 4;

/** By the group's name: resources that carry it. */
export function carriersOf({ resources }: Source): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const resource of resources) {
    if (GROUPS.test(resource.type)) continue;
    for (const group of groupsIn(resource.properties, 0)) {
      const carriers = found.get(group) ?? [];
      if (!carriers.includes(resource.name.value)) carriers.push(resource.name.value);
      found.set(group, carriers);
    }
  }
  return found;
}

/** Groups and their rules, in which other groups are peers. */
const GROUPS = /SecurityGroup(?:s|Ingress|Egress|Rules)?$|security_group(?:_(?:\w+_)?rule)?$/;

function groupsIn(map: MapValue, depth: number): string[] {
  if (depth > DEEPEST) return [];
  return map.fields.flatMap(({ key, value }) => {
    if (KEYS.has(key)) return elementsOf(value).flatMap(nameOf);
    return elementsOf(value).flatMap((one) => (one.kind === 'map' ? groupsIn(one, depth + 1) : []));
  });
}

/** A reference, an id, or an entry of an export with the id. */
function nameOf(value: Value): string[] {
  const one = value.kind === 'map' ? propertyOf(value, 'GroupId') : value;
  return one?.kind === 'name' || one?.kind === 'text' ? [canonical(one)] : [];
}
