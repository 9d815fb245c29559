import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  type DocumentDiagnosticReport,
  ErrorCodes,
  LSPErrorCodes,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver-protocol/node';
import { REVIEW_WORKSPACE, type ReviewWorkspaceResult } from '../../client/src/protocol.ts';
import { type LanguageServer, startServer } from '../support/language-server.ts';

const netplan = (gateway: string): string => `network:
  version: 2
  ethernets:
    eth0:
      addresses: [192.0.2.18/29]
      routes:
        - to: 198.51.100.0/24
          via: ${gateway}
`;
const FAULTY = netplan('203.0.113.1');
const FINE = netplan('192.0.2.17');
const RULE = 'routing/next-hop-unreachable';

/** Long enough that a review takes several slices of time. */
const LONG = `*filter\n:INPUT DROP [0:0]\n${Array.from(
  { length: 4000 },
  (_, i) => `-A INPUT -s 10.${i >> 8}.${i & 255}.0/24 -p tcp --dport ${1024 + i} -j ACCEPT\n`,
).join('')}COMMIT\n`;

/** How a request ends that is overtaken by a message sent right behind it; the machine may be too busy to send it in time. */
async function refusedOnce(request: () => Promise<unknown>): Promise<unknown> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const refusal = await request().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refusal !== undefined) return refusal;
  }
  throw new Error('every request was answered before it could be overtaken');
}

let server: LanguageServer;

beforeAll(async () => {
  server = await startServer({
    files: {
      '.gitignore': 'built/\n',
      '.git/HEAD': '',
      'a.yaml': FAULTY,
      'built/b.yaml': FAULTY,
      'deep/c.yaml': FINE,
      'notes.txt': 'nothing\n',
      'image.bin': '\u0000\u0001',
    },
  });
});

afterAll(() => server.stop());

describe('the whole workspace', () => {
  const review = (): Promise<ReviewWorkspaceResult> => server.connection.sendRequest(REVIEW_WORKSPACE, {});

  test('every configuration that no .gitignore excludes; binaries are named', async () => {
    const { files, skipped } = await review();
    expect(files.map(({ uri, dialect, diagnostics }) => [uri, dialect, diagnostics.length])).toEqual([
      [server.uriOf('a.yaml'), 'netplan', 1],
      [server.uriOf('deep/c.yaml'), 'netplan', 0],
    ]);
    expect(skipped).toEqual([{ uri: server.uriOf('image.bin'), reason: 'is binary' }]);
  });

  test('an open document counts as it is in the editor', async () => {
    const uri = server.uriOf('deep/c.yaml');
    server.open(uri, FAULTY, 'yaml');
    const { files } = await review();
    expect(files.find((file) => file.uri === uri)?.diagnostics).toMatchObject([{ code: RULE, data: { version: 1 } }]);
    server.close(uri);
  });

  test('workspace/diagnostic: the same, unchanged when nothing changed', async () => {
    const pull = (previousResultIds: object[]): Promise<WorkspaceDiagnosticReport> =>
      server.connection.sendRequest('workspace/diagnostic', { previousResultIds });
    const { items } = await pull([]);
    expect(items.map(({ uri, kind, version }) => [uri, kind, version])).toEqual([
      [server.uriOf('a.yaml'), 'full', null],
      [server.uriOf('deep/c.yaml'), 'full', null],
    ]);
    const again = await pull(items.map(({ uri, resultId }) => ({ uri, value: resultId })));
    expect(again.items.map(({ kind }) => kind)).toEqual(['unchanged', 'unchanged']);
  });
});

describe('while the text changes', () => {
  test('unsaved edits are what is reviewed, and an edit of one document leaves the others', async () => {
    const uri = server.uriOf('a.yaml');
    const other = server.uriOf('other.yaml');
    server.open(uri, FINE, 'yaml');
    server.open(other, FAULTY, 'yaml');
    expect(await server.diagnostics(uri)).toEqual([]);
    const pull = (previousResultId?: string): Promise<DocumentDiagnosticReport> =>
      server.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: other }, previousResultId });
    const { resultId } = await pull();
    server.change(uri, FAULTY);
    expect(await server.diagnostics(uri)).toMatchObject([{ code: RULE, data: { version: 2 } }]);
    expect(await pull(resultId)).toMatchObject({ kind: 'unchanged' });
    server.close(uri);
    server.close(other);
  });

  test('a change in the middle is applied where it says', async () => {
    const uri = server.uriOf('incremental.yaml');
    server.open(uri, FAULTY, 'yaml');
    const line = 7;
    await server.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: { line, character: 15 }, end: { line, character: 26 } }, text: '192.0.2.17' }],
    });
    expect(await server.diagnostics(uri)).toEqual([]);
    server.close(uri);
  });

  test('a review nobody waits for ends; the server answers on', async () => {
    const uri = server.uriOf('long.rules');
    const refusal = await refusedOnce(async () => {
      server.open(uri, LONG);
      const source = new CancellationTokenSource();
      const pull = server.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } }, source.token);
      source.cancel();
      return pull.finally(() => server.close(uri));
    });
    expect(refusal).toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(await server.diagnostics(server.uriOf('nowhere'))).toEqual([]);
  });

  test('a review of a text that has moved on is called off and may be asked for again', async () => {
    const uri = server.uriOf('moving.rules');
    const start = { line: 1, character: 0 };
    const refusal = await refusedOnce(async () => {
      server.open(uri, LONG);
      const pull = server.diagnostics(uri);
      await server.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: 2 },
        contentChanges: [{ range: { start, end: start }, text: '# newer\n' }],
      });
      return pull.finally(() => server.close(uri));
    });
    expect(refusal).toMatchObject({ code: LSPErrorCodes.ServerCancelled, data: { retriggerRequest: true } });
  });

  test('short questions are answered while a long review runs', async () => {
    const refusal = await refusedOnce(async () => {
      const uri = server.uriOf('busy.rules');
      server.open(uri, LONG);
      let answered = false;
      const review = server.diagnostics(uri).then(() => {
        if (answered) throw new Error('the question was answered first');
      });
      void server.connection.sendRequest('netreview/dialects').then(() => {
        answered = true;
      });
      return review.finally(() => server.close(uri));
    });
    expect(refusal).toMatchObject({ message: 'the question was answered first' });
  });
});

test('a request the server does not know is refused, not fatal', async () => {
  await expect(server.connection.sendRequest('netreview/unknown')).rejects.toMatchObject({
    code: ErrorCodes.MethodNotFound,
  });
  expect(await server.diagnostics(server.uriOf('nowhere'))).toEqual([]);
});

test('over the channel that VS Code uses, it is the same server', async () => {
  const other = await startServer({ ipc: true });
  const uri = other.uriOf('a.yaml');
  other.open(uri, FAULTY, 'yaml');
  expect(await other.diagnostics(uri)).toMatchObject([{ code: RULE }]);
  await other.stop();
});

test.each([['--socket=9'], ['--pipe=x'], []])('it does not start with %j', (...args) => {
  const main = resolve(import.meta.dirname, '../../server/src/lsp/main.ts');
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', timeout: 60_000 });
  expect(status).toBe(2);
  expect(stderr).toMatch(/start it with --stdio or --node-ipc/);
});
