import type { Family } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { RoutePolicy, RoutePolicyEntry } from '../../../grammars/model/routing.ts';
import { permittedBy } from './prefix-lists.ts';
import { difference, everything, intersection, isEmpty, nothing, type PrefixSpace, union } from './prefix-space.ts';
import { namesOf } from './run-policy.ts';

export interface DeadPolicyEntry {
  readonly entry: RoutePolicyEntry;
  /** Entries before it that take all its routes, in order. */
  readonly deciders: readonly RoutePolicyEntry[];
}

const FAMILIES: readonly Family[] = ['ipv4', 'ipv6'];

/**
 * Entries no route comes to, whatever its attributes: entries before them that ask for prefixes only, or for nothing, take
 * all. Nothing is said of policies that jump (`continue`) or are not all known.
 */
export function deadPolicyEntries(device: Device, policy: RoutePolicy): DeadPolicyEntry[] {
  const { entries } = policy;
  if (!policy.closed || !entries || entries.some(({ action }) => action === 'continue')) return [];
  const dead: DeadPolicyEntry[] = [];
  const taken = new Map(FAMILIES.map((family) => [family, nothing(family)]));
  const takers: { readonly entry: RoutePolicyEntry; readonly spaces: ReadonlyMap<Family, PrefixSpace> }[] = [];
  for (const entry of entries) {
    const most = new Map(FAMILIES.map((family) => [family, mayMatch(entry, family, device)]));
    if (FAMILIES.every((family) => isEmpty(difference(most.get(family)!, taken.get(family)!)))) {
      const deciders = takers.filter(({ spaces }) =>
        FAMILIES.some((family) => !isEmpty(intersection(spaces.get(family)!, most.get(family)!))),
      );
      if (deciders.length > 0) dead.push({ entry, deciders: deciders.map((one) => one.entry) });
      continue;
    }
    if (entry.action === 'next') continue;
    const spaces = new Map(FAMILIES.map((family) => [family, surelyMatches(entry, family, device)]));
    // Only what is left when it comes to it is its own.
    takers.push({
      entry,
      spaces: new Map(FAMILIES.map((family) => [family, difference(spaces.get(family)!, taken.get(family)!)])),
    });
    for (const family of FAMILIES) taken.set(family, union(taken.get(family)!, spaces.get(family)!));
  }
  return dead;
}

/** All prefixes it could match, if every other condition held. */
function mayMatch(entry: RoutePolicyEntry, family: Family, device: Device): PrefixSpace {
  return entry.conditions.reduce((space, condition) => {
    if (condition.kind === 'family') return condition.family === family ? space : nothing(family);
    const listed = prefixesOf(condition, family, device);
    return listed ? intersection(space, listed) : space;
  }, everything(family));
}

/** Prefixes it matches whatever else the route is. */
function surelyMatches(entry: RoutePolicyEntry, family: Family, device: Device): PrefixSpace {
  let space = everything(family);
  for (const condition of entry.conditions) {
    const listed =
      condition.kind === 'family'
        ? condition.family === family
          ? everything(family)
          : nothing(family)
        : prefixesOf(condition, family, device);
    if (!listed) return nothing(family);
    space = intersection(space, listed);
  }
  return space;
}

/** Undefined where it is no condition on prefixes, or not decided. */
function prefixesOf(
  condition: RoutePolicyEntry['conditions'][number],
  family: Family,
  device: Device,
): PrefixSpace | undefined {
  if (condition.kind === 'prefixes') return permittedBy(condition.entries, family);
  if (condition.kind !== 'prefix-list' || condition.lengths !== 'as-listed') return undefined;
  if (condition.family !== undefined && condition.family !== family) return undefined;
  const names = namesOf(device);
  let space = nothing(family);
  for (const { value } of condition.names) {
    const list = names.prefixLists(value).find((one) => one.family === family);
    const permitted = list && list.entries.length > 0 ? names.permitted(list) : undefined;
    if (!permitted) return undefined;
    space = union(space, permitted);
  }
  return space;
}
