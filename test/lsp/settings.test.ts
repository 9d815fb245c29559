import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { PublishDiagnosticsParams } from 'vscode-languageserver-protocol/node';
import { RULES, type RulesResult, STATUS, type StatusParams } from '../../client/src/protocol.ts';
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
const RULE = 'routing/next-hop-unreachable';
const CONFIG = '.netreview/config.yaml';
const TOPOLOGY = '.netreview/topology.yaml';

let server: LanguageServer;

afterEach(() => server.stop());

async function started(options: Parameters<typeof startServer>[0] = {}) {
  server = await startServer(options);
  const uri = server.uriOf('site/a.yaml');
  server.open(uri, NETPLAN, 'yaml');
  return uri;
}

const changedOnDisk = (uri: string): void => {
  void server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
};

describe("the editor's settings", () => {
  test('count, and count at once when they change', async () => {
    const uri = await started({ settings: { rules: { [RULE]: { severity: 'info' } }, preset: 'article' } });
    const status = server.next<StatusParams>(STATUS);
    expect(await server.diagnostics(uri)).toMatchObject([{ code: RULE, severity: 3 }]);
    expect(await status).toMatchObject({ preset: 'article' });
    const refresh = server.next('workspace/diagnostic/refresh');
    server.configure({ rules: { [RULE]: { severity: 'off' } } });
    await refresh;
    expect(await server.diagnostics(uri)).toEqual([]);
  });

  test('force a dialect by glob, or switch the review off', async () => {
    const uri = await started({ settings: { dialects: { 'site/*.yaml': 'off' } } });
    expect(await server.diagnostics(uri)).toEqual([]);
    const refresh = server.next('workspace/diagnostic/refresh');
    server.configure({ dialects: { 'other/*': 'off', '**/a.yaml': 'cloudinit' } });
    await refresh;
    const status = server.next<StatusParams>(STATUS);
    await server.diagnostics(uri);
    expect(await status).toMatchObject({ dialect: { id: 'cloudinit' } });
  });

  test('what is wrong in them is logged and left out', async () => {
    const uri = await started({
      settings: { preset: 'strict', rules: { [RULE]: { severity: 'loud' }, 'acl/nothing': {} } },
    });
    expect(await server.diagnostics(uri)).toMatchObject([{ code: RULE, severity: 1 }]);
    expect(server.log.join('\n')).toMatch(/netreview\.preset: preset takes standards, article; not "strict"/);
    expect(server.log.join('\n')).toMatch(/Unknown rule acl\/nothing/);
  });
});

describe('the config file of the folder', () => {
  test('wins over the editor, and is read again when it changes', async () => {
    const uri = await started({
      settings: { preset: 'standards', rules: { [RULE]: { severity: 'info' } } },
      files: { [CONFIG]: `preset: article\nrules:\n  ${RULE}: { severity: warning }\n` },
    });
    const status = server.next<StatusParams>(STATUS);
    expect(await server.diagnostics(uri)).toMatchObject([{ code: RULE, severity: 2 }]);
    expect(await status).toMatchObject({ preset: 'article' });
    const refresh = server.next('workspace/diagnostic/refresh');
    changedOnDisk(server.write(CONFIG, `rules:\n  ${RULE}: { severity: off }\n`));
    await refresh;
    expect(await server.diagnostics(uri)).toEqual([]);
    rmSync(join(server.folder, CONFIG));
    const again = server.next('workspace/diagnostic/refresh');
    changedOnDisk(server.uriOf(CONFIG));
    await again;
    expect(await server.diagnostics(uri)).toMatchObject([{ code: RULE, severity: 3 }]);
  });

  test('waits until the folder is trusted', async () => {
    const uri = await started({
      trusted: false,
      settings: { rules: { [RULE]: { severity: 'info' } } },
      files: { [CONFIG]: `preset: article\nrules:\n  ${RULE}: { severity: off }\n` },
    });
    const status = server.next<StatusParams>(STATUS);
    expect(await server.diagnostics(uri)).toMatchObject([{ code: RULE, severity: 3 }]);
    expect(await status).toMatchObject({ preset: 'standards' });
  });

  test('a mistake in it is a problem on its line; the rest counts', async () => {
    const text = `preset: articel\nrules:\n  ${RULE}:\n    severity: off\n  acl/nothing: {}\n`;
    const uri = await started({ files: { [CONFIG]: text } });
    const problems = server.published.get(server.uriOf(CONFIG)) ?? [];
    expect(problems.map(({ range, message }) => [textAt(text, range), message])).toEqual([
      ['articel', 'preset takes standards, article; not "articel".'],
      ['acl/nothing', expect.stringMatching(/^Unknown rule acl\/nothing/)],
    ]);
    expect(await server.diagnostics(uri)).toEqual([]);
    const config = server.uriOf(CONFIG);
    const mended = server.next<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      (one) => one.uri === config,
    );
    changedOnDisk(server.write(CONFIG, 'preset: article\n'));
    expect((await mended).diagnostics).toEqual([]);
  });

  test('while it is open, its text in the editor is what is judged', async () => {
    await started({ files: { [CONFIG]: 'preset: articel\n' } });
    const config = server.uriOf(CONFIG);
    expect(server.published.get(config)).toHaveLength(1);
    const cleared = server.next<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      (one) => one.uri === config,
    );
    server.open(config, 'preset: article\nprofil: lab\n', 'yaml');
    expect((await cleared).diagnostics).toEqual([]);
    expect(await server.diagnostics(config)).toMatchObject([
      { code: 'netreview/config', message: 'Unknown setting profil; did you mean profile?' },
    ]);
  });

  test('a file that cannot be read is said to count for nothing', async () => {
    await started({ files: { [CONFIG]: '\u0000' } });
    expect(server.published.get(server.uriOf(CONFIG))).toMatchObject([{ message: expect.stringMatching(/is binary/) }]);
  });

  test('a folder that leaves the workspace takes its problems along', async () => {
    const uri = await started({ files: { [CONFIG]: `preset: x\nrules: { ${RULE}: { severity: off } }\n` } });
    const config = server.uriOf(CONFIG);
    const cleared = server.next<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      (one) => one.uri === config,
    );
    const folder = { uri: pathToFileURL(server.folder).toString(), name: 'test' };
    void server.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [folder] },
    });
    expect((await cleared).diagnostics).toEqual([]);
    expect(await server.diagnostics(uri)).toMatchObject([{ code: RULE, severity: 1 }]);
  });

  test('text that is no YAML is said to be none', async () => {
    await started({ files: { [CONFIG]: 'preset: [unclosed\n' } });
    expect(server.published.get(server.uriOf(CONFIG))?.[0]?.message).toMatch(/Not valid YAML/);
  });
});

test('a client that speaks Chinese is answered in Chinese', async () => {
  const uri = await started({ locale: 'zh-cn', files: { [CONFIG]: 'preset: x\n' } });
  const diagnostics = await server.diagnostics(uri);
  for (const { message, relatedInformation } of diagnostics)
    for (const text of [message, ...(relatedInformation ?? []).map((one) => one.message)])
      expect(text).toMatch(/\p{Script=Han}/u);
  for (const { title } of await server.actions(uri, diagnostics)) expect(title).toMatch(/\p{Script=Han}/u);
  expect(server.published.get(server.uriOf(CONFIG))?.[0]?.message).toMatch(/\p{Script=Han}/u);
  for (const { title } of await server.connection.sendRequest<RulesResult>(RULES))
    expect(title).toMatch(/\p{Script=Han}/u);
});

describe('the topology file of the folder', () => {
  const EDGE = 'hostname edge\n!\nrouter bgp 64496\n neighbor 198.51.100.1 remote-as 64501\n';
  const LIMIT = 'bgp/no-max-prefix';
  const opened = async (options: Parameters<typeof startServer>[0]) => {
    server = await startServer(options);
    const uri = server.uriOf('edge.cfg');
    server.open(uri, EDGE, 'plaintext');
    return async () => (await server.diagnostics(uri)).filter(({ code }) => code === LIMIT);
  };
  const roleOf = (role: string): string => `neighbours:\n  - role: ${role}\n    as: 64501\n`;

  test('says what a neighbour is, and is read again when it changes', async () => {
    const limits = await opened({ files: { [TOPOLOGY]: roleOf('provider') } });
    expect(await limits()).toMatchObject([{ severity: 3 }]);
    const refresh = server.next('workspace/diagnostic/refresh');
    changedOnDisk(server.write(TOPOLOGY, roleOf('internal')));
    await refresh;
    expect(await limits()).toEqual([]);
  });

  test('waits until the folder is trusted', async () => {
    const limits = await opened({ trusted: false, files: { [TOPOLOGY]: roleOf('internal') } });
    expect(await limits()).toMatchObject([{ severity: 2 }]);
  });

  test('a mistake in it is a problem on its line', async () => {
    await opened({ files: { [TOPOLOGY]: roleOf('friend') } });
    const problems = () =>
      (server.published.get(server.uriOf(TOPOLOGY)) ?? []).map(({ range, message, code }) => [
        textAt(roleOf('friend'), range),
        message,
        code,
      ]);
    await expect
      .poll(problems)
      .toEqual([['friend', expect.stringMatching(/^friend is no role/), 'netreview/topology']]);
  });
});
