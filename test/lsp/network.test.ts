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

const rulesOf = (ports: string): string => `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p udp --dport 3478 -j ACCEPT
-A INPUT -p udp --dport ${ports} -j ACCEPT
COMMIT
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

  test("a TURN server is reviewed again when the firewall of its host is edited; a firewall elsewhere is nobody's", async () => {
    const turn = server.uriOf('turn/turnserver.conf');
    const firewall = server.uriOf('turn/rules.v4');
    const mismatches = async (): Promise<string[]> =>
      (await server.diagnostics(turn))
        .filter(({ code }) => code === 'stun/turn-relay-range-mismatch')
        .map(({ message }) => String(message));
    server.open(firewall, rulesOf('49152:65535'));
    server.open(turn, 'listening-port=3478\nmin-port=49152\nmax-port=65535\nrealm=turn.example.net\n');
    await server.diagnostics(firewall);
    expect(await mismatches()).toEqual([]);
    server.change(firewall, rulesOf('49152:50000'));
    await server.diagnostics(firewall);
    expect(await mismatches()).toEqual([expect.stringContaining('lets no packet in on 50001-65535')]);
    server.change(firewall, rulesOf('49152:65535'));
    await server.diagnostics(firewall);
    expect(await mismatches()).toEqual([]);
    const elsewhere = server.uriOf('site/rules.v4');
    server.open(elsewhere, rulesOf('1:10'));
    await server.diagnostics(elsewhere);
    const { resultId } = await server.connection.sendRequest<{ resultId: string }>('textDocument/diagnostic', {
      textDocument: { uri: turn },
    });
    server.change(elsewhere, rulesOf('1:20'));
    await server.diagnostics(elsewhere);
    const again = { textDocument: { uri: turn }, previousResultId: resultId };
    expect(await server.connection.sendRequest('textDocument/diagnostic', again)).toMatchObject({ kind: 'unchanged' });
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
