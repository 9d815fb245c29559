import type { Device } from '../../../grammars/model/device.ts';
import type {
  BlockedPorts,
  ChangeEffect,
  FilterAnalyses,
  LineAnalysis,
  Packet,
  PortQuery,
  RuleChange,
  RuleRef,
  Verdict,
} from './analyses.ts';
import { blockedPorts } from './blocked-ports.ts';
import { type Group, groupsOf } from './chains.ts';
import { effectOf } from './change-effect.ts';
import { BudgetExceeded, DEFAULT_LIMITS, Diagram, type Limits, type Node } from './diagram.ts';
import { type Flow, flowOf } from './flow.ts';
import { undecided } from './line.ts';
import { linesOf } from './lines.ts';
import { ALL_TOUCHED, type ListLines, listLines } from './list-lines.ts';
import { mayPass } from './permitted.ts';
import { renderSet } from './render.ts';
import { ruleList } from './rule-list.ts';
import { testPacket } from './test-packet.ts';
import { universeOf } from './universe.ts';

export interface AnalysisOptions {
  readonly limits?: Limits;
}

/** Nothing is computed before it is asked; each group of chains has a diagram of its own, and each answer is kept. */
export function analyseFilters(device: Device, { limits = DEFAULT_LIMITS }: AnalysisOptions = {}): FilterAnalyses {
  let groups: Map<number, GroupAnalysis> | undefined;
  const groupOf = (filter: number): GroupAnalysis | undefined => {
    groups ??= new Map(
      groupsOf(device).flatMap((group) => {
        const analysis = analyseGroup(device, group, limits);
        return group.members.map((member) => [member, analysis] as const);
      }),
    );
    return groups.get(filter);
  };
  return {
    lines: (filter) => groupOf(filter)?.lines(filter) ?? [],
    explain: (ref) => groupOf(ref.filter)?.explain(ref) ?? 'nothing',
    test: (filter, packet) => groupOf(filter)?.test(filter, packet) ?? { action: 'permit', trace: [], sure: false },
    blockedPorts: (filter, query) => groupOf(filter)?.blockedPorts(filter, query) ?? { blocked: [] },
    effectOf: (ref, change) => groupOf(ref.filter)?.effectOf(ref, change),
  };
}

interface GroupAnalysis {
  lines(filter: number): readonly LineAnalysis[];
  explain(ref: RuleRef): string;
  test(filter: number, packet: Packet): Verdict;
  blockedPorts(filter: number, query: PortQuery): BlockedPorts;
  effectOf(ref: RuleRef, change: RuleChange): ChangeEffect | undefined;
}

function analyseGroup(device: Device, group: Group, limits: Limits): GroupAnalysis {
  const flow = once(() =>
    orUndefined((): Flow => {
      const universe = universeOf(group.members.map((member) => device.filters[member]!));
      return flowOf(device, group, new Diagram(limits), universe);
    }),
  );
  const lines = once((): ReadonlyMap<number, readonly LineAnalysis[]> | undefined => {
    const [only] = group.members;
    if (group.members.length === 1) {
      const filter = device.filters[only!]!;
      const known: ListLines = { lines: [], optional: new Uint8Array(filter.rules.length) };
      const list = ruleList(only!, filter, universeOf([filter]), limits);
      for (const _ of listLines(list, known, ALL_TOUCHED));
      return new Map([[only!, known.lines]]);
    }
    const known = flow();
    return known && linesOf(known);
  });
  const passing = new Map<number, Node>();
  const passes = (known: Flow, filter: number): Node => {
    let set = passing.get(filter);
    if (set === undefined) passing.set(filter, (set = mayPass(known, filter)));
    return set;
  };
  return {
    lines: (filter) => {
      const { purpose, rules } = device.filters[filter]!;
      if (purpose === 'mangle') return [];
      return lines()?.get(filter) ?? rules.map((_, rule) => undecided({ filter, rule }));
    },
    explain: (ref) => {
      const known = flow();
      const chain = known?.chains.get(ref.filter);
      const rule = chain?.rules[ref.rule];
      if (!known || !chain || !rule) return 'not decided';
      const { diagram, universe } = known;
      const text = orUndefined(() => {
        const left = diagram.and(diagram.and(rule.over, chain.arrives), chain.reach[ref.rule]!);
        return renderSet(diagram, universe, chain.filter.family, left);
      });
      return text ?? 'not decided';
    },
    test: (filter, packet) => testPacket(device, group, filter, packet),
    blockedPorts: (filter, query) => {
      const known = flow();
      const chain = known?.chains.get(filter);
      const answer = known && chain && orUndefined(() => blockedPorts(known, chain, passes(known, filter), query));
      return answer ?? { blocked: [] };
    },
    effectOf: (ref, change) => {
      const known = flow();
      const chain = known?.chains.get(ref.filter);
      return known && chain && orUndefined(() => effectOf(known, chain, ref.rule, change, passes(known, ref.filter)));
    },
  };
}

function orUndefined<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof BudgetExceeded) return undefined;
    throw error;
  }
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: compute() }).value;
}
