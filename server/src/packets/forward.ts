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
  const endings = new Map<number, Endings>();
  const reached = new Map<number, ReadonlySet<string>>();
  for (const index of [...group.members].reverse()) {
    const chain = flow.chains.get(index)!;
    reached.set(index, outcomesIn(chain, reached));
    const found = new Set<number>();
    const isOptional = (at: number): boolean => found.has(at) || dead(index, at);
    const own = endingsOf(flow, chain, outcomes, endings, isOptional);
    for (let at = chain.rules.length - 1; at >= 0; at -= 1) {
      if (chain.rules[at]!.over === EMPTY) continue;
      if (pace()) yield;
      const asked = known?.isTouched(index, at) !== false;
      const goes = asked
        ? mayBeTakenOver(chain, at, reached) && superfluous(flow, chain, at, own)
        : known!.isOptional(index, at);
      if (goes) found.add(at);
    }
    redundant.set(index, found);
    endings.set(index, own);
  }
  return redundant;
}

/** By outcome: packets that surely end so from rule `at` of a chain on, each set made when it is asked for; from the last rule to the first. */
interface Endings {
  sure(outcome: string, at: number): Node | undefined;
  /** What ends so or returns, and nothing else: what a caller needs to know. */
  orReturn(outcome: string, at: number): Node | undefined;
}

/** @param isOptional is known of all rules from `at` on when that is asked */
function endingsOf(
  flow: Flow,
  chain: Chain,
  outcomes: readonly string[],
  callees: ReadonlyMap<number, Endings>,
  isOptional: (rule: number) => boolean,
): Endings {
  const { diagram } = flow;
  const family = familySet(diagram, chain.filter.family);
  const followed = (returnIsFine: boolean) => {
    const known = new Map<string, { at: number; node: Node }>();
    return (outcome: string, at: number): Node | undefined => {
      if (!outcomes.includes(outcome)) return undefined;
      let own = known.get(outcome);
      if (!own) {
        const { action } = chain.filter.fallback;
        const atEnd = returnIsFine && action === 'return' ? ALL : action === outcome ? family : EMPTY;
        own = { at: chain.rules.length, node: atEnd };
        known.set(outcome, own);
      }
      while (own.at > at) {
        const rule = chain.rules[own.at - 1]!;
        const callee = rule.target === undefined ? undefined : callees.get(rule.target);
        const optional = isOptional(own.at - 1);
        if (rule.over !== EMPTY)
          own.node = earlier(flow, chain, rule, outcome, own.node, callee, optional, returnIsFine);
        own.at -= 1;
      }
      return own.node;
    };
  };
  return { sure: followed(false), orReturn: followed(true) };
}

/** How packets may end in the chain or where it leads. */
function outcomesIn({ filter, rules }: Chain, callees: ReadonlyMap<number, ReadonlySet<string>>): ReadonlySet<string> {
  const found = new Set<string>([filter.fallback.action]);
  for (const { rule, target } of rules) {
    const outcome = outcomeOf(rule);
    if (outcome !== undefined) found.add(outcome);
    for (const one of (target === undefined ? undefined : callees.get(target)) ?? []) found.add(one);
  }
  return found;
}

/** In longer chains, each rule may meet thousands: their sets cost less than that. */
const LONG_CHAIN = 1024;

/** Whether a later rule that meets this one ends, or leads to where some end, as it does; told by their boxes. */
function mayBeTakenOver(
  { filter, rules, meeting }: Chain,
  at: number,
  reached: ReadonlyMap<number, ReadonlySet<string>>,
): boolean {
  const outcome = outcomeOf(rules[at]!.rule);
  if (outcome === undefined) return false;
  if (filter.fallback.action === outcome || rules.length > LONG_CHAIN) return true;
  return meeting(at, at + 1, rules.length).some((one) => {
    const { rule, target } = rules[one]!;
    return outcomeOf(rule) === outcome || (target !== undefined && reached.get(target)?.has(outcome) === true);
  });
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

function superfluous(flow: Flow, chain: Chain, at: number, { sure }: Endings): boolean {
  const { diagram } = flow;
  const { rule, over, under } = chain.rules[at]!;
  if (isCatchAll(flow, chain, under)) return false;
  const outcome = outcomeOf(rule);
  const after = outcome === undefined ? undefined : sure(outcome, at + 1);
  if (after === undefined) return false;
  const live = diagram.and(diagram.and(over, chain.arrives), chain.reach[at]!);
  return live !== EMPTY && diagram.subset(live, after);
}

/** What surely gets the outcome with this rule in front, given what does without it. `callee`: of a jump's target. */
function earlier(
  { diagram }: Flow,
  chain: Chain,
  { rule, over, under }: FlowRule,
  outcome: string,
  after: Node,
  callee: Endings | undefined,
  optional: boolean,
  returnIsFine: boolean,
): Node {
  const quiet = rule.effects.length === 0;
  const { kind } = rule.action;
  if (kind === 'continue') return quiet ? after : diagram.diff(after, over);
  if (kind === 'jump' && quiet && callee !== undefined) {
    const kept = diagram.diff(after, diagram.diff(over, callee.orReturn(outcome, 0)!));
    if (optional) return kept;
    // What ends in the target only by rules that may go is not sure to end there.
    return diagram.or(kept, diagram.and(under, callee.sure(outcome, 0)!));
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
