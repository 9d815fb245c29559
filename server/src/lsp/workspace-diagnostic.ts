import { createHash } from 'node:crypto';
import type {
  CancellationToken,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { reviewFiles } from './review-files.ts';
import type { Workspace } from './workspace.ts';

/**
 * `workspace/diagnostic`, once per request. Not announced as a capability: clients would ask for it without end, and
 * the whole workspace is reviewed only when a person asks.
 * @param send parts of the report as they are ready; absent: all in the answer.
 */
export async function workspaceDiagnostic(
  workspace: Workspace,
  { previousResultIds }: WorkspaceDiagnosticParams,
  token: CancellationToken,
  send: ((part: WorkspaceDiagnosticReport) => void) | undefined,
): Promise<WorkspaceDiagnosticReport> {
  const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
  const items: WorkspaceDocumentDiagnosticReport[] = [];
  for await (const file of reviewFiles(workspace, token)) {
    if ('skipped' in file) continue;
    const { uri, version, diagnostics } = file;
    const resultId = createHash('sha1').update(JSON.stringify(diagnostics)).digest('base64url');
    const report: WorkspaceDocumentDiagnosticReport =
      previous.get(uri) === resultId
        ? { kind: 'unchanged', uri, version, resultId }
        : { kind: 'full', uri, version, resultId, items: [...diagnostics] };
    if (send) send({ items: [report] });
    else items.push(report);
  }
  return { items };
}
