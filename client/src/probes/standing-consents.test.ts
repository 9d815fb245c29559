import { expect, test } from 'vitest';
import { standingConsents } from './standing-consents.ts';

const home = { family: 'ipv4', text: '10.0.0.1' } as const;
const away = { family: 'ipv4', text: '10.9.9.9' } as const;
const target = { host: 'turn.example.net', port: 3478 };

test('a yes for good holds for its probe, its target and the addresses that were seen, until it is withdrawn', async () => {
  let kept: readonly string[] = [];
  const consents = standingConsents({
    get: () => kept,
    set: async (texts) => {
      kept = texts;
    },
  });
  await consents.give('stun', target, [home]);
  await consents.give('stun', target, [home]);
  expect(consents.holds('stun', target, [home])).toBe(true);
  expect(consents.holds('tcp', target, [home])).toBe(false);
  expect(consents.holds('stun', { ...target, port: 443 }, [home])).toBe(false);
  expect(consents.holds('stun', target, [away])).toBe(false);
  expect(consents.holds('stun', target, [home, away])).toBe(false);
  expect(await consents.withdrawAll()).toBe(1);
  expect(consents.holds('stun', target, [home])).toBe(false);
});
