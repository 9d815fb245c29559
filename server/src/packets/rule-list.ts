import type { Family } from '../../../grammars/model/address.ts';
import type { Filter, FilterRule, Match } from '../../../grammars/model/filter.ts';
import type { Packet } from './analyses.ts';
import { type Bounds, boundsOf, everything, pointOfBits, ROW, rowsMeet } from './bounds.ts';
import { type BoxIndex, boxIndex } from './box-index.ts';
import { ALL, BudgetExceeded, DEFAULT_LIMITS, Diagram, EMPTY, type Limits, type Node } from './diagram.ts';
import { encodeMatch, encodeRule, familySet, type RuleSets } from './encode.ts';
import { LAYOUT, LEVELS } from './layout.ts';
import { meets } from './packet-match.ts';
import { type Spreads, spreadsOf } from './spreads.ts';
import type { Universe } from './universe.ts';

/** Steps that one question about a rule may cost: a tenth of a second. What needs more is not decided, and the others still are. */
const STEPS_PER_RULE = 400_000;
/**
 * Steps that a list may cost: some three seconds for a short one whose rules all cut through each other, and for each rule ten times
 * what an ordinary one needs.
 */
const STEPS_PER_LIST = 8_000_000;
const STEPS_FOR_EACH = 500;
/** A diagram with more nodes is dropped between rules: no answer holds on to one. */
const MOST_NODES = 300_000;

/** So many are answered by looking at every rule. */
const FEW_QUESTIONS = 40;

/** One list whose rules send no packet elsewhere; sets are built where they are asked for, and forgotten when there are too many. */
export interface RuleList {
  readonly index: number;
  readonly filter: Filter;
  readonly rules: readonly FilterRule[];
  readonly universe: Universe;
  readonly bounds: Bounds;
  readonly diagram: Diagram;
  setsOf(rule: number): RuleSets;
  /** What comes to the list, of which its rules ask nothing; everything but where another filter sends it its packets. */
  entering(): Node;
  /** What the rule surely decides of what comes to it. */
  consumes(rule: number): Node;
  /** Rules in [from, before) that may share a packet with this one, ascending. */
  meeting(rule: number, from: number, before: number): Int32Array;
  /** Of those, the ones that may surely decide a packet: not where all that a rule matches asks what nobody knows. */
  takers(rule: number, from: number, before: number): Int32Array;
  /** Whether the rule's box is everything of one family. */
  isWide(rule: number): boolean;
  /** Work other than on sets, in steps. */
  spend(steps: number): void;
  /** All work so far, in steps. */
  readonly steps: number;
  /** To be called before each rule: a new budget, and no node of before is valid any more. */
  turn(): void;
}

/** @param sent matches of the packets that come to the list; absent: all do */
export function ruleList(
  index: number,
  filter: Filter,
  universe: Universe,
  limits: Limits,
  bounds: Bounds = boundsOf(filter, filter.rules),
  sent?: readonly Match[],
): RuleList {
  const { rules } = filter;
  const enough = STEPS_PER_LIST + STEPS_FOR_EACH * rules.length;
  const most = limits === DEFAULT_LIMITS ? enough : Math.min(limits.steps, enough);
  const diagram = new Diagram({ nodes: limits.nodes, steps: most });
  const known = new Map<number, RuleSets>();
  let entering: Node | undefined;
  let spent = 0;
  let own = 0;
  const boxes: Record<'all' | 'sure', Boxes> = { all: { rows: bounds.rows }, sure: {} };
  let spreads: { readonly meet: Spreads | undefined } | undefined;
  let questions = 0;
  const scan = (rows: Float64Array, at: number, from: number, before: number): Int32Array => {
    const found: number[] = [];
    for (let one = from; one < before; one += 1) if (rowsMeet(rows, one * ROW, bounds.rows, at * ROW)) found.push(one);
    return Int32Array.from(found);
  };
  const inBoxes = (which: Boxes, at: number, from: number, before: number): Int32Array => {
    const rows = (which.rows ??= sureRows(rules, bounds));
    // Mostly all rules are sure of something: one index is enough then.
    if (which !== boxes.all && rows === bounds.rows) return inBoxes(boxes.all, at, from, before);
    // For a handful of questions (one edited line) an index is not worth its making.
    questions += 1;
    if (questions <= FEW_QUESTIONS) return scan(rows, at, from, before);
    const index = (which.index ??= boxIndex(rows));
    const visits = index.visits;
    const found = index.meeting(bounds.rows, at * ROW, from, before);
    // A visit is cheaper than a step.
    spent += (index.visits - visits) / 8;
    return found;
  };
  const meetingOf = (which: Boxes) => (at: number, from: number, before: number) => {
    const found = inBoxes(which, at, from, before);
    const { meet } = (spreads ??= { meet: spreadsOf(rules) });
    return meet ? found.filter((one) => meet(one, at)) : found;
  };
  const widest = (filter.family === 'both' ? (['ipv4', 'ipv6'] as const) : [filter.family]).map(everything);
  const setsOf = (at: number): RuleSets => {
    let sets = known.get(at);
    if (!sets) {
      const rule = rules[at]!;
      const family = familySet(diagram, filter.family);
      const { over, under } = rule.active ? encodeRule(diagram, universe, rule) : NOTHING;
      sets = { over: diagram.and(over, family), under: diagram.and(under, family) };
      known.set(at, sets);
    }
    return sets;
  };
  return {
    index,
    filter,
    rules,
    universe,
    bounds,
    diagram,
    setsOf,
    entering: () => (entering ??= sent ? diagram.union(sent.map((one) => encodeMatch(diagram, universe, one))) : ALL),
    consumes: (at) => {
      const { kind } = rules[at]!.action;
      return kind === 'continue' || kind === 'jump' ? EMPTY : setsOf(at).under;
    },
    meeting: meetingOf(boxes.all),
    takers: meetingOf(boxes.sure),
    isWide: (at) =>
      widest.some((all) => {
        for (let axis = 0; axis < ROW; axis += 2) {
          if (bounds.rows[at * ROW + axis]! > all[axis]!) return false;
          if (bounds.rows[at * ROW + axis + 1]! < all[axis + 1]!) return false;
        }
        return true;
      }),
    get steps() {
      return spent + diagram.steps;
    },
    spend: (steps) => {
      spent += steps;
      own += steps;
      if (own > STEPS_PER_RULE) throw new BudgetExceeded('too many steps');
    },
    turn: () => {
      own = 0;
      if (diagram.size > Math.min(MOST_NODES, limits.nodes / 2)) {
        diagram.clear();
        known.clear();
        entering = undefined;
      }
      const left = most - spent - diagram.steps;
      if (left <= 0) throw new BudgetExceeded('too many steps');
      diagram.allow(Math.min(STEPS_PER_RULE, left));
    },
  };
}

const NOTHING: RuleSets = { over: EMPTY, under: EMPTY };

/** Whether the rule surely matches everything of one family: the idiom for "all the rest". */
export function isEverything(list: RuleList, at: number): boolean {
  const rule = list.rules[at]!;
  if (!rule.active || !list.isWide(at)) return false;
  const { diagram, filter } = list;
  const families = filter.family === 'both' ? (['ipv4', 'ipv6'] as const) : [filter.family];
  if (rule.matches.some((match) => asksNothing(match) && families.some((one) => isOf(match, one)))) return true;
  // Most that name no address and no port ask for a state or an interface: told by packets that have neither.
  if (families.every((family) => STRANGERS[family].some((packet) => meets(packet, rule) !== 'yes'))) return false;
  const { under } = list.setsOf(at);
  return under !== EMPTY && families.some((family) => diagram.subset(familySet(diagram, family), under));
}

function asksNothing(match: Match): boolean {
  for (const field in match) if (field !== 'family' && match[field as keyof Match] !== undefined) return false;
  return true;
}

const isOf = ({ family }: Match, one: Family): boolean => family === 'both' || family === one;

/** Packets that few rules mean. */
const strangersOf = (family: Family, address: bigint): readonly Packet[] =>
  (['new', 'established'] as const).map((state) => ({
    family,
    source: address,
    destination: address + 1n,
    protocol: 253,
    state,
  }));

const STRANGERS: Readonly<Record<Family, readonly Packet[]>> = {
  ipv4: strangersOf('ipv4', 0xcb00_7109n),
  ipv6: strangersOf('ipv6', (0x2001_0db8n << 96n) + 0x99n),
};

/** Rules by their boxes; both are made where they are asked for. */
interface Boxes {
  rows?: Float64Array;
  index?: BoxIndex;
}

/** The boxes of rules that may surely decide a packet, those of the others empty. */
function sureRows(rules: readonly FilterRule[], { rows }: Bounds): Float64Array {
  const isSure = ({ active, action: { kind }, matches }: FilterRule): boolean =>
    active && kind !== 'continue' && kind !== 'jump' && matches.some(({ opaque }) => !opaque?.length);
  if (rules.every(isSure)) return rows;
  const sure = rows.slice();
  for (const [at, rule] of rules.entries())
    if (!isSure(rule))
      for (let axis = 0; axis < ROW; axis += 2) {
        sure[at * ROW + axis] = Number.POSITIVE_INFINITY;
        sure[at * ROW + axis + 1] = Number.NEGATIVE_INFINITY;
      }
  return sure;
}

/** One packet as the bit of every level, and as a box without extent. */
export interface Point {
  readonly bits: Uint8Array;
  readonly row: Float64Array;
}

/** Some packet of a set that is not empty: at every fork a coin is thrown, so each large part is hit soon. */
export function somePoint(diagram: Diagram, set: Node, random: () => number): Point {
  const bits = new Uint8Array(LEVELS);
  let node = set;
  let coins = 0;
  let left = 0;
  for (let level = 0; level < LEVELS; level += 1) {
    if (left === 0) {
      coins = random();
      left = 31;
    }
    const coin = coins & 1;
    coins >>>= 1;
    left -= 1;
    if (diagram.levelOf(node) !== level) {
      bits[level] = coin;
      continue;
    }
    const low = diagram.lowOf(node);
    const high = diagram.highOf(node);
    bits[level] = low === EMPTY ? 1 : high === EMPTY ? 0 : coin;
    node = bits[level] === 1 ? high : low;
  }
  return { bits, row: rowOf(bits) };
}

export function holdsPoint(diagram: Diagram, set: Node, { bits }: Point): boolean {
  let node = set;
  while (node > ALL) node = bits[diagram.levelOf(node)] === 1 ? diagram.highOf(node) : diagram.lowOf(node);
  return node === ALL;
}

/** Whether the rule surely takes the packet: its box is asked first, its set only then. */
export const takes = (list: RuleList, rule: number, point: Point): boolean =>
  rowsMeet(list.bounds.rows, rule * ROW, point.row, 0) && holdsPoint(list.diagram, list.consumes(rule), point);

function rowOf(bits: Uint8Array): Float64Array {
  const family = bits[LAYOUT.family.top] === 1 ? 'ipv6' : 'ipv4';
  const width = family === 'ipv4' ? 32 : 52;
  const read = (top: number, count: number): number => {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1) value = value * 2 + bits[top + bit]!;
    return value;
  };
  const row = new Float64Array(ROW);
  const values = [
    pointOfBits(family, read(LAYOUT.destination.top, width)),
    pointOfBits(family, read(LAYOUT.source.top, width)),
    read(LAYOUT.destinationPort.top, 16),
    read(LAYOUT.sourcePort.top, 16),
    read(LAYOUT.protocol.top, 8),
  ];
  for (const [axis, value] of values.entries()) {
    row[axis * 2] = value;
    row[axis * 2 + 1] = value;
  }
  return row;
}

/** xorshift32: the same coins in every run. */
export function coins(seed: number): () => number {
  let state = (Math.imul(seed + 1, 0x9e3779b1) | 1) >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
