import type { Filter } from '../../../grammars/model/filter.ts';
import { leadsAway } from './chains.ts';
import { ALL, EMPTY, type Node } from './diagram.ts';
import { familySet } from './encode.ts';
import { type Chain, type Flow, type FlowRule, paced } from './flow.ts';
import { outcomeOf } from './outcome.ts';

/** More different outcomes than this in one group are not followed: rules with rarer ones are not called redundant. */
export const MOST_OUTCOMES = 16;

/**
 * Rules that decide something, and whose packets would all get the same from the rules after them (or the fallback); by chain.
 *
 * One pass from the end: for each outcome, the packets that surely get it from here on. A rule already found superfluous, here
 * or by being dead, may be there or not: it takes its packets away from every other outcome and adds none to its own. So the
 * answer holds for deleting any selection of the rules found, one of them as well as all.
 */
export function* forwardRedundant(
  flow: Flow,
  dead: (chain: number, rule: number) => boolean,
  known?: KnownRules,
): Generator<void, ReadonlyMap<number, ReadonlySet<number>>> {
  const { diagram, group } = flow;
  const redundant = new Map<number, Set<number>>();
  // An unknown statement may stand between a rule and the one that would decide in its place.
  if ([...flow.chains.values()].some(({ filter }) => !filter.closed)) return redundant;
  const outcomes = known?.outcomes ?? frequentOutcomes([...flow.chains.values()].map(({ filter }) => filter));
  const pace = paced(diagram);
  const callees = new Map<number, { readonly sure: Map<string, Node>; readonly orReturn: Map<string, Node> }>();
  for (const index of [...group.members].reverse()) {
    const chain = flow.chains.get(index)!;
    const family = familySet(diagram, chain.filter.family);
    const sure = new Map<string, Node>();
    // What ends so or returns, and nothing else: what a caller needs to know.
    const orReturn = new Map<string, Node>();
    const isCalled = chain.callers.length > 0;
    for (const outcome of outcomes) {
      sure.set(outcome, chain.filter.fallback.action === outcome ? family : EMPTY);
      orReturn.set(outcome, chain.filter.fallback.action === 'return' ? ALL : sure.get(outcome)!);
    }
    const found = new Set<number>();
    for (let at = chain.rules.length - 1; at >= 0; at -= 1) {
      const own = chain.rules[at]!;
      if (own.over === EMPTY) continue;
      if (pace()) yield;
      const asked = known?.isTouched(index, at) !== false;
      if (asked ? superfluous(flow, chain, at, sure) : known!.isOptional(index, at)) found.add(at);
      const optional = found.has(at) || dead(index, at);
      for (const outcome of outcomes) {
        const callee = own.target === undefined ? undefined : callees.get(own.target)!;
        const inner = callee && { sure: callee.sure.get(outcome)!, orReturn: callee.orReturn.get(outcome)! };
        sure.set(outcome, earlier(flow, chain, own, outcome, sure.get(outcome)!, inner, optional, false));
        if (isCalled)
          orReturn.set(outcome, earlier(flow, chain, own, outcome, orReturn.get(outcome)!, inner, optional, true));
      }
    }
    redundant.set(index, found);
    callees.set(index, { sure, orReturn });
  }
  return redundant;
}

/** What is known from before of rules that need not be asked again. */
export interface KnownRules {
  readonly outcomes: readonly string[];
  isTouched(chain: number, rule: number): boolean;
  /** Dead, or superfluous. */
  isOptional(chain: number, rule: number): boolean;
}

/** Whether the rule surely matches everything of one family: the idiom for "all the rest". */
export function isCatchAll({ diagram }: Flow, { filter }: Chain, under: Node): boolean {
  const families = filter.family === 'both' ? (['ipv4', 'ipv6'] as const) : [filter.family];
  return under !== EMPTY && families.some((family) => diagram.subset(familySet(diagram, family), under));
}

function superfluous(flow: Flow, chain: Chain, at: number, sure: ReadonlyMap<string, Node>): boolean {
  const { diagram } = flow;
  const { rule, over, under } = chain.rules[at]!;
  const outcome = outcomeOf(rule);
  const after = outcome === undefined ? undefined : sure.get(outcome);
  if (after === undefined || isCatchAll(flow, chain, under)) return false;
  const live = diagram.and(diagram.and(over, chain.arrives), chain.reach[at]!);
  return live !== EMPTY && diagram.subset(live, after);
}

/** What surely gets the outcome with this rule in front, given what does without it. `inner`: the same of a jump's target. */
function earlier(
  { diagram }: Flow,
  chain: Chain,
  { rule, over, under }: FlowRule,
  outcome: string,
  after: Node,
  inner: { readonly sure: Node; readonly orReturn: Node } | undefined,
  optional: boolean,
  returnIsFine: boolean,
): Node {
  const quiet = rule.effects.length === 0;
  const { kind } = rule.action;
  if (kind === 'continue') return quiet ? after : diagram.diff(after, over);
  if (kind === 'jump' && quiet && inner !== undefined) {
    const kept = diagram.diff(after, diagram.diff(over, inner.orReturn));
    if (optional) return kept;
    // What ends in the target only by rules that may go is not sure to end there.
    return diagram.or(kept, diagram.and(under, inner.sure));
  }
  if (leadsAway(rule)) return diagram.diff(after, over);
  const same =
    kind === 'return'
      ? quiet && (returnIsFine || chain.filter.fallback.action === outcome)
      : outcomeOf(rule) === outcome;
  if (!same) return diagram.diff(after, over);
  return optional ? after : diagram.or(after, under);
}

export function frequentOutcomes(filters: readonly Filter[]): string[] {
  const times = new Map<string, number>();
  const see = (outcome: string | undefined): void => {
    if (outcome !== undefined) times.set(outcome, (times.get(outcome) ?? 0) + 1);
  };
  for (const filter of filters) {
    see(filter.fallback.action);
    see(filter.fallback.action);
    for (const rule of filter.rules) if (rule.active) see(outcomeOf(rule));
  }
  return [...times.entries()]
    .filter(([outcome, count]) => count > 1 && outcome !== 'return')
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_OUTCOMES)
    .map(([outcome]) => outcome);
}
