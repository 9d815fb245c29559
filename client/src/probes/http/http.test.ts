import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { judge } from './judge.ts';
import type { HttpObservation } from './observe.ts';
import { http } from './probe.ts';

judgeRecordings(import.meta.dirname, judge);

const absent = rigAbsent({ nginx: 'nginx-light', openssl: 'openssl' });

describe.skipIf(absent !== '')(`a real nginx${absent}`, () => {
  const nginx = (location: string): string => `
cd $D; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out c.pem -subj /CN=rig -days 2 2>/dev/null
echo page >$D/page
cat >$D/nginx.conf <<END
user root; daemon off; pid $D/pid; error_log $D/error.log; worker_processes 1;
events {}
http { access_log off; limit_req_zone x zone=few:1m rate=1r/m; limit_req_zone x zone=slow:1m rate=40r/m;
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

  test('can be cancelled', async () => {
    const stop = new AbortController();
    const { verdict } = await run(() => stop.abort(), stop.signal);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
  });
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
