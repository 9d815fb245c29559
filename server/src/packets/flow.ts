import type { Filter, FilterRule } from '../../../grammars/model/filter.ts';
import { type Bounds, boundsOf, ROW } from './bounds.ts';
import { type BoxIndex, boxIndex } from './box-index.ts';
import { type Group, leadsAway } from './chains.ts';
import { ALL, BudgetExceeded, type Diagram, EMPTY, type Node } from './diagram.ts';
import { encodeRule, familySet } from './encode.ts';
import { type Spreads, spreadsOf } from './spreads.ts';
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
  /** What its callers send. */
  readonly sent: Node;
  /** Jumps that lead here. */
  readonly callers: readonly { readonly chain: number; readonly rule: number }[];
  /** Rules in [from, before) that may share a packet with this one, ascending; only their boxes are compared. */
  meeting(rule: number, from: number, before: number): Int32Array;
  /** The boxes of its rules, had without any set. */
  bounds(): Bounds;
}

interface Draft extends Omit<Chain, 'arrives' | 'sent' | 'callers' | 'meeting' | 'bounds'> {
  /** The making of `reach` and `returns`, which is finished when they are asked for. */
  pieces(): Iterator<void>;
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
 * Both are done when first asked for: a list without jumps needs neither, nor does a question about few packets.
 * Every reach is an over-approximation (an opaque condition may be false for the rules before), so an empty one is proof.
 * @param isCalled where only some packets are followed: whether any come to a chain; absent: where these send none, all are taken to come
 */
export function flowOf(
  filters: readonly Filter[],
  group: Group,
  diagram: Diagram,
  universe: Universe,
  isCalled?: (filter: number) => boolean,
): Flow {
  return flowWith(draftsOf(filters, group, diagram, universe), group, diagram, universe, isCalled);
}

/** The same, in pieces, and with all sets that its chains need. */
export function* flowInPieces(
  filters: readonly Filter[],
  group: Group,
  diagram: Diagram,
  universe: Universe,
): Generator<void, Flow> {
  const drafts = draftsOf(filters, group, diagram, universe);
  // Callees first: what a caller asks of them is there.
  for (const draft of drafts.values()) {
    const pieces = draft.pieces();
    while (!pieces.next().done) yield;
    yield;
  }
  const flow = flowWith(drafts, group, diagram, universe);
  const pace = paced(diagram);
  // Callers first: what arrives at them is there.
  for (const { sent } of flow.chains.values()) if (sent === EMPTY || pace()) yield;
  return flow;
}

function draftsOf(
  filters: readonly Filter[],
  group: Group,
  diagram: Diagram,
  universe: Universe,
): ReadonlyMap<number, Draft> {
  const drafts = new Map<number, Draft>();
  for (const index of [...group.members].reverse()) {
    const filter = filters[index]!;
    drafts.set(index, draftOf(index, filter, group, diagram, universe, drafts));
  }
  return drafts;
}

function flowWith(
  drafts: ReadonlyMap<number, Draft>,
  group: Group,
  diagram: Diagram,
  universe: Universe,
  isCalled?: (filter: number) => boolean,
): Flow {
  const callers = new Map<number, { chain: number; rule: number }[]>();
  for (const index of group.members) {
    for (const [rule, { target }] of drafts.get(index)!.rules.entries()) {
      if (target === undefined) continue;
      const known = callers.get(target);
      if (known) known.push({ chain: index, rule });
      else callers.set(target, [{ chain: index, rule }]);
    }
  }
  const sending = new Map<number, Node>();
  const sentTo = (index: number): Node => {
    const known = sending.get(index);
    if (known !== undefined) return known;
    const sent = diagram.union(
      (callers.get(index) ?? []).map(({ chain, rule }) => {
        const { rules, reach } = drafts.get(chain)!;
        return diagram.and(diagram.and(rules[rule]!.over, reach[rule]!), arrivesAt(chain));
      }),
    );
    sending.set(index, sent);
    return sent;
  };
  const arrivesAt = (index: number): Node => {
    const { filter } = drafts.get(index)!;
    if (filter.hook !== undefined) return familySet(diagram, filter.family);
    const alone = isCalled ? !isCalled(index) : sentTo(index) === EMPTY;
    return alone ? familySet(diagram, filter.family) : sentTo(index);
  };
  const chains = new Map<number, Chain>();
  for (const index of group.members) {
    const draft = drafts.get(index)!;
    chains.set(index, {
      index,
      filter: draft.filter,
      rules: draft.rules,
      get reach() {
        return draft.reach;
      },
      get returns() {
        return draft.returns;
      },
      get arrives() {
        return arrivesAt(index);
      },
      get sent() {
        return sentTo(index);
      },
      callers: callers.get(index) ?? [],
      ...boxesOf(draft.filter),
    });
  }
  return { diagram, universe, group, chains };
}

function boxesOf(filter: Filter): Pick<Chain, 'meeting' | 'bounds'> {
  let known: Bounds | undefined;
  let boxes: BoxIndex | undefined;
  let spreads: { readonly meet: Spreads | undefined } | undefined;
  const bounds = (): Bounds => (known ??= boundsOf(filter, filter.rules));
  return {
    bounds,
    meeting: (rule, from, before) => {
      const { rows } = bounds();
      boxes ??= boxIndex(rows);
      const { meet } = (spreads ??= { meet: spreadsOf(filter.rules) });
      return boxes.meeting(rows, rule * ROW, from, before).filter((one) => !meet || meet(one, rule));
    },
  };
}

/** So many steps between two chances to pause: some milliseconds. */
const STEPS_BETWEEN = 20_000;

/** Whether it is time to pause: so much was done since it last was. */
export function paced(work: { readonly steps: number }): () => boolean {
  let last = work.steps;
  return () => {
    if (work.steps - last < STEPS_BETWEEN) return false;
    last = work.steps;
    return true;
  };
}

/** Every rule's sets at once, none of which is built before it is asked for. */
export function encoded(
  filter: Filter,
  diagram: Diagram,
  universe: Universe,
  targetOf: (rule: FilterRule) => number | undefined,
  returnsOf: (target: number) => Node,
): FlowRule[] {
  const family = familySet(diagram, filter.family);
  return filter.rules.map((rule) => {
    if (!rule.active) return { rule, target: undefined, over: EMPTY, under: EMPTY, consumes: EMPTY };
    const target = leadsAway(rule) ? targetOf(rule) : undefined;
    let sets: { over: Node; under: Node } | undefined;
    let consumes: Node | undefined;
    const build = (): NonNullable<typeof sets> => {
      const { over, under } = encodeRule(diagram, universe, rule);
      return { over: diagram.and(over, family), under: diagram.and(under, family) };
    };
    return {
      rule,
      target,
      get over() {
        return (sets ??= build()).over;
      },
      get under() {
        return (sets ??= build()).under;
      },
      get consumes() {
        if (consumes !== undefined) return consumes;
        const { under } = (sets ??= build());
        const { kind } = rule.action;
        // Only what cannot come back from where a jump leads is gone.
        const inner = kind !== 'jump' ? EMPTY : target === undefined ? ALL : returnsOf(target);
        consumes = kind === 'continue' ? EMPTY : diagram.diff(under, inner);
        return consumes;
      },
    };
  });
}

function draftOf(
  index: number,
  filter: Filter,
  group: Group,
  diagram: Diagram,
  universe: Universe,
  callees: ReadonlyMap<number, Draft>,
): Draft {
  const rules = encoded(
    filter,
    diagram,
    universe,
    (rule) => group.targetOf(index, rule),
    (target) => callees.get(target)!.returns,
  );
  let passed: { readonly reach: readonly Node[]; readonly returns: Node } | undefined;
  const pieces = passing();
  const pass = (): NonNullable<typeof passed> => {
    while (!passed && !pieces.next().done);
    // The budget ran out at an earlier question, and there is no going on from there.
    if (!passed) throw new BudgetExceeded('too many steps');
    return passed;
  };
  function* passing(): Generator<void> {
    const pace = paced(diagram);
    const reach: Node[] = [];
    let left = familySet(diagram, filter.family);
    // A chain of one family sends the other's packets back as they came.
    let returns = diagram.not(left);
    for (const own of rules) {
      if (pace()) yield;
      reach.push(left);
      const { kind } = own.rule.action;
      // After a goto nothing comes back here; what its target does not decide returns to where this chain was called from.
      if (kind === 'goto') {
        const inner = own.target === undefined ? ALL : callees.get(own.target)!.returns;
        returns = diagram.or(returns, diagram.and(diagram.and(left, own.over), inner));
      }
      if (kind === 'return') returns = diagram.or(returns, diagram.and(left, own.over));
      left = diagram.diff(left, own.consumes);
    }
    reach.push(left);
    passed = { reach, returns: filter.fallback.action === 'return' ? diagram.or(returns, left) : EMPTY };
  }
  return {
    index,
    filter,
    rules,
    get reach() {
      return pass().reach;
    },
    get returns() {
      return pass().returns;
    },
    pieces: () => pieces,
  };
}
