import type { CancellationToken } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { Namespace } from '../../../grammars/model/reference.ts';
import { readText } from '../disk/read-text.ts';
import { includedFiles } from '../network/included-files.ts';
import { layersOf } from '../review/layers.ts';
import { type DefinedElsewhere, type Name, namesOf, nowhere } from '../review/names.ts';
import type { Prepared } from '../review/prepare.ts';
import { definedNames, nameKey } from '../rules/wording/name-keys.ts';
import type { Workspace } from './workspace.ts';

/** A file that says a name, or may. */
export interface FileOfName {
  readonly uri: string;
  /** Null: it is not open. */
  readonly version: number | null;
  readonly prepared: Prepared;
  /** Undefined: it does not say it. */
  readonly name: Name | undefined;
  readonly elsewhere: DefinedElsewhere;
}

/** The other files that the one of a name is put together with, as they are in the editor, else on disk. */
export async function filesOfName(
  workspace: Workspace,
  { uri, prepared, name }: { readonly uri: string; readonly prepared: Prepared; readonly name: Name },
  token: CancellationToken,
): Promise<readonly FileOfName[]> {
  const { layer, namespace, text, scope } = name;
  // A file inside another one includes nothing of the workspace.
  const surroundings = layer.prepared === prepared ? surroundingsOf(workspace, uri, prepared) : undefined;
  if (!surroundings) return [];
  const found: FileOfName[] = [];
  for (const { path } of includedFiles(surroundings, namespace).members) {
    const file = path === uri ? undefined : await readNow(workspace, path, token);
    if (!file) continue;
    const elsewhere = definedElsewhere(workspace, path, file.prepared);
    const there = namesOf(layersOf(file.prepared)[0]!, elsewhere).find(
      (one) => one.namespace === namespace && one.text === text && one.scope === scope,
    );
    found.push({ ...file, uri: path, name: there, elsewhere });
  }
  return found;
}

/** What the files give that a file is put together with. */
export function definedElsewhere(workspace: Workspace, uri: string, prepared: Prepared): DefinedElsewhere {
  const surroundings = surroundingsOf(workspace, uri, prepared);
  if (!surroundings) return nowhere;
  const known = new Map<Namespace, ReadonlySet<string>>();
  return (namespace, text, scope) => {
    const names =
      known.get(namespace) ??
      definedNames(
        includedFiles(surroundings, namespace).members.flatMap(({ path, device }) =>
          path === uri ? [] : device.references.definitions,
        ),
      );
    known.set(namespace, names);
    return names.has(nameKey(namespace, text, scope));
  };
}

const surroundingsOf = ({ networks }: Workspace, uri: string, prepared: Prepared) =>
  prepared.device.includes ? networks.surroundingsOf(uri, prepared) : undefined;

async function readNow(
  workspace: Workspace,
  uri: string,
  token: CancellationToken,
): Promise<Pick<FileOfName, 'version' | 'prepared'> | undefined> {
  const reading = await workspace.read(uri, token);
  if (reading) return reading.prepared && { version: reading.version, prepared: reading.prepared };
  const read = readText(URI.parse(uri).fsPath);
  const prepared = 'skipped' in read ? undefined : workspace.prepareText(read.text, await workspace.settings.of(uri));
  return prepared && { version: null, prepared };
}
