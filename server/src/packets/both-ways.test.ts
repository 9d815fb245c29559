import { expect, test } from 'vitest';
import { prepare } from '../review/prepare.ts';
import { analyseFilters } from './analyse.ts';
import { formatPacket, parsePacket } from './packet-text.ts';

/** One list that is asked in both directions, as pf asks it. */
const PF = `block all
pass out on em0 proto tcp to port 443
pass out on em0 proto tcp from 10.0.0.0/8 to port 443
pass out proto udp to port 53
pass in proto udp to port 123
`;
const { device } = prepare({ text: PF, dialect: 'pf' })!;
const analyses = analyseFilters(device);

test.each([
  [1, 'tcp port 443 flags !ack+syn out em0'],
  [3, 'udp port 53 out any interface'],
  [4, 'udp port 123 in any interface'],
])('rule %i is told by the way it is asked', (rule, text) => {
  expect(analyses.explainRule!({ filter: 0, rule })!.alone.text).toBe(text);
});

test('a packet is on its way out where only that is said of it, and comes in where nothing is', () => {
  const fate = (words: string): string => analyses.test(0, parsePacket(words)!).action;
  expect(fate('tcp 10.0.0.1:1024 > 192.0.2.1:443 out em0')).toBe('permit');
  expect(fate('tcp 10.0.0.1:1024 > 192.0.2.1:443 in em0')).toBe('deny');
  expect(fate('tcp 10.0.0.1:1024 > 192.0.2.1:443')).toBe('deny');
  expect(fate('udp 10.0.0.1:1024 > 192.0.2.1:53 out em7')).toBe('permit');
  expect(fate('udp 10.0.0.1:1024 > 192.0.2.1:53')).toBe('deny');
  expect(fate('udp 10.0.0.1:1024 > 192.0.2.1:123')).toBe('permit');
});

test('a witness says its way in words that are read back to it', () => {
  const outcomes = [1, 3, 4].map((rule) => {
    const { witness } = analyses.explainRule!({ filter: 0, rule })!.alone;
    const text = formatPacket(witness!);
    return [text, analyses.test(0, parsePacket(text)!).action];
  });
  expect(outcomes).toEqual([
    [expect.stringMatching(/ out em0$/), 'permit'],
    [expect.stringMatching(/ out any$/), 'permit'],
    [expect.not.stringMatching(/ (in|out) /), 'permit'],
  ]);
});
