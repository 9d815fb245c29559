import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Location, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver-protocol/node';
import { type LanguageServer, startServer } from '../support/language-server.ts';

const MAIN = `flush ruleset
include "./admins.nft"
include "./more.nft"
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ip saddr $ADMINS accept
    ip saddr $OWN accept
  }
}
`;
const MORE = 'define BOTH = { $OWN, 192.0.2.8 }\ndefine EXTRA = 192.0.2.9\n';
const ADMINS = 'define ADMINS = 192.0.2.0/24\ndefine OWN = 192.0.2.7\n';

describe('a file that includes another', () => {
  let server: LanguageServer;
  let main: string;
  let admins: string;
  beforeAll(async () => {
    server = await startServer({
      files: { 'etc/nftables.conf': MAIN, 'etc/admins.nft': ADMINS, 'etc/more.nft': MORE },
    });
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
    expect(await superfluous()).toEqual([7]);
    server.change(admins, ADMINS.replace('192.0.2.7', '198.51.100.7'));
    await server.diagnostics(admins);
    expect(await superfluous()).toEqual([]);
    server.change(admins, ADMINS);
    await server.diagnostics(admins);
    expect(await superfluous()).toEqual([7]);
  });

  test('its names lead there, and so does the path', async () => {
    expect(await definitionAt(7, 15)).toEqual([
      { uri: admins, range: { start: { line: 1, character: 7 }, end: { line: 1, character: 10 } } },
    ]);
    const [file] = await definitionAt(1, 14);
    expect(file?.uri).toBe(admins);
  });

  const at = (line: number, character: number, uri = main) => ({
    textDocument: { uri },
    position: { line, character },
  });
  const said = (locations: readonly Location[]): string[] =>
    locations.map(({ uri, range: { start } }) => `${uri.split('/').at(-1)} ${start.line}:${start.character}`);
  const renamed = async (newName: string, line: number, character: number, uri = main): Promise<string[]> => {
    const edit = await server.connection.sendRequest<WorkspaceEdit>('textDocument/rename', {
      ...at(line, character, uri),
      newName,
    });
    return (edit.documentChanges as TextDocumentEdit[]).flatMap(({ textDocument, edits }) =>
      edits.map(
        ({ range: { start } }) =>
          `${textDocument.uri.split('/').at(-1)}@${textDocument.version} ${start.line}:${start.character}`,
      ),
    );
  };

  test('its names are found in all files, from either side', async () => {
    const context = { includeDeclaration: true };
    const everywhere = ['nftables.conf 7:14', 'more.nft 0:17', 'admins.nft 1:7'];
    const fromUse = await server.connection.sendRequest<Location[]>('textDocument/references', {
      ...at(7, 15),
      context,
    });
    expect(said(fromUse).sort()).toEqual(everywhere.toSorted());
    const fromThere = { ...at(1, 8, admins), context };
    expect(said(await server.connection.sendRequest<Location[]>('textDocument/references', fromThere)).sort()).toEqual(
      everywhere.toSorted(),
    );
    const uses = { ...at(1, 8, admins), context: { includeDeclaration: false } };
    expect(await server.connection.sendRequest<Location[]>('textDocument/references', uses)).toHaveLength(2);
  });

  test('its names are renamed in all files, those that are not open too', async () => {
    const everywhere = ['nftables.conf@1 7:14', 'more.nft@null 0:17', 'admins.nft@5 1:7'];
    expect((await renamed('MINE', 7, 15)).sort()).toEqual(everywhere.toSorted());
    expect((await renamed('MINE', 1, 8, admins)).sort()).toEqual(everywhere.toSorted());
    const prepared = await server.connection.sendRequest('textDocument/prepareRename', at(7, 15));
    expect(prepared).toMatchObject({ placeholder: 'OWN' });
  });

  test('a name that another file has already is refused, and the file is named', async () => {
    await expect(renamed('ADMINS', 7, 15)).rejects.toThrow('ADMINS is already in use in this file.');
    await expect(renamed('EXTRA', 7, 15)).rejects.toThrow('more.nft: EXTRA is already in use in this file.');
  });
});

test('an upstream of nginx is found, and renamed, in every site that passes requests on to it', async () => {
  const pools = 'upstream backend {\n  server 10.0.0.11:8080;\n  server 10.0.0.12:8080;\n}\n';
  const site = 'server {\n  listen 8080;\n  location / {\n    proxy_pass http://backend/app;\n  }\n}\n';
  const main = 'events {}\nhttp {\n  include pools.conf;\n  include sites/*.conf;\n}\n';
  const server = await startServer({
    files: {
      'nginx/nginx.conf': main,
      'nginx/pools.conf': pools,
      'nginx/sites/a.conf': site,
      'nginx/sites/b.conf': site,
    },
  });
  const uri = server.uriOf('nginx/sites/a.conf');
  const read = server.next('workspace/diagnostic/refresh');
  server.open(uri, site);
  await read;
  const at = { textDocument: { uri }, position: { line: 3, character: 24 } };
  const [definition] = await server.connection.sendRequest<Location[]>('textDocument/definition', at);
  expect(definition).toMatchObject({
    uri: server.uriOf('nginx/pools.conf'),
    range: { start: { line: 0, character: 9 } },
  });
  const references = { ...at, context: { includeDeclaration: true } };
  expect(
    (await server.connection.sendRequest<Location[]>('textDocument/references', references))
      .map((one) => one.uri)
      .sort(),
  ).toEqual(['nginx/pools.conf', 'nginx/sites/a.conf', 'nginx/sites/b.conf'].map((path) => server.uriOf(path)));
  const edit = await server.connection.sendRequest<WorkspaceEdit>('textDocument/rename', { ...at, newName: 'app' });
  expect((edit.documentChanges as TextDocumentEdit[]).map(({ edits }) => edits)).toMatchObject([
    [{ newText: 'app' }],
    [{ newText: 'app' }],
    [{ newText: 'app' }],
  ]);
  await server.stop();
});
