import { expect, test } from 'vitest';
import { addressWords, type Cube } from './address-words.ts';

/** `110*`: fixed bits, then free ones. */
const cube = (high: string): Cube => ({
  bits: [...high.padEnd(32, '*')].map((bit) => (bit === '*' ? undefined : bit === '1' ? 1 : 0)),
});

test('blocks are prefixes, hosts stand alone, scattered bits are wildcards', () => {
  expect(addressWords([cube('00001010')], 'ipv4')).toEqual(['10.0.0.0/8']);
  expect(addressWords([cube('1'.repeat(32))], 'ipv4')).toEqual(['255.255.255.255']);
  expect(addressWords([cube('*0001010')], 'ipv4')).toEqual(['10.0.0.0 wildcard 128.255.255.255']);
  expect(
    addressWords(
      [{ bits: Array.from({ length: 128 }, (_, i) => (i < 4 ? (i === 2 || i === 3 ? 1 : 0) : undefined)) }],
      'ipv6',
    ),
  ).toEqual(['3000::/4']);
});

test('what lies side by side is a range where that takes fewer words', () => {
  expect(addressWords([cube('0000'), cube('00010'), cube('00011')], 'ipv4')).toEqual(['0.0.0.0/3']);
  expect(addressWords([cube('0000'), cube('00010'), cube('1')], 'ipv4')).toEqual([
    '0.0.0.0-23.255.255.255',
    '128.0.0.0/1',
  ]);
  expect(addressWords([cube('0000'), cube('01')], 'ipv4')).toEqual(['0.0.0.0/4', '64.0.0.0/2']);
});
