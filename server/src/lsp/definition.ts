import type { CancellationToken, DefinitionParams, Location } from 'vscode-languageserver/node';
import { nameAtPosition } from './name-at-position.ts';
import type { Workspace } from './workspace.ts';

/** `textDocument/definition`: where the name under the cursor is given. */
export async function definition(
  workspace: Workspace,
  params: DefinitionParams,
  token: CancellationToken,
): Promise<Location[]> {
  const found = await nameAtPosition(workspace, params, token);
  if (!found?.name.definition) return [];
  return [{ uri: found.uri, range: found.rangeOf(found.name.definition.name.span) }];
}
