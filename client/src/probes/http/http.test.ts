import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { masquerade, natNamespaces } from '../../../../test/support/nat-rig.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { pourInto, tcpPeer } from '../../../../test/support/tcp-peer.ts';
import { type Inputs, readInput } from '../inputs.ts';
import { judge } from './judge.ts';
import { judgeReuse } from './judge-reuse.ts';
import type { HttpObservation } from './observe.ts';
import { http } from './probe.ts';
import { reuseAfter } from './reuse.ts';

judgeRecordings(import.meta.dirname, judge);

const withInputs = (more: Inputs) => ({ device: more });

const absent = rigAbsent({ nginx: 'nginx-light', openssl: 'openssl' });

describe.skipIf(absent !== '')(`a real nginx${absent}`, () => {
  const nginx = (location: string, keepalive = '75s'): string => `
cd $D; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out c.pem -subj /CN=rig -days 2 2>/dev/null
echo page >$D/page
cat >$D/nginx.conf <<END
user root; daemon off; pid $D/pid; error_log $D/error.log; worker_processes 1;
events {}
http { access_log off; keepalive_timeout ${keepalive}; limit_req_zone x zone=few:1m rate=1r/m; limit_req_zone x zone=slow:1m rate=40r/m;
  map \\$connection \\$odd { ~[13579]\\$ 1; default 0; } limit_req_status 429;
  proxy_temp_path $D/t1; client_body_temp_path $D/t2; fastcgi_temp_path $D/t3; uwsgi_temp_path $D/t4; scgi_temp_path $D/t5;
  server { listen 127.0.0.1:80; listen 127.0.0.1:8443; listen 127.0.0.1:443 ssl; ssl_certificate c.pem; ssl_certificate_key k.pem;
    location / { ${location} } }
  server { listen 127.0.0.1:80; server_name www.example.net; location / { return 204; } }
}
END
nginx -e $D/error.log -c $D/nginx.conf >$D/log 2>&1 &
until_tcp 443; until_tcp 80
`;

  test.each([
    ['127.0.0.1:80', 'return 200;', 'ok', 'ok'],
    ['127.0.0.1:443', 'return 200;', 'ok', 'ok'],
    ['127.0.0.1:80', 'return 301 https://www.example.net/;', 'ok', 'ok'],
    ['www.example.net@127.0.0.1:80', 'return 500;', 'ok', 'ok'],
    ['127.0.0.1:80', 'return 500;', 'error', 'server-error'],
    ['127.0.0.1:80', 'return 503;', 'error', 'overloaded'],
    ['127.0.0.1:80', 'proxy_pass http://127.0.0.1:9;', 'error', 'upstream-failed'],
    ['127.0.0.1:80', 'deny all; return 200;', 'ok', 'ok'],
    ['127.0.0.1:80', 'deny all;', 'warning', 'forbidden'],
    ['127.0.0.1:80', 'limit_req zone=few; try_files /none =404;', 'warning', 'rate-limited'],
    ['127.0.0.1:80', 'return 404;', 'info', 'client-error'],
    ['127.0.0.1:80', 'return 444;', 'error', 'closed'],
    ['127.0.0.1:80', 'if (\\$odd) { return 444; } return 200;', 'error', 'some-lost'],
    ['127.0.0.1:80', 'limit_req zone=slow burst=20; root $D; try_files /page =404;', 'warning', 'slow'],
    ['127.0.0.1:8443', 'return 200;', 'error', 'no-tls'],
  ])('%s with %s: %s %s', (target, location, level, code) => {
    const { verdict, observation } = probeInRig<HttpObservation>({ probe: 'http', target, setup: nginx(location) });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });

  test('HEAD, steps in turn, and where the time went', () => {
    const { verdict, observation } = probeInRig<HttpObservation>({
      ...{ probe: 'http', target: 'rig@127.0.0.1:443', ...withInputs({ method: 'HEAD', paths: ['/', '/cart'] }) },
      setup: nginx('if (\\$request_method != HEAD) { return 500; } if (\\$uri = /cart) { return 502; } return 200;'),
    });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'upstream-failed' });
    expect(verdict.text.en).toContain('5 of 10 requests (/cart) with 502');
    const [first, second] = observation.servers[0]!.answers;
    expect(second).toMatchObject({ path: '/cart', status: 502 });
    const { connect, tls, answer } = first!.phases!;
    expect(connect + tls! + answer).toBeCloseTo(first!.ms!, 0);
  });

  test.each([
    ['keeps its connections over TLS', '75s', 'ok', 'ok'],
    ['closes them after a second', '1s', 'warning', 'closes-early'],
    ['keeps none', '0', 'info', 'no-reuse'],
  ])('it %s', (_, keepalive, level, code) => {
    const { verdict, observation } = probeInRig<HttpObservation>({
      ...{ probe: 'http', target: '127.0.0.1:443', setup: nginx('return 200;', keepalive), ...withInputs({ idle: 2 }) },
    });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });
});

const haproxyAbsent = rigAbsent({ haproxy: 'haproxy', nft: 'nftables', ip: 'iproute2' });

/** HAProxy outside a translation that remembers for so many seconds, in front of nobody: it answers itself. @param rules of the translation */
const behindNat = (keepalive: string, remembers: number, rules = ''): string =>
  natNamespaces(
    masquerade() + rules,
    `ip netns exec nat sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=${remembers} net.netfilter.nf_conntrack_tcp_loose=0
cat >$D/haproxy.cfg <<END
defaults
  mode http
  timeout client 60s
  timeout connect 5s
  timeout server 5s
  timeout http-keep-alive ${keepalive}
frontend all
  bind 11.0.0.10:80
  http-request return status 200 content-type text/plain string page hdr X-Cache HIT hdr Age 120
END
ip netns exec pub haproxy -f $D/haproxy.cfg >$D/log 2>&1 &
i=0; until ip netns exec pub ss -Hltn | grep -q ':80 '; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done`,
  );

describe.skipIf(haproxyAbsent !== '')(`a real HAProxy behind nftables${haproxyAbsent}`, () => {
  const INVALID = 'chain f { type filter hook forward priority 0; ct state invalid drop; };';
  test.each([
    ['keeps what is silent for two seconds', '30s', 60, '', 'ok', 'ok', 'answered'],
    ['gives it up sooner', '1s', 60, '', 'warning', 'closes-early', 'closed-idle'],
    ['the translation forgets it, and the server resets', '30s', 1, '', 'error', 'reuse-lost', 'lost'],
    ['the translation forgets it and swallows the rest', '30s', 1, INVALID, 'error', 'reuse-lost', 'silent'],
  ] as const)('%s', (_, keepalive, remembers, rules, level, code, end) => {
    const { verdict, observation } = probeInRig<HttpObservation>({
      ...{ probe: 'http', target: '11.0.0.10:80', from: 'cli', setup: behindNat(keepalive, remembers, rules) },
      ...withInputs({ idle: 2 }),
    });
    expect(observation.servers[0]?.reuse, JSON.stringify(observation)).toMatchObject({ idle: 2, end });
    expect(verdict).toMatchObject({ level, code });
  });

  test('says where an answer has lain', () => {
    const { verdict } = probeInRig({
      ...{ probe: 'http', target: '11.0.0.10:80', from: 'cli', setup: behindNat('30s', 60) },
    });
    expect(verdict.text.en).toContain('(HIT, 120 s old in a cache)');
  });
});

describe('peers that mean harm', () => {
  let peer: Server | undefined;
  const sockets = new Set<Socket>();
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    peer?.close();
  });

  async function run(speak: (socket: Socket) => void, signal = forever()) {
    peer = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => speak(socket));
    });
    peer.listen(0, '127.0.0.1');
    await once(peer, 'listening');
    const permit = await permitFor(http, `127.0.0.1:${(peer.address() as AddressInfo).port}`);
    const { observation, verdict } = await http.run(permit, signal);
    return { observation: observation as HttpObservation, verdict };
  }

  const flood = (socket: Socket): void => {
    const go = (): void => {
      while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'x')));
    };
    socket.on('drain', go);
    go();
  };

  test('a body without end is left, headers without end are no HTTP', async () => {
    const endless = await run((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      flood(socket);
    });
    expect(endless.verdict).toMatchObject({ level: 'ok', code: 'ok' });
    peer?.close();
    const headers = await run((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX: ');
      flood(socket);
    });
    expect(headers.verdict).toMatchObject({ level: 'error', code: 'not-http' });
  });

  test('garbage, and escape sequences in a header', async () => {
    expect((await run((socket) => socket.end('\u0000\u0001nonsense\r\n\r\n'))).verdict.code).toBe('not-http');
    peer?.close();
    const { verdict } = await run((socket) =>
      socket.end('HTTP/1.1 302 Found\r\nLocation: http://x/\u0080\u009b31m\u202e\r\nContent-Length: 0\r\n\r\n'),
    );
    expect(verdict.text.en).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('a redirection to elsewhere is not followed', async () => {
    let connects = 0;
    const { observation } = await run((socket) => {
      connects += 1;
      socket.end('HTTP/1.1 302 Found\r\nLocation: http://9.9.9.9/\r\nContent-Length: 0\r\n\r\n');
    });
    expect(observation.servers[0]?.answers[0]).toMatchObject({ status: 302, location: 'http://9.9.9.9/' });
    expect(connects).toBe(10);
  });

  const answer = (socket: Socket): void => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');

  test('a second request: cancelled in its silence, reset, met with garbage, after a farewell, after a body without end', async () => {
    const after = async (keeps: (socket: Socket) => void, signal = forever()) => {
      const peer = tcpPeer();
      const where = await peer.listen((socket) => socket.once('data', () => keeps(socket)));
      const target = { host: '127.0.0.1', port: Number(where.split(':')[1]) };
      const { end } = await reuseAfter(1, { family: 'ipv4', text: '127.0.0.1' }, target, '/', signal);
      peer.stop();
      return [end, judgeReuse('the peer', { idle: 1, end })?.code];
    };
    const stop = new AbortController();
    const cancelled = after((socket) => {
      answer(socket);
      stop.abort();
    }, stop.signal);
    expect(await cancelled).toEqual(['cancelled', undefined]);
    const reset = (socket: Socket): void => {
      answer(socket);
      socket.once('data', () => socket.resetAndDestroy());
    };
    expect(await after(reset)).toEqual(['lost', 'reuse-lost']);
    const garbage = (socket: Socket): void => {
      answer(socket);
      socket.once('data', () => socket.write('\u001b[2J nonsense\r\n\r\n'));
    };
    expect(await after(garbage)).toEqual(['lost', 'reuse-lost']);
    const resets = (socket: Socket): void => {
      answer(socket);
      setTimeout(() => socket.resetAndDestroy(), 100);
    };
    expect(await after(resets)).toEqual(['reset-idle', 'closes-early']);
    const farewell = (socket: Socket): void => {
      answer(socket);
      setTimeout(() => socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n'), 100);
    };
    expect(await after(farewell)).toEqual(['closed-idle', 'closes-early']);
    const talks = (socket: Socket): void => {
      answer(socket);
      setTimeout(() => pourInto(socket, Buffer.alloc(65_536, 'x')), 100);
    };
    expect(await after(talks)).toEqual(['not-made', undefined]);
    const endless = (socket: Socket): void => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      flood(socket);
    };
    expect(await after(endless)).toEqual(['not-kept', 'no-reuse']);
  });

  test('can be cancelled', async () => {
    const stop = new AbortController();
    const { verdict } = await run(() => stop.abort(), stop.signal);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
  });
});

test('what is said of how to ask is held to what it may be', () => {
  for (const path of ['/', '/a/b.html?q=1&r=%20', '/~x']) expect(readInput.paths([path]), path).toEqual([path]);
  for (const path of [
    '',
    'a',
    '//evil.example.net/',
    '/ HTTP/1.1',
    '/\r\nHost: x',
    '/\u202e',
    '/#x',
    `/${'a'.repeat(300)}`,
  ])
    expect(readInput.paths([path]), path).toBeUndefined();
  expect(readInput.paths(Array.from({ length: 6 }, () => '/'))).toBeUndefined();
  expect([readInput.idle(['60']), readInput.idle(['0']), readInput.idle(['1e3']), readInput.idle(['7441'])]).toEqual([
    ...[60, undefined, undefined, undefined],
  ]);
  expect([readInput.method(['HEAD']), readInput.method(['DELETE'])]).toEqual(['HEAD', undefined]);
  expect([readInput.types(['mx', 'MX', 'txt']), readInput.types(['ANY'])]).toEqual([['MX', 'TXT'], undefined]);
});

describe.skipIf(NAMESPACE_ABSENT !== '')(`requests in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['10.77.0.2:80', BLACK_HOLE, 'no-answer'],
    ['10.77.0.2:80', [], 'unreachable'],
    ['10.77.0.1:80', BLACK_HOLE, 'refused'],
  ])('to %s over %j: %s', (target, network, code) => {
    expect(probeInNamespace('http', target, network).verdict).toMatchObject({ level: 'error', code });
  });

  test('where this machine may not send', () => {
    const { verdict } = probeInNamespace('http', '10.77.0.2:80', ['route add prohibit 10.77.0.0/24']);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
  });
});

proofOf(http);
