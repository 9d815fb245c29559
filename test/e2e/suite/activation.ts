import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activated, open } from './support/editor.ts';

export const activation = (): Mocha.Suite =>
  describe('activation', () => {
    it('activates on a configuration file', async () => {
      await open('gateway/60-gateway.yaml');
      await activated();
      assert.equal(vscode.extensions.getExtension('netreview.netreview')?.isActive, true);
    });

    it('shows a rule page without a network', async () => {
      await activated();
      await vscode.commands.executeCommand('netreview.showRule', 'acl/shadowed-rule');
      const page = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'netreview-rule');
      assert.ok(page, 'the page is a document');
      assert.match(page.getText(), /^# [\s\S]*## Reported/);
      const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
      assert.ok(
        labels.some((label) => /shadowed-rule/.test(label)),
        labels.join(),
      );
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    });

    it('registers every command of the manifest', async () => {
      await activated();
      const manifest = vscode.extensions.getExtension('netreview.netreview')?.packageJSON as {
        readonly contributes: { readonly commands: readonly { readonly command: string }[] };
      };
      const known = new Set(await vscode.commands.getCommands(true));
      const missing = manifest.contributes.commands.filter(({ command }) => !known.has(command));
      assert.ok(manifest.contributes.commands.length > 8);
      assert.deepEqual(missing, []);
    });
  });
