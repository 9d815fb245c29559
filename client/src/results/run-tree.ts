import type { VerdictLevel } from '../probes/probe.ts';
import { targetText } from '../probes/target.ts';
import { worstLevel } from '../probes/verdict.ts';
import type { ProbeId } from '../protocol.ts';
import type { KeptRun } from './kept-run.ts';

/** Who was asked, with which probe, how often. */
export interface TargetNode {
  readonly kind: 'target';
  readonly id: string;
  readonly name: string;
  /** The gravest of what each probe said last. */
  readonly level: VerdictLevel;
  readonly probes: readonly ProbeNode[];
}

export interface ProbeNode {
  readonly kind: 'probe';
  readonly id: string;
  readonly probe: ProbeId;
  /** The latest first; one at least. */
  readonly runs: readonly RunNode[];
}

export interface RunNode {
  readonly kind: 'run';
  readonly id: string;
  readonly run: KeptRun;
}

/** Targets and their probes, those with the latest run first. @param runs the latest first. */
export function runTree(runs: readonly KeptRun[]): readonly TargetNode[] {
  const targets = grouped(runs, ({ target }) => targetText(target));
  return [...targets].map(([name, ofTarget]) => {
    const probes = [...grouped(ofTarget, ({ probe }) => probe)].map(
      ([probe, ofProbe]): ProbeNode => ({
        kind: 'probe',
        id: `${probe} ${name}`,
        probe,
        runs: ofProbe.map((run) => ({ kind: 'run', id: run.id, run })),
      }),
    );
    return {
      kind: 'target',
      id: name,
      name,
      level: worstLevel(probes.map(({ runs: [latest] }) => latest!.run.verdict.level)),
      probes,
    };
  });
}

/** The runs below a node. */
export function runsOf(node: TargetNode | ProbeNode | RunNode): readonly KeptRun[] {
  if (node.kind === 'run') return [node.run];
  return node.kind === 'probe' ? node.runs.map(({ run }) => run) : node.probes.flatMap(runsOf);
}

function grouped<K>(runs: readonly KeptRun[], key: (run: KeptRun) => K): ReadonlyMap<K, readonly KeptRun[]> {
  const groups = new Map<K, KeptRun[]>();
  for (const run of runs) {
    const group = groups.get(key(run));
    if (group) group.push(run);
    else groups.set(key(run), [run]);
  }
  return groups;
}
