import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activated, open, until } from './support/editor.ts';

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
      const labels = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
      await until(
        () => labels().some((label) => /^Preview .*shadowed-rule/.test(label)),
        (check) => vscode.window.tabGroups.onDidChangeTabs(check),
        () => labels().join(),
      );
      const uri = vscode.Uri.from({ scheme: 'netreview-rule', path: '/acl/shadowed-rule.md' });
      assert.match((await vscode.workspace.openTextDocument(uri)).getText(), /^# [\s\S]*## Reported/);
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
