import { Range, type Uri } from 'vscode';
import type { ProbeResult } from '../probe-result.ts';
import { probes } from '../probes/index.ts';
import { partsOnLines } from '../probes/parts-on-lines.ts';
import { PROBE_TARGETS, type ProbeTargetsParams, type ProbeTargetsResult } from '../protocol.ts';
import type { Session } from '../session.ts';
import type { ProbeDiagnostics } from '../views/probe-diagnostics.ts';

/** More lines at once help nobody. */
const MOST = 500;

/**
 * Puts what a run says of each session, interface or rule on its line of a document.
 * @param host that the document must propose for it; absent: the run came from the document
 */
export async function placeParts(
  { client }: Pick<Session, 'client'>,
  diagnostics: ProbeDiagnostics,
  result: ProbeResult,
  uri: Uri,
  host?: string,
): Promise<void> {
  const { parts = [] } = result;
  if (parts.length === 0) return;
  const asked: ProbeTargetsParams = { uri: uri.toString(), everyRule: true };
  const targets = await client.sendRequest<ProbeTargetsResult>(PROBE_TARGETS, asked);
  const own = host === undefined ? targets : targets.filter((target) => target.host === host);
  for (const { part, target } of partsOnLines(probes[result.probe], parts, own).slice(0, MOST)) {
    const { rule, range } = target;
    const { start, end } = range;
    diagnostics.place({
      ...result,
      verdict: part.verdict,
      origin: {
        uri,
        ...(rule !== undefined && { rule }),
        line: start.line,
        range: new Range(start.line, start.character, end.line, end.character),
      },
    });
  }
}
