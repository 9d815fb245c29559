import type { CancellationToken, CodeAction } from 'vscode-languageserver/node';
import { fixUntilStable } from '../review/fix-until-stable.ts';
import { pauses } from './cancellation.ts';
import { type FixAllData, versionedEdit } from './code-action.ts';
import type { Workspace } from './workspace.ts';

/** `codeAction/resolve`: computes a "fix all" when it is really wanted; safe fixes only, until none is left. */
export async function codeActionResolve(
  workspace: Workspace,
  action: CodeAction,
  token: CancellationToken,
): Promise<CodeAction> {
  const data = action.data as FixAllData | undefined;
  if (!data || action.edit) return action;
  const reviewed = await workspace.review(data.uri, token);
  const prepared = reviewed?.reading.prepared;
  // The document has moved on since the action was offered: an empty edit does nothing.
  if (!prepared || reviewed.reading.version !== data.version)
    return { ...action, edit: versionedEdit(data.uri, data.version, []) };
  const { scope } = reviewed.reading;
  const isCurrent = () => workspace.documents.get(data.uri)?.version === data.version;
  const pause = pauses(token, isCurrent);
  const { edits } = await fixUntilStable(
    prepared,
    data.rule === undefined ? {} : { rule: data.rule },
    (text) => workspace.prepareText(text, scope, prepared.dialect.id),
    async (document) =>
      document === prepared ? reviewed.findings : workspace.reviewPrepared(data.uri, document, scope, pause),
  );
  return {
    ...action,
    edit: versionedEdit(
      data.uri,
      data.version,
      edits.map(({ span, newText }) => ({ range: prepared.index.rangeOf(span), newText })),
    ),
  };
}
