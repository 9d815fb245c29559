import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { masquerade, NAT_RIG_ABSENT, natRig, STUN_SERVER } from '../../../../test/support/nat-rig.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig } from '../../../../test/support/rig.ts';
import { judge } from './judge.ts';
import type { StunNatObservation } from './observe.ts';
import { stunNat } from './probe.ts';

judgeRecordings(import.meta.dirname, judge);

/** Lets anybody in whom the mapping knows, as consumer routers do: endpoint-independent filtering. */
const FULL_CONE = `${masquerade()} chain q { type nat hook prerouting priority -100; iifname n1 udp dport 1024-65535 dnat to 10.0.0.2; };`;

describe.skipIf(NAT_RIG_ABSENT !== '')(`coturn on two addresses behind nftables${NAT_RIG_ABSENT}`, () => {
  const run = (rules: string, allow: readonly string[] = ['11.0.0.0/24']) =>
    probeInRig<StunNatObservation>({
      probe: 'stun-nat',
      target: STUN_SERVER,
      from: 'cli',
      setup: natRig(rules),
      allow,
    });

  test.each([
    ['masquerade', masquerade(), 'ok', 'endpoint-independent', 'address-and-port-dependent'],
    ['masquerade fully-random', masquerade('fully-random'), 'warning', 'symmetric', 'address-and-port-dependent'],
    ['all ports forwarded', FULL_CONE, 'ok', 'endpoint-independent', 'endpoint-independent'],
    [
      'an outside port for each address',
      `chain p { type nat hook postrouting priority 100; ip daddr ${STUN_SERVER} udp dport 3478-3479 snat to 11.0.0.1:40000-40009; meta l4proto udp snat to 11.0.0.1:41000; };`,
      'warning',
      'address-dependent',
      'address-and-port-dependent',
    ],
    ['no translation', '', 'ok', 'no-nat', 'endpoint-independent'],
  ])('%s', (_, rules, level, code, filtering) => {
    const { verdict, observation } = run(rules);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
    expect(observation.filtering).toBe(filtering);
    expect(verdict.text.en).not.toContain('another translation');
  });

  test('hairpin: not with plain masquerade, yes where the translation turns it around', () => {
    expect(run(masquerade()).observation.hairpin).toBe('fails');
    const turning = `chain p { type nat hook postrouting priority 100; masquerade; }; chain q { type nat hook prerouting priority -100; ip daddr 11.0.0.1 udp dport 1024-65535 dnat to 10.0.0.2; };`;
    expect(run(turning).observation.hairpin).toBe('works');
  });

  test('a private address outside: another translation follows', () => {
    const shared = 'chain p { type nat hook postrouting priority 100; oifname n1 snat to 100.64.7.1; };';
    const { verdict } = probeInRig<StunNatObservation>({
      ...{ probe: 'stun-nat', target: STUN_SERVER, from: 'cli', allow: ['11.0.0.0/24'] },
      setup: natRig(shared, 'ip -n pub route replace 100.64.7.0/24 via 11.0.0.1'),
    });
    expect(verdict).toMatchObject({ level: 'ok', code: 'endpoint-independent' });
    expect(verdict.text.en).toContain('another translation follows');
  });

  test('a server of one address cannot tell', () => {
    const setup = natRig(masquerade(), 'ip -n pub address del 11.0.0.11/24 dev p0').replaceAll('-L 11.0.0.11 ', '');
    const oneAddress = setup.replaceAll('11.0.0.11:3479', `${STUN_SERVER}:3478`);
    expect(
      probeInRig({ probe: 'stun-nat', target: STUN_SERVER, from: 'cli', setup: oneAddress }).verdict,
    ).toMatchObject({
      level: 'unknown',
      code: 'one-address',
    });
  });

  test('nothing listens there', () => {
    const { verdict } = probeInRig({
      probe: 'stun-nat',
      target: `${STUN_SERVER}:3999`,
      from: 'cli',
      setup: natRig(masquerade()),
    });
    expect(verdict).toMatchObject({ level: 'error', code: 'refused' });
  });

  test('the second address is not asked when only the first is allowed', () => {
    const { verdict, observation } = run(masquerade(), []);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'other-not-allowed' });
    expect(observation.other).toEqual({ address: '11.0.0.11', port: 3479 });
  });
});

describe('peers that mean harm', () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });

  async function listening(answer: (request: Buffer, port: number, socket: Socket) => void): Promise<Socket> {
    const socket = createSocket('udp4');
    sockets.push(socket);
    socket.on('message', (request, from) => answer(request, from.port, socket));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return socket;
  }

  const run = async (socket: Socket, signal = forever()) => {
    const { observation, verdict } = await stunNat.run(
      await permitFor(stunNat, `127.0.0.1:${socket.address().port}`),
      signal,
    );
    return { observation: observation as StunNatObservation, verdict };
  };

  test('a second address outside the allow-list gets nothing, whatever the server says', async () => {
    const server = await listening((request, port, socket) =>
      socket.send(success(request, [9, 9, 9, 9], 53), port, '127.0.0.1'),
    );
    const { verdict, observation } = await run(server);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'other-not-allowed' });
    expect(observation.other).toEqual({ address: '9.9.9.9', port: 53 });
  });

  test('an outside address that is not allowed gets nothing', async () => {
    let heard = 0;
    const victim = await listening(() => {
      heard += 1;
    });
    const server = await listening((request, port, socket) =>
      socket.send(success(request, [127, 0, 0, 2], victim.address().port, [9, 9, 9, 9]), port, '127.0.0.1'),
    );
    const { observation } = await run(server);
    expect([observation.hairpin, heard]).toEqual(['not-tried', 0]);
  }, 20_000);

  test('garbage is no answer', async () => {
    const server = await listening((_, port, socket) => {
      for (let i = 0; i < 50; i += 1) socket.send(Buffer.alloc(100, i), port, '127.0.0.1');
    });
    expect((await run(server)).verdict).toMatchObject({ level: 'error', code: 'udp-blocked' });
  });

  test('an answer cut short is no STUN', async () => {
    const server = await listening((request, port, socket) => {
      const head = Buffer.from(request.subarray(0, 20));
      head.writeUInt16BE(0x0101, 0);
      head.writeUInt16BE(64, 2);
      socket.send(head, port, '127.0.0.1');
    });
    expect((await run(server)).verdict).toMatchObject({ level: 'error', code: 'not-stun' });
  });

  test('can be cancelled', async () => {
    const stop = new AbortController();
    const server = await listening(() => stop.abort());
    expect((await run(server, stop.signal)).verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
  });
});

describe.skipIf(NAMESPACE_ABSENT !== '')(`tests in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['10.77.0.2', BLACK_HOLE, 'udp-blocked'],
    ['10.77.0.2', [], 'unreachable'],
  ])('to %s over %j: %s', (target, network, code) => {
    expect(probeInNamespace('stun-nat', target, network).verdict).toMatchObject({ level: 'error', code });
  });

  test('where this machine may not send', () => {
    const { verdict } = probeInNamespace('stun-nat', '10.77.0.2', ['route add prohibit 10.77.0.0/24']);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
  });
});

proofOf(stunNat);

/** A success with the given OTHER-ADDRESS, and XOR-MAPPED-ADDRESS 10.1.2.3:4660 or another address. */
function success(request: Buffer, other: readonly number[], otherPort: number, mapped = [10, 1, 2, 3]): Buffer {
  const cookie = [0x21, 0x12, 0xa4, 0x42];
  const body = Buffer.from([
    ...[0x00, 0x20, 0, 8, 0, 1, 0x12 ^ 0x21, 0x34 ^ 0x12, ...mapped.map((byte, at) => byte ^ cookie[at]!)],
    ...[0x80, 0x2c, 0, 8, 0, 1, otherPort >> 8, otherPort & 255, ...other],
  ]);
  const head = Buffer.from(request.subarray(0, 20));
  head.writeUInt16BE(0x0101, 0);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}
