import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { COTURN_ABSENT, type Coturn, startCoturn } from '../../../../test/support/coturn.ts';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { masquerade, NAT_RIG_ABSENT, natRig, STUN_SERVER } from '../../../../test/support/nat-rig.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import type { Verdict } from '../probe.ts';
import { judge } from './judge.ts';
import type { StunObservation } from './observe.ts';
import { stun } from './probe.ts';

const recordings = JSON.parse(readFileSync(resolve(import.meta.dirname, 'recordings/observations.json'), 'utf8')) as {
  readonly [code: string]: { readonly level: string; readonly observation: StunObservation };
};

const run = async (target: string): Promise<{ verdict: Verdict; observation: StunObservation }> =>
  (await stun.run(await permitFor(stun, target), forever())) as { verdict: Verdict; observation: StunObservation };

describe('recorded observations', () => {
  test.each(Object.entries(recordings))('are judged %s', (code, { level, observation }) => {
    const verdict = judge(observation);
    expect(verdict).toMatchObject({ level, code });
    expect(verdict.text.en).toMatch(/\.$/);
    expect(verdict.text['zh-cn']).toMatch(/。$/);
  });
});

describe.skipIf(COTURN_ABSENT !== '')(`a real coturn on loopback${COTURN_ABSENT}`, () => {
  let server: Coturn;

  beforeAll(async () => {
    server = await startCoturn();
  }, 30_000);
  afterAll(() => server.stop());

  test.each(['127.0.0.1', '[::1]'])('%s answers: no translation on the way', async (host) => {
    const { verdict, observation } = await run(`${host}:${server.port}`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'no-nat' });
    const [answer] = observation.addresses;
    expect(answer?.response?.mapped).toEqual(answer?.local);
    expect(answer?.response?.software).toMatch(/Coturn/i);
    expect(answer?.sent).toBe(1);
  });
});

describe('peers that mean harm', () => {
  let peer: Socket | undefined;
  afterEach(() => void peer?.close());

  async function peerThat(answer: (request: Buffer, reply: (message: Buffer) => void) => void): Promise<string> {
    const socket = createSocket('udp4');
    peer = socket;
    socket.on('message', (request, { port, address }) =>
      answer(request, (message) => void socket.send(message, port, address)),
    );
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return `127.0.0.1:${socket.address().port}`;
  }

  test('garbage without end is cut off and called what it is', async () => {
    const target = await peerThat((_, reply) => {
      for (let i = 0; i < 200; i += 1) reply(Buffer.alloc(64, i));
    });
    expect((await run(target)).verdict).toMatchObject({ level: 'error', code: 'not-stun' });
  });

  test('a truncated answer is no answer', async () => {
    const target = await peerThat((request, reply) => {
      const head = Buffer.from(request.subarray(0, 20));
      head.writeUInt16BE(0x0101, 0);
      head.writeUInt16BE(64, 2);
      reply(head);
    });
    expect((await run(target)).verdict).toMatchObject({ level: 'error', code: 'not-stun' });
  });

  test('an oversized answer is passed over; the right one behind it counts', async () => {
    const target = await peerThat((request, reply) => {
      reply(Buffer.concat([request, Buffer.alloc(9_000)]));
      reply(successFor(request, '  '));
    });
    expect((await run(target)).verdict.code).toBe('nat');
  });

  test('escape sequences in its name reach nobody', async () => {
    const target = await peerThat((request, reply) =>
      reply(successFor(request, '\u001b[2J\u001b]0;owned\u0007evil\u202e\n')),
    );
    const { observation } = await run(target);
    expect(observation.addresses[0]?.response?.software).toBe('evil');
  });

  test('an answer to another transaction is not believed', async () => {
    const target = await peerThat((request, reply) => {
      const other = Buffer.from(request);
      other[12]! ^= 0xff;
      reply(successFor(other, 'blind'));
      reply(successFor(request, 'true'));
    });
    expect((await run(target)).observation.addresses[0]?.response?.software).toBe('true');
  });

  test('an error instead of an address, with a reason in escape sequences', async () => {
    const reason = Buffer.from('Try \u001b[2Jlater\n');
    const target = await peerThat((request, reply) =>
      reply(answerFor(request, 0x0111, [0x00, 0x09, 0, 4 + reason.length, 0, 0, 3, 0, ...reason])),
    );
    const { verdict } = await run(target);
    expect(verdict).toMatchObject({ level: 'error', code: 'error-response' });
    expect(verdict.text.en).toContain('STUN error 300 Try later.');
  });

  test('an answer without an address', async () => {
    const target = await peerThat((request, reply) => reply(answerFor(request, 0x0101, [])));
    expect((await run(target)).verdict).toMatchObject({ level: 'error', code: 'no-address' });
  });

  test('a closed port says so at once', async () => {
    const target = await peerThat(() => {});
    peer?.close();
    peer = undefined;
    const { verdict, observation } = await run(target);
    expect(verdict).toMatchObject({ level: 'error', code: 'refused' });
    expect(observation.addresses[0]?.sent).toBe(1);
  });

  test('silence ends at the deadline, after four requests', async () => {
    let requests = 0;
    const target = await peerThat(() => (requests += 1));
    const { verdict, observation } = await run(target);
    expect(verdict).toMatchObject({ level: 'error', code: 'udp-blocked' });
    expect([observation.addresses[0]?.sent, requests]).toEqual([4, 4]);
  });

  test('can be cancelled', async () => {
    const target = await peerThat(() => stop.abort());
    const stop = new AbortController();
    const { verdict } = await stun.run(await permitFor(stun, target), stop.signal);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
  });
});

describe.skipIf(NAMESPACE_ABSENT !== '')(`requests in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['10.77.0.2:3478', BLACK_HOLE, 'udp-blocked'],
    ['10.77.0.2:3478', [], 'unreachable'],
  ])('to %s over %j: %s', (target, network, code) => {
    expect(probeInNamespace('stun', target, network).verdict).toMatchObject({ level: 'error', code });
  });
});

describe.skipIf(NAT_RIG_ABSENT !== '')(`coturn behind a router of the rig's own${NAT_RIG_ABSENT}`, () => {
  /** The four bytes at this place of each answer, counted from the UDP header, are overwritten. */
  const rewriting = (place: number): string =>
    `ip netns exec nat nft 'table ip alg { chain c { type filter hook forward priority 0; udp sport 3478 @th,${place * 8},32 set 0x0a090909; }; }'`;

  test.each([
    ['that translates', natRig(masquerade()), 'ok', 'nat'],
    [
      'that translates into another private network',
      natRig(
        'chain p { type nat hook postrouting priority 100; oifname n1 snat to 10.9.9.9; };',
        'ip -n pub route replace 10.9.9.9 via 11.0.0.1',
      ),
      'info',
      'private-mapping',
    ],
    ['that rewrites MAPPED-ADDRESS, as application gateways do', natRig('', rewriting(48)), 'warning', 'rewritten'],
    ['that changes something else', natRig('', rewriting(60)), 'warning', 'altered'],
  ])('%s', (_, setup, level, code) => {
    const { verdict, observation } = probeInRig({ probe: 'stun', target: STUN_SERVER, from: 'cli', setup });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });
});

const coturnAbsent = rigAbsent({ turnserver: 'coturn' });

describe.skipIf(coturnAbsent !== '')(`a coturn of one family behind a name of both${coturnAbsent}`, () => {
  test.each([
    ['127.0.0.1', 'v4-only', '::1'],
    ['::1', 'v6-only', '127.0.0.1'],
  ])('%s: %s', (listens, code, quiet) => {
    const { verdict } = probeInRig({
      probe: 'stun',
      target: 'stun.example.net',
      addresses: ['127.0.0.1', '::1'],
      setup: `: >$D/conf
turnserver -c $D/conf --stun-only -L ${listens} --no-cli --no-tls --no-dtls --log-file $D/log --pidfile $D/pid --no-stdout-log >/dev/null 2>&1 &
until_udp 3478`,
    });
    expect(verdict).toMatchObject({ level: 'warning', code });
    expect(verdict.text.en).toContain(quiet);
  });

  test('to which this machine may not send', () => {
    const setup = 'ip route add prohibit 10.77.0.0/24';
    expect(probeInRig({ probe: 'stun', target: '10.77.0.2', setup }).verdict).toMatchObject({
      level: 'unknown',
      code: 'not-made',
    });
  });
});

/** A message that answers the request, with these attributes. */
function answerFor(request: Buffer, type: number, attributes: readonly number[]): Buffer {
  const body = Buffer.from([...attributes, ...Array((4 - (attributes.length % 4)) % 4).fill(0)]);
  const head = Buffer.from(request.subarray(0, 20));
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

proofOf(stun);

/** A success with XOR-MAPPED-ADDRESS 10.1.2.3:4660 and the given SOFTWARE. */
function successFor(request: Buffer, software: string): Buffer {
  const name = Buffer.from(software);
  return answerFor(request, 0x0101, [
    ...[0x00, 0x20, 0, 8, 0, 1, 0x12 ^ 0x21, 0x34 ^ 0x12, 10 ^ 0x21, 1 ^ 0x12, 2 ^ 0xa4, 3 ^ 0x42],
    ...[0x80, 0x22, 0, name.length, ...name],
  ]);
}
