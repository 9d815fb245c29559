import type { Family } from '../../../../grammars/model/address.ts';
import type { Filter } from '../../../../grammars/model/filter.ts';

/**
 * Address families that the filter lets anything through of. A list of both families whose entries name one each, as a network ACL's do,
 * and that permits nothing of IPv6, stands where no IPv6 is: its silence about it blocks nobody.
 */
export function familiesServed(filter: Filter): readonly Family[] {
  if (filter.family !== 'both') return [filter.family];
  const permitted = new Set(
    filter.rules.flatMap(({ action, active, matches }) =>
      active && action.kind !== 'deny' ? matches.map(({ family }) => family) : [],
    ),
  );
  const all: readonly Family[] = ['ipv4', 'ipv6'];
  return permitted.size === 0 || permitted.has('both') ? all : all.filter((family) => permitted.has(family));
}
