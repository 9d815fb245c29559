import type { Bilingual } from '../../../grammars/outline.ts';
import type { VerdictLevel } from '../probes/probe.ts';
import type { WireRange } from '../protocol.ts';

/** A line of a configuration that a step points at. */
export interface StepLine {
  readonly uri: string;
  readonly range: WireRange;
  readonly text: string;
}

/** One step of a walk, as far as it is known; plain data, so that a walk can be kept and taken up again. */
export interface WalkStep {
  readonly id: string;
  readonly title: Bilingual;
  /** `running`: it is being asked. `skipped`: nobody could be asked, and `text` says why. */
  readonly state: VerdictLevel | 'running' | 'skipped';
  /** The verdict, with its values and thresholds. */
  readonly text?: Bilingual;
  readonly sent?: readonly Bilingual[];
  /** What came back, as it was observed. */
  readonly came?: string;
  /** What the verdict is held to. */
  readonly threshold?: Bilingual;
  /** Who says so. */
  readonly source?: Bilingual;
  readonly line?: StepLine;
  /** Why the line is shown, where it is not plainly the cause. */
  readonly lineText?: Bilingual;
}

export interface WalkPart {
  readonly id: string;
  readonly title: Bilingual;
  readonly steps: readonly WalkStep[];
}

/**
 * @param known steps of this part from before, which are not asked again
 * @param tell hears of all steps of the part, in their order, after each change
 */
export type TakePart = (
  known: readonly WalkStep[],
  tell: (steps: readonly WalkStep[]) => void,
  signal: AbortSignal,
) => Promise<void>;

export interface PartPlan {
  readonly id: string;
  readonly title: Bilingual;
  readonly take: TakePart;
  /** Later parts are of no use where a step of this one fails; absent: they are. */
  readonly endsWalk?: true;
}

/** Where a walk stands. */
export interface Walk {
  readonly parts: readonly WalkPart[];
  /** The part that is next; all of them: it is over. */
  readonly next: number;
}

export const startOf = (plans: readonly PartPlan[]): Walk => ({
  parts: plans.map(({ id, title }) => ({ id, title, steps: [] })),
  next: 0,
});

/**
 * Takes the parts that are left, one after the other, until one fails that ends the walk, or it is stopped. What ran when it was stopped is
 * forgotten, so that it is asked again.
 * @param tell hears of every change
 */
export async function goOn(
  from: Walk,
  plans: readonly PartPlan[],
  tell: (walk: Walk) => void,
  signal: AbortSignal,
): Promise<Walk> {
  let walk = from;
  const change = (next: Walk): void => {
    walk = next;
    tell(walk);
  };
  const put = (at: number, steps: readonly WalkStep[], next = walk.next): void =>
    change({ parts: walk.parts.map((part, i) => (i === at ? { ...part, steps } : part)), next });
  for (let at = walk.next; at < plans.length && !signal.aborted; at += 1) {
    const { take, endsWalk } = plans[at]!;
    await take(walk.parts[at]!.steps, (steps) => put(at, steps), signal);
    const steps = walk.parts[at]!.steps.filter(({ state }) => state !== 'running');
    put(at, steps, signal.aborted ? at : at + 1);
    if (endsWalk && steps.some(fails)) break;
  }
  return walk;
}

/** Before the first step that fails: that one, and what came after it, is asked again. Nothing failed: it stays as it is. */
export function beforeFailure(walk: Walk): Walk {
  const at = walk.parts.findIndex(({ steps }) => steps.some(fails));
  if (at < 0) return walk;
  const parts = walk.parts.map((part, i) =>
    i < at ? part : { ...part, steps: i > at ? [] : part.steps.slice(0, part.steps.findIndex(fails)) },
  );
  return { parts, next: at };
}

export const firstFailure = ({ parts }: Walk): WalkStep | undefined => {
  const steps = parts.flatMap((part) => part.steps);
  return steps.find(({ state }) => state === 'error') ?? steps.find(({ state }) => state === 'warning');
};

export const isOver = ({ parts, next }: Walk): boolean => next >= parts.length;

const fails = ({ state }: WalkStep): boolean => state === 'error' || state === 'warning';
