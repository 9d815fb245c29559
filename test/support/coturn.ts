import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/code-server.ts';

export const COTURN_ABSENT = spawnSync('turnserver', ['--version']).error
  ? ' (skipped: no turnserver; Debian package coturn)'
  : '';

export interface Coturn {
  readonly port: number;
  stop(): Promise<void>;
}

/** A STUN server on loopback, IPv4 and IPv6, with a folder of its own. @throws Error when it does not listen in time. */
export async function startCoturn(): Promise<Coturn> {
  const folder = mkdtempSync(join(tmpdir(), 'netreview-coturn-'));
  const port = await freePort();
  writeFileSync(join(folder, 'turnserver.conf'), '');
  const server = spawn(
    'turnserver',
    [
      ...['-c', join(folder, 'turnserver.conf'), '--listening-port', String(port), '-L', '127.0.0.1', '-L', '::1'],
      ...['--stun-only', '--no-cli', '--no-tls', '--no-dtls', '--no-stdout-log'],
      ...['--log-file', join(folder, 'turn.log'), '--simple-log', '--pidfile', join(folder, 'turn.pid')],
    ],
    { stdio: 'ignore' },
  );
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  };
  if (await listens(port, server)) return { port, stop };
  await stop();
  throw new Error('coturn does not listen');
}

/** Its sockets open one after the other, for each transport and address: it listens when the last of them answers. */
async function listens(port: number, server: ChildProcess): Promise<boolean> {
  const deadline = performance.now() + 20_000;
  const left: (() => Promise<boolean>)[] = ['127.0.0.1', '::1'].flatMap((address) => [
    () => accepts(port, address),
    () => answers(port, address),
  ]);
  while (performance.now() < deadline && server.exitCode === null) {
    if (await left[0]!()) left.shift();
    if (left.length === 0) return true;
  }
  return false;
}

async function accepts(port: number, address: string): Promise<boolean> {
  const socket = connect(port, address);
  const open = await new Promise<boolean>((resolve) => {
    socket.on('connect', () => resolve(true));
    socket.on('error', () => resolve(false));
  });
  socket.destroy();
  return open;
}

/** To a STUN binding request, within a moment. */
async function answers(port: number, address: string): Promise<boolean> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  try {
    return await new Promise<boolean>((resolve) => {
      socket.on('message', () => resolve(true));
      socket.on('error', () => resolve(false));
      const request = Buffer.concat([Buffer.from('000100002112a442', 'hex'), randomBytes(12)]);
      socket.connect(port, address, () => socket.send(request));
      setTimeout(() => resolve(false), 200);
    });
  } finally {
    socket.close();
  }
}
