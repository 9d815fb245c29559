import {
  type CancellationToken,
  LSPErrorCodes,
  type RenameParams,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { rename as renaming } from '../review/rename.ts';
import { versionedEdit } from './code-action.ts';
import { nameAtPosition } from './name-at-position.ts';
import type { Workspace } from './workspace.ts';

/** `textDocument/rename`. @throws ResponseError with the reason where it would not be the same configuration. */
export async function rename(
  workspace: Workspace,
  params: RenameParams,
  token: CancellationToken,
): Promise<WorkspaceEdit | null> {
  const found = await nameAtPosition(workspace, params, token);
  if (!found) return null;
  const { uri, version, prepared, name } = found;
  const result = renaming(prepared, name, params.newName);
  if (!result.ok) throw new ResponseError(LSPErrorCodes.RequestFailed, result.problem[workspace.locale]);
  return versionedEdit(
    uri,
    version,
    result.edits.map(({ span, newText }) => ({ range: prepared.index.rangeOf(span), newText })),
  );
}
