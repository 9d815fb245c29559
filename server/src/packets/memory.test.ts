import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Filter, FilterRule } from '../../../grammars/model/filter.ts';
import fc from '../../../test/support/seeded.ts';
import { chains, deviceOf, filterOf, list, rule, verdict, world } from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import type { FilterAnalyses } from './analyses.ts';
import { filterMemory } from './memory.ts';

const all = (analyses: FilterAnalyses, count: number): unknown =>
  Array.from({ length: count }, (_, filter) => [analyses.lines(filter), analyses.conflicts!(filter)]);

type Edit = { readonly at: number; readonly remove: number; readonly insert: readonly FilterRule[] };

const edited = (filter: Filter, { at, remove, insert }: Edit): Filter => {
  const rules = [...filter.rules];
  rules.splice(at % (rules.length + 1), remove, ...insert);
  return { ...filter, rules };
};

/** As `toEqual`, at a tenth of its cost where they are equal, which is nearly always. */
function expectSame(found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toEqual(wanted);
}

/**
 * Between runs the worker answers vitest: one that is silent for a minute is taken for dead, and on a machine with other work hundreds of runs
 * in one piece can take that long. For the same reason no clock ends these tests but one that says that something hangs.
 */
const pause = (): Promise<void> => new Promise((done) => setImmediate(done));
const UNHURRIED = { timeout: 20 * 60_000 };

describe('a memory between versions', () => {
  test('edits give what a fresh analysis gives', UNHURRIED, async () => {
    await fc.assert(
      fc.asyncProperty(
        world.chain((one) =>
          fc.record({
            filter: list(one, 14),
            other: list(one, 3),
            first: fc.boolean(),
            edits: fc.array(
              fc.record({
                at: fc.nat({ max: 20 }),
                remove: fc.constantFrom(0, 1, 1, 2),
                insert: fc.array(rule(one, verdict), { maxLength: 2 }),
              }),
              { minLength: 1, maxLength: 5 },
            ),
          }),
        ),
        async ({ filter, other, first, edits }) => {
          await pause();
          const memory = filterMemory();
          let now = filter;
          const named = { ...other, name: { ...other.name, value: 'OTHER' } };
          all(analyseFilters(deviceOf(now), { memory }), 1);
          for (const edit of edits) {
            now = edited(now, edit);
            // Sometimes another list appears above it, so that its index moves too.
            const device = first && edit.at % 2 === 0 ? deviceOf(named, now) : deviceOf(now);
            const count = device.filters.length;
            const copy = structuredClone(device);
            expectSame(all(analyseFilters(copy, { memory }), count), all(analyseFilters(device), count));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test('edits of chains that jump to each other give what a fresh analysis gives', UNHURRIED, async () => {
    await fc.assert(
      fc.asyncProperty(
        world.chain((one) =>
          fc.record({
            filters: chains(one),
            edits: fc.array(
              fc.record({
                which: fc.nat({ max: 3 }),
                at: fc.nat({ max: 6 }),
                remove: fc.constantFrom(0, 0, 1, 1, 2),
                insert: fc.array(rule(one, verdict), { maxLength: 2 }),
              }),
              { minLength: 1, maxLength: 5 },
            ),
          }),
        ),
        async ({ filters, edits }) => {
          await pause();
          const memory = filterMemory();
          let now = filters;
          all(analyseFilters(deviceOf(...now), { memory }), 4);
          for (const edit of edits) {
            now = now.map((filter, at) => (at === edit.which ? edited(filter, edit) : filter));
            const fresh = all(analyseFilters(deviceOf(...now)), 4);
            expectSame(all(analyseFilters(deviceOf(...structuredClone(now)), { memory }), 4), fresh);
            // The same once more: nothing has changed since.
            expectSame(all(analyseFilters(deviceOf(...structuredClone(now)), { memory }), 4), fresh);
          }
        },
      ),
      { numRuns: 250 },
    );
  });

  test('forgets filters that are gone', () => {
    const memory = filterMemory();
    const kept = new Set<string>();
    const spy = {
      ...memory,
      keep: (key: string, one: never) => {
        kept.add(key);
        memory.keep(key, one);
      },
    };
    analyseFilters(deviceOf(filterOf([])), { memory: spy }).lines(0);
    expect([...kept].filter((key) => memory.recall(key))).toHaveLength(1);
    analyseFilters(deviceOf(), { memory }).lines(0);
    [...analyseFilters(deviceOf(), { memory }).work!()];
    expect([...kept].filter((key) => memory.recall(key))).toHaveLength(0);
  });

  test('work in pieces ends in the same lines', UNHURRIED, async () => {
    await fc.assert(
      fc.asyncProperty(
        world.chain((one) => chains(one)),
        async (filters) => {
          await pause();
          const analyses = analyseFilters(deviceOf(...filters));
          const pieces = analyses.work!()[Symbol.iterator]();
          for (let n = 0; n < 3 && !pieces.next().done; n += 1);
          expectSame(all(analyses, 4), all(analyseFilters(deviceOf(...filters)), 4));
        },
      ),
      { numRuns: 30 },
    );
  });
});
