import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  DocumentHighlight,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  MarkupContent,
} from 'vscode-languageserver-protocol/node';
import {
  DIALECTS,
  type DialectsResult,
  FILTERS,
  type FiltersResult,
  PROBE_TARGETS,
  type ProbeTargetsResult,
  RULE_PAGE,
  RULES,
  type RulePageResult,
  type RulesResult,
  TEST_PACKET,
  type TestPacketResult,
} from '../../client/src/protocol.ts';
import { edited, type LanguageServer, positionOf, startServer, textAt } from '../support/language-server.ts';
import { FIREWALL } from './iptables-fixture.ts';

const NETPLAN = `network:
  version: 2
  ethernets:
    eth0:
      addresses: [192.0.2.18/29, "2001:db8::18/64"]
      routes:
        - to: 198.51.100.0/24
          via: 203.0.113.1
`;

let server: LanguageServer;
let firewall: string;
let netplan: string;

beforeAll(async () => {
  server = await startServer();
  firewall = server.uriOf('rules.v4');
  netplan = server.uriOf('netplan.yaml');
  server.open(firewall, FIREWALL);
  server.open(netplan, NETPLAN, 'yaml');
});

afterAll(() => server.stop());

const ask = <T>(method: string, uri: string, more: object = {}): Promise<T> =>
  server.connection.sendRequest<T>(method, { textDocument: { uri }, ...more });

const at = (text: string, piece: string, nth = 0) => {
  const { line, character } = positionOf(text, piece, nth);
  return { position: { line, character: character + 1 } };
};

const hoverText = async (uri: string, text: string, piece: string, nth = 0): Promise<string> =>
  ((await ask<Hover>('textDocument/hover', uri, at(text, piece, nth))).contents as MarkupContent).value;

describe('hover', () => {
  test('a rule says what is left for it', async () => {
    expect(await hoverText(firewall, FIREWALL, '-A INPUT -d 192.0.2.11')).toMatch(/Still matches.+192\.0\.2\.11.+8443/);
    expect(await hoverText(firewall, FIREWALL, '-A INPUT -s 10.2')).toMatch(/Matches nothing/);
  });

  test('a finding shows its sentence, its rule and its sources', async () => {
    await server.diagnostics(netplan);
    const text = await hoverText(netplan, NETPLAN, '203.0.113.1');
    expect(text).toMatch(/on no connected subnet/);
    expect(text).toContain('command:netreview.showRule?%5B%22routing%2Fnext-hop-unreachable%22%5D');
    expect(text).toContain('RFC 1812');
  });

  test('a client that shows findings by itself is not told them twice', async () => {
    const own = await startServer({ showsFindings: true });
    try {
      const uri = own.uriOf('netplan.yaml');
      own.open(uri, NETPLAN, 'yaml');
      await own.diagnostics(uri);
      const params = { textDocument: { uri }, ...at(NETPLAN, '203.0.113.1') };
      const { contents } = await own.connection.sendRequest<Hover>('textDocument/hover', params);
      const { value } = contents as MarkupContent;
      expect(value).not.toContain('on no connected subnet');
      expect(value).toContain('RFC 1812');
    } finally {
      await own.stop();
    }
  });

  test('names and interfaces are told briefly; nothing is said of the rest', async () => {
    expect(await hoverText(firewall, FIREWALL, 'LOGDROP', 1)).toMatch(/`LOGDROP`: defined on line 13, used once/);
    expect(await hoverText(netplan, NETPLAN, 'eth0')).toMatch(/`eth0`: `192\.0\.2\.18\/29`, `2001:db8::18\/64`/);
    expect(await ask('textDocument/hover', firewall, at(FIREWALL, '# Firewall'))).toBeNull();
  });
});

describe('outline and folding', () => {
  test('filters with their rules, interfaces', async () => {
    const symbols = await ask<DocumentSymbol[]>('textDocument/documentSymbol', firewall);
    expect(symbols.map(({ name, children }) => [name, children?.length ?? 0])).toEqual([
      ['PREROUTING', 0],
      ['POSTROUTING', 1],
      ['INPUT', 6],
      ['FORWARD', 0],
      ['OUTPUT', 0],
      ['LOGDROP', 2],
    ]);
    for (const { range, selectionRange } of symbols.flatMap((symbol) => [symbol, ...(symbol.children ?? [])]))
      expect(textAt(FIREWALL, range)).toContain(textAt(FIREWALL, selectionRange));
    const [eth0] = await ask<DocumentSymbol[]>('textDocument/documentSymbol', netplan);
    expect(eth0).toMatchObject({ name: 'eth0', detail: '192.0.2.18/29, 2001:db8::18/64' });
  });

  test('tables, comments, blocks', async () => {
    const folds = await ask<FoldingRange[]>('textDocument/foldingRange', firewall);
    expect(folds.map(({ startLine, endLine, kind }) => [startLine, endLine, kind]).sort()).toEqual([
      [1, 5, undefined],
      [6, 7, 'comment'],
      [8, 21, undefined],
    ]);
    const blocks = await ask<FoldingRange[]>('textDocument/foldingRange', netplan);
    expect(blocks.map(({ startLine, endLine }) => [startLine, endLine])).toContainEqual([3, 7]);
  });
});

describe('names', () => {
  test('definition, references and highlights', async () => {
    const use = at(FIREWALL, 'LOGDROP', 1);
    const [definition] = await ask<Location[]>('textDocument/definition', firewall, use);
    expect(definition?.range.start).toEqual({ line: 12, character: 1 });
    const all = await ask<Location[]>('textDocument/references', firewall, {
      ...use,
      context: { includeDeclaration: true },
    });
    expect(all.map(({ range }) => range.start.line)).toEqual([12, 18, 19, 20]);
    const uses = await ask<Location[]>('textDocument/references', firewall, {
      ...use,
      context: { includeDeclaration: false },
    });
    expect(uses.map(({ range }) => range.start.line)).toEqual([18]);
    const marks = await ask<DocumentHighlight[]>('textDocument/documentHighlight', firewall, use);
    expect(marks.map(({ kind }) => kind)).toEqual([3, 2, 3, 3]);
  });

  test('rename changes every place in one versioned edit', async () => {
    const use = at(FIREWALL, 'LOGDROP', 1);
    expect(await ask('textDocument/prepareRename', firewall, use)).toMatchObject({ placeholder: 'LOGDROP' });
    const edit = await ask<object>('textDocument/rename', firewall, { ...use, newName: 'DROP-AND-LOG' });
    expect(edited(FIREWALL, firewall, 1, edit)).toBe(FIREWALL.replaceAll('LOGDROP', 'DROP-AND-LOG'));
  });

  test.each([
    ['a built-in chain', ':INPUT', 'MINE', /name of the platform/],
    ['a name that is taken', 'LOGDROP', 'FORWARD', /already in use/],
    ['a name with a space', 'LOGDROP', 'TWO WORDS', /cannot be a name/],
    ['a name that the platform reads otherwise', 'LOGDROP', 'ACCEPT', /cannot be renamed/],
  ])('rename refuses %s', async (_, piece, newName, reason) => {
    await expect(ask('textDocument/rename', firewall, { ...at(FIREWALL, piece), newName })).rejects.toThrow(reason);
  });

  test('where there is no name, nothing is found', async () => {
    const nowhere = at(FIREWALL, 'COMMIT');
    expect(await ask('textDocument/definition', firewall, nowhere)).toEqual([]);
    expect(await ask('textDocument/prepareRename', firewall, nowhere)).toBeNull();
  });
});

describe('packets', () => {
  const put = (filter: string, packet: string): Promise<TestPacketResult> =>
    server.connection.sendRequest(TEST_PACKET, { uri: firewall, filter, packet });

  test('filters are listed', async () => {
    const filters = await server.connection.sendRequest<FiltersResult>(FILTERS, { uri: firewall });
    expect(filters.map(({ name, rules }) => [name, rules])).toContainEqual(['INPUT', 6]);
  });

  test('a packet meets the line that decides it', async () => {
    const result = await put('INPUT', 'tcp 10.2.0.9:40000 > 192.0.2.1:22');
    expect(result).toMatchObject({
      ok: true,
      action: 'deny',
      sure: true,
      sentence: expect.stringMatching(/^Line 15 of INPUT denies/),
    });
    const logged = await put('INPUT', 'udp 10.2.0.9:40000 > 192.0.2.1:9');
    expect(logged).toMatchObject({ ok: true, action: 'deny' });
    expect(logged.ok && logged.trace.map(({ range }) => range.start.line)).toEqual([18, 19, 20]);
  });

  test('a wrong question is answered with what is wrong', async () => {
    expect(await put('NOWHERE', 'tcp 10.2.0.9:1 > 192.0.2.1:22')).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/No filter NOWHERE; there is .*INPUT/),
    });
    expect(await put('INPUT', 'tcp nonsense')).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/Not a packet/),
    });
  });
});

describe('probe targets', () => {
  test('rules with one host and port, next hops and addresses', async () => {
    const rules = await server.connection.sendRequest<ProbeTargetsResult>(PROBE_TARGETS, { uri: firewall });
    expect(rules).toMatchObject([
      { probe: 'stun', host: '192.0.2.10', port: 3478, role: 'rule' },
      { probe: 'stun-nat', host: '192.0.2.10', port: 3478, role: 'rule' },
      { probe: 'nat-udp-lifetime', host: '192.0.2.10', port: 3478, role: 'rule' },
      { probe: 'turn', host: '192.0.2.10', port: 3478, role: 'rule' },
      { probe: 'capture', host: '192.0.2.10', port: 3478, role: 'rule' },
      { probe: 'tcp', host: '192.0.2.11', port: 8443, role: 'rule' },
      { probe: 'tls', host: '192.0.2.11', port: 8443, role: 'rule' },
      { probe: 'http', host: '192.0.2.11', port: 8443, role: 'rule' },
      { probe: 'capture', host: '192.0.2.11', port: 8443, role: 'rule' },
      { probe: 'acl-counters', host: 'localhost', subject: 'INPUT', platform: 'linux', role: 'filter' },
      { probe: 'acl-counters', host: 'localhost', subject: 'FORWARD', platform: 'linux', role: 'filter' },
      { probe: 'acl-counters', host: 'localhost', subject: 'OUTPUT', platform: 'linux', role: 'filter' },
      { probe: 'acl-counters', host: 'localhost', subject: 'LOGDROP', platform: 'linux', role: 'filter' },
    ]);
    await server.diagnostics(netplan);
    const hosts = await server.connection.sendRequest<ProbeTargetsResult>(PROBE_TARGETS, { uri: netplan });
    expect(hosts).toMatchObject([
      { probe: 'reachability', host: '203.0.113.1', role: 'next hop', rule: 'routing/next-hop-unreachable' },
      { probe: 'path', host: '203.0.113.1', role: 'next hop', rule: 'routing/next-hop-unreachable' },
      { probe: 'reachability', host: '192.0.2.18', role: 'interface' },
      { probe: 'reachability', host: '2001:db8::18', role: 'interface' },
    ]);
  });

  test('at a position: only of its line', async () => {
    const { position } = at(FIREWALL, '192.0.2.11');
    const targets = await server.connection.sendRequest<ProbeTargetsResult>(PROBE_TARGETS, { uri: firewall, position });
    expect(new Set(targets.map(({ host }) => host))).toEqual(new Set(['192.0.2.11', 'localhost']));
    const [counted] = targets.filter(({ probe }) => probe === 'acl-counters');
    expect(counted).toMatchObject({ subject: 'INPUT', rulePlace: { place: expect.any(Number) }, role: 'rule' });
  });
});

test('rules, their pages and the dialects', async () => {
  const rules = await server.connection.sendRequest<RulesResult>(RULES);
  expect(rules.map(({ id }) => id)).toContain('routing/next-hop-unreachable');
  const page = await server.connection.sendRequest<RulePageResult>(RULE_PAGE, { rule: 'routing/next-hop-unreachable' });
  expect(page?.markdown).toMatch(/^# /);
  expect(await server.connection.sendRequest(RULE_PAGE, { rule: '../../../package' })).toBeNull();
  const dialects = await server.connection.sendRequest<DialectsResult>(DIALECTS);
  expect(dialects).toContainEqual({ id: 'netplan', name: 'Netplan', lineComment: '#' });
});
