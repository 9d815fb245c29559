import { describe, expect, test } from 'vitest';
import fc from '../../../test/support/seeded.ts';
import { ALL, Diagram } from './diagram.ts';
import { addressSet, valuesSet } from './encode.ts';
import { LAYOUT } from './layout.ts';
import { type PrefixTerm, prefixesNode } from './prefixes-node.ts';

/** Few high bits and few low ones, so that prefixes lie within each other and beside each other. */
const prefix = (family: 'ipv4' | 'ipv6', bits: number): fc.Arbitrary<PrefixTerm> =>
  fc
    .record({
      high: fc.bigInt({ min: 0n, max: 7n }),
      low: fc.bigInt({ min: 0n, max: 7n }),
      length: fc.oneof(
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: bits - 4, max: bits }),
        fc.constant(33 % bits),
      ),
    })
    .map(({ high, low, length }) => ({ kind: 'prefix', family, address: (high << BigInt(bits - 3)) | low, length }));

describe('a set of prefixes', () => {
  for (const [family, bits] of [
    ['ipv4', 32],
    ['ipv6', 128],
  ] as const)
    test(`is the union of each, ${family}`, () => {
      fc.assert(
        fc.property(fc.array(prefix(family, bits), { maxLength: 12 }), fc.boolean(), (terms, more) => {
          const diagram = new Diagram();
          const next = more ? valuesSet(diagram, LAYOUT.destinationPort, [{ first: 80, last: 443 }]) : ALL;
          const united = diagram.union(terms.map((term) => addressSet(diagram, LAYOUT.source, term)));
          const place = { top: LAYOUT.source.top, bits };
          expect(prefixesNode(diagram, place, terms, next)).toBe(diagram.and(united, next));
        }),
        { numRuns: 300 },
      );
    });
});
