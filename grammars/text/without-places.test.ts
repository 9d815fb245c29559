import { expect, test } from 'vitest';
import { withoutPlaces } from './without-places.ts';

test('what was said at another place has the same text, what says something else has not', () => {
  const at = (start: number, address: bigint): unknown => [{ name: 'a', address, span: { start, end: start + 1 } }];
  expect(withoutPlaces(at(1, 10n))).toBe(withoutPlaces(at(7, 10n)));
  expect(withoutPlaces(at(1, 10n))).not.toBe(withoutPlaces(at(1, 11n)));
});
