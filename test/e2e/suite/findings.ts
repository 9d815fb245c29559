import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { actionsAt, codeOf, findingsOf, open, revert } from './support/editor.ts';

export const findings = (): Mocha.Suite =>
  describe('findings', () => {
    afterEach(revert);

    it('appear on samples/edge-1, each with a code that leads to its page', async () => {
      const { document } = await open('edge-1/edge-1.cfg');
      const found = await findingsOf(document.uri, (all) => all.some((each) => codeOf(each) === 'acl/shadowed-rule'));
      const shadowed = found.find((each) => codeOf(each) === 'acl/shadowed-rule')!;
      assert.match(document.lineAt(shadowed.range.start.line).text, /50 permit tcp any host 198\.51\.100\.10 eq 443/);
      assert.ok((shadowed.relatedInformation?.length ?? 0) > 0, 'names the lines that cover it');
      assert.ok(typeof shadowed.code === 'object' && shadowed.code.target.path.includes('acl/shadowed-rule'));
      assert.ok(found.length >= 4, found.map(codeOf).join());
    });

    it('go once their quick fix is applied, and come back with undo', async () => {
      const { document } = await open('gateway/60-gateway.yaml');
      const isRoute = (each: vscode.Diagnostic): boolean => codeOf(each) === 'routing/next-hop-unreachable';
      const found = await findingsOf(document.uri, (all) => all.some(isRoute));
      const actions = await actionsAt(document.uri, found.find(isRoute)!.range, vscode.CodeActionKind.QuickFix);
      const fix = actions.find(({ edit, title }) => edit && /10\.2\.\d+\.\d+/.test(title));
      assert.ok(fix?.edit, actions.map(({ title }) => title).join('; '));
      assert.equal(await vscode.workspace.applyEdit(fix.edit), true);
      await findingsOf(document.uri, (all) => all.length > 0 && !all.some(isRoute));
      await vscode.commands.executeCommand('undo');
      await findingsOf(document.uri, (all) => all.some(isRoute));
    });

    it('that can be fixed safely are fixed by one command, and nothing else is touched', async () => {
      const { document } = await open('gateway/60-gateway.yaml');
      const isDeprecated = (each: vscode.Diagnostic): boolean => /gateway4/.test(each.message);
      await findingsOf(document.uri, (all) => all.some(isDeprecated));
      assert.equal(await vscode.commands.executeCommand('netreview.fixAllSafe'), true);
      assert.doesNotMatch(document.getText(), /gateway4/);
      assert.match(document.getText(), /via: 10\.3\.0\.1/, 'an unsafe fix is not part of it');
      await findingsOf(document.uri, (all) => all.length > 0 && !all.some(isDeprecated));
    });

    it('of files that are not open come with Review Workspace, and leave for the live ones', async () => {
      const count = await vscode.commands.executeCommand<number>('netreview.reviewWorkspace');
      assert.ok(count >= 10, `${count} findings`);
      const folder = vscode.workspace.workspaceFolders![0]!.uri;
      const rules = vscode.Uri.joinPath(folder, 'gateway/rules.v4');
      const found = await findingsOf(rules, (all) => all.some((each) => codeOf(each) === 'nat/rule-order'));
      const { document } = await open('gateway/rules.v4');
      const live = await findingsOf(document.uri, (all) => all.length === found.length);
      assert.deepEqual(live.map(codeOf).sort(), found.map(codeOf).sort());
    });

    it('offer the rule page and suppressions as code actions', async () => {
      const { document } = await open('gateway/60-gateway.yaml');
      const [found] = await findingsOf(document.uri, (all) => all.length > 0);
      const actions = await actionsAt(document.uri, found!.range, vscode.CodeActionKind.QuickFix);
      const commands = actions.flatMap(({ command }) => command?.command ?? []);
      assert.ok(commands.includes('netreview.showRule'), commands.join());
      assert.ok(commands.filter((command) => command === 'netreview.suppressWithReason').length >= 2, commands.join());
    });
  });
