import { expect, test } from 'vitest';
import type { AddressTerm } from '../../../grammars/model/address.ts';
import type { FilterRule } from '../../../grammars/model/filter.ts';
import fc from '../../../test/support/seeded.ts';
import { NOWHERE } from '../../../test/support/small-packets.ts';
import { Diagram } from './diagram.ts';
import { encodeRule } from './encode.ts';
import { spreadsOf } from './spreads.ts';
import { universeOf } from './universe.ts';

const term: fc.Arbitrary<AddressTerm> = fc.oneof(
  fc.record({
    kind: fc.constant('prefix' as const),
    family: fc.constant('ipv4' as const),
    address: fc.bigInt({ min: 0n, max: 31n }),
    length: fc.integer({ min: 29, max: 32 }),
  }),
  fc.record({
    kind: fc.constant('prefix' as const),
    family: fc.constant('ipv6' as const),
    address: fc.bigInt({ min: 0n, max: 31n }),
    length: fc.integer({ min: 126, max: 128 }),
  }),
  fc.record({
    kind: fc.constant('range' as const),
    family: fc.constant('ipv4' as const),
    first: fc.bigInt({ min: 0n, max: 31n }),
    last: fc.bigInt({ min: 0n, max: 31n }),
  }),
);

const field = fc.record({ anyOf: fc.array(term, { minLength: 1, maxLength: 9 }) });
const ruleOf = (matches: FilterRule['matches']): FilterRule => ({
  span: NOWHERE,
  matches,
  action: { kind: 'permit' },
  effects: [],
  active: true,
});
const rules = fc.array(
  fc
    .array(fc.record({ family: fc.constant('both' as const), source: field, destination: field }), {
      minLength: 1,
      maxLength: 2,
    })
    .map(ruleOf),
  { minLength: 2, maxLength: 6 },
);

test('rules of one match each that share addresses on both sides, and no others, may meet; no rules that share packets are lost', () => {
  fc.assert(
    fc.property(rules, (list) => {
      const meet = spreadsOf(list);
      if (!meet) return;
      const diagram = new Diagram();
      const universe = universeOf([]);
      const shares = (side: 'source' | 'destination', one: FilterRule, other: FilterRule): boolean => {
        const [a, b] = [one, other].map(
          ({ matches }) =>
            encodeRule(
              diagram,
              universe,
              ruleOf(matches.map((match) => ({ family: match.family, [side]: match[side]! }))),
            ).over,
        );
        return diagram.intersects(a!, b!);
      };
      for (const [at, one] of list.entries())
        for (const [before, other] of list.slice(0, at).entries()) {
          const wanted = shares('source', one, other) && shares('destination', one, other);
          if (one.matches.length === 1 && other.matches.length === 1) expect(meet(before, at)).toBe(wanted);
          const [a, b] = [one, other].map((own) => encodeRule(diagram, universe, own).over);
          if (diagram.intersects(a!, b!)) expect(meet(before, at)).toBe(true);
        }
    }),
    { numRuns: 300 },
  );
});
