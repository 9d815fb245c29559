import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstLostCharacter, walk } from '../../outline.ts';
import { haproxy } from './dialect.ts';

const text = readFileSync(`${import.meta.dirname}/fixtures/edge.cfg`, 'utf8');
const device = (config: string) => haproxy.toModel(haproxy.parse(config));

describe('the grammar of HAProxy', () => {
  test('sections hold their lines wherever these stand', () => {
    const { statements } = haproxy.parse(
      'global\nmaxconn 5\n\nfrontend a\nbind :80\n  backend b\n\tserver x 10.0.0.1:80',
    );
    expect(statements.map(({ words, children }) => `${words[0]!.text} ${children.length}`)).toEqual([
      'global 1',
      'frontend 1',
      'backend 1',
    ]);
  });
  test('quotes and backslashes keep blanks, a remark begins anywhere', () => {
    const { statements } = haproxy.parse('backend b\n  acl a path_beg "/x y"\\ z\'#\'#rest\n');
    expect(statements[0]!.children[0]!.words.map((word) => word.text)).toEqual([
      'acl',
      'a',
      'path_beg',
      '"/x y"\\ z\'#\'',
    ]);
  });
  test('a quote without an end is told, and nothing is lost', () => {
    expect(haproxy.parse('global\n  description "half\n  maxconn 5\n').problems.map(({ code }) => code)).toEqual([
      'quote-not-closed',
    ]);
    for (const odd of ['"', 'global', 'global\\', 'x "y\nglobal\n"', '\\\n', 'backend b\r\n server\r\n', '{}'])
      expect(firstLostCharacter(haproxy.parse(odd)), odd).toBeUndefined();
  });
  test('the fixture is known to the last word', () => {
    const outline = haproxy.parse(text);
    haproxy.toModel(outline);
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
    expect(haproxy.detect(text).score).toBeGreaterThan(80);
  });
});

describe('pools', () => {
  test('take settings from defaults, and give some back', () => {
    const { pools } = device(
      'defaults web\n default-server check\nbackend a from web\n server x 10.0.0.1:80\n default-server no-check\n server y 10.0.0.2:80\ndefaults\nbackend b\n server z 10.0.0.3:80\n',
    );
    expect(pools?.map(({ name, members }) => [name.value, members.map(({ watched }) => watched)])).toEqual([
      ['a', [true, false]],
      ['b', [false]],
    ]);
  });
  test('a word that nobody knows leaves open what the server does', () => {
    const { pools } = device('backend a\n server x 10.0.0.1:80 frobnicate check\n');
    expect(pools?.[0]?.closed).toBe(false);
    expect(pools?.[0]?.members[0]?.watched).toBeUndefined();
  });
  test('intervals have units', () => {
    const { healthChecks } = device(
      'backend a\n server x 10.0.0.1:80 check inter 1500 fall 5\n server y 10.0.0.2:80 check inter 2m fastinter 1s\n server z 10.0.0.3:80 inter 9s\n',
    );
    expect(
      healthChecks?.map(({ interval, failures, retryInterval }) => [interval.value, failures, retryInterval]),
    ).toEqual([
      [1.5, 5, undefined],
      [120, 3, 1],
    ]);
  });
});

describe('sockets', () => {
  test('in all their forms; loopback and paths are nobody else’s', () => {
    const { listeners } = device(
      'frontend a\n bind :80\n bind *:81,[::]:82,:::83,192.0.2.1:84\n bind 127.0.0.1:85\n bind /run/a.sock\n bind quic6@:443 ssl crt x\n bind 10.0.0.1:8000-8010\n bind abns@x\n',
    );
    expect(listeners?.map(({ protocol, family, port }) => `${protocol} ${family} ${port}`)).toEqual([
      '6 ipv4 80',
      '6 ipv4 81',
      '6 ipv6 82',
      '6 ipv6 83',
      '6 ipv4 84',
      '17 ipv6 443',
    ]);
  });
  test('speak the versions of the global section unless they say their own', () => {
    const { tls } = device(
      'global\n ssl-default-bind-options ssl-min-ver TLSv1.1\nfrontend a\n bind :443 ssl crt /a.pem crt /b.pem\n bind :444 ssl crt-list /l force-tlsv12\n bind :80\n',
    );
    expect(tls?.map(({ lowest, certificates, closed }) => [lowest?.value, certificates.length, closed])).toEqual([
      ['TLSv1.1', 2, true],
      ['TLSv1.2', 0, false],
    ]);
  });
});

test('texts of other languages are not claimed', () => {
  for (const other of [
    'upstream app {\n    server 10.0.0.1:80;\n}\nserver {\n    listen 80;\n}\n',
    'hostname r1\n!\ninterface Ethernet1\n mode access\n!\nserver 10.0.0.1\n',
    'global\n    defaults\n',
    '[defaults]\ntimeout = 5\n',
  ])
    expect(haproxy.detect(other).score, other).toBe(0);
});
