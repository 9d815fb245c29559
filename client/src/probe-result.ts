import type { Range, Uri } from 'vscode';
import { inUserLanguage } from './in-user-language.ts';
import { bearing, bearingText } from './probes/bearing.ts';
import { probes } from './probes/index.ts';
import type { Observation, Part, Verdict } from './probes/probe.ts';
import type { Target } from './probes/target.ts';
import type { ProbeId } from './protocol.ts';

/** One run of a probe, kept for the tree and the line it came from. */
export interface ProbeResult {
  /** Counts the runs of this window. */
  readonly serial: number;
  readonly probe: ProbeId;
  readonly target: Target;
  readonly observation: Observation;
  readonly verdict: Verdict;
  /** What it says of each session, interface or rule. */
  readonly parts?: readonly Part[];
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Absent: the target was typed in and stands nowhere in the document. */
  readonly origin?: Origin;
}

export interface Origin {
  readonly uri: Uri;
  readonly line: number;
  readonly range: Range;
  /** The finding that asked for it, if any. */
  readonly rule?: string;
}

/** The verdict, and what it says about the finding that asked for it. */
export function resultText({ probe, verdict, origin }: Pick<ProbeResult, 'probe' | 'verdict' | 'origin'>): string {
  const said = bearing(probes[probe], origin?.rule, verdict);
  const word = said && origin?.rule !== undefined ? ` ${inUserLanguage(bearingText(origin.rule, said))}` : '';
  return inUserLanguage(verdict.text) + word;
}
