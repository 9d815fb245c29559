import { type CodeAction, CodeActionKind, commands, l10n, Range, window, workspace } from 'vscode';

const KIND = CodeActionKind.SourceFixAll.append('netreview');

/** Applies every safe fix of the active document: the same edit that `source.fixAll.netreview` makes on save. */
export async function fixAllSafe(): Promise<boolean> {
  const document = window.activeTextEditor?.document;
  if (!document) return false;
  const whole = new Range(0, 0, document.lineCount, 0);
  const actions = await commands.executeCommand<readonly CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    whole,
    KIND.value,
    1,
  );
  const action = actions.find(({ kind, edit }) => edit && kind && KIND.contains(kind));
  if (!action?.edit) {
    void window.showInformationMessage(l10n.t('There is nothing here that can be fixed safely.'));
    return false;
  }
  return workspace.applyEdit(action.edit);
}
