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
  /** What came back, as one would tell it. */
  readonly came?: Bilingual;
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
 * @returns false: it was not allowed, or not yet, and the walk stops before it
 */
export type TakePart = (
  known: readonly WalkStep[],
  tell: (steps: readonly WalkStep[]) => void,
  signal: AbortSignal,
) => Promise<boolean>;

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
    const taken = await take(walk.parts[at]!.steps, (steps) => put(at, steps), signal);
    const steps = walk.parts[at]!.steps.filter(({ state }) => state !== 'running');
    const stopped = signal.aborted || !taken;
    put(at, steps, stopped ? at : at + 1);
    if (stopped || (endsWalk && steps.some(fails))) break;
  }
  return walk;
}

/**
 * Before the step that failed: that one, and what came after it, is asked again. Parts that end no walk cost nothing and are asked anew
 * where they fail. Nothing failed: it stays as it is.
 */
export function beforeFailure(walk: Walk, plans: readonly PartPlan[]): Walk {
  const failing = ({ steps }: WalkPart): boolean => steps.some(fails);
  const next = walk.parts.findIndex(failing);
  if (next < 0) return walk;
  const ended = walk.parts.findIndex((part, i) => plans[i]?.endsWalk && failing(part));
  const last = ended < 0 ? walk.parts.length : ended;
  const parts = walk.parts.map((part, i) => {
    const at = part.steps.findIndex(fails);
    return { ...part, steps: i > last ? [] : at < 0 ? part.steps : part.steps.slice(0, at) };
  });
  return { parts, next };
}

/** What the walk comes to: of the last part that fails the first error, else the first warning. */
export function failureOf({ parts }: Walk): WalkStep | undefined {
  const steps = parts.findLast((part) => part.steps.some(fails))?.steps;
  return steps?.find(({ state }) => state === 'error') ?? steps?.find(fails);
}

export const isOver = ({ parts, next }: Walk): boolean => next >= parts.length;

const fails = ({ state }: WalkStep): boolean => state === 'error' || state === 'warning';
