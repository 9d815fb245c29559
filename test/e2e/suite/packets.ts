import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { TestPacketResult } from '../../../client/src/protocol.ts';
import { open, revert, statusOf } from './support/editor.ts';

export const packets = (): Mocha.Suite =>
  describe('packet tests', () => {
    afterEach(revert);

    it('reveal the line that decides', async () => {
      const editor = await open('edge-1/edge-1.cfg');
      await statusOf(editor.document.uri, ({ dialect }) => dialect?.id === 'ios');
      const result = await test('INTERNET-IN', 'tcp 192.0.2.7:40000 > 198.51.100.10:443');
      assert.ok(result?.ok, JSON.stringify(result));
      assert.match(result.action, /deny/);
      assert.ok(result.sentence.length > 20);
      const deciding = result.deciding!.start.line;
      assert.match(editor.document.lineAt(deciding).text, /40 deny tcp any any/);
      assert.equal(vscode.window.activeTextEditor?.selection.active.line, deciding);
    });

    it('say what is wrong with a packet that is none', async () => {
      await open('edge-1/edge-1.cfg');
      const result = await test('INTERNET-IN', 'tcp nonsense');
      assert.equal(result?.ok, false);
    });
  });

const test = (filter: string, packet: string): Thenable<TestPacketResult | undefined> =>
  vscode.commands.executeCommand('netreview.testPacket', { filter, packet });
