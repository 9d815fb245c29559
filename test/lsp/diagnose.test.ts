import { afterAll, beforeAll, expect, test } from 'vitest';
import { DIAGNOSE, type DiagnoseParams, type DiagnoseResult } from '../../client/src/protocol.ts';
import { LAB, LAB_FAULTS, labWith, WEB } from '../support/egress-lab.ts';
import { type LanguageServer, startServer } from '../support/language-server.ts';

const TARGET = `www.example.net@${WEB}`;
const fault = LAB_FAULTS.find(({ step }) => step === 'nat-udp-lifetime')!;
let server: LanguageServer;
const ask = (params: Partial<DiagnoseParams> = {}): Promise<DiagnoseResult> =>
  server.connection.sendRequest(DIAGNOSE, {
    uri: server.uriOf('server/netplan.yaml'),
    target: TARGET,
    ...params,
  }) as Promise<DiagnoseResult>;

beforeAll(async () => {
  server = await startServer({ files: labWith(fault) });
}, 60_000);
afterAll(() => server.stop());

test('the host of a file, its network as it is on disk and in the editor, and findings of files beside', async () => {
  const uri = server.uriOf('nat/90-gateway.conf');
  const refreshed = server.next('workspace/diagnostic/refresh');
  server.open(uri, labWith(fault)['nat/90-gateway.conf']!);
  await refreshed;
  // As editors do: what is open is reviewed.
  await server.diagnostics(uri);
  const found = await ask();
  expect(found).toMatchObject({
    ok: true,
    diagnosis: {
      device: 'server',
      cause: { step: 'nat-udp-lifetime', at: { path: uri, line: 3, text: fault.at[1] } },
    },
  });
  server.change(uri, LAB['nat/90-gateway.conf']!);
  await server.diagnostics(uri);
  const mended = await ask({ host: 'server' });
  expect(mended.ok && mended.diagnosis.cause).toBeUndefined();
  expect(mended.ok && mended.markdown).toContain('These files show nothing that breaks the way of server');
});

test('hosts are offered where the file tells none, and a target that is none is told', async () => {
  const uri = server.uriOf('web/nginx.conf');
  expect(await ask({ uri })).toMatchObject({ ok: true, diagnosis: { device: 'web' } });
  expect(await ask({ host: 'nobody' })).toMatchObject({
    ok: false,
    hosts: expect.arrayContaining(['server', 'access', 'web']),
  });
  expect(await ask({ target: 'x y' })).toMatchObject({ ok: false, problem: expect.stringContaining('A target is') });
});
