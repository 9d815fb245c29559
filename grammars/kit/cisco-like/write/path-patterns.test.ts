import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalRange } from './path-patterns.ts';

test('the patterns of a range match its numbers and no other', () => {
  fc.assert(
    fc.property(fc.nat(4_000), fc.nat(4_000), (a, b) => {
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      const pattern = new RegExp(`^(?:${decimalRange(first, last).join('|')})$`);
      for (let number = Math.max(0, first - 60); number <= last + 60; number += 1)
        expect(pattern.test(`${number}`), `${number} in ${first}-${last}`).toBe(first <= number && number <= last);
    }),
    { numRuns: 60 },
  );
});

test('private AS numbers', () => {
  expect(decimalRange(64512, 65534)).toEqual([
    '6451[2-9]',
    '645[2-9][0-9]',
    '64[6-9][0-9][0-9]',
    '65[0-4][0-9][0-9]',
    '655[0-2][0-9]',
    '6553[0-4]',
  ]);
});
