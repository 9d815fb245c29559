import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CERTIFICATE_CHAIN } from '../../../../test/support/certificate-chain.ts';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { tcpPeer } from '../../../../test/support/tcp-peer.ts';
import { clientHello, readHelloReply } from './hello.ts';
import { judge } from './judge.ts';
import type { TlsObservation } from './observe.ts';
import { tls } from './probe.ts';

judgeRecordings(import.meta.dirname, judge);

const run = async (target: string, signal = forever()) => {
  const { observation, verdict } = await tls.run(await permitFor(tls, target), signal);
  return { observation: observation as TlsObservation, verdict };
};

/** What came back, told of a chain of so many bytes. */
function withSize(observation: TlsObservation, size: number): string | undefined {
  const servers = observation.servers.map(({ presented, ...server }) => ({
    ...server,
    ...(presented && { presented: { ...presented, size } }),
  }));
  return tls.cameBack({ ...observation, servers } as TlsObservation)?.en;
}

const opensslAbsent = spawnSync('openssl', ['version']).error ? ' (skipped: no openssl; Debian package openssl)' : '';

describe.skipIf(opensslAbsent !== '')(`a real server on loopback${opensslAbsent}`, () => {
  let folder: string;
  let server: ReturnType<typeof createTlsServer> | undefined;
  const file = (name: string): Buffer => readFileSync(join(folder, name));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'netreview-tls-'));
    execFileSync('sh', ['-c', CERTIFICATE_CHAIN], { cwd: folder, stdio: 'ignore' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => void server?.close());

  async function serving(options: TlsOptions, staple?: Buffer): Promise<string> {
    server = createTlsServer(options, (socket) => socket.on('error', () => {}));
    server.on('tlsClientError', () => {});
    if (staple) server.on('OCSPRequest', (_certificate, _issuer, reply) => reply(null, staple));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `www.example.net@127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('a leaf without its intermediate', async () => {
    const { verdict, observation } = await run(await serving({ cert: file('leaf.pem'), key: file('leaf.key') }));
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'chain-incomplete' });
    expect(verdict.text.en).toContain('Rig Intermediate');
    expect(observation.servers[0]?.presented?.chain).toHaveLength(1);
  });

  test('a chain that ends in a private root, near its end', async () => {
    const target = await serving({ cert: file('brief-full.pem'), key: file('brief.key') });
    const { verdict, observation } = await run(target);
    expect(verdict).toMatchObject({ level: 'warning', code: 'issuer-unknown' });
    expect(verdict.text.en).toMatch(/ends in [45] days/);
    const { chain, size } = observation.servers[0]!.presented!;
    expect(chain.map(({ selfSigned }) => selfSigned)).toEqual([false, false, true]);
    // It tells of the way back only where it takes several packets.
    expect(size).toBeGreaterThan(chain.length * 300);
    expect(withSize(observation, 2_999)).not.toContain('come back to us');
    expect(withSize(observation, 3_000)).toContain('3000 bytes, so packets as large as TCP makes them come back to us');
  });

  test('a private authority that names no place for its certificates is not called incomplete', async () => {
    const { verdict } = await run(await serving({ cert: file('plain.pem'), key: file('plain.key') }));
    expect(verdict).toMatchObject({ level: 'warning', code: 'issuer-unknown' });
  });

  test('a staple is seen, and missed', async () => {
    const pair = { cert: file('full.pem'), key: file('leaf.key') };
    const without = await run(await serving(pair));
    expect(without.verdict.text.en).toContain('OCSP');
    server?.close();
    const { verdict, observation } = await run(await serving(pair, Buffer.alloc(40, 1)));
    expect(observation.servers[0]?.presented?.staple).toBe(40);
    expect(verdict.text.en).not.toContain('OCSP');
  });

  test.each([
    ['TLSv1.2', 'TLSv1.2', 'no-tls13'],
    ['TLSv1.3', 'TLSv1.3', 'only-tls13'],
  ] as const)('from %s to %s: %s', async (minVersion, maxVersion, code) => {
    const target = await serving({ cert: file('full.pem'), key: file('leaf.key'), minVersion, maxVersion });
    const { observation } = await run(target);
    const trusted = judge(trustedVersion(observation));
    expect(trusted.code, JSON.stringify(trusted)).toBe(code);
  });

  test('hellos are answered, and no handshake comes to its end', async () => {
    const target = await serving({ cert: file('full.pem'), key: file('leaf.key') });
    const peer = tcpPeer();
    const { verdict, observation } = await run(
      `www.example.net@${await peer.listen((socket) => {
        const behind = connect(Number(target.split(':')[1]), '127.0.0.1');
        behind.on('error', () => {});
        socket.pipe(behind);
        // The first record, the server's hello, and nothing after it.
        behind.once('data', (chunk) => socket.end(chunk.subarray(0, 5 + chunk.readUInt16BE(3))));
      })}`,
    );
    peer.stop();
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'no-certificate-seen' });
  });

  test('one that reads only the first segment of a hello', async () => {
    const target = await serving({ cert: file('full.pem'), key: file('leaf.key') });
    const peer = tcpPeer();
    const { verdict, observation } = await run(
      `www.example.net@${await peer.listen((socket) => {
        socket.once('data', (chunk) => {
          if (chunk.length < 5 + chunk.readUInt16BE(3)) return socket.destroy();
          const behind = connect(Number(target.split(':')[1]), '127.0.0.1');
          behind.on('error', () => {});
          behind.write(chunk);
          return socket.pipe(behind).pipe(socket);
        });
      })}`,
    );
    peer.stop();
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'large-hello-lost' });
    const trusted = trustedVersion(observation);
    // A server that is tired of us answers no small one either.
    const [server] = trusted.servers;
    const tired = { ...server!, large: { ...server!.large!, small: { kind: 'closed' } as const } };
    expect(judge({ ...trusted, servers: [tired] }).code).not.toBe('large-hello-lost');
  });

  test('TLS 1.0 and 1.1', async () => {
    const ciphers = 'ALL:@SECLEVEL=0';
    const target = await serving({ cert: file('full.pem'), key: file('leaf.key'), minVersion: 'TLSv1', ciphers });
    const trusted = judge(trustedVersion((await run(target)).observation));
    expect(trusted).toMatchObject({ level: 'error', code: 'legacy-protocol' });
    expect(trusted.text.en).toContain('TLS 1.0 and TLS 1.1');
  });

  test('a cipher suite that does not encrypt, and one of 3DES', async () => {
    const ciphers = 'ALL:eNULL:@SECLEVEL=0';
    const { observation } = await run(await serving({ cert: file('full.pem'), key: file('leaf.key'), ciphers }));
    const trusted = trustedVersion(observation);
    expect(judge(trusted), JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'weak-cipher' });
    expect(judge(trusted).text.en).toContain('does not encrypt at all (NULL)');
    // The libraries of today are built without 3DES.
    const [server] = trusted.servers;
    const weak = { kind: 'hello', version: 0x0303, cipher: 0x000a } as const;
    expect(judge({ ...trusted, servers: [{ ...server!, weak }] })).toMatchObject({
      level: 'warning',
      code: 'weak-cipher',
    });
  });

  test('who has only good suites agrees on no other', async () => {
    const { observation } = await run(await serving({ cert: file('full.pem'), key: file('leaf.key') }));
    expect(observation.servers[0]?.weak).toMatchObject({ kind: 'alert' });
    expect(judge(trustedVersion(observation)).text.en).not.toContain('cipher suite');
  });

  test.each([
    ['X25519', 'alert'],
    ['X25519MLKEM768:X25519', 'hello'],
  ])('groups %s: the post-quantum hello gets %s', async (ecdhCurve, kind) => {
    const { observation } = await run(await serving({ cert: file('full.pem'), key: file('leaf.key'), ecdhCurve }));
    expect(observation.servers[0]?.postQuantum).toMatchObject(
      kind === 'hello' ? { kind, version: 0x0304, group: 0x11ec } : { kind, description: 40 },
    );
  });
});

const nginxAbsent = rigAbsent({ nginx: 'nginx-light', openssl: 'openssl' });

describe.skipIf(nginxAbsent !== '')(`a real nginx${nginxAbsent}`, () => {
  const nginx = (certificate: string, more = ''): string =>
    `
cd $D; (${CERTIFICATE_CHAIN}) >$D/log 2>&1; chmod 644 $D/*.key
cat >$D/nginx.conf <<END
user root; daemon off; pid $D/pid; error_log $D/error.log; worker_processes 1;
events {}
http { access_log off;
  client_body_temp_path $D/t1; proxy_temp_path $D/t2; fastcgi_temp_path $D/t3; uwsgi_temp_path $D/t4; scgi_temp_path $D/t5;
  server { listen 127.0.0.1:443 ssl; server_name www.example.net; ssl_certificate $D/${certificate}; ssl_certificate_key $D/leaf.key; ${more} }
}
END
nginx -p $D -e $D/error.log -c $D/nginx.conf >>$D/log 2>&1 &
until_tcp 443
`;

  const target = 'www.example.net@127.0.0.1';

  test.each([
    ['leaf.pem', 1, 'chain-incomplete'],
    // The rig's intermediate names no place of its issuer: its root is private.
    ['full.pem', 2, 'issuer-unknown'],
  ])('with %s', (certificate, sent, code) => {
    const { observation, verdict } = probeInRig<TlsObservation>({ probe: 'tls', target, setup: nginx(certificate) });
    expect(observation.servers[0]?.presented?.chain).toHaveLength(sent);
    expect(verdict.code).toBe(code);
  });

  test.each([
    ['TLSv1.2', 'no-tls13'],
    ['TLSv1.3', 'only-tls13'],
    ['TLSv1 TLSv1.1 TLSv1.2', 'legacy-protocol'],
  ])('with %s only', (protocols, code) => {
    const setup = nginx('full.pem', `ssl_protocols ${protocols}; ssl_ciphers ALL:@SECLEVEL=0;`);
    const { observation } = probeInRig<TlsObservation>({ probe: 'tls', target, setup });
    expect(judge(trustedVersion(observation)).code, JSON.stringify(observation)).toBe(code);
  });
});

const libraryAbsent = rigAbsent({ openssl: 'openssl' });

describe.skipIf(libraryAbsent !== '')(`OpenSSL of this Node.js, whose root this machine knows${libraryAbsent}`, () => {
  const KNOWN = 'www.example.net@127.0.0.1';
  const server = (files: string, options: TlsOptions = {}): string => `
cd $D; (${CERTIFICATE_CHAIN}) >$D/log 2>&1; export NODE_EXTRA_CA_CERTS=$D/root.pem
${process.execPath} ${resolve(import.meta.dirname, '../../../../test/support/tls-server.ts')} 443 ${files} '${JSON.stringify(options)}' >>$D/log 2>&1 &
until_tcp 443
`;

  test.each<[string, string, TlsOptions, string, string, string?]>([
    ['all is well', 'plain-full.pem plain.key', {}, 'ok', 'ok'],
    ['no staple', 'full.pem leaf.key', {}, 'info', 'no-staple'],
    ['five days to go', 'brief-full.pem brief.key', {}, 'warning', 'expiring'],
    ['long over', 'past-full.pem plain.key', {}, 'error', 'expired'],
    ['not yet', 'future-full.pem plain.key', {}, 'error', 'not-yet-valid'],
    ['of another name', 'plain-full.pem plain.key', {}, 'error', 'name-mismatch', 'other.example.net@127.0.0.1'],
    ['of TLS 1.2', 'plain-full.pem plain.key', { maxVersion: 'TLSv1.2' }, 'info', 'no-tls13'],
    ['of TLS 1.3 alone', 'plain-full.pem plain.key', { minVersion: 'TLSv1.3' }, 'info', 'only-tls13'],
    ['without a post-quantum group', 'plain-full.pem plain.key', { ecdhCurve: 'X25519' }, 'info', 'no-post-quantum'],
    [
      'with a post-quantum group that browsers do not offer',
      'plain-full.pem plain.key',
      { ecdhCurve: 'SecP256r1MLKEM768:X25519' },
      'info',
      'other-post-quantum',
    ],
    [
      'with h2, and a group of NIST beside the one of browsers',
      'plain-full.pem plain.key',
      { ALPNProtocols: ['h2', 'http/1.1'], ecdhCurve: 'SecP384r1MLKEM1024:X25519MLKEM768:X25519' },
      'ok',
      'ok',
    ],
    ['with http/1.1 alone', 'plain-full.pem plain.key', { ALPNProtocols: ['http/1.1'] }, 'info', 'no-h2'],
    ['for another protocol', 'plain-full.pem plain.key', { ALPNProtocols: ['acme-tls/1'] }, 'warning', 'alpn-refused'],
    ['without any certificate', '- -', {}, 'error', 'no-common-version'],
  ])('%s', (_, files, options, level, code, target = KNOWN) => {
    const { verdict, observation } = probeInRig<TlsObservation>({
      probe: 'tls',
      target,
      setup: server(files, options),
    });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });

  test('the group and the protocol that it chose are told', () => {
    const setup = server('plain-full.pem plain.key', { ecdhCurve: 'SecP384r1MLKEM1024', ALPNProtocols: ['h2'] });
    const { observation } = probeInRig<TlsObservation>({ probe: 'tls', target: KNOWN, setup });
    const [seen] = observation.servers;
    // The library's own client offers no such group: no handshake of it comes to its end.
    expect(seen).toMatchObject({ postQuantum: { kind: 'alert' }, otherPostQuantum: { kind: 'hello', group: 0x11ed } });
    expect(judge(observation).text.en).toContain('SecP384r1MLKEM1024 and not X25519MLKEM768');
  });

  const nftAbsent = rigAbsent({ nft: 'nftables' });
  test.skipIf(nftAbsent !== '')(`a filter swallows the second segment of a hello${nftAbsent}`, () => {
    const drop = `nft 'table inet f { chain c { type filter hook input priority 0; tcp dport 443 ip length 500-1200 drop; }; }'\n`;
    const setup = server('plain-full.pem plain.key') + drop;
    const { observation, verdict } = probeInRig<TlsObservation>({ probe: 'tls', target: KNOWN, setup });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'large-hello-lost' });
    const { size, answer, small } = observation.servers[0]!.large!;
    expect([answer.kind, small?.kind]).toEqual(['silent', 'hello']);
    expect(size).toBeGreaterThan(1_500);
  });
});

describe('peers that mean harm', () => {
  let peer: Server | undefined;
  const sockets = new Set<Socket>();
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    peer?.close();
  });

  async function peerThat(speak: (socket: Socket) => void): Promise<string> {
    peer = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => speak(socket));
    });
    peer.listen(0, '127.0.0.1');
    await once(peer, 'listening');
    return `127.0.0.1:${(peer.address() as AddressInfo).port}`;
  }

  test('HTTP on the port', async () => {
    const target = await peerThat((socket) => socket.end('HTTP/1.1 400 \u001b[2J Bad Request\r\n\r\n'));
    expect((await run(target)).verdict).toMatchObject({ level: 'error', code: 'not-tls' });
  });

  test('a stream without end is left at its first record', async () => {
    const target = await peerThat((socket) => {
      const flood = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 22)));
      };
      socket.on('drain', flood);
      flood();
    });
    expect((await run(target)).verdict.code).toBe('not-tls');
  });

  test('can be cancelled', async () => {
    const stop = new AbortController();
    const target = await peerThat(() => stop.abort());
    expect((await run(target, stop.signal)).verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
  });

  test('any bytes are read as something, and none past their end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readHelloReply(Buffer.from(bytes));
        const record = Buffer.concat([
          Buffer.from([22, 3, 3, 0, bytes.length, 2, 0, 0, bytes.length]),
          Buffer.from(bytes),
        ]);
        readHelloReply(record);
      }),
    );
  });

  test('no name in a hello becomes more than a name', () => {
    const hello = clientHello('TLS 1.3', [0x001d], 'www.example.net', Buffer.alloc(32));
    expect(hello.readUInt16BE(3)).toBe(hello.length - 5);
    expect(hello.includes('www.example.net')).toBe(true);
    expect(clientHello('TLS 1.3', [0x001d], '10.0.0.1', Buffer.alloc(32)).includes('10.0.0.1')).toBe(false);
  });
});

describe.skipIf(NAMESPACE_ABSENT !== '')(`hellos in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['10.77.0.2:443', BLACK_HOLE, 'no-answer'],
    ['10.77.0.2:443', [], 'unreachable'],
    ['10.77.0.1:443', BLACK_HOLE, 'refused'],
  ])('to %s over %j: %s', (target, network, code) => {
    expect(probeInNamespace('tls', target, network).verdict).toMatchObject({ level: 'error', code });
  });

  test('where this machine may not send', () => {
    const { verdict } = probeInNamespace('tls', '10.77.0.2:443', ['route add prohibit 10.77.0.0/24']);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
  });
});

proofOf(tls);

/** As a machine that knows the rig's root would have seen it. */
function trustedVersion({ servers, ...rest }: TlsObservation): TlsObservation {
  return {
    ...rest,
    servers: servers.map(({ presented, ...server }) => {
      if (!presented) return server;
      const { distrust: _, ...trusted } = presented;
      return { ...server, presented: { ...trusted, staple: 1 } };
    }),
  };
}
