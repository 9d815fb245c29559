import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstLostCharacter, walk } from '../../outline.ts';
import { openssl } from './dialect.ts';

const text = readFileSync(`${import.meta.dirname}/fixtures/openssl.cnf`, 'utf8');
const device = (config: string) => openssl.toModel(openssl.parse(config));
const LINKED = 'openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n';

describe('the grammar of openssl.cnf', () => {
  test('sections hold their lines, remarks and quotes are told apart', () => {
    const { statements } = openssl.parse('x = 1\n[ a ]\nb="c # d" e#f\ng = h\\\n  i\n[b]#j\n');
    expect(
      statements.map(({ words, children }) => [words.map((word) => word.text).join(' '), children.length]),
    ).toEqual([
      ['x = 1', 0],
      ['[ a ]', 2],
      ['[b]', 0],
    ]);
    expect(statements[1]!.children.map(({ words }) => words.map((word) => word.text))).toEqual([
      ['b', '=', '"c # d"', 'e'],
      ['g', '=', 'h', 'i'],
    ]);
  });
  test('a name of two words has no equals sign behind the first', () => {
    const { problems } = openssl.parse(
      '[server]\ncertificate authorities = [ ca.crt, chain.crt ]\nfrob\n.include /x\n',
    );
    expect(problems.map(({ code, span }) => [code, span.start])).toEqual([
      ['missing-equals', 21],
      ['missing-equals', 57],
    ]);
  });
  test('nothing is lost', () => {
    for (const odd of ['[', '[a', '[a]b = c', '=', '= =', '"', "a = 'b", '\\', 'a = b\\', ' [ x ] # y', 'a[b] = c'])
      expect(firstLostCharacter(openssl.parse(odd)), odd).toBeUndefined();
  });
  test('the fixture is known to the last word', () => {
    const outline = openssl.parse(text);
    const { tlsProblems } = openssl.toModel(outline);
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
    expect(outline.problems).toEqual([]);
    expect(tlsProblems).toBeUndefined();
    expect(openssl.detect(text).score).toBeGreaterThan(80);
  });
});

test('a section of extensions or of a name is known by what it is made of, whatever asks for it', () => {
  const outline = openssl.parse(
    '[ req ]\ndefault_bits = 3072\n[ ocsp_cert ]\nbasicConstraints = critical, CA:FALSE\nextendedKeyUsage = OCSPSigning\n[ server_dn ]\n0.organizationName = Example\ncommonName = www.example.net\n[ other ]\nfrobnicate = yes\n',
  );
  openssl.toModel(outline);
  const unknown = [...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown');
  expect(unknown.map(({ words }) => words.map(({ text }) => text).join(' '))).toEqual([
    '[ other ]',
    'frobnicate = yes',
  ]);
});

test('several certificates are told apart by what stands before a point', () => {
  const outline = openssl.parse(`${LINKED}RSA.Certificate = a.pem\nECDSA.Certificate = b.pem\n`);
  openssl.toModel(outline);
  expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
});

test('versions are those of sections that something leads to', () => {
  expect(
    device(`${LINKED}MinProtocol = tlsv1.1\nMaxProtocol = None\n`).tls?.map(({ lowest, highest }) => [
      lowest?.value,
      highest,
    ]),
  ).toEqual([['TLSv1.1', undefined]]);
  const apart = device('openssl_conf = a\n[a]\nx = 1\n[c]\nMinProtocol = TLSv1.1\n');
  expect([apart.tls, apart.tlsProblems?.map(({ kind }) => kind)]).toEqual([undefined, ['section-not-used']]);
  // Another file may include this one.
  expect(device('[c]\nMinProtocol = TLSv1.1\n').tlsProblems).toBeUndefined();
  expect(device(`${LINKED}MinProtocol = $v\n`).tlsProblems).toBeUndefined();
});

test('other files of sections are not claimed', () => {
  for (const other of [
    '[mysqld]\nport = 3306\nssl_cert = /etc/ssl/a.pem\n',
    '[Unit]\nDescription = x\n[Service]\nExecStart = /bin/x\n',
    '[defaults]\ninventory = hosts\n',
    'key = value\n',
  ])
    expect(openssl.detect(other).score, other).toBe(0);
});
