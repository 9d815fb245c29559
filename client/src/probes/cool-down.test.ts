import { expect, test } from 'vitest';
import { COOL_DOWN_MS, coolDown } from './cool-down.ts';

test('a target rests between two runs of a probe; other probes and targets do not wait', () => {
  let time = 0;
  const wait = coolDown(() => time);
  const target = { host: '10.0.0.1', port: 443 };
  expect(wait('tcp', target)).toBe(0);
  time += 4_000;
  expect(wait('tcp', target)).toBe(COOL_DOWN_MS - 4_000);
  expect(wait('stun', target)).toBe(0);
  expect(wait('tcp', { host: '10.0.0.1', port: 444 })).toBe(0);
  time += 6_000;
  expect(wait('tcp', target)).toBe(0);
});
