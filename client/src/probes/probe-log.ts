import { userInfo } from 'node:os';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { ProbeId } from '../protocol.ts';
import { appendLine } from './append-line.ts';
import type { Verdict } from './probe.ts';
import { type Target, targetText } from './target.ts';

/** One run: who asked whom what, and what came of it. Holds no answer, no credentials and nothing of the configuration but the target. */
export interface ProbeRun {
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly probe: ProbeId;
  readonly target: Target;
  /** What was sent, as the user was shown it. */
  readonly plan: readonly Bilingual[];
  readonly verdict: Verdict;
}

/**
 * Appends a line of JSON to `.netreview/probe-log.ndjson` of a trusted folder.
 * @returns whether it was written: see `appendLine`
 */
export function appendProbeLog(folder: string, { started, probe, target, plan, verdict }: ProbeRun): boolean {
  const line = JSON.stringify({
    at: new Date(started).toISOString(),
    by: userName(),
    probe,
    target: targetText(target),
    sent: plan.map(({ en }) => en),
    verdict: `${verdict.level} ${verdict.code}`,
    ms: Date.now() - started,
  });
  return appendLine(folder, line, 'probe-log.ndjson');
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // An id without an entry in the user database.
    return String(process.getuid?.() ?? '');
  }
}
