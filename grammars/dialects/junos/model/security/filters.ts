import type { Filter } from '../../../../model/filter.ts';
import type { Node } from '../../tree.ts';
import { hostInbound } from './host-inbound.ts';
import { natFilters } from './nat-rules.ts';
import { policyFilters } from './policies.ts';
import { isPacketMode, type SecurityZone } from './zones.ts';

/** What is written as a list first, each at the place that `write/lists.ts` knows it by; then the filters at hooks. */
export function securityFilters(root: Node, zones: readonly SecurityZone[], complete: boolean): Filter[] {
  if (isPacketMode(root)) return [];
  const nat = natFilters(root, zones, complete);
  const policies = policyFilters(root, zones, complete);
  const host = hostInbound(root, zones, complete);
  return [...nat.lists, ...policies.lists, ...(host ? [host] : []), ...nat.hooks, ...policies.hooks];
}
