import { expect, test } from 'vitest';
import type { Filter } from '../../../grammars/model/filter.ts';
import { walksOf } from '../../../test/support/naive-filter.ts';
import fc, { assertUntil } from '../../../test/support/seeded.ts';
import { chains, deviceOf, packetsOf, world } from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import type { Packet, RuleExplanation, RuleRef } from './analyses.ts';
import { meets } from './packet-match.ts';

const tables = world.chain((one) => chains(one).map((filters) => [one, filters] as const));

test('what is left of a rule, and who takes the rest, packet by packet', () => {
  let taken = 0;
  assertUntil(
    () => taken > 20,
    fc.property(tables, ([world, filters]) => {
      const fragments = filters.some(({ rules }) =>
        rules.some(({ matches }) => matches.some(({ fragment }) => fragment)),
      );
      const packets = packetsOf({ ...world, fragments });
      const analyses = analyseFilters(deviceOf(...filters));
      const walks = new Map(packets.map((packet) => [packet, walksOf(filters, 0, packet)]));
      for (const [at, rule] of filters[0]!.rules.entries()) {
        const found = analyses.explainRule!({ filter: 0, rule: at })!;
        const own = rule.active
          ? packets.filter((packet) => inFamily(filters[0]!, packet) && meets(packet, rule) !== 'no')
          : [];
        const come = own.filter((packet) =>
          walks.get(packet)!.some(({ matched }) => matched.some((one) => isSame(one, { filter: 0, rule: at }))),
        );
        expect(found.effective.amount).toBe(amount(come, own));
        expect(found.notSent.amount).toBe('none');
        expect(sum(found)).toBe(come.length < own.length);
        for (const { ref, takes } of found.takers) {
          taken += 1;
          const ways = walksOf(filters, 0, takes.witness!);
          expect(ways.some(({ matched }) => matched.some((one) => isSame(one, ref)))).toBe(true);
          expect(ways.some(({ matched }) => matched.some((one) => isSame(one, { filter: 0, rule: at })))).toBe(false);
          expect(meets(takes.witness!, rule)).not.toBe('no');
        }
        if (found.sure)
          for (const packet of come)
            expect(
              walks.get(packet)!.every(({ matched }) => matched.some((one) => isSame(one, { filter: 0, rule: at }))),
            ).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
  expect(taken).toBeGreaterThan(20);
});

const isSame = (one: RuleRef, other: RuleRef): boolean => one.filter === other.filter && one.rule === other.rule;

const inFamily = ({ family }: Filter, packet: Packet): boolean => family === 'both' || family === packet.family;

const amount = (some: readonly Packet[], all: readonly Packet[]): string =>
  some.length === 0 ? 'none' : some.length === all.length ? 'all' : 'some';

/** Whether anybody takes anything. */
const sum = ({ takers }: RuleExplanation): boolean => takers.some(({ takes }) => takes.amount !== 'none');
