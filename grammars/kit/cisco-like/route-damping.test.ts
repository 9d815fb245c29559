import { expect, test } from 'vitest';
import type { Word } from '../../outline.ts';
import { dampingOf } from './route-damping.ts';

const wordsOf = (line: string): readonly Word[] =>
  [...line.matchAll(/\S+/g)].map((found) => ({
    text: found[0],
    span: { start: found.index, end: found.index + found[0].length },
  })) as Word[];

test.each([
  ['dampening 15 750 2000 60', 'minutes', 2000, 3600, '6000'],
  ['dampening', 'minutes', 2000, 3600, ' 15 750 6000 60'],
  ['dampening 15 750 12000 90', 'minutes', 12_000, 5400, '6000'],
  // 750 * 2^(30/15): no penalty goes beyond 3,000.
  ['dampening 15 750 2000 30', 'minutes', 2000, 1800, undefined],
  ['dampening', 'penalty', 2000, 3974, ' 15 750 6000 16000'],
  // Two half-lives from 4,000 down to 1,000.
  ['dampening 10 1000 2000 4000', 'penalty', 2000, 1200, undefined],
] as const)('%s (%s)', (line, limit, suppress, longest, newText) => {
  const damping = dampingOf(wordsOf(line), limit)!;
  expect(damping.suppress.value).toBe(suppress);
  expect(damping.longest).toBe(longest);
  expect(damping.raised?.[0]?.newText).toBe(newText);
});

test.each(['dampening route-map FLAPPING', 'dampening 20', 'dampening 0 750 2000 60', 'neighbor 192.0.2.1'])(
  '%s is not followed',
  (line) => {
    expect(dampingOf(wordsOf(line), 'minutes')).toBeUndefined();
  },
);
