import { expect, test } from 'vitest';
import type { Filter, FilterRule, Hook } from '../../../grammars/model/filter.ts';
import fc, { assertUntil } from '../../../test/support/seeded.ts';
import { deviceOf, filterOf, list, NOWHERE, packetsOf, world } from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import type { FilterAnalyses, LineAnalysis, Packet } from './analyses.ts';

const at = (filter: Filter, name: string, hook: Hook, priority: number): Filter => ({
  ...filter,
  name: { value: name, span: NOWHERE },
  table: `inet ${name}`,
  hook,
  priority,
});

const named = (...lines: readonly LineAnalysis[]): string[] =>
  lines.flatMap(({ ref, deniedBefore }) => (deniedBefore === undefined ? [] : [`${ref.rule} by ${deniedBefore}`]));

/** What a packet meets at a hook: every chain in its order, until one denies it. */
function fate(
  filters: readonly Filter[],
  analyses: FilterAnalyses,
  packet: Packet,
): { action: string; met: Set<string> } {
  const met = new Set<string>();
  for (const index of filters.keys()) {
    const { family } = filters[index]!;
    if (family !== 'both' && family !== packet.family) continue;
    const { action, trace } = analyses.test(index, packet);
    for (const { filter, rule } of trace) met.add(`${filter} ${rule}`);
    if (action === 'deny') return { action, met };
  }
  return { action: 'permit', met };
}

test('a permit is told of an earlier chain exactly when every packet of it that would be decided here is denied there', () => {
  let found = 0;
  assertUntil(
    () => found > 5,
    fc.property(
      world.filter(({ opaque }) => !opaque).chain((one) => fc.tuple(fc.constant(one), list(one, 4), list(one, 5))),
      ([world, first, second]) => {
        const filters = [at({ ...first, family: 'both' }, 'early', 'input', -10), at(second, 'late', 'input', 0)];
        const fragments = filters.some(({ rules }) => rules.some(({ matches }) => matches.some((one) => one.fragment)));
        const analyses = analyseFilters(deviceOf(...filters));
        const lines = analyses.lines(1);
        const packets = packetsOf({ ...world, fragments });
        const fates = packets.map((packet) => fate(filters, analyses, packet));
        const met = new Set(fates.flatMap((one) => [...one.met]));
        const gone = lines.filter(({ deniedBefore }) => deniedBefore !== undefined);
        found += gone.length;
        expect(gone.filter(({ ref }) => met.has(`1 ${ref.rule}`))).toEqual([]);
        // Rules that may go take nothing away from the question, so a permit behind one of them may be left out.
        const steady = lines.every(({ status, forwardRedundant }) => status === 'live' && !forwardRedundant);
        const permits = lines.filter(({ ref }) => {
          const { active, action } = filters[1]!.rules[ref.rule]!;
          return active && action.kind === 'permit';
        });
        if (steady) expect(permits.filter(({ ref }) => !met.has(`1 ${ref.rule}`))).toEqual([]);
        // All that may be deleted, at once.
        const kept: FilterRule[] = second.rules.filter(
          (_, rule) => lines[rule]!.status !== 'dead' && !lines[rule]!.forwardRedundant,
        );
        const after = [filters[0]!, { ...filters[1]!, rules: kept }];
        const shorter = analyseFilters(deviceOf(...after));
        const otherwise = packets.filter((packet, i) => fate(after, shorter, packet).action !== fates[i]!.action);
        expect(otherwise).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(5);
}, 60_000);

const rule = (kind: 'permit' | 'deny', port?: number, more: Partial<FilterRule> = {}): FilterRule => ({
  span: NOWHERE,
  matches: [
    {
      family: 'both',
      ...(port
        ? { protocol: { anyOf: [{ first: 6, last: 6 }] }, destinationPort: { anyOf: [{ first: port, last: port }] } }
        : {}),
    },
  ],
  action: { kind },
  effects: [],
  active: true,
  ...more,
});

const accepting = (rules: readonly FilterRule[]): Filter => filterOf(rules, { fallback: { action: 'permit' } });
const of = (...filters: readonly Filter[]): string[] =>
  named(...analyseFilters(deviceOf(...filters)).lines(filters.length - 1));

test('by its rules and by its default; through a chain that is called; not at equal priority or another hook', () => {
  const late = at(filterOf([rule('permit', 22), rule('permit', 23)]), 'late', 'input', 0);
  const telnet = accepting([rule('deny', 23)]);
  expect(of(at(telnet, 'early', 'input', -1), late)).toEqual(['1 by 0']);
  expect(of(at(filterOf([rule('permit', 22)]), 'early', 'input', -1), late)).toEqual(['1 by 0']);
  expect(of(at(telnet, 'early', 'prerouting', -300), late)).toEqual(['1 by 0']);
  expect(of(at(telnet, 'early', 'input', 0), late)).toEqual([]);
  expect(of(at(telnet, 'early', 'input', 1), late)).toEqual([]);
  expect(of(at(telnet, 'early', 'forward', -1), late)).toEqual([]);
  const jump = rule('permit', undefined, { action: { kind: 'jump', target: { value: 'called', span: NOWHERE } } });
  const caller = { ...at(filterOf([jump]), 'late', 'input', 0), table: 'inet one' };
  const called = filterOf([rule('permit', 23)], {
    name: { value: 'called', span: NOWHERE },
    table: 'inet one',
    fallback: { action: 'return' },
  });
  expect(of(at(telnet, 'early', 'input', -1), caller, called)).toEqual(['0 by 0']);
});

test('nothing is said where a packet may look otherwise later: translated, untracked, or not yet tracked', () => {
  const late = at(filterOf([rule('permit', 23)]), 'late', 'input', 0);
  const telnet = at(accepting([rule('deny', 23)]), 'early', 'prerouting', -300);
  const translation = rule('permit', 8023, { action: { kind: 'translate', nat: 'destination', to: 'port 23' } });
  const nat = { ...at(accepting([translation]), 'nat', 'prerouting', -100), purpose: 'nat' as const };
  expect(of(telnet, nat, late)).toEqual([]);
  const notrack = rule('permit', undefined, { action: { kind: 'continue' }, effects: ['notrack'] });
  expect(of(at(accepting([notrack, rule('deny', 23)]), 'early', 'prerouting', -300), late)).toEqual([]);
  const untracked = rule('deny', 23);
  const stateful: FilterRule = {
    ...untracked,
    matches: untracked.matches.map((match) => ({
      ...match,
      state: { anyOf: ['new', 'established', 'related', 'invalid', 'untracked'] },
    })),
  };
  expect(of(at(accepting([stateful]), 'early', 'prerouting', -300), late)).toEqual([]);
  expect(of(at(accepting([stateful]), 'early', 'prerouting', -150), late)).toEqual(['0 by 0']);
  expect(of({ ...telnet, closed: false }, late)).toEqual([]);
});
