import { l10n, Position, WorkspaceEdit, window, workspace } from 'vscode';
import type { SuppressArguments } from '../protocol.ts';

/** Asks why, then writes the suppression comment; a document that changed meanwhile stays as it is. */
export async function suppressWithReason(given: SuppressArguments, reason?: string): Promise<boolean> {
  const document = workspace.textDocuments.find(({ uri }) => uri.toString() === given.uri);
  if (!document) return false;
  const why =
    reason ??
    (await window.showInputBox({
      title: l10n.t('Suppress {0}', given.rule),
      prompt: l10n.t('Why is this finding acceptable here? The reason is written into the comment.'),
      validateInput: (text) => (oneLine(text) === '' ? l10n.t('A reason is needed.') : undefined),
    }));
  if (why === undefined || oneLine(why) === '') return false;
  if (document.version !== given.version) {
    void window.showWarningMessage(l10n.t('The document has changed meanwhile; ask for the fix again.'));
    return false;
  }
  const edit = new WorkspaceEdit();
  const { line, character } = given.position;
  edit.insert(document.uri, new Position(line, character), `${given.before} -- ${oneLine(why)}${given.after}`);
  return workspace.applyEdit(edit);
}

/** A reason stays inside its comment: no line ends, no comment end of brace dialects. */
const oneLine = (text: string): string => text.replaceAll('*/', '').replace(/\s+/g, ' ').trim();
