import { expect, test } from 'vitest';
import { zoneDispatch, zonePatterns } from '../../../grammars/kit/zone-dispatch.ts';
import type { Filter, FilterRule } from '../../../grammars/model/filter.ts';
import fc from '../../../test/support/seeded.ts';
import { deviceOf, filterOf, NOWHERE, rule, verdict, WORLDS } from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import type { LineAnalysis } from './analyses.ts';
import { groupsOf } from './chains.ts';
import { DEFAULT_LIMITS, Diagram } from './diagram.ts';
import { dispatched } from './dispatched.ts';
import { flowOf } from './flow.ts';
import { linesOf } from './lines.ts';
import { filterMemory } from './memory.ts';
import { universeOf } from './universe.ts';

const named = (value: string): { value: string; span: typeof NOWHERE } => ({ value, span: NOWHERE });

const PATTERNS = zonePatterns([
  { name: named('trust'), interfaces: ['ge1', 'ge2'] },
  { name: named('dmz'), interfaces: ['ge3'] },
  { name: named('untrust'), interfaces: ['ge0'] },
]);
const WAYS = [
  ['trust', 'untrust'],
  ['dmz', 'untrust'],
  ['untrust', 'dmz'],
] as const;
const FRAME = { table: 'policies', family: 'both' as const, stateful: true };

const filtersOf = (lists: readonly (readonly FilterRule[])[], closed: boolean): Filter[] => [
  zoneDispatch(
    { ...FRAME, name: named('policies'), fallback: { action: 'deny' }, hook: 'forward', span: NOWHERE, closed: true },
    WAYS.map(([from, to], at) => ({
      filter: named(`list ${at}`),
      from: PATTERNS.get(from)!,
      to: PATTERNS.get(to)!,
    })),
  ),
  ...lists.map((rules, at) =>
    filterOf(rules, { ...FRAME, name: named(`list ${at}`), fallback: { action: 'return' }, closed: at > 0 || closed }),
  ),
];

/** Worlds in which no rule asks for interfaces, which is how such lists are written. */
const cases = fc.constantFrom(...WORLDS.filter(({ interfaces }) => !interfaces)).chain((world) => {
  const rules = fc.array(rule(world, verdict), { maxLength: 6 });
  return fc.record({ lists: fc.tuple(rules, rules, rules), other: rules, closed: fc.boolean() });
});

function togetherOf(filters: readonly Filter[]): LineAnalysis[][] {
  const [group] = groupsOf(filters);
  const universe = universeOf(filters);
  expect(dispatched(filters, group!, universe, DEFAULT_LIMITS)?.size).toBe(WAYS.length);
  const work = linesOf(flowOf(filters, group!, new Diagram(), universe));
  for (let next = work.next(); ; next = work.next())
    if (next.done) return filters.map((_, at) => [...next.value.byFilter.get(at)!]);
}

test('lists of zone pairs, each by itself, are what they are together; edits of them too', () => {
  fc.assert(
    fc.property(cases, ({ lists, other, closed }) => {
      const memory = filterMemory();
      for (const version of [lists, [lists[0], other, lists[2]]] as const) {
        const filters = filtersOf(version, closed);
        const analyses = analyseFilters(deviceOf(...filters), { memory });
        expect(filters.map((_, at) => analyses.lines(at))).toEqual(togetherOf(filters));
      }
    }),
    { numRuns: 150 },
  );
});

test('lists that share packets are not taken apart', () => {
  const [head, ...lists] = filtersOf([[], [], []], true);
  const all = { ...head!.rules[0]!, matches: [{ family: 'both' as const }] };
  const filters = [{ ...head!, rules: [all, ...head!.rules.slice(1)] }, ...lists];
  const [group] = groupsOf(filters);
  expect(dispatched(filters, group!, universeOf(filters), DEFAULT_LIMITS)).toBeUndefined();
});
