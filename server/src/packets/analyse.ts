import type { Device } from '../../../grammars/model/device.ts';
import type { Filter, Match } from '../../../grammars/model/filter.ts';
import type { Conflict, FilterAnalyses, LineAnalysis, PortQuery, RuleRef } from './analyses.ts';
import { type Arranged, arrange } from './arrange.ts';
import { blockedPorts } from './blocked-ports.ts';
import { type Group, groupsOf } from './chains.ts';
import { effectOf } from './change-effect.ts';
import { conflictsAt } from './conflicts.ts';
import { deniedBefore } from './denied-before.ts';
import { DEFAULT_LIMITS, Diagram, type Limits } from './diagram.ts';
import { explainRule } from './explain-rule.ts';
import { type Chain, type Flow, flowInPieces, flowOf } from './flow.ts';
import { allUndecided, groupLines, type Lines, withRefs } from './group-lines.ts';
import { inPieces, orNothing } from './line.ts';
import type { FilterMemory } from './memory.ts';
import { openings } from './openings.ts';
import { remains } from './passage.ts';
import { renderSet } from './render.ts';
import { rewritesOf } from './rewrites.ts';
import { ruleList } from './rule-list.ts';
import { overlapOf, passageAnswer, permitters, rulesMatching } from './set-questions.ts';
import { testPacket } from './test-packet.ts';
import { type Universe, universeOf } from './universe.ts';
import { widePermits } from './wide-permits.ts';

export interface AnalysisOptions {
  readonly limits?: Limits;
  /** What the last version of the same document left behind; absent: every analysis starts anew. */
  readonly memory?: FilterMemory;
}

/** Nothing is computed before it is asked; each group of chains has a diagram of its own, and each answer is kept. */
export function analyseFilters(device: Device, options: AnalysisOptions = {}): FilterAnalyses {
  const { limits = DEFAULT_LIMITS, memory } = options;
  const arranged = once(() => device.filters.map(arrange));
  const filters = once(() => arranged().map(({ filter }) => filter));
  const groups = once(() => {
    const all = groupsOf(filters());
    const keys = keysOf(filters(), all);
    memory?.retain(new Set(keys));
    return all.map((group, at) => analyseGroup(filters(), group, limits, memory, keys[at]!));
  });
  const byFilter = once(() => new Map(groups().flatMap((group) => group.members.map((member) => [member, group]))));
  const groupOf = (filter: number): GroupAnalysis | undefined => byFilter().get(filter);
  const places = placesOf(arranged);
  const flows = flowsFor(filters, groups, limits);

  /** One chain of a group with its sets; undefined where there is none or the budget ran out. */
  const ask = <T>(filter: number, question: (flow: Flow, chain: Chain) => T): T | undefined => {
    const flow = groupOf(filter)?.flow();
    const chain = flow?.chains.get(filter);
    return flow && chain && answered(flow, limits, () => question(flow, chain));
  };
  /** Told without any set: a rule that lets in enough of them, or a default that does. */
  const mayOpen = ({ members }: Group, query: PortQuery): boolean =>
    members.some((member) => {
      const one = filters()[member]!;
      return one.fallback.action === 'permit' || widePermits(one, query).length > 0;
    });
  const lines = new Map<number, readonly LineAnalysis[]>();
  const denied = once(() => {
    const isOptional = (filter: number, rule: number): boolean => {
      const line = groupOf(filter)?.lines().byFilter.get(filter)?.[rule];
      return line?.status === 'dead' || line?.forwardRedundant !== undefined;
    };
    const none: ReadonlyMap<number, readonly LineAnalysis[]> = new Map();
    return orNothing(() => deniedBefore(filters(), groups(), diagramFor(limits), isOptional), none);
  });
  const linesOf = (filter: number): readonly LineAnalysis[] => {
    const group = groupOf(filter);
    if (!group || device.filters[filter]!.purpose === 'mangle') return [];
    let known = lines.get(filter);
    if (!known) {
      const own = group.lines().byFilter.get(filter) ?? allUndecided(filter, device.filters[filter]!);
      known = places.written(filter, withDenied(own, denied().get(filter)));
      lines.set(filter, known);
    }
    return known;
  };
  return {
    lines: linesOf,
    explain: (ref) => {
      const { rule } = places.evaluated(ref);
      const text = ask(ref.filter, (flow, chain) => {
        const own = chain.rules[rule];
        if (!own) return undefined;
        const left = remains(flow, chain, rule, rule, flow.diagram.and(own.over, chain.arrives));
        return renderSet(flow.diagram, flow.universe, chain.filter.family, left);
      });
      return text ?? (groupOf(ref.filter) ? 'not decided' : 'nothing');
    },
    test: (filter, packet) => {
      const group = groupOf(filter);
      if (!group) return { action: 'permit', trace: [], sure: false };
      const verdict = testPacket(filters(), group, filter, packet);
      return {
        ...verdict,
        trace: verdict.trace.map(places.asWritten),
        ...(verdict.decidedBy ? { decidedBy: places.asWritten(verdict.decidedBy) } : {}),
      };
    },
    blockedPorts: (filter, query) => {
      const flow = flows([filter], query.within ? [query.within] : []);
      if (!flow?.chains.has(filter)) return { blocked: [] };
      const within = <T>(otherwise: T, question: () => T): T => answered(flow, limits, question) ?? otherwise;
      return within({ blocked: [] }, () => blockedPorts(flow, filter, query, places.asWritten, within));
    },
    effectOf: (ref, change) => {
      // A place in the text is no place in the order of evaluation where another order rules.
      if (change.kind === 'move' && arranged()[ref.filter]?.sequence) return undefined;
      const { rule } = places.evaluated(ref);
      return ask(ref.filter, (flow, chain) => effectOf(flow, chain, rule, change));
    },
    conflicts: (filter) => {
      const own = filters()[filter];
      if (!own || own.purpose === 'mangle' || own.semantics === 'allow-only') return [];
      const dead = new Set(linesOf(filter).flatMap(({ status, ref }) => (status === 'dead' ? [ref.rule] : [])));
      const known = groupOf(filter)!.lines().conflicts?.get(filter);
      return (known ?? conflictsIn(filter, own, limits))
        .flat()
        .map((one) => ({ ...one, earlier: places.asWritten(one.earlier), later: places.asWritten(one.later) }))
        .filter(({ earlier, later }) => !dead.has(earlier.rule) && !dead.has(later.rule))
        .slice(0, MOST_CONFLICTS);
    },
    overlap: ({ earlier, later }) =>
      ask(earlier.filter, (flow, chain) =>
        overlapOf(flow, chain, places.evaluated(earlier).rule, places.evaluated(later).rule),
      ),
    passage: (asked, packets) => {
      const wanted = typeof asked === 'number' ? [asked] : asked;
      const flow = flows(wanted, packets);
      const chains = wanted.flatMap((index) => flow?.chains.get(index) ?? []);
      if (!flow || chains.length !== wanted.length) return undefined;
      return answered(flow, limits, () => passageAnswer(flow, chains, packets));
    },
    permitter: (filter, packets, isWanted) => {
      const flow = flows([filter], packets);
      const chain = flow?.chains.get(filter);
      if (!flow || !chain) return undefined;
      return answered(flow, limits, () => {
        for (const one of permitters(flow, chain, packets, places.asWritten)) if (isWanted(one)) return one;
        return undefined;
      });
    },
    explainRule: (ref) => {
      const { rule } = places.evaluated(ref);
      const found = ask(ref.filter, (flow, chain) => explainRule(flow, chain, rule));
      if (!found) return undefined;
      return { ...found, takers: found.takers.map((one) => ({ ...one, ref: places.asWritten(one.ref) })) };
    },
    openings: (filter, query, before = []) => {
      const group = groupOf(filter);
      if (!group || !mayOpen(group, query)) return [];
      const wanted = [...before, filter];
      const flow = flows(wanted, query.within ? [query.within] : []);
      const chains = wanted.flatMap((index) => flow?.chains.get(index) ?? []);
      const chain = chains.pop();
      if (!flow || !chain || chains.length < before.length) return [];
      const within = <T>(otherwise: T, question: () => T): T => answered(flow, limits, question) ?? otherwise;
      return within([], () => openings(flow, chain, chains, query, places.asWritten, within));
    },
    rulesMatching: (filter, packets, most) => {
      const flow = flows([filter], packets);
      const chain = flow?.chains.get(filter);
      const found = flow && chain && answered(flow, limits, () => rulesMatching(flow, chain, packets, most));
      return found?.map((one) => ({ ...one, ref: places.asWritten(one.ref) }));
    },
    rewrites: (ref) => {
      const first = arranged()[ref.filter];
      // Where another order rules, or none, the places of rules say nothing.
      if (!first || first.sequence || device.filters[ref.filter]?.semantics !== undefined) return [];
      const purpose = device.filters[ref.filter]!.purpose;
      if (purpose !== 'packet' && purpose !== 'classify') return [];
      return ask(ref.filter, (flow, chain) => rewritesOf(flow, chain, ref.rule)) ?? [];
    },
    *work() {
      for (const group of groups())
        if (group.members.some((member) => device.filters[member]!.purpose !== 'mangle')) yield* group.work();
    },
  };
}

/** Live lines of which another chain leaves nothing. */
function withDenied(lines: readonly LineAnalysis[], denied: readonly LineAnalysis[] = []): readonly LineAnalysis[] {
  if (denied.length === 0) return lines;
  const byRule = new Map(denied.map((line) => [line.ref.rule, line]));
  return lines.map((line) => {
    const gone = line.status === 'live' ? byRule.get(line.ref.rule) : undefined;
    return gone ? { ...gone, matchesEverything: line.matchesEverything } : line;
  });
}

/** One set of chains answers many questions; each has a quarter of the budget, all together eight times as much. */
function diagramFor({ nodes, steps }: Limits): Diagram {
  const diagram = new Diagram({ nodes, steps: steps * 8 });
  diagram.allow(steps);
  return diagram;
}

function answered<T>(flow: Flow, limits: Limits, question: () => T): T | undefined {
  flow.diagram.allow(limits.steps / 4);
  return orNothing(question, undefined);
}

/** More pairs of one list than this are not listed. */
const MOST_CONFLICTS = 1000;

function conflictsIn(index: number, filter: Filter, limits: Limits): Conflict[][] {
  const list = ruleList(index, filter, universeOf([filter]), limits);
  let pairs = 0;
  const all = filter.rules.map((_, at) => {
    if (pairs >= MOST_CONFLICTS) return [];
    const found = orNothing(() => {
      list.turn();
      return conflictsAt(list, at);
    }, []);
    pairs += found.length;
    return found;
  });
  list.diagram.release();
  return all;
}

interface GroupAnalysis extends Group {
  flow(): Flow | undefined;
  lines(): Lines;
  /** The same as `lines`, in pieces. */
  work(): Iterable<void>;
}

function analyseGroup(
  filters: readonly Filter[],
  group: Group,
  limits: Limits,
  memory: FilterMemory | undefined,
  key: string,
): GroupAnalysis {
  const universe = once(() => universeOf(group.members.map((member) => filters[member]!)));
  const flow = once(() =>
    orNothing((): Flow | undefined => flowOf(filters, group, diagramFor(limits), universe()), undefined),
  );
  const allSets = (): Generator<void, Flow | undefined> =>
    inPieces(flowInPieces(filters, group, diagramFor(limits), universe()));
  const running = once(() => groupLines(filters, group, limits, allSets, memory, key));
  let lines: Lines | undefined;
  const step = (): boolean => {
    if (lines) return false;
    const next = running().next();
    if (next.done) lines = next.value;
    return !next.done;
  };
  return {
    ...group,
    flow,
    lines: () => {
      while (step());
      return lines!;
    },
    *work() {
      while (step()) yield;
    },
  };
}

/** Flows that are kept for the next question about the same filters. */
const MOST_FLOWS = 8;
/** One that has grown so large is asked nothing more: what it holds would crowd out the next answer. */
const LARGE_FLOW = 300_000;

/** Sets that can tell apart what these filters and the question can: the group's own where those suffice. */
function flowsFor(
  filters: () => readonly Filter[],
  groups: () => readonly GroupAnalysis[],
  limits: Limits,
): (wanted: readonly number[], packets: readonly Match[]) => Flow | undefined {
  const known = new Map<string, Flow>();
  const ownUniverses = new Map<string, Universe>();
  return (wanted, packets) => {
    const involved = groups().filter(({ members }) => members.some((member) => wanted.includes(member)));
    const [only] = involved;
    const plain = packets.every(saysNothingNew);
    if (involved.length === 1 && plain) return only!.flow();
    const key = involved.map(({ members }) => members[0]).join();
    const ownUniverse = plain ? ownUniverses.get(key) : undefined;
    const universe =
      ownUniverse ??
      universeOf(
        involved.flatMap(({ members }) => members.map((member) => filters()[member]!)),
        packets,
      );
    if (plain) ownUniverses.set(key, universe);
    if (involved.length === 1 && only!.flow()?.universe.key === universe.key) return only!.flow();
    const name = `${key} ${universe.key}`;
    const before = known.get(name);
    if (before && before.diagram.size < LARGE_FLOW) return before;
    const flow = orNothing(() => sharedFlow(filters(), involved, diagramFor(limits), universe), undefined);
    if (!flow) return undefined;
    known.delete(name);
    known.set(name, flow);
    if (known.size > MOST_FLOWS) known.delete(known.keys().next().value!);
    return flow;
  };
}

/** Matches of which any universe of the filters can speak. */
const saysNothingNew = ({ fragment, inInterface, outInterface }: Match): boolean =>
  fragment === undefined && !inInterface && !outInterface;

/** The chains of several groups over one universe. */
export function sharedFlow(
  filters: readonly Filter[],
  groups: readonly Group[],
  diagram: Diagram,
  universe: Universe,
): Flow {
  const group: Group = {
    members: groups.flatMap(({ members }) => members),
    targetOf: (filter, rule) => groups.find(({ members }) => members.includes(filter))?.targetOf(filter, rule),
  };
  return flowOf(filters, group, diagram, universe);
}

/** One name for each group, the same in every version of a document that keeps its filters. */
function keysOf(filters: readonly Filter[], groups: readonly Group[]): string[] {
  const seen = new Map<string, number>();
  return groups.map(({ members }) => {
    const { table = '', name, family } = filters[Math.min(...members)]!;
    const key = `${table} ${family} ${name.value}`;
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return `${key} ${times}`;
  });
}

/** Between places in the text and places in the order of evaluation. */
function placesOf(arranged: () => readonly Arranged[]): {
  asWritten(ref: RuleRef): RuleRef;
  evaluated(ref: RuleRef): RuleRef;
  written(filter: number, lines: readonly LineAnalysis[]): readonly LineAnalysis[];
} {
  const asWritten = ({ filter, rule }: RuleRef): RuleRef => ({
    filter,
    rule: arranged()[filter]?.sequence?.[rule] ?? rule,
  });
  const reordered = once(() => arranged().some(({ sequence }) => sequence !== undefined));
  return {
    asWritten,
    evaluated: ({ filter, rule }) => {
      const sequence = arranged()[filter]?.sequence;
      return { filter, rule: sequence ? sequence.indexOf(rule) : rule };
    },
    written: (filter, lines) => {
      if (!reordered()) return lines;
      const moved = lines.map((line) => withRefs(line, asWritten));
      const sequence = arranged()[filter]!.sequence;
      if (!sequence) return moved;
      const inText: LineAnalysis[] = [];
      for (const [at, place] of sequence.entries()) inText[place] = moved[at]!;
      return inText;
    },
  };
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: compute() }).value;
}
