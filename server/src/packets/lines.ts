import type { Action } from '../../../grammars/model/filter.ts';
import type { LineAnalysis, RuleRef } from './analyses.ts';
import { leadsAway } from './chains.ts';
import { coverOf, decidersBefore, doubtfulIn, largestOther, shownDecider } from './deciders.ts';
import { EMPTY, type Node } from './diagram.ts';
import { valuesSet } from './encode.ts';
import { type Chain, type Flow, paced } from './flow.ts';
import { forwardRedundant, isCatchAll, type KnownRules } from './forward.ts';
import { LAYOUT } from './layout.ts';
import { differ, inPieces, MOST_SUCCESSORS, orNothing, undecided } from './line.ts';
import { outcomeOf } from './outcome.ts';
import { type RangeUnions, rangeUnions } from './range-unions.ts';
import { witnessOf } from './witness.ts';

type Status = LineAnalysis['status'];

/** So many rules between two chances to pause. */
const CHUNK = 64;

export interface GroupLines {
  readonly byFilter: ReadonlyMap<number, readonly LineAnalysis[]>;
  /** Live rules that may go; undefined: the budget ran out before that was known of all. */
  readonly superfluous: ReadonlyMap<number, ReadonlySet<number>> | undefined;
}

/**
 * Analyses of all chains of one group, in pieces. Never throws: what the budget cut off is `undecided`.
 * @param known only touched rules are analysed; the places of others stay empty
 */
export function* linesOf(flow: Flow, known?: KnownRules): Generator<void, GroupLines> {
  const statuses = new Map<number, Status[]>();
  const pace = paced(flow.diagram);
  let ready = true;
  for (const chain of flow.chains.values()) {
    ready &&= orNothing(() => isReady(chain), false);
    if (pace()) yield;
  }
  if (!ready) {
    const all = [...flow.chains].map(
      ([filter, { rules }]) => [filter, rules.map((_, rule) => undecided({ filter, rule }))] as const,
    );
    return { byFilter: new Map(all), superfluous: undefined };
  }
  const asks = (index: number, at: number): boolean => known?.isTouched(index, at) !== false;
  for (const [index, chain] of flow.chains) {
    const own: Status[] = [];
    for (const at of chain.rules.keys()) {
      if (pace()) yield;
      if (asks(index, at)) own.push(orNothing(() => statusOf(flow, chain, at), 'undecided'));
      else own.push(known!.isOptional(index, at) ? 'dead' : 'live');
    }
    statuses.set(index, own);
  }
  const superfluous = yield* inPieces(
    forwardRedundant(flow, (chain, rule) => statuses.get(chain)![rule] === 'dead', known),
  );
  let doubts: Node | undefined;
  const doubtful = (): Node => (doubts ??= doubtfulIn(flow));
  const forward = superfluous ?? new Map<number, Set<number>>();
  const lines = new Map<number, readonly LineAnalysis[]>();
  for (const [index, chain] of flow.chains) {
    const own = statuses.get(index)!;
    const redundant = forward.get(index);
    const consumed = rangeUnions(
      flow.diagram,
      chain.rules.map((rule) => (leadsAway(rule.rule) ? rule.over : rule.consumes)),
    );
    const analyse = (at: number): LineAnalysis => {
      const status = own[at]!;
      if (status === 'dead' || status === 'fragments-only') return decided(flow, chain, at, status, doubtful);
      const standing = plain(flow, chain, at, status);
      if (status !== 'live' || !redundant?.has(at)) return standing;
      const stays = (rule: number): boolean => own[rule] !== 'dead' && !redundant.has(rule);
      return orNothing(() => replaced(flow, chain, at, consumed, stays), standing);
    };
    const all: LineAnalysis[] = [];
    for (const at of chain.rules.keys()) {
      if (at % CHUNK === CHUNK - 1 || pace()) yield;
      if (asks(index, at)) all[at] = orNothing(() => analyse(at), undecided({ filter: index, rule: at }));
    }
    lines.set(index, all);
  }
  return { byFilter: lines, superfluous };
}

/** Builds the chain's sets at once: where there is no room for them, there is none for any answer. */
const isReady = ({ reach, returns, rules }: Chain): boolean =>
  reach.length === rules.length + 1 && returns !== undefined && rules.every(({ over }) => over !== undefined);

function statusOf({ diagram, universe }: Flow, chain: Chain, at: number): Status {
  const { rule, over } = chain.rules[at]!;
  if (!rule.active || rule.implicit || rule.action.kind === 'continue') return 'live';
  if (over === EMPTY) return 'never-matches';
  const arriving = diagram.and(over, chain.arrives);
  if (!diagram.intersects(arriving, chain.reach[at]!)) return 'dead';
  if (!universe.fragments) return 'live';
  const whole = diagram.and(arriving, valuesSet(diagram, LAYOUT.fragment, [{ first: 0, last: 0 }]));
  return whole !== EMPTY && !diagram.intersects(whole, chain.reach[at]!) ? 'fragments-only' : 'live';
}

function plain(flow: Flow, chain: Chain, at: number, status: Status): LineAnalysis {
  const { rule, under } = chain.rules[at]!;
  return {
    ref: { filter: chain.index, rule: at },
    status,
    deciders: [],
    conflicting: false,
    matchesEverything: rule.active && isCatchAll(flow, chain, under),
  };
}

function decided(flow: Flow, chain: Chain, at: number, status: Status, doubtful: () => Node): LineAnalysis {
  const { diagram, universe } = flow;
  const { rule, over } = chain.rules[at]!;
  const asked =
    status === 'dead' ? over : diagram.and(over, valuesSet(diagram, LAYOUT.fragment, [{ first: 0, last: 0 }]));
  const deciders = decidersBefore(flow, chain, at, asked);
  const differs = (action: Action): boolean => differ(action, rule.action);
  const other = largestOther(diagram, deciders, differs);
  const coming = diagram.and(asked, chain.arrives);
  const wider =
    coming === EMPTY
      ? undefined
      : deciders.find(({ action, whole }) => !differs(action) && diagram.subset(coming, whole));
  return {
    ...plain(flow, chain, at, status),
    deciders: coverOf(diagram, deciders, differs, flow.group.members).map(({ ref }) => ref),
    conflicting: other !== undefined,
    ...(wider ? { within: wider.ref } : {}),
    ...shownDecider(diagram, universe, deciders, differs, doubtful),
  };
}

/** `stays`: not itself superfluous; only such a rule can be said to take over. */
function replaced(
  flow: Flow,
  chain: Chain,
  at: number,
  consumed: RangeUnions,
  stays: (rule: number) => boolean,
): LineAnalysis {
  const { diagram, universe } = flow;
  const { rule, over } = chain.rules[at]!;
  const live = diagram.and(diagram.and(over, chain.arrives), chain.reach[at]!);
  const by: RuleRef[] = [];
  let left: Node = live;
  for (let from = at + 1; by.length < MOST_SUCCESSORS; ) {
    const next = consumed.firstMeeting(from, left);
    if (next === undefined) break;
    const successor = chain.rules[next]!;
    from = next + 1;
    if (!stays(next)) continue;
    if (outcomeOf(successor.rule) === outcomeOf(rule) || leadsAway(successor.rule))
      by.push({ filter: chain.index, rule: next });
    left = diagram.diff(left, successor.consumes);
  }
  const witness = witnessOf(diagram, universe, live);
  return {
    ...plain(flow, chain, at, 'live'),
    forwardRedundant: { by },
    ...(witness ? { witness } : {}),
    ...(by[0] ? { decidedBy: by[0] } : {}),
  };
}
