import type { CancellationToken, DefinitionParams, Location } from 'vscode-languageserver/node';
import { nameAtPosition } from './name-at-position.ts';
import type { Workspace } from './workspace.ts';

/** `textDocument/definition`: where the name under the cursor is given; in several tables, each of them. */
export async function definition(
  workspace: Workspace,
  params: DefinitionParams,
  token: CancellationToken,
): Promise<Location[]> {
  const found = await nameAtPosition(workspace, params, token);
  if (!found) return [];
  return found.name.definitions.map(({ name }) => ({ uri: found.uri, range: found.rangeOf(name.span) }));
}
