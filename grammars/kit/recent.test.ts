import { expect, test } from 'vitest';
import { recent } from './recent.ts';

test('keeps what is asked for, forgets what is not, and never holds more than twice so many', () => {
  const memory = recent<number>(10);
  memory.set('asked for', 0);
  for (let n = 1; n <= 1000; n += 1) {
    memory.set(`line ${n}`, n);
    expect(memory.get('asked for')).toBe(0);
    expect(memory.get(`line ${n}`)).toBe(n);
  }
  const kept = Array.from({ length: 1000 }, (_, n) => memory.get(`line ${n + 1}`)).filter((one) => one !== undefined);
  expect(kept.length).toBeLessThan(20);
});
