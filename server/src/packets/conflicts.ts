import type { Field, FilterRule, InterfacePattern } from '../../../grammars/model/filter.ts';
import type { Conflict, Packet } from './analyses.ts';
import { differ } from './line.ts';
import { mayMeet } from './narrow.ts';
import { meets } from './packet-match.ts';
import { isEverything, type RuleList } from './rule-list.ts';
import { samplePacket } from './sample-packet.ts';
import { isWithinRule } from './within-rule.ts';

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
    list.spend(1);
    const [earlierRule, rule] = [rules[one]!, rules[at]!];
    if (areApart(earlierRule, rule) || isWithinRule(rule, earlierRule) || isWithinRule(earlierRule, rule)) continue;
    if (!isPlainCrossing(list, one, at)) {
      const earlier = list.setsOf(one).over;
      const later = list.setsOf(at).over;
      if (!diagram.intersects(earlier, later) || diagram.subset(earlier, later) || diagram.subset(later, earlier))
        continue;
    }
    found.push({ earlier: { filter: list.index, rule: one }, later: { filter: list.index, rule: at } });
    if (found.length >= MOST_CONFLICTS) break;
  }
  return found;
}

/** Told by three packets picked from their words: one that both match, and one of each that the other does not. False says nothing. */
function isPlainCrossing({ rules, filter }: RuleList, one: number, other: number): boolean {
  const [a, b] = [rules[one]!, rules[other]!];
  const isOutside =
    (rule: FilterRule) =>
    (packet: Packet): boolean =>
      packet.nonFirstFragment !== true && meets(packet, rule) === 'no';
  return (
    samplePacket(a, filter.family, isOutside(b)) !== undefined &&
    samplePacket(b, filter.family, isOutside(a)) !== undefined &&
    samplePacket(a, filter.family, ({ nonFirstFragment }) => nonFirstFragment !== true, b) !== undefined
  );
}

/** Told by protocols, ports, states and names of interfaces. False says nothing. */
const areApart = ({ matches }: FilterRule, other: FilterRule): boolean =>
  matches.every((match) =>
    other.matches.every(
      (one) =>
        !mayMeet(match, one) ||
        haveNoValueInCommon(match.state, one.state, (state) => state) ||
        haveNoValueInCommon(match.inInterface, one.inInterface, nameOf) ||
        haveNoValueInCommon(match.outInterface, one.outInterface, nameOf),
    ),
  );

function haveNoValueInCommon<T>(
  one: Field<T> | undefined,
  other: Field<T> | undefined,
  keyOf: (value: T) => string | undefined,
): boolean {
  if (!one || !other || one.negated || other.negated) return false;
  const keys = one.anyOf.map(keyOf);
  return (
    !keys.includes(undefined) &&
    other.anyOf.every((value) => {
      const key = keyOf(value);
      return key !== undefined && !keys.includes(key);
    })
  );
}

/** Of one interface: zones and patterns may hold others. */
const nameOf = ({ name, prefix, members }: InterfacePattern): string | undefined =>
  prefix || members ? undefined : name;

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
