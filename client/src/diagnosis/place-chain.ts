import { Range, Uri } from 'vscode';
import type { ProbeResult } from '../probe-result.ts';
import { explained } from '../probes/egress-chain/explained.ts';
import type { WireDiagnosis } from '../protocol.ts';
import type { ProbeDiagnostics } from '../views/probe-diagnostics.ts';

/** Puts what the chain met on the line of the configurations that makes it. */
export function placeChain(diagnostics: ProbeDiagnostics, result: ProbeResult, diagnosis: WireDiagnosis): void {
  const found = explained(diagnosis, result.verdict);
  const at = found?.fit === 'explains' ? found.step?.at : undefined;
  if (!at) return;
  const { start, end } = at.range;
  const range = new Range(start.line, start.character, end.line, end.character);
  diagnostics.place({ ...result, origin: { uri: Uri.parse(at.path), line: start.line, range } });
}
