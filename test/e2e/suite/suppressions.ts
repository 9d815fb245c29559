import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { SuppressArguments } from '../../../client/src/protocol.ts';
import { actionsAt, codeOf, findingsOf, open, revert } from './support/editor.ts';

const RULE = 'routing/next-hop-unreachable';

export const suppressions = (): Mocha.Suite =>
  describe('suppressions', () => {
    afterEach(revert);

    it('silence a finding with a reason, and are reported once they silence nothing', async () => {
      const { document } = await open('gateway/60-gateway.yaml');
      const given = await argumentsFor(document);
      assert.equal(await suppress(given, 'temporary, ticket\n 4711'), true);
      const comment = document.lineAt(given.position.line).text;
      assert.match(
        comment,
        /^\s*# netreview-disable-next-line routing\/next-hop-unreachable -- temporary, ticket 4711$/,
      );
      await findingsOf(document.uri, (all) => all.length > 0 && !all.some((each) => codeOf(each) === RULE));
      const route = new vscode.WorkspaceEdit();
      const at = document.positionAt(document.getText().indexOf('10.3.0.1'));
      route.replace(document.uri, new vscode.Range(at, at.translate(0, '10.3.0.1'.length)), '10.2.0.9');
      await vscode.workspace.applyEdit(route);
      await findingsOf(document.uri, (all) => all.some((each) => codeOf(each) === 'netreview/unused-suppression'));
    });

    it('are not written into a document that changed after the question', async () => {
      const { document } = await open('gateway/60-gateway.yaml');
      const given = await argumentsFor(document);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), '# another line\n');
      await vscode.workspace.applyEdit(edit);
      const before = document.getText();
      assert.equal(await suppress(given, 'too late'), false);
      assert.equal(document.getText(), before);
    });
  });

const suppress = (given: SuppressArguments, reason: string): Thenable<boolean> =>
  vscode.commands.executeCommand<boolean>('netreview.suppressWithReason', given, reason);

async function argumentsFor(document: vscode.TextDocument): Promise<SuppressArguments> {
  const found = await findingsOf(document.uri, (all) => all.some((each) => codeOf(each) === RULE));
  const { range } = found.find((each) => codeOf(each) === RULE)!;
  const actions = await actionsAt(document.uri, range, vscode.CodeActionKind.QuickFix);
  const offered = actions.flatMap(({ command }) =>
    command?.command === 'netreview.suppressWithReason' ? (command.arguments as SuppressArguments[]) : [],
  );
  const line = offered.find(({ before }) => before.includes('next-line'));
  assert.ok(line, actions.map(({ title }) => title).join('; '));
  return line;
}
