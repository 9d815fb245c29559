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

export interface Carriers {
  /** By the group's name: resources that carry it. */
  readonly of: ReadonlyMap<string, readonly string[]>;
  /** Resources that carry one group, and surely no other. */
  readonly withOne: ReadonlySet<string>;
}

export function carriersOf({ resources }: Source): Carriers {
  const found = new Map<string, string[]>();
  const withOne = new Set<string>();
  for (const { type, name, properties } of resources) {
    if (GROUPS.test(type)) continue;
    const groups = groupsIn(properties, 0);
    if (groups.length === 1 && groups[0] !== undefined) withOne.add(name.value);
    for (const group of new Set(groups)) {
      const carriers = group === undefined ? undefined : found.get(group);
      if (carriers) carriers.push(name.value);
      else if (group !== undefined) found.set(group, [name.value]);
    }
  }
  return { of: found, withOne };
}

/** Groups and their rules, in which other groups are peers. */
const GROUPS = /SecurityGroup(?:s|Ingress|Egress|Rules)?$|security_group(?:_(?:\w+_)?rule)?$/;

/** Undefined for one whose name is not known. */
function groupsIn(map: MapValue, depth: number): (string | undefined)[] {
  if (depth > DEEPEST) return [];
  return map.fields.flatMap(({ key, value }) => {
    if (KEYS.has(key)) return elementsOf(value).map(nameOf);
    return elementsOf(value).flatMap((one) => (one.kind === 'map' ? groupsIn(one, depth + 1) : []));
  });
}

/** A reference, an id, or an entry of an export with the id. */
function nameOf(value: Value): string | undefined {
  const one = value.kind === 'map' ? propertyOf(value, 'GroupId') : value;
  return one?.kind === 'name' || one?.kind === 'text' ? canonical(one) : undefined;
}
