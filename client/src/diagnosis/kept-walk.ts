import type { Bilingual } from '../../../grammars/outline.ts';
import type { EgressChainObservation } from '../probes/egress-chain/observe.ts';
import type { Observation } from '../probes/probe.ts';
import type { DiagnoseParams, WireRange } from '../protocol.ts';
import { lineMark } from '../results/line-mark.ts';
import { maskSecrets } from '../results/mask-secrets.ts';
import type { StepLine, Walk, WalkStep } from './walk.ts';

/** What a walk asks, from which its parts can be planned anew. */
export interface WalkQuestion {
  readonly kind: 'chain' | 'five-steps';
  /** In the language in which it was asked. */
  readonly title: string;
  readonly params: DiagnoseParams;
  /** As it was typed; absent: nobody was named. */
  readonly target?: string;
}

/** A walk as plain data without secrets and without lines of files: what the workspace keeps over a reload of the window. */
export interface KeptWalk extends WalkQuestion {
  readonly parts: readonly KeptPart[];
  readonly next: number;
  /** What the live chain saw, so that what held is not asked again; absent: more than is kept. */
  readonly chain?: EgressChainObservation;
}

interface KeptPart extends Omit<Walk['parts'][number], 'steps'> {
  readonly steps: readonly KeptStep[];
}

type KeptStep = Omit<WalkStep, 'line'> & { readonly line?: KeptLine };

interface KeptLine {
  readonly uri: string;
  readonly range: WireRange;
  /** See `lineMark`; absent: the step showed no text of it. */
  readonly mark?: string;
}

/** Characters of JSON. */
const LARGEST = 256 * 1024;

/** What runs is not kept: it is asked again. @returns undefined: it is larger than what is kept */
export function keptWalk(question: WalkQuestion, walk: Walk, chain?: EgressChainObservation): KeptWalk | undefined {
  const parts = walk.parts.map((part) => ({
    ...part,
    steps: part.steps
      .filter(({ state }) => state !== 'running')
      .map(({ line, ...step }): KeptStep => ({ ...step, ...(line && { line: keptLine(line) }) })),
  }));
  const kept = maskSecrets<KeptWalk>({ ...question, parts, next: walk.next, ...(chain && { chain }) }, []);
  return JSON.stringify(kept).length <= LARGEST ? kept : undefined;
}

const keptLine = ({ uri, range, text }: StepLine): KeptLine => ({
  uri,
  range,
  ...(text !== '' && { mark: lineMark(text) }),
});

/** @returns undefined where an earlier session kept nothing, or another version something else */
export function readKeptWalk(stored: unknown): KeptWalk | undefined {
  const { kind, title, params, target, parts, next, chain } = (stored ?? {}) as Partial<KeptWalk>;
  const wellFormed =
    (kind === 'chain' || kind === 'five-steps') &&
    typeof title === 'string' &&
    typeof params?.uri === 'string' &&
    (target === undefined || typeof target === 'string') &&
    Array.isArray(parts) &&
    parts.every(isPart) &&
    typeof next === 'number' &&
    (chain === undefined || isChain(chain));
  return wellFormed ? (stored as KeptWalk) : undefined;
}

/** @param textAt the line of a file as it is now; undefined: it is not there. A line that reads otherwise than it did is not shown. */
export async function restored(
  { parts, next }: KeptWalk,
  textAt: (uri: string, line: number) => Promise<string | undefined>,
): Promise<Walk> {
  const withLine = async ({ line, ...step }: KeptStep): Promise<WalkStep> => {
    const text = line && (await textAt(line.uri, line.range.start.line));
    if (!line || text === undefined) return step;
    if (line.mark === undefined) return { ...step, line: { uri: line.uri, range: line.range, text: '' } };
    return lineMark(text) === line.mark
      ? { ...step, line: { uri: line.uri, range: line.range, text: text.trim() } }
      : { ...step, lineText: CHANGED };
  };
  return {
    parts: await Promise.all(
      parts.map(async (part) => ({ ...part, steps: await Promise.all(part.steps.map(withLine)) })),
    ),
    next,
  };
}

const isPart = (part: KeptPart | undefined): boolean =>
  typeof part?.id === 'string' && isBilingual(part.title) && Array.isArray(part.steps) && part.steps.every(isStep);

const STATES: readonly WalkStep['state'][] = ['ok', 'info', 'warning', 'error', 'unknown', 'skipped'];

const isStep = (step: KeptStep | undefined): boolean =>
  typeof step?.id === 'string' &&
  isBilingual(step.title) &&
  STATES.includes(step.state) &&
  [step.text, step.came, step.threshold, step.source, step.lineText].every(
    (text) => text === undefined || isBilingual(text),
  ) &&
  (step.sent === undefined || (Array.isArray(step.sent) && step.sent.every(isBilingual))) &&
  (step.line === undefined ||
    (typeof step.line.uri === 'string' &&
      typeof step.line.range?.start?.line === 'number' &&
      typeof step.line.range.end?.line === 'number'));

const isBilingual = (text: Bilingual | undefined): boolean =>
  typeof text?.en === 'string' && typeof text['zh-cn'] === 'string';

const isChain = ({ probe, target, routes }: Partial<EgressChainObservation> & Partial<Observation>): boolean =>
  probe === 'egress-chain' && typeof target?.host === 'string' && Array.isArray(routes);

const CHANGED: Bilingual = {
  en: 'The line that this showed has changed since.',
  'zh-cn': '此前所示的行此后已更改。',
};
