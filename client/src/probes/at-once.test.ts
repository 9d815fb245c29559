import { expect, test } from 'vitest';
import { placesFor } from './at-once.ts';

test('as many as there are, and again when one is given back, once', () => {
  const places = placesFor(2);
  const first = places.take();
  expect(places.take()).toBeDefined();
  expect(places.take()).toBeUndefined();
  first?.();
  first?.();
  expect(places.take()).toBeDefined();
  expect(places.take()).toBeUndefined();
});
