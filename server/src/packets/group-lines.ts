import type { Filter, Match } from '../../../grammars/model/filter.ts';
import type { Conflict, LineAnalysis, RuleRef } from './analyses.ts';
import { type Bounds, boundsOf, ROW, rowsMeet } from './bounds.ts';
import { afterEdit, stateOf } from './chain-edits.ts';
import type { Group } from './chains.ts';
import type { Limits } from './diagram.ts';
import { dispatched } from './dispatched.ts';
import type { Flow } from './flow.ts';
import { undecided } from './line.ts';
import { linesOf } from './lines.ts';
import { ALL_TOUCHED, type ListLines, listLines, noLines, type Touched } from './list-lines.ts';
import type { FilterMemory, ListState, Remembered } from './memory.ts';
import { ruleList } from './rule-list.ts';
import { sameFilter, sameFrame, sameRule } from './same-rule.ts';
import { type Universe, universeOf } from './universe.ts';

export interface Lines {
  readonly byFilter: ReadonlyMap<number, readonly LineAnalysis[]>;
  /** By filter and the later rule; absent: not known yet. */
  readonly conflicts?: ReadonlyMap<number, readonly (readonly Conflict[])[]>;
}

/**
 * All lines of a group, in pieces; what the memory holds of the last version is used and replaced.
 * @param filters of the device, in the order in which they are evaluated
 * @param flow the group's sets, for chains that jump
 */
export function* groupLines(
  filters: readonly Filter[],
  group: Group,
  limits: Limits,
  flow: () => Generator<void, Flow | undefined>,
  memory: FilterMemory | undefined,
  key: string,
): Generator<void, Lines> {
  const members = group.members.map((member) => filters[member]!);
  const before = memory?.recall(key);
  if (
    before &&
    before.filters.length === members.length &&
    before.filters.every((one, at) => sameFilter(one, members[at]!))
  )
    return remember(
      before.lines.map((lines) => moved(lines)),
      before.lists?.map((list) => ({ ...list, conflicts: list.conflicts.map((all) => all.map(movedPair)) })),
      before.group,
    );
  const universe = universeOf(members);
  const sent = members.length === 1 ? new Map<number, undefined>() : dispatched(filters, group, universe, limits);
  if (sent) {
    const lines: (readonly LineAnalysis[])[] = [];
    const lists: ListState[] = [];
    const closed = members.every((one) => one.closed);
    for (const [at, index] of group.members.entries()) {
      const filter = closed ? members[at]! : { ...members[at]!, closed };
      const found = yield* ofList({ index, filter, universe, sent: sent.get(index) }, limits, before, at);
      lines.push(found.lines);
      lists.push(found.list);
    }
    return remember(lines, lists);
  }
  const edited = before && (yield* afterEdit(filters, group, limits, before, withRefs));
  if (edited) return remember(edited.lines, undefined, edited.state);
  const known = yield* flow();
  known?.diagram.allow(limits.steps);
  const lines = known ? yield* linesOf(known) : undefined;
  const all: (readonly LineAnalysis[])[] = [];
  for (const [at, index] of group.members.entries()) {
    const found = lines?.byFilter.get(index) ?? allUndecided(index, members[at]!);
    all.push(found.some(({ status }) => status === 'undecided') ? yield* alone(index, members[at]!, found) : found);
  }
  return remember(all, undefined, memory && known && lines ? stateOf(filters, known, lines) : undefined);

  /** What the group's sets had no room for, asked of the chain alone: all may enter it, and its jumps keep nothing. */
  function* alone(
    index: number,
    filter: Filter,
    found: readonly LineAnalysis[],
  ): Generator<void, readonly LineAnalysis[]> {
    const own = noLines(filter.rules.length);
    const list = ruleList(index, filter, universe, limits);
    yield* listLines(list, own, ALL_TOUCHED);
    list.diagram.release();
    return found.map((line, rule) => (line.status === 'undecided' ? own.lines[rule]! : line));
  }

  function remember(
    lines: readonly (readonly LineAnalysis[])[],
    lists?: Remembered['lists'],
    state?: Remembered['group'],
  ): Lines {
    memory?.keep(key, {
      filters: members,
      indexes: group.members,
      lines,
      ...(lists ? { lists } : {}),
      ...(state ? { group: state } : {}),
    });
    const byFilter = new Map(group.members.map((index, at) => [index, lines[at]!]));
    if (!lists) return { byFilter };
    return { byFilter, conflicts: new Map(group.members.map((index, at) => [index, lists[at]!.conflicts])) };
  }

  /** The same for filters that only stand elsewhere in the device now. */
  function placeNow(ref: RuleRef): RuleRef {
    const member = before!.indexes.indexOf(ref.filter);
    return { filter: group.members[member] ?? ref.filter, rule: ref.rule };
  }

  function moved(lines: readonly LineAnalysis[]): readonly LineAnalysis[] {
    if (before!.indexes.every((index, member) => index === group.members[member])) return lines;
    return lines.map((line) => withRefs(line, placeNow));
  }

  function movedPair({ earlier, later }: Conflict): Conflict {
    return { earlier: placeNow(earlier), later: placeNow(later) };
  }
}

interface ListResult {
  readonly lines: readonly LineAnalysis[];
  readonly list: ListState;
}

/** One filter that stands for itself. */
interface OneList {
  readonly index: number;
  readonly filter: Filter;
  readonly universe: Universe;
  /** Matches of the packets that come to it; absent: all do. */
  readonly sent: readonly Match[] | undefined;
}

/** @param member its place among the filters of the version before */
function* ofList(
  { index, filter, universe, sent }: OneList,
  limits: Limits,
  before: Remembered | undefined,
  member: number,
): Generator<void, ListResult> {
  const key = sent ? `${universe.key} ${filter.closed} ${JSON.stringify(sent)}` : universe.key;
  const start = startFrom(index, filter, key, before, member);
  const list = ruleList(index, filter, universe, limits, start.bounds, sent);
  const { known } = start;
  yield* listLines(list, known, start.touched);
  list.diagram.release();
  const { lines, optional, conflicts } = known;
  return { lines, list: { universe: key, bounds: start.bounds, optional, conflicts } };
}

interface Start {
  readonly bounds: Bounds;
  readonly known: ListLines;
  readonly touched: Touched;
}

/** More changed boxes than this are not compared with every rule: then all are looked at anew. */
const MOST_CHANGES = 64;

/** The list's former analyses at their new places, and which rules an edit can have touched: those that meet a changed one. */
function startFrom(
  index: number,
  filter: Filter,
  universe: string,
  before: Remembered | undefined,
  member: number,
): Start {
  const { rules } = filter;
  const old = before?.filters[member];
  const list = before?.lists?.[member];
  if (!before || !old || list?.universe !== universe || !sameFrame(old, filter)) {
    return { bounds: boundsOf(filter, rules), known: noLines(rules.length), touched: ALL_TOUCHED };
  }
  const shorter = Math.min(rules.length, old.rules.length);
  let head = 0;
  while (head < shorter && sameRule(rules[head]!, old.rules[head]!)) head += 1;
  let tail = 0;
  while (tail < shorter - head && sameRule(rules[rules.length - 1 - tail]!, old.rules[old.rules.length - 1 - tail]!))
    tail += 1;
  const end = rules.length - tail;
  const oldEnd = old.rules.length - tail;
  const shift = rules.length - old.rules.length;

  const middle = boundsOf(filter, rules.slice(head, end));
  const bounds: Bounds = {
    rows: joined(Float64Array, rules.length * ROW, list.bounds.rows, middle.rows, head * ROW, oldEnd * ROW),
    certain: joined(Uint8Array, rules.length, list.bounds.certain, middle.certain, head, oldEnd),
  };
  const optional = joined(Uint8Array, rules.length, list.optional, new Uint8Array(end - head), head, oldEnd);
  const formerIndex = before.indexes[member]!;
  const place = ({ rule }: RuleRef): RuleRef => ({ filter: index, rule: rule < oldEnd ? rule : rule + shift });
  const stays = shift === 0 && formerIndex === index;
  const former = before.lines[member]!;
  const lines: LineAnalysis[] = stays ? [...former] : [];
  const conflicts: (readonly Conflict[])[] = stays ? [...list.conflicts] : [];
  if (!stays)
    for (let at = 0; at < rules.length; at += 1) {
      const from = at < head || shift === 0 ? at : at - shift;
      if (at >= head && at < end && shift !== 0) continue;
      lines[at] = withRefs(former[from]!, place);
      conflicts[at] = pairsAt(from);
    }
  function pairsAt(at: number): Conflict[] {
    const pairs = list!.conflicts[at] ?? [];
    return pairs.map(({ earlier, later }) => ({ earlier: place(earlier), later: place(later) }));
  }
  const changed: Float64Array[] = [];
  const edited = new Uint8Array(end - head);
  for (let at = head; at < end; at += 1) {
    if (shift === 0 && sameRule(rules[at]!, old.rules[at]!)) continue;
    edited[at - head] = 1;
    changed.push(rowAt(bounds, at));
  }
  for (let at = head; at < oldEnd; at += 1)
    if (shift !== 0 || edited[at - head] === 1) changed.push(rowAt(list.bounds, at));
  if (shift === 0)
    for (let at = head; at < end; at += 1) if (edited[at - head] === 0) optional[at] = list.optional[at]!;
  const touched: Touched = {
    holds: (at) =>
      edited[at - head] === 1 ||
      changed.length > MOST_CHANGES ||
      changed.some((row) => rowsMeet(row, 0, bounds.rows, at * ROW)),
    change: (at) => void changed.push(rowAt(bounds, at)),
  };
  return { bounds, known: { lines, optional, conflicts }, touched };
}

const rowAt = ({ rows }: Bounds, at: number): Float64Array => rows.subarray(at * ROW, at * ROW + ROW);

/** The old values with those of the changed rules in their middle. */
function joined<T extends Float64Array | Uint8Array>(
  make: new (length: number) => T,
  length: number,
  old: T,
  middle: T,
  head: number,
  oldEnd: number,
): T {
  const made = new make(length);
  made.set(old.subarray(0, head) as never, 0);
  made.set(middle as never, head);
  made.set(old.subarray(oldEnd) as never, head + middle.length);
  return made;
}

export function withRefs(line: LineAnalysis, place: (ref: RuleRef) => RuleRef): LineAnalysis {
  return {
    ...line,
    ref: place(line.ref),
    deciders: line.deciders.map(place),
    ...(line.within ? { within: place(line.within) } : {}),
    ...(line.decidedBy ? { decidedBy: place(line.decidedBy) } : {}),
    ...(line.forwardRedundant ? { forwardRedundant: { by: line.forwardRedundant.by.map(place) } } : {}),
  };
}

export const allUndecided = (filter: number, { rules }: Filter): LineAnalysis[] =>
  rules.map((_, rule) => undecided({ filter, rule }));
