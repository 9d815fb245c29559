import type { Range, Uri } from 'vscode';
import type { Bilingual } from '../../grammars/outline.ts';
import type { Observation, Part, Verdict } from './probes/probe.ts';
import type { Target } from './probes/target.ts';
import type { ProbeId } from './protocol.ts';

/** One run of a probe, for the tree and the line it came from. */
export interface ProbeResult {
  /** Counts the runs of this window. */
  readonly serial: number;
  readonly probe: ProbeId;
  readonly target: Target;
  /** What was sent, as the user was shown it; absent: nothing was. */
  readonly sent?: readonly Bilingual[];
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
