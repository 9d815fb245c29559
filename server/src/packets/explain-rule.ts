import type { Part, RuleExplanation } from './analyses.ts';
import { decidersBefore } from './deciders.ts';
import { EMPTY, type Node } from './diagram.ts';
import type { Chain, Flow } from './flow.ts';
import { passageOf, remains } from './passage.ts';
import { partOf } from './set-questions.ts';

/** More rules than this that take from another one are not listed. */
const MOST_TAKERS = 30;

/** What a rule matches by itself, what is left of it, and who takes the rest; undefined where there is no such rule. */
export function explainRule(flow: Flow, chain: Chain, at: number): RuleExplanation | undefined {
  const { diagram } = flow;
  const own = chain.rules[at];
  if (!own) return undefined;
  const effective = remains(flow, chain, at, at, diagram.and(own.over, chain.arrives));
  const rest = diagram.diff(own.over, effective);
  const deciders = rest === EMPTY ? [] : decidersBefore(flow, chain, at, rest);
  const taken = diagram.union(deciders.map(({ part }) => part));
  const part = (set: Node): Part => partOf(flow, set, own.over, chain.filter.family);
  const rank = new Map(flow.group.members.map((index, place) => [index, place]));
  const inOrder = [...deciders].sort(
    (a, b) => rank.get(a.ref.filter)! - rank.get(b.ref.filter)! || a.ref.rule - b.ref.rule,
  );
  return {
    alone: part(own.over),
    effective: part(effective),
    takers: inOrder.slice(0, MOST_TAKERS).map(({ ref, part: takes }) => ({ ref, takes: part(takes) })),
    moreTakers: deciders.length > MOST_TAKERS,
    notSent: part(diagram.diff(rest, taken)),
    sure: diagram.subset(effective, own.under) && !mayBeTaken(flow, chain, at, effective),
  };
}

/** Whether a rule before it may get some of these packets, though none surely does. */
function mayBeTaken(flow: Flow, chain: Chain, at: number, packets: Node): boolean {
  const { diagram } = flow;
  return [...chain.meeting(at, 0, at)].some((before) => {
    const { rule, over, target } = chain.rules[before]!;
    if (rule.action.kind === 'continue' || !diagram.intersects(packets, over)) return false;
    if (rule.action.kind !== 'jump') return true;
    const inner = target === undefined ? undefined : flow.chains.get(target);
    if (!inner) return true;
    const { permit, deny } = passageOf(flow, inner, diagram.and(packets, over));
    return permit !== EMPTY || deny !== EMPTY;
  });
}
