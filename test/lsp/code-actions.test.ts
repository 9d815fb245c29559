import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_SHOW_RULE, COMMAND_SUPPRESS, type SuppressArguments } from '../../client/src/protocol.ts';
import { applyTextEdits, edited, type LanguageServer, startServer } from '../support/language-server.ts';

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

let server: LanguageServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server.stop());

async function opened(name: string, text: string) {
  const uri = server.uriOf(name);
  server.open(uri, text, 'yaml');
  return { uri, diagnostics: await server.diagnostics(uri) };
}

describe('quick fixes', () => {
  test('each edit names the version; an unsafe one is never preferred', async () => {
    const { uri, diagnostics } = await opened('fix.yaml', NETPLAN);
    const fixes = (await server.actions(uri, diagnostics)).filter((action) => action.edit);
    expect(fixes.length).toBeGreaterThan(1);
    expect(fixes.filter((action) => action.isPreferred)).toEqual([]);
    const first = edited(NETPLAN, uri, 1, fixes[0]!.edit);
    server.change(uri, first);
    expect(await server.diagnostics(uri)).toEqual([]);
  });

  test('a safe one is preferred', async () => {
    const { uri, diagnostics } = await opened('safe.yaml', `# netreview-disable-line acl/x\n${NETPLAN}`);
    const unused = diagnostics.filter((one) => one.code === 'netreview/unused-suppression');
    const [fix] = await server.actions(uri, unused);
    expect(fix).toMatchObject({ kind: 'quickfix', isPreferred: true });
    expect(edited(server.textOf(uri), uri, 1, fix?.edit)).toBe(NETPLAN);
  });

  test('diagnostics of an older version offer none', async () => {
    const { uri, diagnostics } = await opened('old.yaml', NETPLAN);
    server.change(uri, `# one line more\n${NETPLAN}`);
    expect(await server.actions(uri, diagnostics)).toEqual([]);
  });
});

describe('fix all', () => {
  const text = `# netreview-disable-line acl/x\n# netreview-disable-line acl/y\n${NETPLAN}`;

  test('of a rule: when it has several safe fixes', async () => {
    const { uri, diagnostics } = await opened('rule.yaml', text);
    const unused = diagnostics.filter((one) => one.code === 'netreview/unused-suppression');
    expect(unused).toHaveLength(2);
    const actions = await server.actions(uri, unused.slice(0, 1));
    const all = actions.find((action) => action.title.startsWith('Fix all netreview/unused-suppression'));
    expect(all).toMatchObject({ kind: 'quickfix' });
    expect(edited(text, uri, 1, (await server.resolve(all!)).edit)).toBe(NETPLAN);
  });

  test('source.fixAll.netreview takes the safe ones and leaves the unsafe', async () => {
    const { uri } = await opened('all.yaml', text);
    for (const only of ['source.fixAll', 'source.fixAll.netreview', 'source']) {
      const [action, ...more] = await server.actions(uri, [], [only]);
      expect(more).toEqual([]);
      expect(action).toMatchObject({ kind: 'source.fixAll.netreview' });
      expect(edited(text, uri, 1, (await server.resolve(action!)).edit)).toBe(NETPLAN);
    }
    expect(await server.actions(uri, [], ['refactor'])).toEqual([]);
  });

  test('resolved after an edit, it does nothing', async () => {
    const { uri } = await opened('late.yaml', text);
    const [action] = await server.actions(uri, [], ['source.fixAll']);
    server.change(uri, `${text}# more\n`);
    expect((await server.resolve(action!)).edit?.documentChanges).toEqual([
      { textDocument: { uri, version: 1 }, edits: [] },
    ]);
  });
});

describe('rewriting a rule', () => {
  const LIST = ' 10 permit tcp any host 192.0.2.10 range 80 89\n 20 permit tcp any host 192.0.2.10 range 90 99\n';
  const text = `ip access-list extended WEB\n${LIST} 30 deny ip any any\ninterface Gi0/0\n ip access-group WEB in\n`;
  // The cursor is on the second line: the server asks for no more of a diagnostic than its place.
  const cursor = { range: { start: { line: 1, character: 4 }, end: { line: 1, character: 4 } }, message: '' };

  test('two that make one are merged, in either language, for this version', async () => {
    const uri = server.uriOf('merge.ios');
    server.open(uri, text, 'ios');
    const [merge, ...more] = await server.actions(uri, [cursor], ['refactor']);
    expect(more).toEqual([]);
    expect(merge).toMatchObject({
      kind: 'refactor.rewrite',
      title: 'Merge with line 3 into tcp to 192.0.2.10 ports 80-99: no packet changes',
    });
    expect(edited(text, uri, 1, merge!.edit)).toBe(
      text.replace(LIST, ' 10 permit tcp any host 192.0.2.10 range 80 99\n'),
    );
    const chinese = await startServer({ locale: 'zh-cn' });
    const other = chinese.uriOf('merge.ios');
    chinese.open(other, text, 'ios');
    expect((await chinese.actions(other, [cursor], ['refactor.rewrite']))[0]!.title).toBe(
      '与第 3 行合并为 tcp to 192.0.2.10 ports 80-99:不影响任何数据包',
    );
    await chinese.stop();
  });

  test('not among quick fixes', async () => {
    const uri = server.uriOf('merge-quick.ios');
    server.open(uri, text, 'ios');
    expect(await server.actions(uri, [cursor], ['quickfix'])).toEqual([]);
  });
});

describe('suppressing', () => {
  const suppressed = (text: string, argument: SuppressArguments, reason: string): string =>
    applyTextEdits(text, [
      {
        range: { start: argument.position, end: argument.position },
        newText: `${argument.before} -- ${reason}${argument.after}`,
      },
    ]);

  test.each(['line', 'file'])('on a %s: a comment with the reason silences the finding', async (where) => {
    const { uri, diagnostics } = await opened(`suppress-${where}.yaml`, NETPLAN);
    const action = (await server.actions(uri, diagnostics)).find(
      ({ command, title }) => command?.command === COMMAND_SUPPRESS && title.includes(where),
    );
    const argument = action?.command?.arguments?.[0] as SuppressArguments;
    expect(argument).toMatchObject({ uri, version: 1, rule: RULE });
    const text = suppressed(NETPLAN, argument, 'a router we do not run');
    expect(text).toContain(`${RULE} -- a router we do not run\n`);
    server.change(uri, text);
    expect(await server.diagnostics(uri)).toEqual([]);
  });

  test('a file that must start with its own mark keeps it', async () => {
    const text = '#cloud-config\r\nroutes:\r\n  203.0.113.0/24:\r\n    via: 192.0.2.1\r\n';
    const { uri, diagnostics } = await opened('user-data', text);
    const action = (await server.actions(uri, diagnostics)).find(({ title }) => title.includes('in this file'));
    const changed = suppressed(text, action?.command?.arguments?.[0] as SuppressArguments, 'x');
    expect(changed).toMatch(/^#cloud-config\r\n# netreview-disable cloud\/\S+ -- x\r\nroutes:/);
    server.change(uri, changed);
    expect(await server.diagnostics(uri)).toEqual([]);
  });
});

test('every rule can be read about', async () => {
  const { uri, diagnostics } = await opened('page.yaml', NETPLAN);
  const actions = await server.actions(uri, diagnostics);
  expect(actions.filter(({ command }) => command?.command === COMMAND_SHOW_RULE)).toMatchObject([
    { title: `Show documentation for ${RULE}`, command: { arguments: [RULE] } },
  ]);
});

test('a client that cannot resolve gets the edits at once', async () => {
  const eager = await startServer({ resolves: false });
  const text = `# netreview-disable-line acl/x\n${NETPLAN}`;
  const uri = eager.uriOf('eager.yaml');
  eager.open(uri, text, 'yaml');
  const [action] = await eager.actions(uri, [], ['source.fixAll']);
  expect(edited(text, uri, 1, action?.edit)).toBe(NETPLAN);
  await eager.stop();
});
