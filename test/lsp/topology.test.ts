import { afterAll, beforeAll, expect, test } from 'vitest';
import { TOPOLOGY, type TopologyResult } from '../../client/src/protocol.ts';
import { type LanguageServer, startServer } from '../support/language-server.ts';

const router = (name: string, own: number, neighbour: number): string => `hostname ${name}
!
interface GigabitEthernet0/0
 ip address 10.0.0.${own} 255.255.255.252
!
router bgp 64512
 neighbor 10.0.0.${neighbour} remote-as 64512
`;

let server: LanguageServer;
beforeAll(async () => {
  server = await startServer({ files: { 'site/b.cfg': router('b', 2, 1) } });
});
afterAll(() => server.stop());

test('netreview/topology has the network as it is in the editor', async () => {
  const uri = server.uriOf('site/a.cfg');
  const ask = async () => {
    await server.diagnostics(uri);
    const result = await server.connection.sendRequest<TopologyResult>(TOPOLOGY, { uri });
    if (!result.ok) throw new Error(result.problem);
    return result;
  };
  const read = server.next('workspace/diagnostic/refresh');
  server.open(uri, router('a', 1, 2));
  await read;
  const { devices, links, sessions } = await ask();
  expect(devices.map(({ name, range }) => [name, range.start.line])).toEqual([
    ['a', 0],
    ['b', 0],
  ]);
  expect(links.map(({ subnets, ends }) => [subnets, ends.map(({ device }) => device)])).toEqual([
    [['10.0.0.0/30'], ['a', 'b']],
  ]);
  expect(sessions).toMatchObject([
    { uri, peer: 'b', peerId: server.uriOf('site/b.cfg'), state: 'agrees', range: { start: { line: 6 } } },
  ]);
  server.change(uri, router('a', 5, 6));
  const after = await ask();
  expect(after.links).toEqual([]);
  expect(after.sessions.map(({ state }) => state)).toEqual(['unknown', 'unknown']);
});

test('a document of no folder has none', async () => {
  expect(await server.connection.sendRequest(TOPOLOGY, { uri: 'untitled:Untitled-1' })).toMatchObject({ ok: false });
});
