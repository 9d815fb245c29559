import { closeSync, constants, lstatSync, openSync, writeSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { ProbeId } from '../protocol.ts';
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
 * Appends a line of JSON to `.netreview/probe-log.ndjson` of a trusted folder that has a `.netreview`; a link in the place
 * of either is not followed: the folder's author must not choose what is written to.
 * @returns whether it was written
 */
export function appendProbeLog(folder: string, { started, probe, target, plan, verdict }: ProbeRun): boolean {
  const home = join(folder, '.netreview');
  const line = JSON.stringify({
    at: new Date(started).toISOString(),
    by: userName(),
    probe,
    target: targetText(target),
    sent: plan.map(({ en }) => en),
    verdict: `${verdict.level} ${verdict.code}`,
    ms: Date.now() - started,
  });
  try {
    if (!lstatSync(home).isDirectory()) return false;
    // Windows has no such flag and asks for a privilege to make links.
    const noLink = constants.O_NOFOLLOW ?? 0;
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | noLink;
    const file = openSync(join(home, 'probe-log.ndjson'), flags, 0o600);
    try {
      writeSync(file, `${line}\n`);
    } finally {
      closeSync(file);
    }
    return true;
  } catch {
    return false;
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // An id without an entry in the user database.
    return String(process.getuid?.() ?? '');
  }
}
