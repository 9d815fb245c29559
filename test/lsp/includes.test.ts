import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Location } from 'vscode-languageserver-protocol/node';
import { type LanguageServer, startServer } from '../support/language-server.ts';

const MAIN = `flush ruleset
include "./admins.nft"
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ip saddr $ADMINS accept
    ip saddr $OWN accept
  }
}
`;
const ADMINS = 'define ADMINS = 192.0.2.0/24\ndefine OWN = 192.0.2.7\n';

describe('a file that includes another', () => {
  let server: LanguageServer;
  let main: string;
  let admins: string;
  beforeAll(async () => {
    server = await startServer({ files: { 'etc/nftables.conf': MAIN, 'etc/admins.nft': ADMINS } });
    [main, admins] = [server.uriOf('etc/nftables.conf'), server.uriOf('etc/admins.nft')];
    server.open(main, MAIN);
    server.open(admins, ADMINS);
    await server.diagnostics(admins);
  });
  afterAll(() => server.stop());

  const names = async (): Promise<string[]> =>
    (await server.diagnostics(main))
      .filter(({ code }) => code === 'acl/undefined-reference')
      .map(({ range }) => MAIN.split('\n')[range.start.line]!.slice(range.start.character, range.end.character));
  const definitionAt = (line: number, character: number): Promise<Location[]> =>
    server.connection.sendRequest<Location[]>('textDocument/definition', {
      textDocument: { uri: main },
      position: { line, character },
    });

  test('is reviewed again as the other one is edited, unsaved', async () => {
    expect(await names()).toEqual([]);
    server.change(admins, ADMINS.replace('ADMINS', 'ADMIN'));
    await server.diagnostics(admins);
    expect(await names()).toEqual(['ADMINS']);
    server.change(admins, ADMINS);
    await server.diagnostics(admins);
    expect(await names()).toEqual([]);
  });

  test('is one text with it: what its values make of the rules is told, and told anew', async () => {
    const superfluous = async (): Promise<number[]> =>
      (await server.diagnostics(main))
        .filter(({ code }) => code === 'acl/redundant-rule')
        .map(({ range }) => range.start.line);
    expect(await superfluous()).toEqual([6]);
    server.change(admins, ADMINS.replace('192.0.2.7', '198.51.100.7'));
    await server.diagnostics(admins);
    expect(await superfluous()).toEqual([]);
    server.change(admins, ADMINS);
    await server.diagnostics(admins);
    expect(await superfluous()).toEqual([6]);
  });

  test('its names lead there, and so does the path', async () => {
    expect(await definitionAt(6, 15)).toEqual([
      { uri: admins, range: { start: { line: 1, character: 7 }, end: { line: 1, character: 10 } } },
    ]);
    const [file] = await definitionAt(1, 14);
    expect(file?.uri).toBe(admins);
  });
});
