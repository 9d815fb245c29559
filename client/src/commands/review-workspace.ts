import { type DiagnosticCollection, l10n, languages, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { Diagnostic } from 'vscode-languageclient';
import { REVIEW_WORKSPACE, type ReviewWorkspaceResult } from '../protocol.ts';
import type { Session } from '../session.ts';

/** Findings of files that are not open; an opened file is reviewed live and leaves the collection. */
export function collectWorkspaceFindings({ context }: Pick<Session, 'context'>): DiagnosticCollection {
  const collection = languages.createDiagnosticCollection('netreview-workspace');
  context.subscriptions.push(
    collection,
    workspace.onDidOpenTextDocument(({ uri }) => collection.delete(uri)),
  );
  return collection;
}

/** Reviews every file on disk and fills the Problems view. @returns how many findings there are, undefined when cancelled. */
export async function reviewWorkspace(
  { client }: Session,
  collection: DiagnosticCollection,
): Promise<number | undefined> {
  const result = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Reviewing the workspace'), cancellable: true },
    async (_, token) => {
      const answer = client.sendRequest<ReviewWorkspaceResult>(REVIEW_WORKSPACE, {}, token);
      return answer.catch((problem: unknown) => {
        if (token.isCancellationRequested) return undefined;
        throw problem;
      });
    },
  );
  if (!result) return undefined;
  collection.clear();
  const open = new Set(workspace.textDocuments.map(({ uri }) => uri.toString()));
  let findings = 0;
  for (const { uri, diagnostics } of result.files) {
    findings += diagnostics.length;
    const resource = Uri.parse(uri);
    if (open.has(resource.toString())) continue;
    collection.set(resource, await client.protocol2CodeConverter.asDiagnostics(diagnostics as Diagnostic[]));
  }
  const reviewed = l10n.t('Findings: {0}, files: {1}.', findings, result.files.length);
  const skipped = result.skipped.length === 0 ? '' : ` ${l10n.t('Not reviewed: {0}.', result.skipped.length)}`;
  void window.showInformationMessage(reviewed + skipped);
  return findings;
}
