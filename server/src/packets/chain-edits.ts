import type { Filter, FilterRule } from '../../../grammars/model/filter.ts';
import type { LineAnalysis, RuleRef } from './analyses.ts';
import { type Bounds, boundsOf, ROW, rowsMeet } from './bounds.ts';
import { type Group, leadsAway } from './chains.ts';
import { Diagram, EMPTY, type Limits, type Node } from './diagram.ts';
import { valuesSet } from './encode.ts';
import { type Flow, flowOf } from './flow.ts';
import { frequentOutcomes } from './forward.ts';
import { LAYOUT } from './layout.ts';
import { orNothing } from './line.ts';
import { type GroupLines, linesOf } from './lines.ts';
import type { GroupState, Remembered } from './memory.ts';
import { outcomeOf } from './outcome.ts';
import { coins, somePoint } from './rule-list.ts';
import { sameFrame, sameRule } from './same-rule.ts';
import { universeOf } from './universe.ts';

/** What can be told of a group that was analysed in full; undefined where the budget cut something off. */
export function stateOf(filters: readonly Filter[], flow: Flow, found: GroupLines): GroupState | undefined {
  const { diagram, universe, group } = flow;
  const { byFilter, superfluous } = found;
  if (!superfluous || [...byFilter.values()].some((lines) => lines.some(({ status }) => status === 'undecided')))
    return undefined;
  const random = coins(1);
  const pointIn = (set: Node): Float64Array | undefined =>
    set === EMPTY ? undefined : somePoint(diagram, set, random).row;
  const whole = valuesSet(diagram, LAYOUT.fragment, [{ first: 0, last: 0 }]);
  const chains = group.members.map((member) => flow.chains.get(member)!);
  return orNothing(
    (): GroupState => ({
      universe: universe.key,
      outcomes: frequentOutcomes(group.members.map((member) => filters[member]!)),
      bounds: chains.map(({ filter }) => boundsOf(filter, filter.rules)),
      optional: chains.map(({ index, rules }) =>
        Uint8Array.from(rules, (_, at) =>
          byFilter.get(index)![at]!.status === 'dead' || superfluous.get(index)?.has(at) ? 1 : 0,
        ),
      ),
      comes: chains.map(({ sent }) => pointIn(sent)),
      meets: chains.map((chain) =>
        chain.rules.map((own, at) => {
          if (byFilter.get(chain.index)![at]!.status !== 'live' || !onlyAsksWhether(own.rule)) return undefined;
          const live = diagram.and(diagram.and(own.over, chain.arrives), chain.reach[at]!);
          const first = universe.fragments ? diagram.and(live, whole) : live;
          return pointIn(first === EMPTY ? live : first);
        }),
      ),
    }),
    undefined,
  );
}

/** A rule without an outcome of its own is never superfluous. */
const onlyAsksWhether = (rule: FilterRule): boolean => outcomeOf(rule) === undefined && rule.action.kind !== 'continue';

export interface EditedGroup {
  readonly lines: readonly (readonly LineAnalysis[])[];
  readonly state: GroupState;
}

/** More changed boxes than this, and the group is analysed anew; as it is where more than half of its rules would have to be kept. */
const MOST_CHANGES = 32;
const MOST_ROUNDS = 4;

/**
 * The group after an edit of some rules that lead nowhere. A packet that meets none of the changed rules, old or new, goes its way as before;
 * so only rules whose box meets one of theirs are asked again, with the rules that meet those, and all others left out. Where a rule may now
 * go, or must stay, those that meet it are asked again too.
 * @returns undefined where that cannot be told so: the caller analyses anew
 */
export function* afterEdit(
  filters: readonly Filter[],
  group: Group,
  limits: Limits,
  before: Remembered,
  withRefs: (line: LineAnalysis, place: (ref: RuleRef) => RuleRef) => LineAnalysis,
): Generator<void, EditedGroup | undefined> {
  const old = before.group;
  const members = group.members.map((member) => filters[member]!);
  if (!old || before.filters.length !== members.length) return undefined;
  if (!members.every((filter, at) => sameFrame(before.filters[at]!, filter))) return undefined;
  const universe = universeOf(members);
  if (universe.key !== old.universe) return undefined;
  const outcomes = frequentOutcomes(members);
  if (outcomes.length !== old.outcomes.length || !outcomes.every((one) => old.outcomes.includes(one))) return undefined;

  const changed: Float64Array[] = [];
  const edits = members.map((filter, at) => editOf(before.filters[at]!, filter, old.bounds[at]!, changed));
  if (changed.length > MOST_CHANGES || edits.some((edit) => edit.leads)) return undefined;
  const meetsChanged = (row: Float64Array, at = 0): boolean => changed.some((one) => rowsMeet(one, 0, row, at));
  if (arrivalsMayDiffer(members, old, edits, meetsChanged)) return undefined;

  const bounds = edits.map((edit) => edit.bounds);
  const optional = edits.map((edit, at) => edit.moved(old.optional[at]!, 0));
  const meets = edits.map((edit, at) => edit.movedAll(old.meets[at]!));
  const place = ({ filter, rule }: RuleRef): RuleRef => {
    const member = before.indexes.indexOf(filter);
    return member < 0 ? { filter, rule } : { filter: group.members[member]!, rule: edits[member]!.now(rule) };
  };
  const memberOf = new Map(group.members.map((index, member) => [index, member]));

  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const touched = bounds.map(({ rows }, member) =>
      Uint8Array.from(members[member]!.rules, (_, at) => {
        if (edits[member]!.isNew(at)) return 1;
        if (!meetsChanged(rows, at * ROW)) return 0;
        const point = meets[member]![at];
        return point && !meetsChanged(point) ? 0 : 1;
      }),
    );
    const kept = keptBeside(bounds, touched);
    if (!kept) return undefined;
    const narrow = filters.slice();
    for (const [member, index] of group.members.entries())
      narrow[index] = {
        ...members[member]!,
        rules: members[member]!.rules.map((rule, at) => (kept[member]![at] === 1 ? rule : LEFT_OUT)),
      };
    const diagram = new Diagram(limits);
    const isCalled = (index: number): boolean => old.comes[memberOf.get(index)!] !== undefined;
    const flow = orNothing((): Flow | undefined => flowOf(narrow, group, diagram, universe, isCalled), undefined);
    if (!flow) return undefined;
    const found = yield* linesOf(flow, {
      outcomes,
      isTouched: (index, at) => touched[memberOf.get(index)!]![at] === 1,
      isOptional: (index, at) => optional[memberOf.get(index)!]![at] === 1,
    });
    if (!found.superfluous) return undefined;
    let more = false;
    const lines: LineAnalysis[][] = [];
    for (const [member, index] of group.members.entries()) {
      const own = found.byFilter.get(index)!;
      const all: LineAnalysis[] = [];
      for (const at of members[member]!.rules.keys()) {
        if (touched[member]![at] === 0) {
          all[at] = withRefs(before.lines[member]![edits[member]!.then(at)]!, place);
          continue;
        }
        const line = own[at]!;
        if (line.status === 'undecided') return undefined;
        all[at] = line;
        const goes = line.status === 'dead' || found.superfluous.get(index)?.has(at) ? 1 : 0;
        if (goes === optional[member]![at]) continue;
        optional[member]![at] = goes;
        if (edits[member]!.isNew(at)) continue;
        changed.push(bounds[member]!.rows.subarray(at * ROW, at * ROW + ROW));
        more = true;
      }
      lines.push(all);
    }
    if (changed.length > MOST_CHANGES) return undefined;
    if (more) continue;
    // A point of a rule that was asked again is not known any more: it is asked whenever something near it changes.
    const points = meets.map((all, member) => all.map((point, at) => (touched[member]![at] === 1 ? undefined : point)));
    return { lines, state: { universe: universe.key, outcomes, bounds, optional, comes: old.comes, meets: points } };
  }
  return undefined;
}

const LEFT_OUT: FilterRule = {
  span: { start: 0, end: 0 },
  matches: [],
  action: { kind: 'continue' },
  effects: [],
  active: false,
};

/** The rules that meet one of those asked again; undefined where that is most of them. */
function keptBeside(bounds: readonly Bounds[], touched: readonly Uint8Array[]): Uint8Array[] | undefined {
  const asked: Float64Array[] = [];
  for (const [member, { rows }] of bounds.entries())
    for (const [at, one] of touched[member]!.entries())
      if (one === 1) asked.push(rows.subarray(at * ROW, at * ROW + ROW));
  let all = 0;
  let kept = 0;
  const result = bounds.map(({ rows }, member) => {
    const count = rows.length / ROW;
    const own = new Uint8Array(count);
    for (let at = 0; at < count; at += 1) {
      if (touched[member]![at] === 0 && !asked.some((row) => rowsMeet(row, 0, rows, at * ROW))) continue;
      own[at] = 1;
      kept += 1;
    }
    all += count;
    return own;
  });
  return kept * 2 > all && all > 64 ? undefined : result;
}

/** Whether a chain may now be called that was not, or the other way round: then all of it is another question. */
function arrivalsMayDiffer(
  members: readonly Filter[],
  old: GroupState,
  edits: readonly Edit[],
  meetsChanged: (row: Float64Array, at?: number) => boolean,
): boolean {
  if (old.comes.some((point) => point && meetsChanged(point))) return true;
  const silent = new Set(members.flatMap(({ name }, member) => (old.comes[member] ? [] : [name.value])));
  return members.some(({ rules }, member) =>
    rules.some(
      ({ action, active }, at) =>
        active &&
        (action.kind === 'jump' || action.kind === 'goto') &&
        silent.has(action.target.value) &&
        meetsChanged(edits[member]!.bounds.rows, at * ROW),
    ),
  );
}

interface Edit {
  readonly bounds: Bounds;
  /** A changed rule, old or new, leads to another chain. */
  readonly leads: boolean;
  isNew(rule: number): boolean;
  /** The place of an old rule now, and of one of now then; of those that stayed. */
  now(rule: number): number;
  then(rule: number): number;
  moved(old: Uint8Array, added: number): Uint8Array;
  movedAll<T>(old: readonly (T | undefined)[]): (T | undefined)[];
}

/** What is the same at both ends stays; the boxes of what was and is between go to `changed`. */
function editOf(old: Filter, filter: Filter, before: Bounds, changed: Float64Array[]): Edit {
  const { rules } = filter;
  const shorter = Math.min(rules.length, old.rules.length);
  let head = 0;
  while (head < shorter && sameRule(rules[head]!, old.rules[head]!)) head += 1;
  let tail = 0;
  while (tail < shorter - head && sameRule(rules[rules.length - 1 - tail]!, old.rules[old.rules.length - 1 - tail]!))
    tail += 1;
  const end = rules.length - tail;
  const oldEnd = old.rules.length - tail;
  const shift = rules.length - old.rules.length;
  const then = (at: number): number => (at < head ? at : at - shift);
  const isNew = (at: number): boolean => at >= head && at < end;
  const middle = boundsOf(filter, rules.slice(head, end));
  const rows = new Float64Array(rules.length * ROW);
  rows.set(before.rows.subarray(0, head * ROW));
  rows.set(middle.rows, head * ROW);
  rows.set(before.rows.subarray(oldEnd * ROW), end * ROW);
  const certain = new Uint8Array(rules.length);
  certain.set(before.certain.subarray(0, head));
  certain.set(middle.certain, head);
  certain.set(before.certain.subarray(oldEnd), end);
  for (let at = head; at < end; at += 1) changed.push(rows.subarray(at * ROW, at * ROW + ROW));
  for (let at = head; at < oldEnd; at += 1) changed.push(before.rows.subarray(at * ROW, at * ROW + ROW));
  return {
    bounds: { rows, certain },
    leads: rules.slice(head, end).some(leadsAway) || old.rules.slice(head, oldEnd).some(leadsAway),
    isNew,
    now: (at) => (at < head ? at : at + shift),
    then,
    moved: (values, added) => Uint8Array.from(rules, (_, at) => (isNew(at) ? added : values[then(at)]!)),
    movedAll: (values) => rules.map((_, at) => (isNew(at) ? undefined : values[then(at)])),
  };
}
