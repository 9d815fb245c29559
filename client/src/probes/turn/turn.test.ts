import { spawnSync } from 'node:child_process';
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type FakeTurn, type Faults, fakeTurn } from '../../../../test/support/fake-turn.ts';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { bearing } from '../bearing.ts';
import { ATTRIBUTE, encodeMessage, MESSAGE, xorPeerAddress } from '../stun-message.ts';
import { judge } from './judge.ts';
import type { TurnObservation } from './observe.ts';
import { turn } from './probe.ts';
import { userForNow } from './user-for-now.ts';

judgeRecordings(import.meta.dirname, judge);

const SECRET = 'planted-secret-6f1c';

const coturn = (options: string): string => `
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $D/k.pem -out $D/c.pem -subj /CN=turn -days 2 2>/dev/null
ip address add 11.0.0.1/32 dev lo
ip address add 10.9.9.9/32 dev lo
cat >$D/conf <<END
${options}
END
turnserver -c $D/conf --no-cli --simple-log --log-file $D/turn.log --pidfile $D/pid --no-stdout-log >/dev/null 2>&1 &
until_udp 3478; until_tcp 3478
`;
const USERS = `lt-cred-mech
realm=example.net
user=alice:${SECRET}`;
const ON_LOOPBACK = `listening-ip=127.0.0.1
relay-ip=127.0.0.1`;
const WITH_TLS = `cert=/run/rig/c.pem
pkey=/run/rig/k.pem`;
const WITHOUT_TLS = 'no-tls\nno-dtls';

const absent = rigAbsent({ turnserver: 'coturn', openssl: 'openssl', socat: 'socat' });

describe.skipIf(absent !== '')(`a real coturn${absent}`, () => {
  const run = (options: readonly string[], credentials?: readonly [string, string], target = '127.0.0.1', more = '') =>
    probeInRig<TurnObservation>({
      probe: 'turn',
      target,
      setup: coturn(options.join('\n')) + more,
      ...(credentials && { credentials }),
    });

  test('allocates over UDP, TCP and TLS for its user, and the password is nowhere in what was seen', () => {
    const result = run([ON_LOOPBACK, USERS, WITH_TLS, 'allow-loopback-peers'], ['alice', SECRET]);
    expect(result.verdict, JSON.stringify(result)).toMatchObject({ level: 'ok', code: 'allocated' });
    expect(result.verdict.text.en).toMatch(
      /went out through it and came back in [\d.]+ ms, where a request .* [\d.]+ ms;/,
    );
    const { allocations } = result.observation.servers[0]!;
    expect(allocations.map(({ transport, end }) => [transport, end])).toEqual([
      ['udp', 'granted'],
      ['tcp', 'granted'],
      ['tls', 'granted'],
      ['tls', 'refused'],
    ]);
    expect(result.verdict.text.en).toContain('TLS 5349, and not TLS 443');
    expect(allocations[0]?.relayed?.address).toBe('127.0.0.1');
    expect(allocations.map(({ loop }) => loop?.end)).toEqual([...['passed', undefined, undefined, undefined]]);
    expect(JSON.stringify(result)).not.toContain(SECRET);
    expect(JSON.stringify(result)).not.toContain('alice');
  });

  test('at the port of the web, beside its own or alone', () => {
    const passedOn = 'socat TCP-LISTEN:443,bind=127.0.0.1,fork,reuseaddr TCP:127.0.0.1:5349 &\nuntil_tcp 443\n';
    const asAlice = ['alice', SECRET] as const;
    const both = run([ON_LOOPBACK, USERS, WITH_TLS, 'allow-loopback-peers'], asAlice, '127.0.0.1', passedOn);
    expect(both.verdict, JSON.stringify(both)).toMatchObject({ level: 'ok', code: 'allocated' });
    expect(both.verdict.text.en).toMatch(/it serves UDP 3478, TCP 3478, TLS 5349, TLS 443\.$/);
    const alone = run([ON_LOOPBACK, USERS, WITH_TLS, 'tls-listening-port=443'], asAlice);
    expect(alone.verdict, JSON.stringify(alone)).toMatchObject({ level: 'ok', code: 'allocated' });
    expect(alone.verdict.text.en).toMatch(/it serves UDP 3478, TCP 3478, TLS 443\.$/);
  });

  test('a web server at its port is no fault, and no TURN', () => {
    const web = `openssl s_server -accept 127.0.0.1:443 -cert $D/c.pem -key $D/k.pem -www >/dev/null 2>&1 &\nuntil_tcp 443\n`;
    const { verdict, observation } = run([ON_LOOPBACK, USERS, WITH_TLS], undefined, '127.0.0.1', web);
    expect(observation.servers[0]?.allocations.at(-1), JSON.stringify(observation)).toMatchObject({
      port: 443,
      extra: true,
    });
    expect(verdict).toMatchObject({ level: 'ok', code: 'wants-user' });
    expect(verdict.text.en).toContain('and not TLS 443');
  });

  test('a quota of one is not held against it: the first relay was ours', () => {
    const { verdict, observation } = run([ON_LOOPBACK, USERS, WITH_TLS, 'user-quota=1'], ['alice', SECRET]);
    expect(observation.servers[0]?.allocations[1]?.error?.code).toBe(486);
    expect(verdict).toMatchObject({ level: 'ok', code: 'allocated' });
  });

  test('asks for a user', () => {
    expect(run([ON_LOOPBACK, USERS, WITH_TLS]).verdict).toMatchObject({ level: 'ok', code: 'wants-user' });
  });

  test('does not take a wrong password', () => {
    const { verdict } = run([ON_LOOPBACK, USERS, WITH_TLS], ['alice', 'wrong']);
    expect(verdict).toMatchObject({ level: 'error', code: 'wrong-user' });
  });

  describe('that shares a secret', () => {
    const SHARES = `use-auth-secret\nstatic-auth-secret=${SECRET}\nrealm=example.net`;
    const through = (command?: string, secret = SECRET, options = SHARES) =>
      probeInRig<TurnObservation>({
        ...{ probe: 'turn', target: '127.0.0.1', credentials: ['netreview', secret], sharedSecret: true },
        setup: coturn([ON_LOOPBACK, options, WITH_TLS, 'allow-loopback-peers'].join('\n')),
        ...(command && { through: command }),
      });

    test('takes a name that is made with it, and it is nowhere in what was seen', () => {
      const result = through();
      expect(result.verdict, JSON.stringify(result)).toMatchObject({ level: 'ok', code: 'allocated' });
      expect(result.observation.servers[0]?.allocations.map(({ end }) => end)).toEqual([
        ...['granted', 'granted', 'granted', 'refused'],
      ]);
      expect(JSON.stringify(result)).not.toContain(SECRET);
    });

    test('in a name that runs out an hour from now', () => {
      const { username, password } = userForNow(
        { username: 'a', password: 'key', sharedSecret: true },
        1_700_000_000_999,
      );
      expect(username).toBe('1700003600:a');
      const signed = spawnSync('openssl', ['dgst', '-sha1', '-hmac', 'key', '-binary'], { input: username }).stdout;
      expect(password).toBe(signed.toString('base64'));
    });

    test.each([
      ['another secret', 'another', SHARES],
      ['one that knows its users otherwise', SECRET, USERS],
    ])('does not take %s', (_, secret, options) => {
      const { verdict } = through(undefined, secret, options);
      expect(verdict).toMatchObject({ level: 'error', code: 'wrong-user' });
      expect(verdict.text.en).toContain('use-auth-secret');
    });
  });

  test('open to everybody', () => {
    const { verdict } = run([ON_LOOPBACK, 'no-auth', WITHOUT_TLS]);
    expect(verdict).toMatchObject({ level: 'error', code: 'open-relay' });
  });

  test('without TLS, one way is missing', () => {
    const { verdict } = run([ON_LOOPBACK, USERS, WITHOUT_TLS], ['alice', SECRET]);
    expect(verdict).toMatchObject({ level: 'info', code: 'transport-missing' });
    expect(verdict.text.en).toContain('it passes nothing to 127.0.0.1, as it should');
    expect(verdict.text.en).toContain('TLS 5349');
  });

  test('without TCP and TLS, UDP is all there is', () => {
    const options = [ON_LOOPBACK, USERS, WITHOUT_TLS, 'no-tcp'];
    const setup = coturn(options.join('\n')).replace('until_tcp 3478', '');
    const { verdict } = probeInRig({ probe: 'turn', target: '127.0.0.1', setup });
    expect(verdict).toMatchObject({ level: 'info', code: 'udp-only' });
  });

  test('a public server that relays from a private address', () => {
    const options = ['listening-ip=11.0.0.1', 'relay-ip=10.9.9.9', USERS, WITH_TLS];
    const { verdict } = run(options, ['alice', SECRET], '11.0.0.1');
    expect(verdict).toMatchObject({ level: 'error', code: 'relay-private' });
  });

  test.each([
    ['that does not relay over UDP', 'no-udp-relay', '', 'no-udp-relay'],
    [
      'whose only port for relays is taken',
      'min-port=50000\nmax-port=50000',
      'socat UDP4-RECVFROM:50000,bind=127.0.0.1 STDOUT >/dev/null &\nuntil_udp 50000\n',
      'capacity',
    ],
  ])('one %s', (_, option, before, code) => {
    const setup = before + coturn([ON_LOOPBACK, USERS, WITH_TLS, option].join('\n'));
    const { verdict, observation } = probeInRig({
      ...{ probe: 'turn', target: '127.0.0.1', setup, credentials: ['alice', SECRET] },
    });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code });
  });

  const squatter = (port: number): string =>
    `"$0" ${resolve(import.meta.dirname, '../../../../test/support/turn-squatter.ts')} ${port} alice ${SECRET}\n`;

  test('a user whose quota is used up by a client that crashed', () => {
    const options = [ON_LOOPBACK, USERS, WITH_TLS, 'user-quota=1'];
    const { verdict, observation } = run(options, ['alice', SECRET], '127.0.0.1', squatter(40_000));
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'quota' });
    expect(verdict.text.en).toContain('486');
  });

  test('a client that comes from the port of one that crashed', () => {
    const again = `${squatter(40_000)}sysctl -qw net.ipv4.ip_local_port_range='40000 40000'\n`;
    const { verdict, observation } = run([ON_LOOPBACK, USERS, WITH_TLS], ['alice', SECRET], '127.0.0.1', again);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'mismatch' });
    expect(verdict.text.en).toContain('437');
  });

  test('one that sends its clients to another', () => {
    const options = [ON_LOOPBACK, USERS, WITH_TLS, 'alternate-server=10.9.9.9:3479'];
    const { verdict, observation } = run(options, ['alice', SECRET]);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'elsewhere' });
    expect(verdict.text.en).toContain('to 10.9.9.9:3479: ask that one');
  });

  test('over TCP, with a relay of another address that is not allowed and one that is', () => {
    const options = ['listening-ip=11.0.0.1', 'relay-ip=12.0.0.1', USERS, WITH_TLS, 'no-udp'];
    const setup = `ip address add 12.0.0.1/32 dev lo\n${coturn(options.join('\n')).replace('until_udp 3478;', '')}`;
    const rig = { probe: 'turn', target: '11.0.0.1', setup, credentials: ['alice', SECRET] } as const;
    const ends = (allow: readonly string[]) => {
      const { observation, verdict } = probeInRig<TurnObservation>({ ...rig, allow });
      return [observation.servers[0]?.allocations.map(({ loop }) => loop?.end), verdict.text.en] as const;
    };
    const [without, text] = ends([]);
    expect(without).toEqual([undefined, 'not-allowed', undefined, undefined]);
    expect(text).toContain('UDP does not get through');
    expect(ends(['12.0.0.1'])[0]).toEqual([undefined, 'passed', undefined, undefined]);
  });

  test('one that denies this machine’s address', () => {
    const options = [
      'listening-ip=10.9.9.9',
      'relay-ip=10.9.9.9',
      USERS,
      WITH_TLS,
      'denied-peer-ip=10.0.0.0-10.255.255.255',
    ];
    const { verdict, observation } = run(options, ['alice', SECRET], '10.9.9.9');
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'peer-denied' });
    expect(verdict.text.en).toContain('(403 ');
  });

  const nftAbsent = rigAbsent({ nft: 'nftables' });
  const RANGE = '61000-62000';
  test.skipIf(nftAbsent !== '').each([
    ['input', `udp dport ${RANGE} drop`, 'warning', 'relay-blocked', 'nothing-in'],
    ['input', `ct state established accept; udp dport ${RANGE} drop`, 'error', 'relay-blocked', 'only-answers'],
    ['output', `udp sport ${RANGE} drop`, 'error', 'relay-one-way', 'nothing-out'],
  ])(`a filter on %s of the relay's ports, %s: %s %s${nftAbsent}`, (hook, rules, level, code, end) => {
    const options = [ON_LOOPBACK, USERS, WITH_TLS, 'allow-loopback-peers', 'min-port=61000', 'max-port=62000'];
    const filter = `nft 'table inet f { chain c { type filter hook ${hook} priority 0; ${rules}; }; }'\n`;
    const { verdict, observation } = run(options, ['alice', SECRET], '127.0.0.1', filter);
    expect(observation.servers[0]?.allocations[0]?.loop?.end).toBe(end);
    expect(verdict).toMatchObject({ level, code });
    expect(bearing(turn, 'stun/turn-relay-range-mismatch', verdict)).toBe('confirmed');
  });

  test.skipIf(nftAbsent !== '')(`a filter drops UDP${nftAbsent}`, () => {
    const drop = `nft 'table inet f { chain c { type filter hook input priority 0; udp dport 3478 drop; }; }'\n`;
    const { verdict } = run([ON_LOOPBACK, USERS, WITH_TLS], ['alice', SECRET], '127.0.0.1', drop);
    expect(verdict).toMatchObject({ level: 'warning', code: 'udp-blocked' });
  });
});

describe('peers that mean harm', () => {
  let udp: DatagramSocket | undefined;
  let tcp: Server | undefined;
  const sockets = new Set<Socket>();
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    udp?.close();
    tcp?.close();
  });

  async function peerThat(overUdp: (request: Buffer) => readonly Buffer[], overTcp: (socket: Socket) => void) {
    tcp = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => overTcp(socket));
    });
    tcp.listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const { port } = tcp.address() as AddressInfo;
    const socket = createSocket('udp4');
    udp = socket;
    socket.on('message', (request, from) => {
      for (const reply of overUdp(request)) socket.send(reply, from.port, from.address);
    });
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    return `127.0.0.1:${port}`;
  }

  const run = async (target: string, signal = forever()) => {
    const { observation, verdict } = await turn.run(await permitFor(turn, target), signal, {
      username: 'alice',
      password: SECRET,
    });
    return { observation: observation as TurnObservation, verdict };
  };

  const attribute = (kind: number, value: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from([kind >> 8, kind & 255, value.length >> 8, value.length & 255]),
      value,
      Buffer.alloc((4 - (value.length % 4)) % 4),
    ]);

  /** A 401 with the given realm and nonce. */
  const challenge = (request: Buffer, realm: string): Buffer =>
    refusal(request, 401, '\u001b[31mNo\u202e', [
      attribute(0x0014, Buffer.from(realm)),
      attribute(0x0015, Buffer.from('nonce')),
    ]);

  function refusal(request: Buffer, code: number, reason: string, more: readonly Buffer[] = []): Buffer {
    const body = Buffer.concat([
      attribute(0x0009, Buffer.from([0, 0, Math.floor(code / 100), code % 100, ...Buffer.from(reason)])),
      ...more,
    ]);
    const head = Buffer.from(request.subarray(0, 20));
    head.writeUInt16BE(0x0113, 0);
    head.writeUInt16BE(body.length, 2);
    return Buffer.concat([head, body]);
  }

  test('a realm and a reason full of escape sequences, and a 401 that never ends', async () => {
    let requests = 0;
    const target = await peerThat(
      (request) => {
        requests += 1;
        return [challenge(request, '\u001b]0;owned\u0007realm')];
      },
      (socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'),
    );
    const { verdict, observation } = await run(target);
    expect(verdict).toMatchObject({ level: 'error', code: 'wrong-user' });
    expect(requests).toBe(2);
    expect(observation.servers[0]?.allocations[0]).toMatchObject({
      realm: 'realm',
      error: { code: 401, reason: 'No' },
    });
  });

  test.each([
    [403, 'forbidden'],
    [437, 'mismatch'],
    [441, 'mismatch'],
    [486, 'quota'],
    [500, 'error-response'],
  ])('a server that wants a user and refuses it with %s', async (status, code) => {
    let requests = 0;
    const target = await peerThat(
      (request) => {
        requests += 1;
        return [requests === 1 ? challenge(request, 'realm') : refusal(request, status, '\u001b[2Jno')];
      },
      (socket) => socket.destroy(),
    );
    const { verdict } = await run(target);
    expect(verdict).toMatchObject({ level: 'error', code });
    expect(verdict.text.en).toContain(`${status} no`);
  });

  test('an answer cut short', async () => {
    const target = await peerThat(
      (request) => [refusal(request, 401, 'no').subarray(0, 24)],
      (socket) => socket.end(Buffer.from([1, 19])),
    );
    expect((await run(target)).verdict).toMatchObject({ level: 'error', code: 'not-turn' });
  });

  test('streams that are no TURN: a flood, a length that never comes', async () => {
    const target = await peerThat(
      () => Array.from({ length: 200 }, () => Buffer.alloc(64, 7)),
      (socket) => {
        const flood = (): void => {
          while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 0xff)));
        };
        socket.on('drain', flood);
        flood();
      },
    );
    const { verdict, observation } = await run(target);
    expect(verdict).toMatchObject({ level: 'error', code: 'not-turn' });
    expect(observation.servers[0]?.allocations.map(({ end }) => end)).toEqual(['not-turn', 'not-turn', 'not-turn']);
  });

  test('can be cancelled', async () => {
    const stop = new AbortController();
    const target = await peerThat(
      () => {
        stop.abort();
        return [];
      },
      () => {},
    );
    expect((await run(target, stop.signal)).verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
  });
});

describe('a relay that does not do what it should', () => {
  let server: FakeTurn | undefined;
  afterEach(() => server?.close());

  const run = async (faults: Faults, alsoAllowed: readonly string[] = []) => {
    server = await fakeTurn(faults);
    const permit = await permitFor(turn, `127.0.0.1:${server.port}`, [], alsoAllowed);
    const user = { username: 'alice', password: SECRET };
    const { observation, verdict } = await turn.run(permit, forever(), user);
    return { loop: (observation as TurnObservation).servers[0]?.allocations[0]?.loop, verdict };
  };

  test('none: a packet goes out and comes back', async () => {
    const { loop, verdict } = await run({});
    expect(loop).toMatchObject({ end: 'passed', peer: { address: '127.0.0.1' } });
    expect(verdict.text.en).toContain('came back in');
    expect(server?.asked).toEqual(['allocate', 'allocate', 'createPermission', 'channelBind', 'refresh']);
  });

  test.each<[string, Faults, string]>([
    ['refuses channels', { refuses: { channelBind: { code: 400, reason: '\u001b[2Jno' } } }, '(400 no)'],
    ['binds a channel and carries nothing in it', { deafChannel: true }, 'not in a channel'],
  ])('it %s', async (_, faults, text) => {
    const { verdict } = await run(faults);
    expect(verdict).toMatchObject({ level: 'warning', code: 'no-channel' });
    expect(verdict.text.en).toContain(text);
  });

  test('it permits nobody', async () => {
    const { verdict } = await run({ refuses: { createPermission: { code: 508, reason: 'full\u202e' } } });
    expect(verdict).toMatchObject({ level: 'warning', code: 'no-permission' });
    expect(verdict.text.en).toContain('(508 full)');
  });

  test('a nonce that is old in the middle is taken anew, and not for ever', async () => {
    expect((await run({ refuses: { createPermission: { code: 438, times: 1 } } })).loop?.end).toBe('passed');
    server?.close();
    const { verdict } = await run({ refuses: { createPermission: { code: 438 } } });
    expect(verdict).toMatchObject({ code: 'no-permission' });
    expect(server?.asked.filter((kind) => kind === 'createPermission')).toHaveLength(2);
  });

  test.each<[string, Faults, string | undefined]>([
    ['does not answer', { refuses: { createPermission: { code: 'silent' } } }, 'silent'],
    [
      'floods with what is no TURN',
      { onPeer: () => Array.from({ length: 200 }, () => Buffer.alloc(64, 7)) },
      'not-turn',
    ],
    ['claims the address of somebody else', { claims: { address: '9.9.9.9', port: 53 } }, 'not-allowed'],
    ['claims port 0', { claims: { address: '127.0.0.1', port: 0 } }, 'not-turn'],
    ['claims an address of the other IP version', { claims: { address: '::1', port: 50_000 } }, 'other-family'],
  ])('one that %s is no more than a note', async (_, faults, end) => {
    const { loop, verdict } = await run(faults);
    expect(loop?.end).toBe(end);
    expect(verdict).toMatchObject({ level: 'info', code: 'udp-only' });
  });

  test('indications cut short, of others, without data: nothing came in', async () => {
    const { loop, verdict } = await run({
      onPeer: (data) => [
        Buffer.from('0017', 'hex'),
        encodeMessage(MESSAGE.dataIndication, Buffer.alloc(12), [[ATTRIBUTE.data, data]]),
        encodeMessage(MESSAGE.dataIndication, Buffer.alloc(12), [[ATTRIBUTE.data, data]]).subarray(0, 30),
        encodeMessage(MESSAGE.dataIndication, Buffer.alloc(12), [
          xorPeerAddress({ address: '127.0.0.1', port: 9 }, Buffer.alloc(12)),
          [ATTRIBUTE.data, Buffer.alloc(28, 3)],
        ]),
      ],
    });
    expect(loop?.end).toBe('nothing-in');
    expect(verdict).toMatchObject({ level: 'warning', code: 'relay-blocked' });
  });
});

describe.skipIf(NAMESPACE_ABSENT !== '')(`allocations in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['10.77.0.2', BLACK_HOLE, 'blocked'],
    ['10.77.0.1', BLACK_HOLE, 'refused'],
    ['10.77.0.2', [], 'unreachable'],
  ])('to %s over %j: %s', (target, network, code) => {
    expect(probeInNamespace('turn', target, network).verdict).toMatchObject({ level: 'error', code });
  });

  test('where this machine may not send', () => {
    const { verdict } = probeInNamespace('turn', '10.77.0.2', ['route add prohibit 10.77.0.0/24']);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
  });
});

proofOf(turn);
