import {
  type CancellationToken,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node';
import { diagnosticOf } from './diagnostic-of.ts';
import { projectDiagnostics, projectFile } from './project-diagnostics.ts';
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
    const { id, reading, findings } = reviewed;
    if (id === previousResultId) return { kind: 'unchanged', resultId: id };
    const { prepared, version } = reading;
    const items = prepared
      ? findings.map((finding) =>
          diagnosticOf(finding, uri, version, prepared.index, workspace.locale, reading.scope.display),
        )
      : [];
    return { kind: 'full', resultId: id, items };
  } catch (error) {
    if (!(error instanceof ResponseError) || error.code !== LSPErrorCodes.ContentModified) throw error;
    throw new ResponseError(LSPErrorCodes.ServerCancelled, error.message, { retriggerRequest: true });
  }
}
