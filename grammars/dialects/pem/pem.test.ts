import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isSelfSigned, mayHaveSigned } from '../../model/certificate.ts';
import { firstLostCharacter } from '../../outline.ts';
import { pem } from './dialect.ts';

const text = readFileSync(`${import.meta.dirname}/fixtures/fullchain.pem`, 'utf8');
const certificates = (file: string) => pem.toModel(pem.parse(file)).certificates!;

describe('certificates', () => {
  test('say who they are, whom they are for and who signed them', () => {
    const [leaf, issuer] = certificates(text);
    expect([leaf!.subject, leaf!.issuer, leaf!.authority, leaf!.hosts]).toEqual([
      'CN=www.example.net',
      'CN=Example Issuing CA 1, O=Example',
      false,
      ['www.example.net', '*.apps.example.net'],
    ]);
    expect([issuer!.authority, isSelfSigned(issuer!)]).toEqual([true, false]);
    expect([mayHaveSigned(issuer!, leaf!), mayHaveSigned(leaf!, issuer!)]).toEqual([true, false]);
    expect(text.slice(leaf!.span.start, leaf!.span.end)).toMatch(
      /^-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----$/,
    );
  });
  test('say from when to when they are valid, in either form of time', () => {
    const [leaf] = certificates(text);
    const day = (seconds: number | undefined) => seconds && new Date(seconds * 1000).toISOString();
    expect([day(leaf!.validFrom), day(leaf!.validUntil)]).toEqual([
      '2026-11-26T19:36:25.000Z',
      '2126-11-02T19:36:25.000Z',
    ]);
  });
  test('that are cut short, empty or none at all are unknown, and never throw', () => {
    for (const body of ['', 'AAAA', 'MIIB', '!!!!', text.split('\n')[2]!, 'MAAwAA==']) {
      const outline = pem.parse(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`);
      expect(pem.toModel(outline).certificates, body).toEqual([]);
      expect(outline.statements[0]!.coverage).toBe('unknown');
    }
  });
  test('no byte changed anywhere makes them throw', () => {
    const [, begin, ...body] = text.split('\n').slice(0, 13);
    for (let i = 0; i < body.length * 64; i += 7) {
      const lines = [...body];
      const line = Math.floor(i / 64);
      if (!lines[line] || lines[line].startsWith('-')) continue;
      lines[line] = `${lines[line].slice(0, i % 64)}Q${lines[line].slice((i % 64) + 1)}`;
      expect(() => certificates([begin, ...lines].join('\n'))).not.toThrow();
    }
  });
});

test('keys are never kept', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0LWtleS1ieXRlcw==\n-----END PRIVATE KEY-----\n';
  const outline = pem.parse(`${text}${key}`);
  expect(JSON.stringify(pem.toModel(outline))).not.toContain('c2VjcmV0');
  expect(pem.detect(key).score).toBe(0);
});

test('nothing is lost, and a block without an end is told', () => {
  for (const odd of [
    '-----BEGIN CERTIFICATE-----',
    '-----END X-----',
    'a\n-----BEGIN A-----\nb\n-----BEGIN B-----\n',
    '\ufeff x',
  ])
    expect(firstLostCharacter(pem.parse(odd)), odd).toBeUndefined();
  expect(pem.parse('-----BEGIN CERTIFICATE-----\nAAAA\n').problems.map(({ code }) => code)).toEqual([
    'block-not-closed',
  ]);
  expect(firstLostCharacter(pem.parse(text))).toBeUndefined();
});

test('a configuration that carries a certificate is not claimed', () => {
  expect(pem.detect(text).score).toBeGreaterThan(80);
  expect(pem.detect(`hostname r1\n${text}`).score).toBe(0);
  expect(pem.detect(`${text}interface Ethernet1\n`).score).toBe(0);
});
