import type { Filter, FilterRule, Match } from '../../../grammars/model/filter.ts';
import { type Group, leadsAway } from './chains.ts';
import { Diagram, EMPTY, type Limits, type Node } from './diagram.ts';
import { encodeMatch } from './encode.ts';
import { frequentOutcomes, MOST_OUTCOMES } from './forward.ts';
import { orNothing } from './line.ts';
import type { Universe } from './universe.ts';

/**
 * What enters each list of a group whose first filter only says, by interfaces alone, which list a packet is looked up in (policies of
 * zone pairs). No packet is looked up in two of them, and no rule of theirs asks for an interface: so each stands for itself, and what the
 * others decide need not be known. The first filter's own rules take everything that comes.
 * @returns by filter: the matches of the jumps to it; undefined where the group is not of this kind
 */
export function dispatched(
  filters: readonly Filter[],
  { members, targetOf }: Group,
  universe: Universe,
  limits: Limits,
): ReadonlyMap<number, readonly Match[]> | undefined {
  const [first, ...lists] = members;
  const head = filters[first!]!;
  if (lists.length === 0 || head.hook === undefined || !head.rules.every(isPlainJump)) return undefined;
  if (!lists.every((one) => standsAlone(filters[one]!, head))) return undefined;
  // Rarer outcomes are not followed where chains are looked at together.
  if (frequentOutcomes(members.map((one) => filters[one]!)).length === MOST_OUTCOMES) return undefined;
  const entering = new Map<number, Match[]>();
  for (const rule of head.rules) {
    const target = targetOf(first!, rule);
    if (target === undefined) return undefined;
    entering.set(target, [...(entering.get(target) ?? []), ...rule.matches]);
  }
  if (entering.size < lists.length || !areApart(head.rules, universe, limits)) return undefined;
  return entering;
}

const isPlainJump = ({ active, implicit, action, effects, matches }: FilterRule): boolean =>
  active && implicit === true && action.kind === 'jump' && effects.length === 0 && matches.every(asksForInterfaces);

const asksForInterfaces = ({ family: _, inInterface: _in, outInterface: _out, ...more }: Match): boolean =>
  Object.values(more).every((field) => field === undefined);

const standsAlone = (list: Filter, head: Filter): boolean =>
  list.hook === undefined &&
  list.family === head.family &&
  list.rules.every(
    (rule) =>
      !leadsAway(rule) &&
      !rule.implicit &&
      rule.matches.every(({ inInterface, outInterface }) => !inInterface && !outInterface),
  );

/** Whether no packet meets two of the rules, and each some. */
function areApart(rules: readonly FilterRule[], universe: Universe, limits: Limits): boolean {
  const diagram = new Diagram(limits);
  let before: Node = EMPTY;
  return orNothing(
    () =>
      rules.every(({ matches }) => {
        const own = diagram.union(matches.map((match) => encodeMatch(diagram, universe, match)));
        const apart = own !== EMPTY && !diagram.intersects(own, before);
        before = diagram.or(before, own);
        return apart;
      }),
    false,
  );
}
