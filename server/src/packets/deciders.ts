import type { Action } from '../../../grammars/model/filter.ts';
import type { LineAnalysis, Packet, RuleRef } from './analyses.ts';
import { ALL, BudgetExceeded, type Diagram, EMPTY, type Node } from './diagram.ts';
import type { Chain, Flow } from './flow.ts';
import { LAYOUT } from './layout.ts';
import type { Universe } from './universe.ts';
import { witnessOf } from './witness.ts';

/** A rule and the packets, of those asked about, that it decides. */
export interface Decider {
  readonly ref: RuleRef;
  readonly part: Node;
  /** All packets asked about that the rule would decide were it the only one. */
  readonly whole: Node;
  readonly action: Action;
}

/** One rule with more deciders than this is not decided: nobody reads such an answer. */
export const MOST_DECIDERS = 1024;

/**
 * What surely decides these packets before they come to rule `before` of the chain: in the chain itself, then, for what does not
 * arrive, in its callers. Each packet is counted at the rule that gets it first.
 */
export function decidersBefore(flow: Flow, chain: Chain, before: number, packets: Node): Decider[] {
  const found = new Map<string, Decider>();
  inChain(flow, chain, before, flow.diagram.and(packets, chain.arrives), found);
  if (chain.filter.hook === undefined) inCallers(flow, chain, packets, found);
  return [...found.values()];
}

/**
 * What surely decides the packets in the chain (and those it calls) from one rule up to another, and what is left of them; for
 * narrow questions, as it follows them rule by rule.
 */
export function decidersFrom(
  flow: Flow,
  chain: Chain,
  from: number,
  before: number,
  packets: Node,
): { readonly deciders: Decider[]; readonly left: Node } {
  const { diagram } = flow;
  const found = new Map<string, Decider>();
  const follow = (through: Chain, start: number, end: number, entering: Node): Node => {
    let left = entering;
    for (let at = start; at < end && left !== EMPTY; at += 1) {
      const own = through.rules[at]!;
      if (!own.rule.active || own.rule.action.kind === 'continue' || !diagram.intersects(left, own.under)) continue;
      const part = diagram.and(left, own.consumes);
      const { kind } = own.rule.action;
      const target = own.target === undefined ? undefined : flow.chains.get(own.target)!;
      let gone = part;
      if (target) {
        const inner = follow(target, 0, target.rules.length, kind === 'goto' ? part : diagram.and(left, own.under));
        gone = kind === 'goto' ? inner : EMPTY;
      }
      if (gone !== EMPTY)
        add(found, { filter: through.index, rule: at }, gone, diagram.and(packets, own.under), own.rule.action, flow);
      left = diagram.diff(left, part);
    }
    return left;
  };
  const left = follow(chain, from, before, packets);
  return { deciders: [...found.values()], left };
}

function inCallers(flow: Flow, chain: Chain, packets: Node, found: Map<string, Decider>): void {
  // Callers stand before callees in the group's order: the set asked of each chain is complete when its turn comes.
  const asked = new Map<number, Node>([[chain.index, packets]]);
  const { diagram } = flow;
  for (const index of [...flow.group.members].reverse()) {
    const wanted = asked.get(index);
    if (wanted === undefined) continue;
    for (const caller of flow.chains.get(index)!.callers) {
      const above = flow.chains.get(caller.chain)!;
      const passed = diagram.and(wanted, above.rules[caller.rule]!.over);
      if (passed === EMPTY) continue;
      inChain(flow, above, caller.rule, diagram.and(passed, above.arrives), found);
      if (above.filter.hook === undefined)
        asked.set(caller.chain, diagram.or(asked.get(caller.chain) ?? EMPTY, passed));
    }
  }
}

function inChain(flow: Flow, chain: Chain, before: number, packets: Node, found: Map<string, Decider>): void {
  const { diagram } = flow;
  let left = packets;
  let from = 0;
  while (left !== EMPTY) {
    const at = firstTaker(flow, chain, from, before, left);
    if (at === undefined) return;
    const rule = chain.rules[at]!;
    const part = diagram.and(left, rule.consumes);
    if (rule.rule.action.kind === 'goto' || (rule.rule.action.kind === 'jump' && rule.target !== undefined)) {
      const target = rule.target === undefined ? undefined : flow.chains.get(rule.target)!;
      const decided = target ? diagram.diff(part, target.returns) : EMPTY;
      if (target) inChain(flow, target, target.rules.length, decided, found);
      // What a goto's target neither decides nor keeps has left this chain all the same: the goto took it away.
      const gone = rule.rule.action.kind === 'goto' ? diagram.diff(part, decided) : EMPTY;
      if (gone !== EMPTY) add(found, { filter: chain.index, rule: at }, gone, gone, rule.rule.action, flow);
    } else {
      const whole = diagram.and(packets, rule.under);
      add(found, { filter: chain.index, rule: at }, part, whole, rule.rule.action, flow);
    }
    left = diagram.diff(left, part);
    from = at + 1;
  }
}

function add(
  found: Map<string, Decider>,
  ref: RuleRef,
  part: Node,
  whole: Node,
  action: Action,
  { diagram }: Flow,
): void {
  const key = `${ref.filter} ${ref.rule}`;
  const known = found.get(key);
  if (found.size >= MOST_DECIDERS && !known) throw new BudgetExceeded('too many deciders');
  found.set(key, {
    ref,
    action,
    part: diagram.or(known?.part ?? EMPTY, part),
    whole: diagram.or(known?.whole ?? EMPTY, whole),
  });
}

/** The first rule from `from` on that surely takes some of the packets: they leave the falling row of reaches there. */
function firstTaker(flow: Flow, chain: Chain, from: number, before: number, packets: Node): number | undefined {
  const { diagram } = flow;
  const family = chain.reach[0] ?? ALL;
  const wanted = diagram.and(packets, family);
  if (from >= before || diagram.subset(wanted, chain.reach[before]!)) return undefined;
  let low = from;
  let high = before - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (diagram.subset(wanted, chain.reach[middle + 1]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Few rules that together take all that the deciders take: largest first, then without those the others make superfluous;
 * and the largest of them that decides otherwise. In rule order; `chains`: callers before the chains they call.
 */
export function coverOf(
  diagram: Diagram,
  deciders: readonly Decider[],
  differs: (action: Action) => boolean,
  chains: readonly number[] = [],
): Decider[] {
  if (deciders.length < 2) return [...deciders];
  const sized = deciders
    .map((decider, order) => ({ decider, order, share: diagram.share(decider.whole) }))
    .sort((a, b) => b.share - a.share || a.order - b.order);
  let left = diagram.union(deciders.map(({ part }) => part));
  const everything = left;
  let chosen: Decider[] = [];
  for (const { decider } of sized) {
    if (left === EMPTY) break;
    if (!diagram.intersects(left, decider.whole)) continue;
    chosen.push(decider);
    left = diagram.diff(left, decider.whole);
  }
  if (chosen.length <= 64) {
    for (const candidate of [...chosen]) {
      const others = chosen.filter((decider) => decider !== candidate);
      if (others.length > 0 && diagram.subset(everything, diagram.union(others.map(({ whole }) => whole))))
        chosen = others;
    }
  }
  const other = largestOther(diagram, deciders, differs);
  if (other && !chosen.includes(other)) chosen.push(other);
  const rank = new Map(chains.map((index, at) => [index, at]));
  const rankOf = ({ ref }: Decider): number => rank.get(ref.filter) ?? 0;
  return chosen.sort((a, b) => rankOf(a) - rankOf(b) || a.ref.rule - b.ref.rule);
}

/**
 * The decider to show: the largest that decides otherwise where there is one, with a packet that it decides for certain.
 * @param doubtful packets that an unknown condition, or an unknown chain, may keep from coming to a decider; none of them is shown
 * @param entering packets of which the shown one is to be: no part asks for the interfaces that it asks for
 */
export function shownDecider(
  diagram: Diagram,
  universe: Universe,
  deciders: readonly Decider[],
  differs: (action: Action) => boolean,
  doubtful: (decider: Decider) => Node,
  entering: Node = ALL,
): Pick<LineAnalysis, 'decidedBy' | 'witness'> {
  // Interfaces take the same share of each part, and any packet of a part may come over any of them: no set of both is needed.
  const alike = diagram.levelOf(entering) >= LAYOUT.inInterface.top && entering !== EMPTY;
  const certain = deciders.map((decider) => ({
    ...decider,
    part: diagram.diff(alike ? decider.part : diagram.and(decider.part, entering), doubtful(decider)),
  }));
  const shown = largestOther(diagram, certain, differs) ?? largestOther(diagram, certain, () => true);
  const found = shown && witnessOf(diagram, universe, shown.part);
  const witness = found && alike && entering !== ALL ? { ...found, ...waysInto(diagram, universe, entering) } : found;
  return { ...(shown ? { decidedBy: shown.ref } : {}), ...(witness ? { witness } : {}) };
}

function waysInto(diagram: Diagram, universe: Universe, entering: Node): Pick<Packet, 'inInterface' | 'outInterface'> {
  const { inInterface, outInterface } = witnessOf(diagram, universe, entering) ?? {};
  return {
    ...(inInterface === undefined ? {} : { inInterface }),
    ...(outInterface === undefined ? {} : { outInterface }),
  };
}

/**
 * Packets on whose way through the chains of a group something unknown has a say: a condition that no packet shows, a chain that is not
 * there. Where surely nobody is sent to a rule, its doubt concerns none.
 */
export function doubtfulIn({ diagram, chains }: Flow): Node {
  const parts: Node[] = [];
  for (const chain of chains.values())
    for (const [at, own] of chain.rules.entries()) {
      const { active, action, matches } = own.rule;
      if (!active || action.kind === 'continue') continue;
      const intoUnknown = action.kind === 'jump' && own.target === undefined;
      if (!intoUnknown && !matches.some(({ opaque }) => opaque?.length)) continue;
      const unsure = intoUnknown ? own.over : diagram.diff(own.over, own.under);
      parts.push(diagram.and(diagram.and(unsure, chain.arrives), chain.reach[at]!));
    }
  return diagram.union(parts);
}

/** The decider of another kind that decides most of the packets. */
export function largestOther(
  diagram: Diagram,
  deciders: readonly Decider[],
  differs: (action: Action) => boolean,
): Decider | undefined {
  let best: Decider | undefined;
  for (const decider of deciders) {
    if (differs(decider.action) && (!best || diagram.share(decider.part) > diagram.share(best.part))) best = decider;
  }
  return best;
}
