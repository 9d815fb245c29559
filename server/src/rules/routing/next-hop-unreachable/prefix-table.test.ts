import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holds, type Prefix } from '../../../../../grammars/model/address.ts';
import { prefixTable } from './prefix-table.ts';

const prefix = fc.oneof(
  fc.record({
    family: fc.constant('ipv4' as const),
    address: fc.bigInt(0n, 255n),
    length: fc.integer({ min: 24, max: 32 }),
  }),
  fc.record({
    family: fc.constant('ipv6' as const),
    address: fc.bigInt(0n, 255n),
    length: fc.integer({ min: 118, max: 128 }),
  }),
);

test('finds what looking at every entry finds, in the same order', () => {
  fc.assert(
    fc.property(fc.array(prefix, { maxLength: 40 }), prefix, (entries: readonly Prefix[], { family, address }) => {
      const table = prefixTable(entries.map((entry, at) => [entry, at] as const));
      const all = entries.flatMap((entry, at) => (entry.family === family && holds(entry, address) ? [at] : []));
      expect(table.around(family, address)).toEqual(all);
    }),
    { numRuns: 300 },
  );
});
