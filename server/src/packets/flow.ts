import type { Device } from '../../../grammars/model/device.ts';
import type { Filter, FilterRule } from '../../../grammars/model/filter.ts';
import { type Group, leadsAway } from './chains.ts';
import { ALL, type Diagram, EMPTY, type Node } from './diagram.ts';
import { encodeRule, familySet } from './encode.ts';
import type { Universe } from './universe.ts';

/** A rule as sets. Inactive and empty rules have empty ones. */
export interface FlowRule {
  readonly rule: FilterRule;
  readonly over: Node;
  readonly under: Node;
  /** Surely ends the packet's way through this chain, whatever happens elsewhere. */
  readonly consumes: Node;
  /** Jump or goto: the chain it leads to, where that is known. */
  readonly target: number | undefined;
}

/** How packets flow through one chain. */
export interface Chain {
  readonly index: number;
  readonly filter: Filter;
  readonly rules: readonly FlowRule[];
  /** `reach[k]`: what may still come to rule k of all that enters; one longer than the rules. */
  readonly reach: readonly Node[];
  /** What may leave the chain undecided. */
  readonly returns: Node;
  /** What may enter it: the union of what its callers send; everything for an entry point. */
  readonly arrives: Node;
  /** Jumps that lead here. */
  readonly callers: readonly { readonly chain: number; readonly rule: number }[];
}

export interface Flow {
  readonly diagram: Diagram;
  readonly universe: Universe;
  readonly group: Group;
  readonly chains: ReadonlyMap<number, Chain>;
}

/**
 * Two passes over the chains of a group. Callees first: what surely ends in a chain does not depend on what arrives.
 * Then callers first: what arrives at a chain is what its callers' jumps may still see.
 * Every reach is an over-approximation (an opaque condition may be false for the rules before), so an empty one is proof.
 */
export function flowOf(device: Device, group: Group, diagram: Diagram, universe: Universe): Flow {
  const drafts = new Map<number, Omit<Chain, 'arrives' | 'callers'>>();
  for (const index of [...group.members].reverse()) {
    const filter = device.filters[index]!;
    drafts.set(index, draftOf(index, filter, group, diagram, universe, drafts));
  }
  const arriving = new Map<number, Node>();
  const callers = new Map<number, { chain: number; rule: number }[]>();
  const chains = new Map<number, Chain>();
  for (const index of group.members) {
    const draft = drafts.get(index)!;
    const family = familySet(diagram, draft.filter.family);
    const sent = arriving.get(index) ?? EMPTY;
    const arrives = draft.filter.hook !== undefined || sent === EMPTY ? family : sent;
    chains.set(index, { ...draft, arrives, callers: callers.get(index) ?? [] });
    for (const [at, rule] of draft.rules.entries()) {
      if (rule.target === undefined) continue;
      const passed = diagram.and(diagram.and(rule.over, draft.reach[at]!), arrives);
      arriving.set(rule.target, diagram.or(arriving.get(rule.target) ?? EMPTY, passed));
      const known = callers.get(rule.target);
      if (known) known.push({ chain: index, rule: at });
      else callers.set(rule.target, [{ chain: index, rule: at }]);
    }
  }
  return { diagram, universe, group, chains };
}

function draftOf(
  index: number,
  filter: Filter,
  group: Group,
  diagram: Diagram,
  universe: Universe,
  callees: ReadonlyMap<number, Omit<Chain, 'arrives' | 'callers'>>,
): Omit<Chain, 'arrives' | 'callers'> {
  const rules: FlowRule[] = [];
  const family = familySet(diagram, filter.family);
  const reach: Node[] = [];
  let left = family;
  let returns = EMPTY;
  for (const rule of filter.rules) {
    reach.push(left);
    const sets = rule.active ? encodeRule(diagram, universe, rule) : { over: EMPTY, under: EMPTY };
    const over = diagram.and(sets.over, family);
    const under = diagram.and(sets.under, family);
    const target = leadsAway(rule) ? group.targetOf(index, rule) : undefined;
    const inner = target === undefined ? ALL : callees.get(target)!.returns;
    let consumes = under;
    if (rule.action.kind === 'continue') consumes = EMPTY;
    if (rule.action.kind === 'jump') consumes = diagram.diff(under, inner);
    // After a goto nothing comes back here; what its target does not decide returns to where this chain was called from.
    if (rule.action.kind === 'goto') returns = diagram.or(returns, diagram.and(diagram.and(left, over), inner));
    if (rule.action.kind === 'return') returns = diagram.or(returns, diagram.and(left, over));
    rules.push({ rule, over, under, consumes, target });
    left = diagram.diff(left, consumes);
  }
  reach.push(left);
  if (filter.fallback.action === 'return') returns = diagram.or(returns, left);
  else returns = EMPTY;
  return { index, filter, rules, reach, returns };
}
