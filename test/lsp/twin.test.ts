import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol';
import {
  COMMAND_SHOW_INTENT,
  type ShowIntentArguments,
  TRACE,
  type TraceResult,
  WHAT_IF,
  type WhatIfResult,
} from '../../client/src/protocol.ts';
import { type LanguageServer, startServer } from '../support/language-server.ts';

const EDGE = `hostname edge
!
interface GigabitEthernet0/0
 ip address 10.1.0.1 255.255.255.0
 ip access-group OFFICE in
!
interface GigabitEthernet0/1
 ip address 10.0.0.1 255.255.255.252
!
ip access-list extended OFFICE
 permit ip any any
!
ip route 192.0.2.0 255.255.255.0 10.0.0.2
`;
const CORE = `hostname core
!
interface GigabitEthernet0/0
 ip address 10.0.0.2 255.255.255.252
!
interface GigabitEthernet0/1
 ip address 192.0.2.1 255.255.255.0
!
ip route 10.1.0.0 255.255.255.0 10.0.0.1
`;
const PACKET = 'tcp 10.1.0.7:40000 > 192.0.2.10:443';
const REFRESH = 'workspace/diagnostic/refresh';

describe('the network around a document', () => {
  let server: LanguageServer;
  const request = <T>(method: string, params: object): Promise<T> =>
    server.connection.sendRequest(method, params) as Promise<T>;
  beforeAll(async () => {
    server = await startServer({ files: { 'core.cfg': CORE } });
  }, 60_000);
  afterAll(() => server.stop());

  test('is traced through, as the editor has it', async () => {
    const uri = server.uriOf('edge.cfg');
    const refreshed = server.next(REFRESH);
    server.open(uri, EDGE);
    await refreshed;
    const there = await request<TraceResult>(TRACE, { uri, about: { packet: PACKET } });
    expect(there).toMatchObject({ ok: true, sure: true, gone: [], ways: [{ end: 'delivered', sure: true }] });
    if (!there.ok) return;
    const { hops, at } = there.ways[0]!;
    expect(hops).toMatchObject([
      {
        device: 'edge',
        id: uri,
        inInterface: 'GigabitEthernet0/0',
        outInterface: 'GigabitEthernet0/1',
        text: 'in GigabitEthernet0/0, out GigabitEthernet0/1 to 10.0.0.2; OFFICE: permit',
        decides: { uri, text: 'ip route 192.0.2.0 255.255.255.0 10.0.0.2' },
      },
      { device: 'core', inInterface: 'GigabitEthernet0/0', decides: { text: '192.0.2.1 255.255.255.0' } },
    ]);
    expect(hops[0]!.lines.map(({ text }) => text)).toEqual([
      'permit ip any any',
      'ip route 192.0.2.0 255.255.255.0 10.0.0.2',
    ]);
    expect(at?.uri).toBe(server.uriOf('core.cfg'));
    expect(there.markdown).toContain('1. edge');
    expect(JSON.parse(there.json)).toMatchObject({ version: 1, packet: PACKET });
    expect(await request<TraceResult>(TRACE, { uri, about: { packet: 'x' } })).toMatchObject({ ok: false });
  });

  test('is asked what a failure costs', async () => {
    const uri = server.uriOf('edge.cfg');
    const choices = await request<WhatIfResult>(WHAT_IF, { uri });
    expect(choices).toEqual({
      ok: true,
      choices: expect.arrayContaining([
        { name: 'edge', kind: 'device' },
        { name: 'core', kind: 'device' },
      ]),
    });
    expect(await request<WhatIfResult>(WHAT_IF, { uri, fail: 'core' })).toMatchObject({
      ok: true,
      name: 'core',
      gone: [{ id: server.uriOf('core.cfg') }, { id: uri, interface: 'GigabitEthernet0/1' }],
      changes: expect.arrayContaining([
        { id: uri, text: expect.stringMatching(/^edge 192\.0\.2\.0\/24: static via .* -> none$/), lost: false },
      ]),
    });
    expect(await request<WhatIfResult>(WHAT_IF, { uri, remove: 12 })).toMatchObject({
      ok: true,
      name: 'ip route 192.0.2.0 255.255.255.0 10.0.0.2',
      lost: true,
      gone: [{ id: uri, statement: { uri, range: { start: { line: 12 } } } }],
      changes: expect.arrayContaining([{ id: uri, text: expect.stringContaining('edge > core'), lost: true }]),
    });
    expect(await request<WhatIfResult>(WHAT_IF, { uri, fail: 'nobody' })).toMatchObject({ ok: false });
  });

  test('is held to the intents of its folder, as soon as they are saved and whatever device changes', async () => {
    const uri = server.uriOf('edge.cfg');
    const broken = async (): Promise<string[]> =>
      (await server.diagnostics(uri))
        .filter(({ code }) => code === 'netreview/intent')
        .map(({ message }) => String(message));
    expect(await broken()).toEqual([]);
    const intents = server.uriOf('.netreview/intents.yaml');
    mkdirSync(fileURLToPath(server.uriOf('.netreview')), { recursive: true });
    writeFileSync(fileURLToPath(intents), 'intents:\n  - deny: tcp/443\n    from: 10.1.0.0/24\n    to: 192.0.2.0/24\n');
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: intents, type: 1 }],
    });
    await expect.poll(broken, { timeout: 20_000 }).toEqual([expect.stringContaining('deny tcp/443')]);
    // The finding leads to the packet's way.
    const [finding] = (await server.diagnostics(uri)).filter(({ code }) => code === 'netreview/intent');
    const actions = await request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: finding!.range,
      context: { diagnostics: [finding] },
    });
    const [about] = actions
      .filter(({ command }) => command?.command === COMMAND_SHOW_INTENT)
      .map(({ command }) => command!.arguments![0] as ShowIntentArguments);
    expect(about).toEqual({ uri, intent: expect.stringContaining('deny tcp/443') });
    const ask = () => request<TraceResult>(TRACE, { uri, about: { intent: about!.intent } });
    expect(await ask()).toMatchObject({
      ok: true,
      packet: expect.stringContaining(':443'),
      sentence: 'a packet gets through',
      ways: [{ hops: [{ device: 'edge' }, { device: 'core' }] }],
    });
    server.change(uri, EDGE.replace('permit ip any any', 'deny tcp any any eq 443\n permit ip any any'));
    await expect.poll(broken, { timeout: 20_000 }).toEqual([]);
    expect(await ask()).toMatchObject({ ok: true, ways: [], sentence: 'nothing gets through' });
    expect(await request<TraceResult>(TRACE, { uri, about: { intent: 'nobody wrote it' } })).toMatchObject({
      ok: false,
    });
  });
});
