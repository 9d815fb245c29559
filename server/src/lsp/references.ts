import type { CancellationToken, Location, ReferenceParams } from 'vscode-languageserver/node';
import { nameAtPosition } from './name-at-position.ts';
import type { Workspace } from './workspace.ts';

/** `textDocument/references`: every place that says the name under the cursor. */
export async function references(
  workspace: Workspace,
  params: ReferenceParams,
  token: CancellationToken,
): Promise<Location[]> {
  const found = await nameAtPosition(workspace, params, token);
  if (!found) return [];
  return found.name.occurrences
    .filter(({ kind }) => kind === 'use' || params.context.includeDeclaration)
    .map(({ span }) => ({ uri: found.uri, range: found.rangeOf(span) }));
}
