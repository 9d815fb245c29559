import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probes } from '../../client/src/probes/index.ts';
import { netreview } from '../support/cli.ts';

/** Planted where secrets come from; none may ever come out. */
const SECRETS = {
  NETREVIEW_PROBE_USERNAME: 'planted-name-2c41',
  NETREVIEW_PROBE_PASSWORD: 'planted-secret-8d02',
  NETREVIEW_PROBE_SHARED_SECRET: 'planted-secret-5b1a',
  NETREVIEW_PROBE_PRIVACY_PASSWORD: 'planted-secret-e7f9',
};

let folder: string;
let tcp: Server;
let udp: DatagramSocket;
const sockets = new Set<Socket>();
/** What the peer was told. */
let heard = '';

/** The worst of peers: it says everything it hears again, over both transports. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netreview-secrets-'));
  mkdirSync(join(folder, '.netreview'));
  tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      socket.write(chunk);
    });
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  udp = createSocket('udp4');
  udp.on('message', (message, from) => {
    heard += message.toString('latin1');
    udp.send(message, from.port, from.address);
  });
  udp.bind((tcp.address() as AddressInfo).port, '127.0.0.1');
  await once(udp, 'listening');
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  tcp.close();
  udp.close();
  rmSync(folder, { recursive: true, force: true });
});

const written = (): string =>
  readdirSync(join(folder, '.netreview'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

const signingIn = Object.values(probes).filter(({ takesCredentials, login }) => takesCredentials || login);

describe('secrets of the user', () => {
  test('there are probes that take them', () => {
    expect(signingIn.map(({ id }) => id)).toEqual(expect.arrayContaining(['turn', 'redis', 'snmp']));
  });

  test.each(Object.values(probes).map(({ id, login }) => [id, login] as const))(
    '%s: in no output, no log and no telemetry, though the peer repeats all it hears',
    { timeout: 120_000 },
    async (id, login) => {
      const { port } = tcp.address() as AddressInfo;
      const target = `${login ? '10.0.0.2@' : ''}127.0.0.1:${port}`;
      const more = [...(login ? ['--platform', 'ios'] : []), ...(probes[id].lasts ? ['--longest', '1'] : [])];
      for (const format of signingIn.some((one) => one.id === id) ? ['text', 'json'] : ['json']) {
        const { stdout, stderr } = await netreview(
          ['probe', id, target, '--allow', 'loopback', '--format', format, ...more],
          { cwd: folder, env: SECRETS },
        );
        expect(stderr).not.toContain('internal error');
        for (const secret of Object.values(SECRETS)) expect(stdout + stderr + written()).not.toContain(secret);
      }
    },
  );

  test('they were really sent by the one probe whose protocol has to', () => {
    expect(heard).toContain(SECRETS.NETREVIEW_PROBE_PASSWORD);
    expect(written()).toContain('"probe":"redis"');
  });
});
