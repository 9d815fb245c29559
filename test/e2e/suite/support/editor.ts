import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Api } from '../../../../client/src/extension.ts';
import type { StatusParams } from '../../../../client/src/protocol.ts';

const DEADLINE_MS = 30_000;

export async function activated(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>('netreview.netreview');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** Opens a file of the samples' folder in an editor. */
export async function open(path: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
  return vscode.window.showTextDocument(document);
}

/** Takes back every change that was not saved. */
export async function revert(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

/** Resolves with the document's findings once they satisfy the condition. */
export async function findingsOf(
  uri: vscode.Uri,
  wanted: (findings: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const current = (): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'netreview');
  await until(
    () => wanted(current()),
    (check) => vscode.languages.onDidChangeDiagnostics(check),
    () =>
      `findings are ${
        current()
          .map((each) => `${each.range.start.line + 1} ${codeOf(each)}`)
          .join(', ') || 'none'
      }`,
  );
  return current();
}

/** Resolves with the document's status once it satisfies the condition. */
export async function statusOf(uri: vscode.Uri, wanted: (status: StatusParams) => boolean): Promise<StatusParams> {
  const api = await activated();
  const current = (): StatusParams | undefined => api.statusOf(uri.toString());
  await until(
    () => current() !== undefined && wanted(current()!),
    (check) => api.onDidChangeStatus(check),
    () => `status is ${JSON.stringify(current())}`,
  );
  return current()!;
}

export const codeOf = ({ code }: vscode.Diagnostic): string =>
  String(typeof code === 'object' && code !== null ? code.value : code);

export async function actionsAt(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    kind.value,
    20,
  );
}

/** Waits for events, never for time; the deadline only turns waiting for ever into a failure. */
export function until(
  condition: () => boolean,
  subscribe: (check: () => void) => vscode.Disposable,
  state: () => string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void): void => {
      clearTimeout(deadline);
      subscription.dispose();
      end();
    };
    const check = (): void => {
      if (condition()) finish(resolve);
    };
    const deadline = setTimeout(() => finish(() => reject(new Error(state()))), DEADLINE_MS);
    const subscription = subscribe(check);
    check();
  });
}
