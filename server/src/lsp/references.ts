import type { CancellationToken, Location, ReferenceParams } from 'vscode-languageserver/node';
import type { Name, Occurrence } from '../review/names.ts';
import { filesOfName } from './files-of-name.ts';
import { nameAtPosition } from './name-at-position.ts';
import type { Workspace } from './workspace.ts';

/** `textDocument/references`: every place that says the name under the cursor, in all files that are put together. */
export async function references(
  workspace: Workspace,
  params: ReferenceParams,
  token: CancellationToken,
): Promise<Location[]> {
  const found = await nameAtPosition(workspace, params, token);
  if (!found) return [];
  const wanted = ({ occurrences }: Name): readonly Occurrence[] =>
    occurrences.filter(({ kind }) => kind === 'use' || params.context.includeDeclaration);
  const others = await filesOfName(workspace, found, token);
  return [
    ...wanted(found.name).map(({ span }) => ({ uri: found.uri, range: found.rangeOf(span) })),
    ...others.flatMap(({ uri, prepared, name }) =>
      name ? wanted(name).map(({ span }) => ({ uri, range: prepared.index.rangeOf(span) })) : [],
    ),
  ];
}
