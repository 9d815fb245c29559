import { expect, test } from 'vitest';
import { sparkline } from './sparkline.ts';

test('the lowest value is the lowest bar, the highest the highest, and nothing measured is a gap', () => {
  expect(sparkline([1, 8, undefined, 4.5]).join('')).toBe('▁█·▅');
});

test('equal values are in the middle; of none there are gaps', () => {
  expect(sparkline([5, 5]).join('')).toBe('▄▄');
  expect(sparkline([undefined]).join('')).toBe('·');
  expect(sparkline([])).toEqual([]);
});
