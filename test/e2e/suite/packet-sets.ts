import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { CompareResult, ExplainRuleResult, FindRulesResult } from '../../../client/src/protocol.ts';
import { GIT_ABSENT } from '../../support/git-absent.ts';
import { open, revert, statusOf } from './support/editor.ts';
import { repositoryOf } from './support/git.ts';

export const packetSets = (): Mocha.Suite =>
  describe('sets of packets', () => {
    afterEach(revert);

    it('Explain Rule opens a page on the rule under the cursor', async () => {
      const editor = await openEdge();
      const line = lineOf(editor, '40 deny tcp any any');
      editor.selection = new vscode.Selection(line, 3, line, 3);
      const result = await run<ExplainRuleResult>('netreview.explainRule');
      assert.ok(result?.ok, JSON.stringify(result));
      assert.equal(result.filter, 'INTERNET-IN');
      assert.equal(result.range.start.line, line);
      assert.match(result.markdown, /Alone it would match: `tcp`/);
    });

    it('Find Rules Matching lists those of the file and of the workspace', async () => {
      const editor = await openEdge();
      const packets = 'tcp 192.0.2.7 > 198.51.100.10:443';
      const here = await run<FindRulesResult>('netreview.findRules', { packets, scope: 'document' });
      assert.ok(here?.ok, JSON.stringify(here));
      const deciding = here.rules.find(({ filter, decides }) => filter === 'INTERNET-IN' && decides !== 'none');
      assert.ok(deciding, JSON.stringify(here.rules));
      assert.equal(deciding.uri, editor.document.uri.toString());
      const everywhere = await run<FindRulesResult>('netreview.findRules', { packets, scope: 'workspace' });
      assert.ok(everywhere?.ok, JSON.stringify(everywhere));
      assert.ok(new Set(everywhere.rules.map(({ uri }) => uri)).size > 1, 'rules of several files');
    });

    it('Compare With another file of another dialect', async () => {
      const editor = await openEdge();
      const other = vscode.Uri.joinPath(editor.document.uri, '../../edge-2/edge-2.conf').toString();
      const result = await run<CompareResult>('netreview.compareWith', {
        with: other,
        filters: [{ before: 'internet-in', after: 'INTERNET-IN' }],
      });
      assert.ok(result?.ok, JSON.stringify(result));
      assert.match(result.markdown, /Junos.*\n.*Cisco IOS/);
      assert.equal((JSON.parse(result.json) as { version: number }).version, 1);
    });

    (GIT_ABSENT ? it.skip : it)(`Compare With HEAD tells what an edit newly permits${GIT_ABSENT}`, async () => {
      const editor = await openEdge();
      assert.ok(await repositoryOf(editor.document.uri), 'the samples are committed');
      const line = lineOf(editor, '40 deny tcp any any');
      await editor.edit((edit) =>
        edit.insert(new vscode.Position(line, 0), ' 35 permit tcp any host 198.51.100.99 eq 22\n'),
      );
      const result = await run<CompareResult>('netreview.compareWith', { with: 'HEAD' });
      assert.ok(result?.ok, JSON.stringify(result));
      assert.equal(result.changed, true);
      assert.match(result.markdown, /Newly permitted[\s\S]*198\.51\.100\.99/);
      assert.match(result.markdown, /`HEAD`/);
    });

    it('lenses count the rules of each filter', async () => {
      const editor = await openEdge();
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        editor.document.uri,
        20,
      );
      const titles = lenses.flatMap(({ command }) => command?.title ?? []);
      assert.ok(
        titles.some((title) => /^\d+ rules/.test(title)),
        titles.join('; '),
      );
    });
  });

async function openEdge(): Promise<vscode.TextEditor> {
  const editor = await open('edge-1/edge-1.cfg');
  await statusOf(editor.document.uri, ({ dialect }) => dialect?.id === 'ios');
  return editor;
}

function lineOf(editor: vscode.TextEditor, piece: string): number {
  const text = editor.document.getText();
  assert.ok(text.includes(piece), piece);
  return editor.document.positionAt(text.indexOf(piece)).line;
}

const run = <T>(command: string, ...given: unknown[]): Thenable<T | undefined> =>
  vscode.commands.executeCommand<T | undefined>(command, ...given);
