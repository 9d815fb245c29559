import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DocumentDiagnosticReport } from 'vscode-languageserver-protocol/node';
import { STATUS, type StatusParams } from '../../client/src/protocol.ts';
import { type LanguageServer, startServer, textAt } from '../support/language-server.ts';

const NETPLAN = `network:
  version: 2
  ethernets:
    eth0:
      addresses: [192.0.2.18/29]
      routes:
        - to: 198.51.100.0/24
          via: 203.0.113.1
`;

let server: LanguageServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server.stop());

const pull = (uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
  server.connection.sendRequest('textDocument/diagnostic', {
    textDocument: { uri },
    ...(previousResultId === undefined ? {} : { previousResultId }),
  });

test('a finding has place, code with a link to its page, related places and its fixes', async () => {
  const uri = server.uriOf('a.yaml');
  server.open(uri, NETPLAN, 'yaml');
  const [diagnostic, ...more] = await server.diagnostics(uri);
  expect(more).toEqual([]);
  expect(diagnostic).toMatchObject({
    severity: 1,
    source: 'netreview',
    code: 'routing/next-hop-unreachable',
    codeDescription: { href: expect.stringMatching(/^https:.+routing\/next-hop-unreachable\/README\.md$/) },
    data: { version: 1 },
  });
  expect(textAt(NETPLAN, diagnostic!.range)).toBe('203.0.113.1');
  expect(textAt(NETPLAN, diagnostic!.relatedInformation![0]!.location.range)).toContain('192.0.2.18/29');
});

test('nothing changed: unchanged; an edit, a new opening: a full report', async () => {
  const uri = server.uriOf('b.yaml');
  server.open(uri, NETPLAN, 'yaml');
  const first = await pull(uri);
  expect(first.kind).toBe('full');
  expect(await pull(uri, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
  server.change(uri, NETPLAN.replace('203.0.113.1', '192.0.2.17'));
  expect(await pull(uri, first.resultId)).toMatchObject({ kind: 'full', items: [] });
  server.close(uri);
  server.open(uri, NETPLAN, 'yaml');
  const reopened = await pull(uri, first.resultId);
  expect(reopened).toMatchObject({ kind: 'full', items: [{ code: 'routing/next-hop-unreachable' }] });
});

test('a change that the text was opened with is not made twice; the next one is', async () => {
  const uri = server.uriOf('typed.yaml');
  const at = NETPLAN.indexOf('203.0.113.1');
  const start = { line: NETPLAN.slice(0, at).split('\n').length - 1, character: '          via: '.length };
  const textDocument = { uri, languageId: 'yaml', version: 7, text: NETPLAN };
  void server.connection.sendNotification('textDocument/didOpen', { textDocument });
  const typed = (version: number, text: string, length: number): void =>
    void server.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start, end: { ...start, character: start.character + length } }, text }],
    });
  typed(7, '2', 0);
  const [diagnostic] = await server.diagnostics(uri);
  expect(textAt(NETPLAN, diagnostic!.range)).toBe('203.0.113.1');
  expect(diagnostic!.data).toMatchObject({ version: 7 });
  typed(8, '192.0.2.17', '203.0.113.1'.length);
  expect(await server.diagnostics(uri)).toEqual([]);
});

test('the status tells dialect, coverage and preset of each version', async () => {
  const uri = server.uriOf('c.yaml');
  const status = server.next<StatusParams>(STATUS, (params) => params.uri === uri);
  server.open(uri, NETPLAN, 'yaml');
  await server.diagnostics(uri);
  expect(await status).toMatchObject({
    uri,
    version: 1,
    dialect: { id: 'netplan', name: 'Netplan' },
    coverage: { lines: 9, unknown: 0 },
    preset: 'standards',
    profile: 'default',
  });
  const nobody = server.next<StatusParams>(STATUS, (params) => params.uri === uri && params.version === 2);
  server.change(uri, 'Dear reader\n');
  expect(await server.diagnostics(uri)).toEqual([]);
  expect(await nobody).not.toHaveProperty('dialect');
  expect(await nobody).not.toHaveProperty('nearest');
  const foreign = server.next<StatusParams>(STATUS, (params) => params.uri === uri && params.version === 3);
  server.change(uri, 'define SERVICE\n  description "site to cloud"\n  family ipv4-unicast\n');
  expect(await server.diagnostics(uri)).toEqual([]);
  expect(await foreign).toMatchObject({ nearest: { id: 'nxos', name: 'Cisco NX-OS', known: 0, lines: 3 } });
});
