import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { open, revert, statusOf } from './support/editor.ts';

export const dialects = (): Mocha.Suite =>
  describe('dialects', () => {
    afterEach(revert);

    it('are recognised by content, with how much was understood and which preset judges', async () => {
      const { document } = await open('gateway/60-gateway.yaml');
      const status = await statusOf(document.uri, ({ dialect }) => dialect !== undefined);
      assert.equal(status.dialect?.id, 'netplan');
      assert.ok(status.dialect.reasons.length > 0);
      assert.ok(status.coverage && status.coverage.modelled > 0 && status.coverage.unknown === 0);
      assert.equal(status.preset, 'standards');
    });

    it('give a file colours that no language claims', async () => {
      const { document } = await open('edge-1/edge-1.cfg');
      await statusOf(document.uri, ({ dialect }) => dialect?.id === 'ios');
      await languageIs(document.uri, 'netreview-ios');
    });

    it('can be chosen by a comment in the file', async () => {
      const { document } = await open('gateway/60-gateway.yaml');
      await statusOf(document.uri, ({ dialect }) => dialect?.id === 'netplan');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), '# netreview-dialect: off\n');
      await vscode.workspace.applyEdit(edit);
      const status = await statusOf(document.uri, ({ version }) => version >= document.version);
      assert.equal(status.dialect, undefined);
    });
  });

function languageIs(uri: vscode.Uri, language: string): Promise<void> {
  const has = (): boolean =>
    vscode.workspace.textDocuments.some(
      (each) => each.uri.toString() === uri.toString() && each.languageId === language,
    );
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`the language is not ${language}`)), 20_000);
    const subscription = vscode.workspace.onDidOpenTextDocument(check);
    function check(): void {
      if (!has()) return;
      clearTimeout(deadline);
      subscription?.dispose();
      resolve();
    }
    check();
  });
}
