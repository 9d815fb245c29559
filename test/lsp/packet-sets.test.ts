import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodeLens, Diagnostic, InlayHint, Position } from 'vscode-languageserver-protocol';
import {
  BASE_TEXT,
  COMMAND_COMPARE_WITH_HEAD,
  COMPARE,
  type CompareParams,
  type CompareResult,
  EXPLAIN_RULE,
  type ExplainRuleResult,
  FIND_RULES,
  type FindRulesResult,
  TEST_PACKET,
  type TestPacketResult,
} from '../../client/src/protocol.ts';
import { type LanguageServer, startServer } from '../support/language-server.ts';
import { FIREWALL } from './iptables-fixture.ts';

const OLD = FIREWALL.replace('-A INPUT -d 192.0.2.10/32 -p udp --dport 3478 -j ACCEPT\n', '');
const LIST = `hostname r1
ip access-list extended WEB-IN
 permit udp any host 192.0.2.10 eq 3478
 deny ip any any
interface GigabitEthernet0/0
 ip access-group WEB-IN in
`;

let server: LanguageServer;
let firewall: string;

beforeAll(async () => {
  server = await startServer({ files: { 'rules.v4': FIREWALL, 'r1.cfg': LIST, 'notes.txt': 'Nothing\n' } });
  firewall = server.uriOf('rules.v4');
  server.open(firewall, FIREWALL);
});

afterAll(() => server.stop());

const lineOf = (text: string, piece: string): Position => ({
  line: text.slice(0, text.indexOf(piece)).split('\n').length - 1,
  character: 0,
});

const shown = async (from: LanguageServer, uri: string): Promise<string[]> => {
  const lenses = await from.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  const resolved: string[] = [];
  for (const lens of lenses) {
    const { range, command } = await from.connection.sendRequest<CodeLens>('codeLens/resolve', lens);
    resolved.push(
      `${range.start.line + 1}: ${command!.title}${command!.command === '' ? '' : ` [${command!.command}]`}`,
    );
  }
  return resolved;
};

const hints = async (from: LanguageServer, uri: string): Promise<string[]> => {
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const found = await from.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', {
    textDocument: { uri },
    range,
  });
  return found.map(({ position, label }) => `${position.line + 1}: ${String(label)}`);
};

describe('explain rule', () => {
  const explain = (position: Position, uri = firewall): Promise<ExplainRuleResult> =>
    server.connection.sendRequest(EXPLAIN_RULE, { uri, position });

  test('what it matches alone, what is left and who takes the rest', async () => {
    const result = await explain(lineOf(FIREWALL, '-A INPUT -s 10.2'));
    expect(result).toMatchObject({ ok: true, filter: 'INPUT', range: { start: { line: 15 } } });
    const { markdown } = result as Extract<ExplainRuleResult, { ok: true }>;
    expect(markdown).toMatch(/Alone it would match: `tcp from 10\.2\.0\.0\/16 to any port 22`/);
    expect(markdown).toMatch(/Nothing of that is left for it/);
    expect(markdown).toMatch(/Line 15 takes `tcp from 10\.2\.0\.0\/16 to any port 22 in any interface but lo`/);
  });

  test('says where there is none', async () => {
    expect(await explain({ line: 0, character: 0 })).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/no filter rule here/),
    });
  });
});

describe('compare', () => {
  const compare = (before: CompareParams['before'], filters?: CompareParams['filters']): Promise<CompareResult> =>
    server.connection.sendRequest(COMPARE, { uri: firewall, before, ...(filters ? { filters } : {}) });

  test('with an earlier version of itself', async () => {
    const result = await compare({ text: OLD, path: 'rules.v4', label: 'HEAD' });
    expect(result).toMatchObject({ ok: true, changed: true, compared: 3, onlyBefore: [], onlyAfter: [] });
    const { markdown, json } = result as Extract<CompareResult, { ok: true }>;
    expect(markdown).toMatch(
      /### Newly permitted: 1 flow\n\n- `udp to 192\.0\.2\.10 port 3478 in any interface but lo`/,
    );
    expect(markdown).toMatch(
      /- `rules\.v4`: line 17 permits it, `-A INPUT -d 192\.0\.2\.10\/32 -p udp --dport 3478 -j ACCEPT`/,
    );
    expect(JSON.parse(json)).toMatchObject({ version: 1, before: { path: 'HEAD' }, changed: true });
    expect(await compare({ text: FIREWALL, path: 'rules.v4', label: 'HEAD' })).toMatchObject({
      ok: true,
      changed: false,
    });
  });

  test('with another dialect, filters chosen', async () => {
    const result = await compare({ text: LIST, path: 'r1.cfg', label: 'r1.cfg' }, [
      { before: 'WEB-IN', after: 'INPUT' },
    ]);
    const { markdown } = result as Extract<CompareResult, { ok: true }>;
    expect(markdown).toMatch(/Cisco IOS/);
    expect(markdown).toMatch(/## `WEB-IN > INPUT`/);
    expect(markdown).toMatch(/tcp to 192\.0\.2\.11 port 8443/);
  });

  test('says what cannot be compared', async () => {
    expect(await compare({ text: 'Nothing\n', path: 'notes.txt', label: 'notes.txt' })).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/notes\.txt is no configuration/),
    });
    expect(
      await compare({ text: LIST, path: 'r1.cfg', label: 'r1.cfg' }, [{ before: 'NONE', after: 'INPUT' }]),
    ).toMatchObject({ ok: false, problem: expect.stringMatching(/No filter NONE/) });
  });
});

describe('find rules', () => {
  const find = (packets: string, uri?: string): Promise<FindRulesResult> =>
    server.connection.sendRequest(FIND_RULES, { packets, ...(uri === undefined ? {} : { uri }) });

  test('in a document: those that match, and which decides', async () => {
    const result = await find('udp 198.51.100.7 > 192.0.2.10:3478 in eth0', firewall);
    const { rules } = result as Extract<FindRulesResult, { ok: true }>;
    expect(
      rules.filter(({ filter }) => filter === 'INPUT').map(({ range, decides }) => [range.start.line + 1, decides]),
    ).toEqual([
      [17, 'all'],
      [19, 'none'],
    ]);
  });

  test('in the workspace: open documents as they are, all others from disk', async () => {
    const result = await find('udp any > 192.0.2.10:3478');
    const { rules } = result as Extract<FindRulesResult, { ok: true }>;
    expect(new Set(rules.map(({ uri }) => uri.split('/').at(-1)))).toEqual(new Set(['rules.v4', 'r1.cfg']));
    expect(rules.find(({ filter, decides }) => filter === 'WEB-IN' && decides === 'all')?.text).toContain(
      'permit udp any host',
    );
  });

  test('says what is no set of packets', async () => {
    expect(await find('what', firewall)).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/Not a set of packets: what/),
    });
  });
});

describe('test packet', () => {
  test('through a translation', async () => {
    const text = FIREWALL.replace(':POSTROUTING', ':X - [0:0]\n:POSTROUTING').replace(
      '-A POSTROUTING',
      '-A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 192.0.2.11:8443\n-A POSTROUTING',
    );
    const uri = server.uriOf('nat.v4');
    server.open(uri, text);
    const result = await server.connection.sendRequest<TestPacketResult>(TEST_PACKET, {
      uri,
      filter: 'INPUT',
      packet: 'tcp 198.51.100.7:40000 > 203.0.113.1:80 in eth0',
    });
    const { sentence, trace, action, deciding } = result as Extract<TestPacketResult, { ok: true }>;
    expect(action).toBe('permit');
    expect(sentence).toMatch(
      /^PREROUTING makes it tcp 198\.51\.100\.7:40000 > 192\.0\.2\.11:8443 in eth0\. Line 20 of INPUT permits/,
    );
    expect(trace.map(({ filter, becomes }) => [filter, becomes !== undefined])).toEqual([
      ['PREROUTING', true],
      ['INPUT', false],
    ]);
    expect(deciding?.start.line).toBe(19);
  });
});

describe('lenses and hints', () => {
  test('counts above each filter, hints behind rules that decide nothing', async () => {
    expect(server.capabilities).toMatchObject({ codeLensProvider: { resolveProvider: true }, inlayHintProvider: true });
    expect(await shown(server, firewall)).toEqual(['10: 6 rules, 1 matches nothing new', '13: 2 rules']);
    expect(await hints(server, firewall)).toEqual(['16: matches nothing new: line 15']);
  });

  test('what fares otherwise since the last commit; the lens opens the report', async () => {
    const uri = server.uriOf('changed.v4');
    server.open(uri, FIREWALL);
    await server.connection.sendNotification(BASE_TEXT, { uri, text: OLD, label: 'HEAD' });
    const since = (lenses: readonly string[]): string[] => lenses.filter((lens) => lens.includes('since'));
    expect(since(await shown(server, uri))).toEqual([
      `10: 1 flow newly permitted since HEAD [${COMMAND_COMPARE_WITH_HEAD}]`,
    ]);
    server.change(
      uri,
      OLD.replace('-A INPUT -i lo -j ACCEPT\n', '-A INPUT -i lo -j ACCEPT\n-A INPUT -i lo -j ACCEPT\n'),
    );
    expect(since(await shown(server, uri))).toEqual([
      `10: no packet fares otherwise since HEAD [${COMMAND_COMPARE_WITH_HEAD}]`,
    ]);
    server.change(uri, `${OLD}# another end\n`);
    expect(since(await shown(server, uri))).toEqual([]);
    server.change(uri, FIREWALL);
    await server.connection.sendNotification(BASE_TEXT, { uri, text: null, label: 'HEAD' });
    expect(since(await shown(server, uri))).toEqual([]);
  });

  test('each is off by its setting', async () => {
    const settings = { codeLens: { filters: false, changes: false }, inlayHints: false, fadeDeadRules: false };
    const quiet = await startServer({ settings, files: { 'rules.v4': FIREWALL } });
    const uri = quiet.uriOf('rules.v4');
    quiet.open(uri, FIREWALL);
    await quiet.connection.sendNotification(BASE_TEXT, { uri, text: OLD, label: 'HEAD' });
    const tags = ({ tags: all }: Diagnostic): number => all?.length ?? 0;
    expect(await shown(quiet, uri)).toEqual([]);
    expect(await hints(quiet, uri)).toEqual([]);
    expect((await quiet.diagnostics(uri)).every((one) => tags(one) === 0)).toBe(true);
    expect((await server.diagnostics(firewall)).some((one) => tags(one) > 0)).toBe(true);
    quiet.configure({ ...settings, codeLens: { filters: true, changes: false } });
    await expect.poll(() => shown(quiet, uri)).toHaveLength(2);
    await quiet.stop();
  });
});
