import {
  type CancellationToken,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node';
import { projectDiagnostics, projectFile } from './project-diagnostics.ts';
import { shownDiagnostics } from './shown-diagnostics.ts';
import type { Workspace } from './workspace.ts';

/** `textDocument/diagnostic`: the review of the open document's newest version. */
export async function documentDiagnostic(
  workspace: Workspace,
  { textDocument: { uri }, previousResultId }: DocumentDiagnosticParams,
  token: CancellationToken,
): Promise<DocumentDiagnosticReport> {
  const document = workspace.documents.get(uri);
  const kind = projectFile(uri, workspace.settings.folders);
  if (document && kind) return { kind: 'full', items: projectDiagnostics(kind, document.getText(), workspace.locale) };
  try {
    const reviewed = await workspace.review(uri, token);
    if (!reviewed) return { kind: 'full', items: [] };
    const resultId = reviewed.id + workspace.probed.generationOf(uri, reviewed.reading.version);
    if (resultId === previousResultId) return { kind: 'unchanged', resultId };
    return { kind: 'full', resultId, items: shownDiagnostics(workspace, reviewed) };
  } catch (error) {
    if (!(error instanceof ResponseError) || error.code !== LSPErrorCodes.ContentModified) throw error;
    throw new ResponseError(LSPErrorCodes.ServerCancelled, error.message, { retriggerRequest: true });
  }
}
