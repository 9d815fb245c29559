import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { findingsOf, open, revert, statusOf } from './support/editor.ts';

/** Features over names and lines of samples/edge-1; each asks the editor, as a person would. */
export const names = (): Mocha.Suite =>
  describe('names and lines', () => {
    let document: vscode.TextDocument;

    beforeEach(async () => {
      ({ document } = await open('edge-1/edge-1.cfg'));
      await statusOf(document.uri, ({ dialect }) => dialect?.id === 'ios');
      await findingsOf(document.uri, (all) => all.length > 0);
    });
    afterEach(revert);

    const at = (text: string, offset = 0): vscode.Position =>
      document.positionAt(document.getText().indexOf(text) + offset);

    it('rename changes the definition and every use, and nothing else', async () => {
      const position = at('ip access-list extended INTERNET-IN', 'ip access-list extended '.length);
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        position,
        'FROM-INTERNET',
      );
      const before = document.getText();
      assert.equal(await vscode.workspace.applyEdit(edit), true);
      assert.equal(document.getText(), before.replaceAll('INTERNET-IN', 'FROM-INTERNET'));
    });

    it('definition leads from the use to the list', async () => {
      const use = at('ip access-group INTERNET-IN', 'ip access-group '.length);
      const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        use,
      );
      const [first] = found;
      assert.ok(first, 'a definition');
      const range = 'targetRange' in first ? first.targetRange : first.range;
      assert.match(document.lineAt(range.start.line).text, /^ip access-list extended INTERNET-IN/);
    });

    it('hover says in words what a line still matches', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        at('20 permit udp any eq domain any', 4),
      );
      const text = hovers.flatMap(({ contents }) =>
        contents.map((each) => (typeof each === 'string' ? each : each.value)),
      );
      assert.ok(text.join('\n').length > 20, text.join('\n'));
    });

    it('outline and folding know the blocks', async () => {
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      const all = symbols.flatMap(function deep(symbol): vscode.DocumentSymbol[] {
        return [symbol, ...symbol.children.flatMap(deep)];
      });
      assert.ok(
        all.some(({ name }) => name.includes('INTERNET-IN')),
        all.map(({ name }) => name).join(),
      );
      const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
        'vscode.executeFoldingRangeProvider',
        document.uri,
      );
      const head = at('ip access-list extended INTERNET-IN').line;
      assert.ok(folds.some(({ start, end }) => start === head && end > head + 5));
    });
  });
