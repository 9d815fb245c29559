import { expect, test } from 'vitest';
import fc from '../../test/support/seeded.ts';
import { lineHeads } from './line-heads.ts';
import { lineStart } from './line-starts.ts';

test('what is known of the beginning of a line', () => {
  expect(lineHeads(/^interface (?:Eth|lo)\d/m)).toEqual(['interface eth', 'interface lo']);
  expect(lineHeads(/^[ \t]+(?:no )?ip address(?: dhcp|$)/m)).toEqual([
    'no ip address dhcp',
    'no ip address',
    'ip address dhcp',
    'ip address',
  ]);
  expect(lineHeads(/^!+ *x|^ {3}y|^(?:\d+ )?z/m)).toEqual(['!', 'y', ...'0123456789', 'z']);
  expect(lineHeads(/^(?!no )ab?c/m)).toEqual(['abc', 'ac']);
  expect(lineHeads(/^![ \t]*a {2}b|^Run$\n^c/m)).toEqual(['! a b', '!a b', 'run']);
});

test('spaces of any kind end what is known, but at the start of a line: the next one may follow', () => {
  expect(lineHeads(/^\s*ip/m)).toEqual(['ip']);
  expect(lineHeads(/^ab[ \t]*\s*ip/m)).toEqual(expect.arrayContaining(['ab ', 'ab']));
  expect(lineStart(/^[ \t]+\s*ip/m).isIn(' \nip')).toBe(true);
  expect(lineStart(/^ab[ \t]*\s*ip/m).isIn('ab\n ip')).toBe(true);
});

test('a match that may begin elsewhere, or with anything, has no known beginning', () => {
  for (const pattern of [/abc/, /^a/, /^a|b/m, /^\S+ x/m, /^\s+x/m, /(?:^|;)a/m, /^.a/m, /^[^a]/m])
    expect(lineHeads(pattern), String(pattern)).toBeUndefined();
});

/** Pieces that patterns here are made of, and pieces of texts that meet them or nearly do. */
const PIECES = [
  'ip',
  'no',
  'Ab',
  'x',
  ' ',
  '  ',
  '[ \\t]+',
  '[ \\t]*',
  '\\d+',
  '\\S+',
  '(?:ip|no )',
  '(?: x)?',
  '[*x]',
  '\\s*',
  '$',
  '(?!no)',
  'x?',
  '$\\n^',
  '(?:ip|no|x|ab|1)[ \\t]*',
];
const TEXT = ['ip', 'no', 'ab', 'AB', 'x', ' ', '\t', '1', '*', '\n', '\n', '\n ', '\r\n', '\r', '\u00a0'];

const patterns = fc
  .tuple(
    fc.array(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('m', 'mi', ''),
  )
  .map(([alternatives, flags]) => new RegExp(alternatives.map((one) => `^${one.join('')}`).join('|'), flags));
const texts = fc.array(fc.constantFrom(...TEXT), { maxLength: 30 }).map((pieces) => pieces.join(''));

test('a pattern is found where it is found on the whole text', () => {
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      expect(lineStart(pattern).isIn(text)).toBe(pattern.test(text));
    }),
    { numRuns: 5_000 },
  );
});

test('so it is behind many lines that begin alike', () => {
  const text = `${' ip address 1\n'.repeat(200)} ip address 2\n`;
  expect(lineStart(/^ ip address 2/m).isIn(text)).toBe(true);
  expect(lineStart(/^ ip address 3/m).isIn(text)).toBe(false);
});
