import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { DELAYED_WIRE_ABSENT, delayedWire, FAR_END } from '../../../../test/support/delayed-wire.ts';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import type { Attempt } from '../connect.ts';
import { judge } from './judge.ts';
import type { TcpObservation } from './observe.ts';
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
    const { verdict } = await tcp.run(await permitFor(tcp, '127.0.0.1:9'), stop.signal);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
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

const absent = rigAbsent({ nft: 'nftables', socat: 'socat' });

describe.skipIf(absent !== '')(`a listener in a namespace${absent}`, () => {
  const listener = (family: 4 | 6): string =>
    `socat TCP${family}-LISTEN:443,fork,reuseaddr${family === 6 ? ',ipv6only' : ''} /dev/null >&2 &\nuntil_tcp 443`;

  test('whose first SYN is lost each time', () => {
    const everySecond = `nft 'table inet f { chain i { type filter hook input priority 0; tcp dport 443 tcp flags syn numgen inc mod 2 == 0 drop; }; }'`;
    const { verdict } = probeInRig({ probe: 'tcp', target: '127.0.0.1:443', setup: `${listener(4)}\n${everySecond}` });
    expect(verdict).toMatchObject({ level: 'warning', code: 'loss' });
    expect(verdict.text.en).toContain('3 of 3 connects');
  });

  test.each([
    [4, 'v4-only', '::1'],
    [6, 'v6-only', '127.0.0.1'],
  ] as const)('of IPv%s alone, behind a name of both', (family, code, shut) => {
    const { verdict } = probeInRig({
      probe: 'tcp',
      target: 'www.example.net:443',
      addresses: ['127.0.0.1', '::1'],
      setup: listener(family),
    });
    expect(verdict).toMatchObject({ level: 'warning', code });
    expect(verdict.text.en).toContain(shut);
  });

  test('to which this machine may not send', () => {
    const setup = 'ip route add prohibit 10.77.0.0/24';
    const { verdict } = probeInRig({ probe: 'tcp', target: '10.77.0.2:443', setup });
    expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
  });
});

test.skipIf(DELAYED_WIRE_ABSENT !== '')(`a way that takes 400 ms${DELAYED_WIRE_ABSENT}`, () => {
  const { verdict } = probeInRig({
    probe: 'tcp',
    target: `${FAR_END}:443`,
    from: 'cli',
    setup: delayedWire(
      [400],
      'ip netns exec srv socat TCP4-LISTEN:443,fork,reuseaddr /dev/null >&2 &\ni=0; until ip netns exec srv ss -Hltn | grep -q :443; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done',
    ),
  });
  expect(verdict).toMatchObject({ level: 'warning', code: 'slow' });
});

proofOf(tcp);
