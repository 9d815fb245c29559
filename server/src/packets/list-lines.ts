import type { Action } from '../../../grammars/model/filter.ts';
import type { Conflict, LineAnalysis, Packet, RuleRef } from './analyses.ts';
import { packetRow, ROW, rowsMeet } from './bounds.ts';
import { leadsAway } from './chains.ts';
import { conflictsAt } from './conflicts.ts';
import { coverOf, type Decider, largestOther, MOST_DECIDERS, shownDecider } from './deciders.ts';
import { ALL, BudgetExceeded, type Diagram, EMPTY, type Node } from './diagram.ts';
import { valuesSet } from './encode.ts';
import { paced } from './flow.ts';
import { LAYOUT } from './layout.ts';
import { differ, MOST_SUCCESSORS, orNothing, undecided } from './line.ts';
import { outcomeOf } from './outcome.ts';
import { meets } from './packet-match.ts';
import { coins, isEverything, type Point, type RuleList, somePoint, takes } from './rule-list.ts';
import { samplePacket } from './sample-packet.ts';
import { witnessOf } from './witness.ts';

type Status = LineAnalysis['status'];

/** What is known of a list's lines: two passes fill it, for all rules or for those that an edit can have touched. */
export interface ListLines {
  readonly lines: LineAnalysis[];
  /** 1: the rule decides no packet that later rules would not decide alike; it may be there or not. */
  readonly optional: Uint8Array;
  /** By the later rule; the earlier may be dead. */
  readonly conflicts: (readonly Conflict[])[];
}

export const noLines = (count: number): ListLines => ({ lines: [], optional: new Uint8Array(count), conflicts: [] });

/** So many rules between two chances to pause. */
const CHUNK = 128;

/**
 * All lines of a list without jumps, each from the rules it meets only. Whether a rule is dead is asked of packets, not of sets:
 * one is picked that no rule so far asked takes; the earlier rule that takes it is taken away from the set, and another is
 * picked, until one is taken by none (live) or nothing is left (dead). Most rules are live and need one packet.
 */
export function* listLines(list: RuleList, known: ListLines, touched: Touched): Generator<void> {
  const { lines, optional, conflicts } = known;
  const count = list.rules.length;
  const pace = paced(list);
  const fresh = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) {
    if (at % CHUNK === CHUNK - 1 || pace()) yield;
    if (!touched.holds(at)) continue;
    fresh[at] = 1;
    lines[at] = orNothing(
      () => {
        list.turn();
        return lineOf(list, at);
      },
      undecided({ filter: list.index, rule: at }),
    );
  }
  for (let at = count - 1; at >= 0; at -= 1) {
    if (at % CHUNK === 0 || pace()) yield;
    if (!touched.holds(at)) continue;
    const standing = standingOf(lines[at]!);
    const before = optional[at];
    const { active, implicit } = list.rules[at]!;
    const live = standing.status === 'live' || standing.status === 'fragments-only';
    let found: boolean | undefined = false;
    if (live && list.filter.closed && active && !implicit)
      found = orNothing(() => {
        list.turn();
        return superfluous(list, at, optional);
      }, undefined);
    optional[at] = found || standing.status === 'dead' ? 1 : 0;
    if (optional[at] !== before) touched.change(at);
    lines[at] = standing;
    if (found === undefined) lines[at] = { ...standing, forwardUndecided: true };
    else if (found && standing.status === 'live')
      lines[at] = orNothing(() => replaced(list, at, standing, optional), standing);
  }
  for (let at = 0; at < count; at += 1) {
    if (at % CHUNK === CHUNK - 1 || pace()) yield;
    if (fresh[at] === 0) continue;
    conflicts[at] = orNothing(() => {
      list.turn();
      return conflictsAt(list, at);
    }, []);
  }
}

/** The line without what an earlier version of the list said of its later rules. */
function standingOf(line: LineAnalysis): LineAnalysis {
  if (line.status !== 'live') return line;
  const { ref, status, deciders, conflicting, matchesEverything } = line;
  return { ref, status, deciders, conflicting, matchesEverything };
}

/** Which rules are to be looked at anew. */
export interface Touched {
  holds(rule: number): boolean;
  /** The rule may now go, or must now stay: earlier rules that meet it are to be asked again. */
  change(rule: number): void;
}

export const ALL_TOUCHED: Touched = { holds: () => true, change: () => undefined };

function lineOf(list: RuleList, at: number): LineAnalysis {
  const status = statusOf(list, at);
  const standing: LineAnalysis = {
    ref: { filter: list.index, rule: at },
    status,
    deciders: [],
    conflicting: false,
    matchesEverything: isEverything(list, at),
  };
  return status === 'dead' || status === 'fragments-only' ? decided(list, at, standing) : standing;
}

function statusOf(list: RuleList, at: number): Status {
  const { diagram, universe } = list;
  const rule = list.rules[at]!;
  if (!rule.active || rule.implicit || rule.action.kind === 'continue') return 'live';
  const earlier = list.takers(at, 0, at);
  if (earlier.length === 0 && list.bounds.certain[at] === 1) return 'live';
  if (isPlainlyLive(list, at, earlier)) return 'live';
  if (list.bounds.certain[at] === 0 && list.setsOf(at).over === EMPTY) return 'never-matches';
  if (earlier.length === 0) return 'live';
  const { over } = list.setsOf(at);
  if (!universe.fragments) return reached(list, at, over, earlier) ? 'live' : 'dead';
  const whole = diagram.and(over, wholePackets(list));
  if (whole !== EMPTY && reached(list, at, whole, earlier)) return 'live';
  if (!reached(list, at, diagram.diff(over, whole), earlier)) return 'dead';
  return whole === EMPTY ? 'live' : 'fragments-only';
}

/** Told by a packet picked from its words, without any set: of a large group of addresses none is built then. False says nothing. */
function isPlainlyLive(list: RuleList, at: number, earlier: Int32Array): boolean {
  list.spend(earlier.length / 16);
  const isLeft = (packet: Packet): boolean =>
    packet.nonFirstFragment !== true && !someTakes(list, earlier, packet, packetRow(packet));
  return samplePacket(list.rules[at]!, list.filter.family, isLeft) !== undefined;
}

function someTakes(list: RuleList, rules: Int32Array, packet: Packet, row: Float64Array): boolean {
  for (const one of rules)
    if (rowsMeet(list.bounds.rows, one * ROW, row, 0) && meets(packet, list.rules[one]!) === 'yes') return true;
  return false;
}

const wholePackets = ({ diagram }: RuleList): Node => valuesSet(diagram, LAYOUT.fragment, [{ first: 0, last: 0 }]);

/** Whether some packet of the set is taken by none of the earlier rules. */
const reached = (list: RuleList, at: number, set: Node, earlier: Int32Array): boolean =>
  untaken(list, at, set, earlier.length, (point) => {
    const taker = earlier.find((one) => takes(list, one, point));
    return taker === undefined ? undefined : list.consumes(taker);
  });

/** A packet costs about as much as so many steps, and a look at one rule a sixteenth of one. */
const STEPS_PER_POINT = 20;

/** Whether the set has a packet that nothing takes; `taking` gives a set that the packet is taken with. */
function untaken(
  list: RuleList,
  seed: number,
  set: Node,
  rivals: number,
  taking: (point: Point) => Node | undefined,
): boolean {
  const { diagram } = list;
  const random = coins(seed);
  let left = set;
  while (left !== EMPTY) {
    list.spend(STEPS_PER_POINT + rivals / 16);
    const taken = taking(somePoint(diagram, left, random));
    if (taken === undefined) return true;
    left = diagram.diff(left, taken);
  }
  return false;
}

function decided(list: RuleList, at: number, standing: LineAnalysis): LineAnalysis {
  const { diagram, universe, rules } = list;
  const { over } = list.setsOf(at);
  const asked = standing.status === 'dead' ? over : diagram.and(over, wholePackets(list));
  const deciders: Decider[] = [];
  /** What an unknown condition of a rule before the decider may have decided. */
  const doubts = new Map<Decider, Node>();
  let doubtful: Node = EMPTY;
  let left = asked;
  for (const one of list.meeting(at, 0, at)) {
    if (left === EMPTY) break;
    const { over, under } = list.setsOf(one);
    const { kind } = rules[one]!.action;
    const before = doubtful;
    if (kind === 'jump') doubtful = diagram.or(doubtful, over);
    else if (kind !== 'continue' && over !== under) doubtful = diagram.or(doubtful, diagram.diff(over, under));
    const part = diagram.and(left, list.consumes(one));
    if (part === EMPTY) continue;
    if (deciders.length >= MOST_DECIDERS) throw new BudgetExceeded('too many deciders');
    const decider = {
      ref: { filter: list.index, rule: one },
      part,
      whole: diagram.and(asked, under),
      action: rules[one]!.action,
    };
    deciders.push(decider);
    doubts.set(decider, before);
    left = diagram.diff(left, part);
  }
  const differs = (action: Action): boolean => differ(action, rules[at]!.action);
  const other = largestOther(diagram, deciders, differs);
  const entering = list.entering();
  // Of what another filter sends here: no other packets are asked about.
  const coming = diagram.and(asked, familiesIn(diagram, entering));
  const wider =
    coming === EMPTY
      ? undefined
      : deciders.find(({ action, whole }) => !differs(action) && diagram.subset(coming, whole));
  return {
    ...standing,
    deciders: coverOf(diagram, deciders, differs).map(({ ref }) => ref),
    conflicting: other !== undefined,
    ...(wider ? { within: wider.ref } : {}),
    ...shownDecider(diagram, universe, deciders, differs, (decider) => doubts.get(decider) ?? EMPTY, entering),
  };
}

/** Who sends packets to a list asks for interfaces, of which its own rules ask nothing: only the families tell what of theirs comes. */
function familiesIn(diagram: Diagram, entering: Node): Node {
  const { top } = LAYOUT.family;
  if (entering === EMPTY || diagram.levelOf(entering) !== top) return entering === EMPTY ? EMPTY : ALL;
  const some = (half: Node): Node => (half === EMPTY ? EMPTY : ALL);
  return diagram.node(top, some(diagram.lowOf(entering)), some(diagram.highOf(entering)));
}

/** What a later rule means for packets that an earlier one no longer decides. */
function bearing(list: RuleList, at: number, outcome: string): 'same' | 'other' | 'none' {
  const rule = list.rules[at]!;
  const { kind } = rule.action;
  const quiet = rule.effects.length === 0;
  if (kind === 'continue') return quiet ? 'none' : 'other';
  if (kind === 'return') return quiet && list.filter.fallback.action === outcome ? 'same' : 'other';
  return outcomeOf(rule) === outcome ? 'same' : 'other';
}

/**
 * Whether all packets that the rule decides would get the same from the rules after it. A later rule that is itself optional may
 * be there or not: it takes its packets away from every other outcome and gives none to its own. For each later rule of another
 * outcome (and the fallback) a packet of the rule is sought that would come so far.
 */
function superfluous(list: RuleList, at: number, optional: Uint8Array): boolean {
  const { diagram } = list;
  const outcome = outcomeOf(list.rules[at]!);
  if (outcome === undefined || isEverything(list, at)) return false;
  const ends = list.filter.fallback.action === outcome;
  const alike = list
    .takers(at, at + 1, list.rules.length)
    .filter((one) => optional[one] === 0 && bearing(list, one, outcome) === 'same');
  if (!ends && alike.length === 0) return false;
  const others = list.meeting(at, at + 1, list.rules.length).filter((one) => bearing(list, one, outcome) === 'other');
  if (ends && others.length === 0) return true;
  const earlier = list.takers(at, 0, at).slice();
  if (isPlainlyNeeded(list, at, { earlier, alike, others, ends })) return false;
  const { over } = list.setsOf(at);
  /** Whether a packet of the set comes to rule `before` once this rule is gone. */
  const comes = (set: Node, before: number): boolean =>
    untaken(list, at, set, earlier.length + alike.length, (point) => {
      const first = earlier.find((one) => takes(list, one, point));
      if (first !== undefined) return list.consumes(first);
      const next = alike.find((one) => one < before && takes(list, one, point));
      return next === undefined ? undefined : list.consumes(next);
    });
  for (const other of others) if (comes(diagram.and(over, list.setsOf(other).over), other)) return false;
  return ends || !comes(over, list.rules.length);
}

/** Rules around one that may be superfluous. */
interface Around {
  /** Those that may decide its packets before. */
  readonly earlier: Int32Array;
  /** Later ones that decide alike, and the others that do something else. */
  readonly alike: Int32Array;
  readonly others: Int32Array;
  /** Whether the default decides alike. */
  readonly ends: boolean;
}

/** More rules than this are not tried one by one. */
const MOST_TRIED = 4;

/** Told by packets picked from its words: one that would fare otherwise without it. False says nothing. */
function isPlainlyNeeded(list: RuleList, at: number, { earlier, alike, others, ends }: Around): boolean {
  const { rules, filter } = list;
  list.spend((earlier.length + alike.length + others.length) / 16);
  const faresOtherwise = (packet: Packet): boolean => {
    const row = packetRow(packet);
    if (someTakes(list, earlier, packet, row)) return false;
    let next = 0;
    for (const other of others) {
      for (; next < alike.length && alike[next]! < other; next += 1)
        if (meets(packet, rules[alike[next]!]!) === 'yes') return false;
      if (rowsMeet(list.bounds.rows, other * ROW, row, 0) && meets(packet, rules[other]!) !== 'no') return true;
    }
    return !ends && !someTakes(list, alike.subarray(next), packet, row);
  };
  if (samplePacket(rules[at]!, filter.family, faresOtherwise)) return true;
  return others
    .subarray(0, MOST_TRIED)
    .some((other) => samplePacket(rules[at]!, filter.family, faresOtherwise, rules[other]!) !== undefined);
}

/** What comes to the rule of its own packets. */
function liveSet(list: RuleList, at: number): Node {
  let left = list.setsOf(at).over;
  for (const one of list.takers(at, 0, at)) left = list.diagram.diff(left, list.consumes(one));
  return left;
}

/** Only a rule that is not itself superfluous can be said to take over. */
function replaced(list: RuleList, at: number, standing: LineAnalysis, optional: Uint8Array): LineAnalysis {
  const { diagram, universe, rules } = list;
  const live = liveSet(list, at);
  const by: RuleRef[] = [];
  let left = live;
  for (const next of list.meeting(at, at + 1, rules.length)) {
    if (left === EMPTY || by.length >= MOST_SUCCESSORS) break;
    const successor = rules[next]!;
    if (optional[next] === 1) continue;
    if (!diagram.intersects(left, leadsAway(successor) ? list.setsOf(next).over : list.consumes(next))) continue;
    if (outcomeOf(successor) === outcomeOf(rules[at]!) || leadsAway(successor))
      by.push({ filter: list.index, rule: next });
    left = diagram.diff(left, list.consumes(next));
  }
  const witness = witnessOf(diagram, universe, diagram.and(live, list.entering()));
  return {
    ...standing,
    forwardRedundant: { by },
    ...(witness ? { witness } : {}),
    ...(by[0] ? { decidedBy: by[0] } : {}),
  };
}
