import {
  type CancellationToken,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentHighlightParams,
} from 'vscode-languageserver/node';
import { nameAtPosition } from './name-at-position.ts';
import type { Workspace } from './workspace.ts';

/** `textDocument/documentHighlight`: the name under the cursor wherever it stands. */
export async function documentHighlight(
  workspace: Workspace,
  params: DocumentHighlightParams,
  token: CancellationToken,
): Promise<DocumentHighlight[]> {
  const found = await nameAtPosition(workspace, params, token);
  if (!found) return [];
  return found.name.occurrences.map(({ span, kind }) => ({
    range: found.rangeOf(span),
    kind: kind === 'definition' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}
