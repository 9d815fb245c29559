import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import type { Attempt } from '../connect.ts';
import { judge } from './judge.ts';
import { observe, type TcpObservation } from './observe.ts';
import { tcp } from './probe.ts';

const recordings = JSON.parse(readFileSync(resolve(import.meta.dirname, 'recordings/observations.json'), 'utf8')) as {
  readonly [code: string]: { readonly level: string; readonly observation: TcpObservation };
};

describe('recorded observations', () => {
  test.each(Object.entries(recordings))('are judged %s', (code, { level, observation }) => {
    const verdict = judge(observation);
    expect(verdict).toMatchObject({ level, code });
    expect(verdict.text.en).toMatch(/\.$/);
    expect(verdict.text['zh-cn']).toMatch(/。$/);
  });

  test('one success among drops is loss, whichever came first', () => {
    const attempts: Attempt[] = [
      { end: 'dropped', ms: 3000 },
      { end: 'open', ms: 4 },
      { end: 'open', ms: 4 },
    ];
    const observation: TcpObservation = {
      probe: 'tcp',
      target: { host: '10.0.0.1', port: 443 },
      addresses: [{ address: '10.0.0.1', family: 'ipv4', attempts }],
    };
    expect(judge(observation)).toMatchObject({ code: 'loss' });
  });
});

describe('real connects on loopback', () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());

  async function listening(host: string, onConnect: Parameters<typeof createServer>[1] = () => {}): Promise<number> {
    server = createServer(onConnect);
    server.listen(0, host);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  test.each(['127.0.0.1', '::1'])('%s: an open port', async (host) => {
    const port = await listening(host, (socket) => socket.on('error', () => {}));
    const target = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    const { observation, verdict } = await tcp.run(await permitFor(tcp, target), forever());
    expect(verdict).toMatchObject({ level: 'ok', code: 'open' });
    expect((observation as TcpObservation).addresses[0]?.attempts.map(({ end }) => end)).toEqual([
      'open',
      'open',
      'open',
    ]);
  });

  test('a closed port, after one attempt', async () => {
    const port = await listening('127.0.0.1');
    server?.close();
    const { observation, verdict } = await tcp.run(await permitFor(tcp, `127.0.0.1:${port}`), forever());
    expect(verdict).toMatchObject({ level: 'error', code: 'refused' });
    expect((observation as TcpObservation).addresses[0]?.attempts).toHaveLength(1);
  });

  test('a listener that floods and never closes is left at once, and nothing is sent to it', async () => {
    let received = 0;
    const port = await listening('127.0.0.1', (socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => (received += chunk.length));
      const flood = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, '\u001b]0;x\u0007')));
      };
      socket.on('drain', flood);
      flood();
    });
    const started = performance.now();
    const { verdict } = await tcp.run(await permitFor(tcp, `127.0.0.1:${port}`), forever());
    expect(verdict.code).toBe('open');
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(received).toBe(0);
  });

  test('can be cancelled before it starts', async () => {
    const stop = new AbortController();
    stop.abort();
    const seen = await observe(await permitFor(tcp, '127.0.0.1:9'), stop.signal);
    expect(judge(seen)).toMatchObject({ level: 'unknown', code: 'cancelled' });
  });
});

describe.skipIf(NAMESPACE_ABSENT !== '')(`connects in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['10.77.0.2:443', BLACK_HOLE, 'dropped'],
    ['[fd00:77::2]:443', BLACK_HOLE, 'dropped'],
    ['10.77.0.2:443', [], 'unreachable'],
    ['10.77.0.2:443', ['route add unreachable 10.77.0.0/24'], 'unreachable'],
    ['10.77.0.1:443', BLACK_HOLE, 'refused'],
  ])('to %s over %j: %s', (target, network, code) => {
    expect(probeInNamespace('tcp', target, network).verdict).toMatchObject({ level: 'error', code });
  });
});
