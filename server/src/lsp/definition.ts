import type { CancellationToken, DefinitionParams, Location } from 'vscode-languageserver/node';
import { filesOf, includedFiles } from '../network/included-files.ts';
import type { Member } from '../network/network.ts';
import { type NameAtPosition, nameAtPosition } from './name-at-position.ts';
import type { Workspace } from './workspace.ts';

/**
 * `textDocument/definition`: where the name under the cursor is given; in several tables, each of them. A name that an included file gives is
 * there, and the path of an include leads to its files.
 */
export async function definition(
  workspace: Workspace,
  params: DefinitionParams,
  token: CancellationToken,
): Promise<Location[]> {
  const found = await nameAtPosition(workspace, params, token);
  if (!found) return included(workspace, params, token);
  if (found.name.definitions.length === 0) return elsewhere(workspace, found);
  return found.name.definitions.map(({ name }) => ({ uri: found.uri, range: found.rangeOf(name.span) }));
}

/** Where the other files that this one is put together with give the name. */
function elsewhere({ networks }: Workspace, { uri, prepared, name }: NameAtPosition): Location[] {
  const surroundings = name.layer.prepared === prepared ? networks.surroundingsOf(uri, prepared) : undefined;
  if (!surroundings || !prepared.device.includes) return [];
  const { namespace, scope, text } = name;
  return includedFiles(surroundings, namespace).members.flatMap(({ path, device, index }) =>
    device.references.definitions
      .filter((one) => one.namespace === namespace && one.scope === scope && one.name.value === text)
      .map((one) => ({ uri: path, range: index.rangeOf(one.name.span) })),
  );
}

async function included(
  workspace: Workspace,
  { textDocument: { uri }, position }: DefinitionParams,
  token: CancellationToken,
): Promise<Location[]> {
  const prepared = (await workspace.read(uri, token))?.prepared;
  const offset = prepared?.index.offsetAt(position) ?? 0;
  const include = prepared?.device.includes?.files.find(
    ({ file: { span } }) => span.start <= offset && offset <= span.end,
  );
  const surroundings = prepared && include && workspace.networks.surroundingsOf(uri, prepared);
  return surroundings ? filesOf(surroundings, include).map(beginningOf) : [];
}

const beginningOf = ({ path }: Member): Location => ({
  uri: path,
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
});
