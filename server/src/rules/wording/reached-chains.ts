import type { Device } from '../../../../grammars/model/device.ts';
import type { Filter } from '../../../../grammars/model/filter.ts';
import type { FilterAnalyses } from '../../packets/analyses.ts';
import { targetOf } from './dead-lines.ts';

/**
 * Whether packets come to the filter at all: not to a chain that nothing jumps to, or only rules that are dead themselves. In a part
 * of a rule set the jumps may be elsewhere.
 */
export function isReached(device: Device, packets: FilterAnalyses, filter: Filter): boolean {
  if (filter.fallback.action !== 'return' || filter.table === undefined || device.fragment) return true;
  return reachedChains(device, packets, filter.table).has(filter);
}

function reachedChains(device: Device, packets: FilterAnalyses, table: string): ReadonlySet<Filter> {
  const known = kept.get(packets) ?? new Map<string, ReadonlySet<Filter>>();
  kept.set(packets, known);
  const before = known.get(table);
  if (before) return before;
  const indexes = new Map(device.filters.map((filter, index) => [filter, index]));
  const waiting = device.filters.filter((filter) => filter.table === table && filter.fallback.action !== 'return');
  const reached = new Set(waiting);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const { ref, status } of packets.lines(indexes.get(next)!)) {
      const { action, active } = next.rules[ref.rule]!;
      if (!active || status === 'dead' || (action.kind !== 'jump' && action.kind !== 'goto')) continue;
      const chain = targetOf(device, next, action.target.value);
      if (!chain || reached.has(chain)) continue;
      reached.add(chain);
      waiting.push(chain);
    }
  }
  known.set(table, reached);
  return reached;
}

/** One answer for all lines of a review. */
const kept = new WeakMap<FilterAnalyses, Map<string, ReadonlySet<Filter>>>();
