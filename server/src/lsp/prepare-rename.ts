import {
  type CancellationToken,
  LSPErrorCodes,
  type PrepareRenameParams,
  type Range,
  ResponseError,
} from 'vscode-languageserver/node';
import { unrenamable } from '../review/rename.ts';
import { nameAtPosition } from './name-at-position.ts';
import type { Workspace } from './workspace.ts';

/** `textDocument/prepareRename`. @throws ResponseError with the reason where the name cannot be renamed. */
export async function prepareRename(
  workspace: Workspace,
  params: PrepareRenameParams,
  token: CancellationToken,
): Promise<{ range: Range; placeholder: string } | null> {
  const found = await nameAtPosition(workspace, params, token);
  if (!found) return null;
  const problem = unrenamable(found.name, found.elsewhere);
  if (problem) throw new ResponseError(LSPErrorCodes.RequestFailed, problem[workspace.locale]);
  return { range: found.rangeOf(found.at.span), placeholder: found.name.text };
}
