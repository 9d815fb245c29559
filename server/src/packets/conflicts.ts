import type { FilterRule } from '../../../grammars/model/filter.ts';
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
  if (!decides(rules[at]!) || at <= alikeUntil(rules) || isEverything(list, at)) return found;
  for (const one of list.meeting(at, 0, at)) {
    if (!decides(rules[one]!) || !differ(rules[one]!.action, rules[at]!.action) || isEverything(list, one)) continue;
    const earlier = list.setsOf(one).over;
    const later = list.setsOf(at).over;
    if (!diagram.intersects(earlier, later) || diagram.subset(earlier, later) || diagram.subset(later, earlier))
      continue;
    found.push({ earlier: { filter: list.index, rule: one }, later: { filter: list.index, rule: at } });
    if (found.length >= MOST_CONFLICTS) break;
  }
  return found;
}

const decides = ({ active, action: { kind } }: FilterRule): boolean =>
  active && (kind === 'permit' || kind === 'deny' || kind === 'translate');

const known = new WeakMap<readonly FilterRule[], number>();

/** The last rule up to which all decide alike, as most lists of permits do: none of them is asked for others. */
function alikeUntil(rules: readonly FilterRule[]): number {
  const before = known.get(rules);
  if (before !== undefined) return before;
  const first = rules.find(decides)?.action;
  const other = rules.findIndex((rule) => decides(rule) && differ(rule.action, first!));
  const until = other < 0 ? rules.length : other - 1;
  known.set(rules, until);
  return until;
}
