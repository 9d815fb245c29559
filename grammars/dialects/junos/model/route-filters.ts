import { networkOf, widthOf } from '../../../model/address.ts';
import type { PrefixListEntry } from '../../../model/routing.ts';
import { kids, spanOf } from '../node.ts';
import type { Node } from '../tree.ts';
import { prefixOf } from './addresses.ts';

/**
 * `route-filter 10.0.0.0/8 orlonger` and its like in one term. Only the longest prefix that holds a route is asked, whatever
 * its way of matching says then (Junos OS routing policies user guide, "How route filters are evaluated"): as a list, first
 * what a prefix lets match, then a refusal of all else below it.
 * @returns undefined where a way of matching is not followed
 */
export function routeFilters(node: Node): PrefixListEntry[] | undefined {
  const found: { readonly permit: PrefixListEntry; readonly order: number }[] = [];
  for (const filter of kids(node)) {
    const prefix = prefixOf(filter.name);
    if (!prefix) return undefined;
    for (const way of kids(filter)) {
      const lengths = lengthsOf(way, prefix.length, widthOf(prefix.family));
      // An action of its own, or a way that is not followed.
      if (!lengths) return undefined;
      found.push({ permit: { span: spanOf(filter), action: 'permit', prefix, lengths }, order: prefix.length });
    }
    // `exact` is never left out.
    if (kids(filter).length === 0) return undefined;
  }
  found.sort((a, b) => b.order - a.order);
  const entries: PrefixListEntry[] = [];
  for (const [i, { permit }] of found.entries()) {
    entries.push(permit);
    const next = found[i + 1]?.permit.prefix;
    const { prefix } = permit;
    if (next && next.length === prefix.length && networkOf(next) === networkOf(prefix)) continue;
    entries.push({ ...permit, action: 'deny', lengths: { first: prefix.length, last: widthOf(prefix.family) } });
  }
  return entries;
}

function lengthsOf(way: Node, own: number, width: number): PrefixListEntry['lengths'] | undefined {
  const [operand] = kids(way);
  const bounds = /^\/(\d{1,3})(?:-\/(\d{1,3}))?$/.exec(operand?.name ?? '');
  const deeper = operand && kids(operand).length > 0;
  if (deeper) return undefined;
  switch (way.name) {
    case 'exact':
      return operand ? undefined : { first: own, last: own };
    case 'orlonger':
      return operand ? undefined : { first: own, last: width };
    case 'longer':
      return operand ? undefined : { first: own + 1, last: width };
    case 'upto':
      return bounds && bounds[2] === undefined ? { first: own, last: Number(bounds[1]) } : undefined;
    case 'prefix-length-range':
      return bounds?.[2] === undefined ? undefined : { first: Number(bounds[1]), last: Number(bounds[2]) };
    default:
      return undefined;
  }
}
