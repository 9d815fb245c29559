import type { Conflict } from './analyses.ts';
import { differ } from './line.ts';
import { isEverything, type RuleList } from './rule-list.ts';

/** More pairs with one later rule than this are not listed. */
const MOST_CONFLICTS = 16;

/**
 * Earlier rules that share packets with this one, neither within the other, and decide them differently: their order decides
 * silently (Al-Shaer's correlation). Rules that match everything are in nobody's way.
 */
export function conflictsAt(list: RuleList, at: number): Conflict[] {
  const found: Conflict[] = [];
  const { diagram, rules } = list;
  const decides = (one: number): boolean => {
    const { active, action } = rules[one]!;
    return active && (action.kind === 'permit' || action.kind === 'deny' || action.kind === 'translate');
  };
  if (!decides(at) || isEverything(list, at)) return found;
  for (const one of list.meeting(at, 0, at)) {
    if (!decides(one) || !differ(rules[one]!.action, rules[at]!.action) || isEverything(list, one)) continue;
    const earlier = list.setsOf(one).over;
    const later = list.setsOf(at).over;
    if (!diagram.intersects(earlier, later) || diagram.subset(earlier, later) || diagram.subset(later, earlier))
      continue;
    found.push({ earlier: { filter: list.index, rule: one }, later: { filter: list.index, rule: at } });
    if (found.length >= MOST_CONFLICTS) break;
  }
  return found;
}
