import type { Bilingual } from '../../../grammars/outline.ts';
import type { ProbeResult } from '../probe-result.ts';
import { probes } from '../probes/index.ts';
import type { Observation, Part, Verdict, VerdictLevel } from '../probes/probe.ts';
import type { Target } from '../probes/target.ts';
import type { ProbeId, WireRange } from '../protocol.ts';
import { maskSecrets } from './mask-secrets.ts';

/** One run of a probe as plain data without secrets: what the workspace keeps, the tree shows and exports write. */
export interface KeptRun {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly probe: ProbeId;
  readonly target: Target;
  readonly verdict: Verdict;
  /** What was sent, as the user was shown it; empty: nothing was, a saved answer was read. */
  readonly sent: readonly Bilingual[];
  /** In the unit of the probe's measure. */
  readonly measured?: number;
  /** What came back; absent: more than is kept. */
  readonly observation?: Observation;
  readonly parts?: readonly Part[];
  readonly origin?: KeptOrigin;
}

export interface KeptOrigin {
  readonly uri: string;
  readonly range: WireRange;
  /** Of the line's text, to find it again where lines have moved: see `lineMark`. */
  readonly mark: string;
  readonly rule?: string;
}

/** Characters of JSON. What a routing table or a capture says in full is in its file, not here. */
const LARGEST_OBSERVATION = 4_096;
const MOST_PARTS = 50;

/**
 * @param mark of the line that it came from; absent: it came from none
 * @param secrets that it signed in with: they are nowhere in the result, whatever the peer said
 */
export function keptRun(result: ProbeResult, mark: string | undefined, secrets: readonly string[]): KeptRun {
  const { at, serial, probe, target, verdict, sent = [], observation, parts = [], origin } = result;
  const measured = probes[probe].measured(observation);
  const { start, end } = origin?.range ?? {};
  const small = JSON.stringify(observation).length <= LARGEST_OBSERVATION;
  return maskSecrets<KeptRun>(
    {
      id: `${at}-${serial}`,
      at,
      probe,
      target,
      verdict,
      sent,
      ...(measured !== undefined && { measured }),
      ...(small && { observation }),
      ...(parts.length > 0 && { parts: parts.slice(0, MOST_PARTS) }),
      ...(origin &&
        mark !== undefined &&
        start &&
        end && {
          origin: {
            uri: origin.uri.toString(),
            range: {
              start: { line: start.line, character: start.character },
              end: { line: end.line, character: end.character },
            },
            mark,
            ...(origin.rule !== undefined && { rule: origin.rule }),
          },
        }),
    },
    secrets,
  );
}

const LEVELS: readonly VerdictLevel[] = ['ok', 'info', 'warning', 'error', 'unknown'];

/** What an earlier session kept; anything else that is found there is passed over. */
export function readKeptRuns(stored: unknown): readonly KeptRun[] {
  return Array.isArray(stored) ? stored.filter(isKeptRun) : [];
}

function isKeptRun(value: unknown): value is KeptRun {
  const { id, at, probe, target, verdict, sent, parts, origin } = (value ?? {}) as Partial<KeptRun>;
  return (
    typeof id === 'string' &&
    typeof at === 'number' &&
    typeof probe === 'string' &&
    Object.hasOwn(probes, probe) &&
    typeof target?.host === 'string' &&
    listOf(target.routes, ({ prefix }) => typeof prefix === 'string') &&
    isVerdict(verdict) &&
    sent !== undefined &&
    listOf(sent, isBilingual) &&
    listOf(parts, (part) => isVerdict(part.verdict)) &&
    (origin === undefined ||
      (typeof origin.uri === 'string' &&
        typeof origin.mark === 'string' &&
        typeof origin.range?.start?.line === 'number' &&
        typeof origin.range.end?.line === 'number'))
  );
}

const isVerdict = (verdict: Verdict | undefined): boolean =>
  typeof verdict?.code === 'string' && LEVELS.includes(verdict.level) && isBilingual(verdict.text);

const isBilingual = (text: Bilingual | undefined): boolean =>
  typeof text?.en === 'string' && typeof text['zh-cn'] === 'string';

/** Absent, or a list of objects that are as they should be. */
const listOf = <T>(list: readonly T[] | undefined, isOne: (item: T) => boolean): boolean =>
  list === undefined ||
  (Array.isArray(list) && list.every((item) => typeof item === 'object' && item !== null && isOne(item)));
