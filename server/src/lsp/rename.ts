import {
  type CancellationToken,
  LSPErrorCodes,
  type RenameParams,
  ResponseError,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Bilingual } from '../../../grammars/outline.ts';
import { hindersRename, type Renaming, rename as renaming } from '../review/rename.ts';
import { type FileOfName, filesOfName } from './files-of-name.ts';
import { type NameAtPosition, nameAtPosition } from './name-at-position.ts';
import type { Workspace } from './workspace.ts';

/**
 * `textDocument/rename`, in all files that are put together.
 * @throws ResponseError with the reason where it would not be the same configuration.
 */
export async function rename(
  workspace: Workspace,
  params: RenameParams,
  token: CancellationToken,
): Promise<WorkspaceEdit | null> {
  const found = await nameAtPosition(workspace, params, token);
  if (!found) return null;
  const { newName } = params;
  const own = renaming(found.prepared, found.name, newName, found.elsewhere);
  if (!own.ok) throw refusal(own.problem, workspace);
  const documentChanges = [editOf(found, own.edits)];
  for (const file of await filesOfName(workspace, found, token)) {
    const result = inFile(file, found, newName);
    if (!result.ok) throw refusal(inThatFile(file, result.problem), workspace);
    if (result.edits.length > 0) documentChanges.push(editOf(file, result.edits));
  }
  return { documentChanges };
}

function inFile({ prepared, name, elsewhere }: FileOfName, { name: asked }: NameAtPosition, newName: string): Renaming {
  if (name) return renaming(prepared, name, newName, elsewhere);
  const problem = hindersRename(prepared, asked, newName, elsewhere);
  return problem ? { ok: false, problem } : { ok: true, edits: [] };
}

const editOf = (
  { uri, version, prepared }: Pick<FileOfName, 'uri' | 'version' | 'prepared'>,
  edits: Extract<Renaming, { ok: true }>['edits'],
): TextDocumentEdit => ({
  textDocument: { uri, version },
  edits: edits.map(({ span, newText }) => ({ range: prepared.index.rangeOf(span), newText })),
});

const refusal = (problem: Bilingual, { locale }: Workspace): ResponseError<void> =>
  new ResponseError(LSPErrorCodes.RequestFailed, problem[locale]);

const inThatFile = ({ uri }: FileOfName, { en, 'zh-cn': zh }: Bilingual): Bilingual => {
  const file = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  return { en: `${file}: ${en}`, 'zh-cn': `${file}:${zh}` };
};
