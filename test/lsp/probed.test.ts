import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROBED, type ProbedParams } from '../../client/src/protocol.ts';
import { type LanguageServer, startServer } from '../support/language-server.ts';

const ROUTER = `hostname edge1
!
interface GigabitEthernet0/0
 ip address 192.0.2.18 255.255.255.248
!
interface GigabitEthernet0/1
 ip address 198.51.100.1 255.255.255.0
!
ip route 203.0.113.0 255.255.255.0 192.0.2.99
!
end
`;
const RULE = 'routing/next-hop-unreachable';
const LINE = 8;

let server: LanguageServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

async function tell(params: ProbedParams): Promise<void> {
  const asked = server.next('workspace/diagnostic/refresh');
  await server.connection.sendNotification(PROBED, params);
  await asked;
}

async function found(uri: string) {
  return (await server.diagnostics(uri)).find(({ code }) => code === RULE);
}

test('a confirmed finding is one step more severe and says so, until the text or the word is another', async () => {
  server.configure({ rules: {} });
  const uri = server.uriOf('a.cfg');
  server.open(uri, ROUTER);
  const before = await found(uri);
  expect(before).toMatchObject({ range: { start: { line: LINE } } });
  const word = { rule: RULE, line: LINE, said: 'confirmed' } as const;
  await tell({ uri, version: 1, findings: [word, { ...word, said: 'contradicted' }] });
  const confirmed = await found(uri);
  expect(confirmed!.severity).toBe(Math.max(1, before!.severity! - 1));
  expect(confirmed!.message).toContain(`${before!.message} A probe confirmed it from here`);
  // Of another version nothing is said, and another line's word is not this one's.
  server.change(uri, `! moved\n${ROUTER}`);
  expect(await found(uri)).toMatchObject({ severity: before!.severity, message: before!.message });
  await tell({ uri, version: 2, findings: [word] });
  expect(await found(uri)).toMatchObject({ severity: before!.severity, message: before!.message });
  await tell({ uri, version: 2, findings: [{ ...word, line: LINE + 1 }] });
  expect((await found(uri))!.message).toContain('A probe confirmed it');
  // The result is out of date.
  await tell({ uri, version: 2, findings: [] });
  expect(await found(uri)).toMatchObject({ severity: before!.severity, message: before!.message });
});

test('what was not met from here stays as severe as it is', async () => {
  const uri = server.uriOf('b.cfg');
  server.open(uri, ROUTER);
  const before = await found(uri);
  await tell({ uri, version: 1, findings: [{ rule: RULE, line: LINE, said: 'contradicted' }] });
  const after = await found(uri);
  expect(after!.severity).toBe(before!.severity);
  expect(after!.message).toContain('did not reproduce it from here');
});

test('a severity that somebody chose stays', async () => {
  const own = await startServer({ settings: { rules: { [RULE]: { severity: 'info' } } } });
  try {
    const uri = own.uriOf('c.cfg');
    own.open(uri, ROUTER);
    const asked = own.next('workspace/diagnostic/refresh');
    await own.diagnostics(uri);
    await own.connection.sendNotification(PROBED, {
      uri,
      version: 1,
      findings: [{ rule: RULE, line: LINE, said: 'confirmed' }],
    } satisfies ProbedParams);
    await asked;
    const after = (await own.diagnostics(uri)).find(({ code }) => code === RULE);
    expect(after).toMatchObject({ severity: 3, message: expect.stringContaining('A probe confirmed it from here.') });
  } finally {
    await own.stop();
  }
});
