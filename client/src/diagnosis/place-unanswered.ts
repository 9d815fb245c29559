import { Range, Uri } from 'vscode';
import type { ProbeResult } from '../probe-result.ts';
import type { Session } from '../session.ts';
import type { ProbeDiagnostics } from '../views/probe-diagnostics.ts';
import { diagnosisOf } from './file-part.ts';
import { lineOfUnanswered, unansweredPeers } from './unanswered-way.ts';

/**
 * Follows connects that nobody answers through the configurations of the folder, and puts the verdict on each line that ends their way.
 * @param uri a file of the host that was asked
 */
export async function placeUnanswered(
  session: Pick<Session, 'client'>,
  diagnostics: ProbeDiagnostics,
  result: ProbeResult,
  uri: string,
): Promise<void> {
  if (result.verdict.code !== 'unanswered') return;
  for (const target of unansweredPeers(result.observation)) {
    const diagnosis = await diagnosisOf(session, { uri, target });
    const at = typeof diagnosis === 'string' ? undefined : lineOfUnanswered(diagnosis);
    if (!at) continue;
    const { start, end } = at.range;
    const range = new Range(start.line, start.character, end.line, end.character);
    diagnostics.place({ ...result, origin: { uri: Uri.parse(at.path), line: start.line, range } });
  }
}
