import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { firstLostCharacter } from '../../outline.ts';
import { zone } from './dialect.ts';

const text = readFileSync(`${import.meta.dirname}/fixtures/db.example.net`, 'utf8');

test('records, the times they are kept, the zone and its servers', () => {
  const outline = zone.parse(text);
  const { dns, fragment } = zone.toModel(outline);
  expect(dns!.ttls.map(({ of, seconds, acme }) => [of, seconds.value, acme])).toEqual([
    ['$TTL', 3600, false],
    ['mail.example.net. A', 300, false],
    ['www.example.net. CNAME', 300, false],
    ['front.example.net. A', 60, false],
    ['_acme-challenge.example.net. TXT', 1, true],
  ]);
  for (const { seconds } of dns!.ttls) expect(text.slice(seconds.span.start, seconds.span.end)).toMatch(/^\d+[hm]?$/);
  expect(dns!.zones.map(({ name, negative, closed, local }) => [name.value, negative.value, closed, local])).toEqual([
    ['example.net.', 3600, true, false],
  ]);
  expect(dns!.zones[0]!.nameServers.map(({ name, addresses }) => [name.value, addresses.length])).toEqual([
    ['ns1.example.net.', 2],
    ['ns2.example.org.', 0],
  ]);
  expect(fragment).toBe(false);
  expect(outline.problems).toEqual([]);
  expect(outline.statements.filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
  expect(firstLostCharacter(outline)).toBeUndefined();
});

test('an owner is what stands at the start of a line, whatever it spells', () => {
  const { dns } = zone.toModel(
    zone.parse('$ORIGIN 2.0.192.in-addr.arpa.\nin 5 A 192.0.2.1\n10 20 PTR a.example.net.\n\tIN 7 TXT "b"\n'),
  );
  expect(dns!.ttls.map(({ of, seconds }) => [of, seconds.value])).toEqual([
    ['in.2.0.192.in-addr.arpa. A', 5],
    ['10.2.0.192.in-addr.arpa. PTR', 20],
    ['10.2.0.192.in-addr.arpa. TXT', 7],
  ]);
});

test('a zone without a name is one all the same, and one with an absolute SOA has it', () => {
  const [unnamed] = zone.toModel(
    zone.parse('@ 60 IN SOA ns1 h 1 2 3 4 5\n NS ns1\n NS ns2\nns1 A 192.0.2.1\nns2 A 192.0.2.2\n'),
  ).dns!.zones;
  expect(unnamed!.name.value).toBe('@');
  expect(unnamed!.nameServers.map(({ name, addresses }) => [name.value, addresses.length])).toEqual([
    ['ns1', 1],
    ['ns2', 1],
  ]);
  const [named] = zone.toModel(
    zone.parse('Example.NET. 60 IN SOA ns1 h 1 2 3 4 5\n NS ns1.example.net.\nns1 A 192.0.2.1\n'),
  ).dns!.zones;
  expect(named!.nameServers[0]!.addresses.length).toBe(1);
});

test('what is wrong is said, what is unknown stays so, and neither is a whole zone', () => {
  for (const [broken, codes] of [
    ['@ IN SOA a b (1 2 3 4 5\nwww A 192.0.2.1\n', ['bracket-not-closed']],
    ['@ IN SOA a b 1 2 3 4 5 )\n@ NS a\n', ['stray-bracket']],
    ['@ IN SOA a b 1 2 3 4 5\n@ NS a\nwww FROB x\n', []],
    ['@ IN SOA a b 1 2 3 4 5\n@ NS a\n$INCLUDE more\n', []],
    ['@ IN SOA a b 1 2 3 4 5\n@ NS a\n$GENERATE 1-2 @ NS ns$\n', []],
  ] as const) {
    const outline = zone.parse(broken);
    expect(outline.problems.map(({ code }) => code)).toEqual(codes);
    expect(zone.toModel(outline).dns!.zones.map(({ closed }) => closed)).toEqual([false]);
    expect(firstLostCharacter(outline)).toBeUndefined();
  }
});

test('anything at all is read without loss', () => {
  for (const odd of [
    '(',
    ')',
    '"',
    '\\',
    '$',
    '$TTL',
    '\u0000 x',
    ' \t\n(\n\n',
    '"a\\',
    '@ (;)\n)',
    '( ( ) A',
    '\ufeff$TTL 5',
  ]) {
    const outline = zone.parse(odd);
    zone.toModel(outline);
    expect([odd, firstLostCharacter(outline)]).toEqual([odd, undefined]);
  }
});

test('only zones are claimed', () => {
  expect(zone.detect(text).score).toBeGreaterThan(80);
  expect(zone.detect('www IN A 192.0.2.1\nftp IN CNAME www\nmail IN MX 10 www\n').score).toBeGreaterThan(40);
  for (const other of [
    '',
    ';; ->>HEADER<<- opcode: QUERY\nexample.net. 60 IN A 192.0.2.1\nexample.net. 60 IN NS a.\n',
    'zone "example.net" IN {\n  type master;\n  file "db.example.net";\n};\n',
    '192.0.2.1 www A test\n10.0.0.1 b\n',
    'The record\n  example.net. IN A 192.0.2.1\nis what a client asks for, and then\nit goes on to that server.\n',
  ])
    expect([other, zone.detect(other).score]).toEqual([other, 0]);
});
