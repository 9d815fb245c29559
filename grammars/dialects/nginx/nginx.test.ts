import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstLostCharacter, walk } from '../../outline.ts';
import { nginx } from './dialect.ts';

const words = (text: string): string[] =>
  [...walk(nginx.parse(text).statements)].map((statement) => statement.words.map((word) => word.text).join(' '));
const codes = (text: string): string[] => nginx.parse(text).problems.map(({ code }) => code);
const device = (text: string) => nginx.toModel(nginx.parse(text));

describe('the grammar of nginx', () => {
  test('quotes, variables and regular expressions are words', () => {
    expect(
      words('location ~ "^/x{2}$" { return 200 "a;b}"; }\nset $y "\u0024{z}";\nif ($u ~* \\.php$) { break; }'),
    ).toEqual(['location ~ "^/x{2}$"', 'return 200 "a;b}"', 'set $y "\u0024{z}"', 'if ($u ~* \\.php$)', 'break']);
  });
  test('code of another language is one word', () => {
    expect(words('content_by_lua_block { if x then ngx.say(1) end }\nroot /srv;')).toEqual([
      'content_by_lua_block { if x then ngx.say(1) end }',
      'root /srv',
    ]);
  });
  test('what does not end is told, and nothing is lost', () => {
    expect(codes('server { listen 80 }')).toEqual(['missing-semicolon']);
    expect(codes('server { listen 80;')).toEqual(['brace-not-closed']);
    expect(codes('listen 80; }')).toEqual(['brace-not-opened']);
    for (const text of ['a "b', "a 'b;\nc", '{ a; }', 'a{b{c', '}}', 'a \\', 'x $', 'a;;b', '{{ x }}'])
      expect(firstLostCharacter(nginx.parse(text)), text).toBeUndefined();
  });
});

describe('servers', () => {
  test('take from the outside what they do not say themselves', () => {
    const { tls } = device(
      'http { ssl_protocols TLSv1.2; ssl_certificate a.pem;\n server { listen 443 ssl; server_name a; }\n server { listen 443 ssl; ssl_protocols TLSv1.3; ssl_certificate "b.pem"; } }',
    );
    expect(
      tls?.map(({ name, versions, certificates }) => [name, versions?.listed[0]?.value, certificates[0]?.value]),
    ).toEqual([
      ['server a', 'TLSv1.2', 'a.pem'],
      ['server', 'TLSv1.3', 'b.pem'],
      ['nginx', 'TLSv1.2', 'a.pem'],
    ]);
  });
  test('listen, but for loopback and sockets', () => {
    const { listeners } = device(
      readFileSync(`${import.meta.dirname}/fixtures/www.conf`, 'utf8').replace(
        'listen [::]:443 ssl;',
        '$&\n listen 127.0.0.1:81; listen unix:/x;',
      ),
    );
    expect(listeners?.map(({ protocol, family, port }) => `${protocol} ${family} ${port}`)).toEqual([
      '6 ipv4 443',
      '6 ipv6 443',
      '17 ipv4 443',
    ]);
  });
});

test('a text of another language of braces is not claimed', () => {
  expect(
    nginx.detect('table inet filter {\n chain input { type filter hook input priority 0; policy drop; }\n}\n').score,
  ).toBe(0);
  expect(nginx.detect('system {\n    host-name r1;\n    services { ssh; }\n}\n').score).toBe(0);
  const prose =
    'Changes:\n    the location\n    directive of upstream\n    and now a log\n    that ends\n    in prose\n';
  const script = 'if [ -d /etc/nginx ]; then\n\tln -s /etc/nginx/a \\\n\t\t/etc/nginx/b\nfi\n';
  const patch = '--- a/src/core/nginx.c\n+++ b/src/core/nginx.c\n@@ -1,2 +1,2 @@\n-    return 1;\n+    return 0;\n';
  const perl =
    'package platform::X;\nuse strict;\nsub name {\n    if ($a) {\n        return 1;\n    }\n    return 0;\n}\n';
  for (const other of [script, patch, perl]) expect(nginx.detect(other, 'nginx/debian/x').score, other).toBe(0);
  expect(nginx.detect(prose, 'nginx/CHANGES').score).toBe(0);
  expect(nginx.detect(readFileSync(`${import.meta.dirname}/fixtures/www.conf`, 'utf8')).score).toBeGreaterThan(70);
});

describe('names', () => {
  const named = (text: string) => {
    const { references } = device(text);
    const shown = (
      namespace: string | undefined,
      { value, span }: { value: string; span: { start: number; end: number } },
    ) => {
      expect(text.slice(span.start, span.end)).toBe(value);
      return `${namespace} ${value}`;
    };
    return {
      given: references.definitions.map(({ namespace, name }) => shown(namespace, name)),
      used: references.uses.map(
        ({ namespaces, name, predefined }) => `${shown(namespaces[0], name)}${predefined ? '' : ' !'}`,
      ),
    };
  };

  test('are given by upstreams, zones, formats, maps and patterns', () => {
    expect(
      named(
        'upstream app { server 10.0.0.1; }\nlimit_req_zone $remote_addr "zone=one:1m";\nproxy_cache_path /c keys_zone=big:1m;\nlog_format f "$status";\nmap \u0024{host}x $y { ~^(?<sub>a) $sub; }\ngeo $outside { }\nlimit_zone old $remote_addr 1m;\n',
      ),
    ).toEqual({
      given: [
        'upstream app',
        'memory-zone one',
        'memory-zone big',
        'log-format f',
        'variable y',
        'variable sub',
        'variable outside',
        'memory-zone old',
      ],
      used: ['variable remote_addr', 'variable status', 'variable host', 'variable sub', 'variable remote_addr'],
    });
  });

  test('zones and formats must be there; hosts and variables need not', () => {
    expect(
      named(
        'limit_req zone=one burst=5;\nlimit_conn "addr" 3;\nproxy_cache off;\nfastcgi_cache big;\nproxy_cache $zone;\naccess_log /l f;\naccess_log /l combined;\naccess_log /l buffer=1k;\nproxy_pass http://app/x;\ngrpc_pass grpc://app;\nfastcgi_pass php;\n',
      ).used,
    ).toEqual([
      'memory-zone one !',
      'memory-zone addr !',
      'memory-zone big !',
      'variable zone',
      'log-format f !',
      'upstream app',
      'upstream app',
      'upstream php',
    ]);
  });

  test('what has a port, a path or a variable is no upstream', () => {
    expect(
      named(
        'proxy_pass http://app:8080;\nproxy_pass http://unix:/run/a.sock;\nfastcgi_pass unix:/run/p.sock;\nproxy_pass http://$b/x;\n',
      ).used,
    ).toEqual(['variable b']);
  });
});
