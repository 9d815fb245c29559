import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { type LanguageServer, startServer } from '../support/language-server.ts';

const router = (name: string, own: number, asn: number, neighbour: number, remote: number): string => `hostname ${name}
!
interface GigabitEthernet0/0
 ip address 10.0.0.${own} 255.255.255.252
!
router bgp ${asn}
 neighbor 10.0.0.${neighbour} remote-as ${remote}
`;

const RULE = 'bgp/neighbor-inconsistent';
const REFRESH = 'workspace/diagnostic/refresh';

const about = (diagnostics: readonly Diagnostic[]): Diagnostic[] => diagnostics.filter(({ code }) => code === RULE);

describe('a document among the other devices of the workspace', () => {
  let server: LanguageServer;
  beforeAll(async () => {
    server = await startServer({ files: { 'site/b.cfg': router('b', 2, 64512, 1, 64512) } });
  });
  afterAll(() => server.stop());

  test('is held against what is on disk, as soon as that is read', async () => {
    const uri = server.uriOf('site/a.cfg');
    const refreshed = server.next(REFRESH);
    server.open(uri, router('a', 1, 64512, 2, 64521));
    await refreshed;
    const [found] = about(await server.diagnostics(uri));
    expect(found?.message).toContain('AS 64512, not 64521');
    const [related] = found!.relatedInformation!;
    expect(related!.location).toEqual({
      uri: server.uriOf('site/b.cfg'),
      range: { start: { line: 5, character: 11 }, end: { line: 5, character: 16 } },
    });
  });

  test('and against what is open, unsaved', async () => {
    const a = server.uriOf('site/a.cfg');
    const b = server.uriOf('site/b.cfg');
    server.open(b, router('b', 2, 64521, 1, 64512));
    await server.diagnostics(b);
    expect(about(await server.diagnostics(a))).toEqual([]);
    server.change(b, router('b', 2, 64522, 1, 64512));
    await server.diagnostics(b);
    expect(about(await server.diagnostics(a))[0]?.message).toContain('AS 64522, not 64521');
  });

  test('what was not saved is gone with the document, and so is a file with its end of the session', async () => {
    const a = server.uriOf('site/a.cfg');
    const closed = server.next(REFRESH);
    server.close(server.uriOf('site/b.cfg'));
    await closed;
    expect(about(await server.diagnostics(a))[0]?.message).toContain('AS 64512, not 64521');
    rmSync(join(server.folder, 'site/b.cfg'));
    const gone = server.next(REFRESH);
    void server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: server.uriOf('site/b.cfg'), type: 3 }],
    });
    await gone;
    expect(about(await server.diagnostics(a))).toEqual([]);
  });

  test('an edit that means nothing to the others leaves their reviews as they are', async () => {
    const a = server.uriOf('site/a.cfg');
    const c = server.uriOf('site/c.cfg');
    const ask = async (previousResultId?: string) =>
      server.connection.sendRequest<{ kind: string; resultId: string }>('textDocument/diagnostic', {
        textDocument: { uri: a },
        ...(previousResultId === undefined ? {} : { previousResultId }),
      });
    server.open(c, router('c', 3, 64512, 9, 64512));
    await server.diagnostics(c);
    const first = await ask();
    server.change(c, `! a comment\n${router('c', 3, 64512, 9, 64512)}`);
    await server.diagnostics(c);
    expect((await ask(first.resultId)).kind).toBe('unchanged');
    server.change(c, router('c', 2, 64512, 9, 64512));
    await server.diagnostics(c);
    expect((await ask(first.resultId)).kind).toBe('full');
  });
});

test('each document alone, where the workspace wants that', async () => {
  const server = await startServer({
    files: { 'b.cfg': router('b', 2, 64512, 1, 64512) },
    settings: { wholeNetwork: false },
  });
  const uri = server.uriOf('a.cfg');
  const refreshed = server.next(REFRESH);
  server.open(uri, router('a', 1, 64512, 2, 64521));
  await refreshed;
  expect(about(await server.diagnostics(uri))).toEqual([]);
  await server.stop();
});
