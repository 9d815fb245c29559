import { describe, expect, test } from 'vitest';
import type { Device } from '../../../grammars/model/device.ts';
import type { Action, Filter, FilterRule } from '../../../grammars/model/filter.ts';
import { type Walk, walksOf } from '../../../test/support/naive-filter.ts';
import fc, { assertUntil } from '../../../test/support/seeded.ts';
import {
  chains,
  deviceOf,
  filterOf,
  list,
  NOWHERE,
  packetsOf,
  type World,
  world,
} from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import type { LineAnalysis, Packet } from './analyses.ts';
import { groupsOf } from './chains.ts';
import { differ } from './line.ts';
import { outcomeOf } from './outcome.ts';
import { meets } from './packet-match.ts';

const RUNS = { numRuns: 100 };
const lists = world.chain((one) => list(one).map((filter) => [one, filter] as const));
const tables = world.chain((one) => chains(one).map((filters) => [one, filters] as const));

const decides = (filter: Filter, at: number): boolean =>
  filter.rules[at]!.active && filter.rules[at]!.action.kind !== 'continue';

/** Packets that come into question for a rule: those of its filter's family. */
const matching = (filter: Filter, at: number, packets: readonly Packet[]): Packet[] =>
  packets.filter(
    (packet) =>
      (filter.family === 'both' || filter.family === packet.family) && meets(packet, filter.rules[at]!) !== 'no',
  );

const mayMeet = (device: Device, entry: number, filter: number, at: number, packets: readonly Packet[]): Packet[] =>
  packets.filter((packet) =>
    walksOf(device.filters, entry, packet).some(({ matched }) =>
      matched.some((ref) => ref.filter === filter && ref.rule === at),
    ),
  );

function expectedStatus(world: World, device: Device, at: number, packets: readonly Packet[]): LineAnalysis['status'] {
  const filter = device.filters[0]!;
  if (!decides(filter, at)) return 'live';
  const all = matching(filter, at, packets);
  if (all.length === 0) return 'never-matches';
  const met = mayMeet(device, 0, 0, at, packets);
  if (met.length === 0) return 'dead';
  if (!filter.rules.some(({ matches }) => matches.some(({ fragment }) => fragment !== undefined))) return 'live';
  const whole = (packet: Packet): boolean => packet.nonFirstFragment !== true;
  return world.fragments && all.some(whole) && !met.some(whole) ? 'fragments-only' : 'live';
}

/** The packets to list for a filter: without a rule about fragments, the product knows none. */
function packetsFor(world: World, ...filters: readonly Filter[]): Packet[] {
  return packetsOf({ ...world, fragments: speakOfFragments(filters) });
}

const speakOfFragments = (filters: readonly Filter[]): boolean =>
  filters.some(({ rules }) => rules.some(({ matches }) => matches.some(({ fragment }) => fragment)));

/** The chains that rules join with this one: to chains of which none speaks of fragments every packet is whole. */
const joinedWith = (filters: readonly Filter[], index: number): Filter[] =>
  groupsOf(filters)
    .find(({ members }) => members.includes(index))!
    .members.map((member) => filters[member]!);

describe('one list', () => {
  test('statuses are those of every packet tried one by one', () => {
    fc.assert(
      fc.property(lists, ([world, filter]) => {
        const device = deviceOf(filter);
        const packets = packetsFor(world, filter);
        const lines = analyseFilters(device).lines(0);
        expect(lines.map(({ status }) => status)).toEqual(
          filter.rules.map((_, at) => expectedStatus(world, device, at, packets)),
        );
      }),
      RUNS,
    );
  });

  test('deciders really decide, cover the rule, and name another action where one is met', () => {
    let seen = 0;
    assertUntil(
      () => seen > 25,
      fc.property(lists, ([world, filter]) => {
        const device = deviceOf(filter);
        const packets = packetsFor(world, filter);
        for (const [at, line] of analyseFilters(device).lines(0).entries()) {
          if (line.status !== 'dead' && line.status !== 'fragments-only') continue;
          seen += 1;
          const own = matching(filter, at, packets).filter(
            ({ nonFirstFragment }) => line.status === 'dead' || !nonFirstFragment,
          );
          // The first rule before it that surely takes the packet.
          const takers = own.map((packet) =>
            filter.rules.findIndex((rule, index) => decides(filter, index) && meets(packet, rule) === 'yes'),
          );
          expect(takers.every((taker) => taker >= 0 && taker < at)).toBe(true);
          const deciders = new Set(takers);
          const named = line.deciders.map(({ rule }) => rule);
          expect(named.every((rule) => deciders.has(rule))).toBe(true);
          expect(named).toEqual([...named].sort((a, b) => a - b));
          expect(own.every((packet) => named.some((rule) => meets(packet, filter.rules[rule]!) === 'yes'))).toBe(true);
          const others = [...deciders].filter((rule) => differ(filter.rules[rule]!.action, filter.rules[at]!.action));
          expect(line.conflicting).toBe(others.length > 0);
          if (others.length > 0) expect(named.some((rule) => others.includes(rule))).toBe(true);
          // Shown is a packet about which no unknown condition has a say, and no other: where there is none, none is shown.
          const firstToMatter = (packet: Packet): number =>
            filter.rules.findIndex((rule, index) => decides(filter, index) && meets(packet, rule) !== 'no');
          const isShown = (packet: Packet): boolean => {
            const { action } = filter.rules[firstToMatter(packet)]!;
            const certain = meets(packet, filter.rules[firstToMatter(packet)]!) === 'yes';
            return certain && differ(action, filter.rules[at]!.action) === line.conflicting;
          };
          expect(line.witness !== undefined).toBe(own.some(isShown));
          if (!line.witness) continue;
          expect(meets(line.witness, filter.rules[at]!)).not.toBe('no');
          expect(isShown(line.witness)).toBe(true);
          expect(line.decidedBy).toEqual({ filter: 0, rule: firstToMatter(line.witness) });
        }
      }),
      { numRuns: 300 },
    );
    expect(seen).toBeGreaterThan(25);
  });

  test('forward redundancy: any selection of the rules found may go, and no other live rule may', () => {
    let found = 0;
    assertUntil(
      () => found > 25,
      fc.property(lists, fc.infiniteStream(fc.boolean()), ([world, filter], coin) => {
        const packets = packetsFor(world, filter);
        const lines = analyseFilters(deviceOf(filter)).lines(0);
        const optional = lines.flatMap(({ status, forwardRedundant }, at) =>
          (forwardRedundant || status === 'dead') && decides(filter, at) ? [at] : [],
        );
        const redundant = optional.filter((at) => lines[at]!.forwardRedundant);
        found += redundant.length;
        // Every truth of an opaque condition, the same for the whole packet's way: all true or all false, and mixed by walks.
        const fates = (without: readonly number[]): string[] => {
          const rules = filter.rules.map((rule, at) => (without.includes(at) ? { ...rule, active: false } : rule));
          return packets.map((packet) =>
            [...new Set(walksOf([{ ...filter, rules }], 0, packet).map(({ fate }) => fate))].sort().join('|'),
          );
        };
        const before = fates([]);
        for (const gone of [...redundant.map((at) => [at]), optional, optional.filter(() => coin.next().value)])
          expect(fates(gone)).toEqual(before);
        if (world.opaque || lines.some(({ status }) => status === 'fragments-only')) return;
        for (const [at, line] of lines.entries()) {
          if (
            !decides(filter, at) ||
            line.forwardRedundant ||
            line.status === 'dead' ||
            line.status === 'never-matches'
          )
            continue;
          if (line.matchesEverything) continue;
          const outcome = outcomeOf(filter.rules[at]!);
          const later = optional.filter((one) => one > at && outcomeOf(filter.rules[one]!) === outcome);
          expect(fates([at, ...later])).not.toEqual(before);
        }
      }),
      RUNS,
    );
    expect(found).toBeGreaterThan(25);
  });

  test('translations: two are alike only when they translate to the same', () => {
    let found = 0;
    assertUntil(
      () => found > 0,
      fc.property(lists, fc.array(fc.nat({ max: 2 }), { minLength: 7, maxLength: 7 }), ([world, filter], kinds) => {
        const action = (at: number): Action =>
          kinds[at] === 2 ? { kind: 'exempt' } : { kind: 'translate', nat: 'source', to: `192.0.2.${kinds[at]}` };
        const rules = filter.rules.map((rule, at) =>
          rule.action.kind === 'continue' ? rule : { ...rule, action: action(at) },
        );
        const nat: Filter = { ...filter, rules, purpose: 'nat', fallback: { action: 'permit' } };
        const device = deviceOf(nat);
        const packets = packetsFor(world, nat);
        const lines = analyseFilters(device).lines(0);
        expect(lines.map(({ status }) => status)).toEqual(
          rules.map((_, at) => expectedStatus(world, device, at, packets)),
        );
        const fates = (list: Filter): string[] =>
          packets.map((packet) => [...new Set(walksOf([list], 0, packet).map(({ fate }) => fate))].sort().join('|'));
        const redundant = lines.flatMap(({ forwardRedundant }, at) => (forwardRedundant ? [at] : []));
        found += redundant.length;
        const thinner = rules.map((rule, at) => (redundant.includes(at) ? { ...rule, active: false } : rule));
        expect(fates({ ...nat, rules: thinner })).toEqual(fates(nat));
        for (const [at, { status, decidedBy, conflicting }] of lines.entries())
          if (status === 'dead' && decidedBy)
            expect(JSON.stringify(rules[decidedBy.rule]!.action) !== JSON.stringify(rules[at]!.action)).toBe(
              conflicting,
            );
      }),
      { numRuns: 100 },
    );
    expect(found).toBeGreaterThan(0);
  });

  test('an unknown statement in the list keeps every rule', () => {
    fc.assert(
      fc.property(lists, ([, filter]) => {
        const lines = analyseFilters(deviceOf({ ...filter, closed: false })).lines(0);
        expect(lines.some(({ forwardRedundant }) => forwardRedundant)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

describe('chains', () => {
  test('a rule is dead when no packet through any caller can meet it', () => {
    fc.assert(
      fc.property(tables, ([world, filters]) => {
        const device = deviceOf(...filters);
        const packets = packetsFor(world, ...filters);
        const analyses = analyseFilters(device);
        let walks: Walk[][] = packets.map((packet) => walksOf(filters, 0, packet));
        const called = (index: number): boolean =>
          walks.some((ways) =>
            ways.some(({ matched }) =>
              matched.some(({ filter, rule }) => {
                const { action } = filters[filter]!.rules[rule]!;
                return 'target' in action && action.target.value === filters[index]!.name.value;
              }),
            ),
          );
        // A chain that nothing leads to may be called from where we cannot see: everything may enter it.
        for (const index of [1, 2, 3])
          if (!called(index)) walks = walks.map((ways, at) => [...ways, ...walksOf(filters, index, packets[at]!)]);
        for (const [index, filter] of filters.entries()) {
          const fragments = speakOfFragments(joinedWith(filters, index));
          const own = [...packets.keys()].filter((one) => fragments || !packets[one]!.nonFirstFragment);
          for (const [at, line] of analyses.lines(index).entries()) {
            if (!decides(filter, at)) continue;
            const met = own.some((one) =>
              walks[one]!.some(({ matched }) => matched.some((ref) => ref.filter === index && ref.rule === at)),
            );
            const able = own.map((one) => packets[one]!);
            if (matching(filter, at, able).length === 0) expect(line.status).toBe('never-matches');
            else expect(line.status === 'dead', `${filter.name.value} ${at}`).toBe(!met);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('forward redundant rules may go from every chain at once', () => {
    fc.assert(
      fc.property(tables, ([world, filters]) => {
        const packets = packetsFor(world, ...joinedWith(filters, 0));
        const analyses = analyseFilters(deviceOf(...filters));
        const fates = (all: readonly Filter[]): string[] =>
          packets.map((packet) => [...new Set(walksOf(all, 0, packet).map(({ fate }) => fate))].sort().join('|'));
        const thinner = filters.map((filter, index) => ({
          ...filter,
          rules: filter.rules.map((rule, at) =>
            analyses.lines(index)[at]!.forwardRedundant ? { ...rule, active: false } : rule,
          ),
        }));
        expect(fates(thinner)).toEqual(fates(filters));
      }),
      { numRuns: 60 },
    );
  });

  test('what a dead rule’s deciders are said to decide, they decide', () => {
    fc.assert(
      fc.property(tables, ([, filters]) => {
        const analyses = analyseFilters(deviceOf(...filters));
        for (const line of analyses.lines(0)) {
          if (line.status !== 'dead' || !line.witness || !line.decidedBy) continue;
          expect(meets(line.witness, filters[0]!.rules[line.ref.rule]!)).not.toBe('no');
          const ways = walksOf(filters, 0, line.witness);
          expect(
            ways.every(({ matched }) =>
              matched.some((ref) => ref.filter === line.decidedBy!.filter && ref.rule === line.decidedBy!.rule),
            ),
          ).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test('a budget that runs out claims nothing', () => {
  fc.assert(
    fc.property(lists, fc.integer({ min: 2, max: 4000 }), ([, filter], nodes) => {
      const exact = analyseFilters(deviceOf(filter)).lines(0);
      const poor = analyseFilters(deviceOf(filter), { limits: { nodes, steps: nodes } }).lines(0);
      for (const [at, line] of poor.entries())
        if (line.status !== 'undecided') {
          expect(line.status).toBe(exact[at]!.status);
          if (line.forwardRedundant) expect(exact[at]!.forwardRedundant).toBeDefined();
        }
    }),
    { numRuns: 200 },
  );
});

test('chains for whose sets there is no room are looked at one by one, and still nothing false is said', () => {
  let dead = 0;
  assertUntil(
    () => dead > 0,
    fc.property(tables, fc.constantFrom(60, 200, 600, 2000), ([world, filters], nodes) => {
      const exact = analyseFilters(deviceOf(...filters));
      const poor = analyseFilters(deviceOf(...filters), { limits: { nodes, steps: 100_000 } });
      const packets = packetsFor(world, ...joinedWith(filters, 0));
      const fates = (all: readonly Filter[]): string[] =>
        packets.map((packet) => [...new Set(walksOf(all, 0, packet).map(({ fate }) => fate))].sort().join('|'));
      const thinner = filters.map((filter, index) => ({
        ...filter,
        rules: filter.rules.map((rule, at) => {
          const line = poor.lines(index)[at]!;
          if (line.status === 'dead') dead += 1;
          if (line.status === 'dead' || line.status === 'never-matches')
            expect(exact.lines(index)[at]!.status).toBe(line.status);
          return line.forwardRedundant ? { ...rule, active: false } : rule;
        }),
      }));
      expect(fates(thinner)).toEqual(fates(filters));
    }),
    { numRuns: 30 },
  );
  expect(dead).toBeGreaterThan(0);
});

test('a list without rules has no lines', () => {
  expect(analyseFilters(deviceOf(filterOf([]))).lines(0)).toEqual([]);
});

test('what takes long comes in many pieces, a single chain of many odd wildcards too', () => {
  const base = { span: NOWHERE, effects: [], active: true };
  const odd = (seed: number): FilterRule => ({
    ...base,
    matches: [
      {
        family: 'ipv4',
        source: {
          anyOf: [
            {
              kind: 'wildcard',
              family: 'ipv4',
              address: BigInt(seed * 2_654_435_761) & 0xffffffffn,
              wildcard: 0xb6db6db6n,
            },
          ],
        },
        destination: {
          anyOf: [
            { kind: 'wildcard', family: 'ipv4', address: BigInt(seed * 40_503) & 0xffffffffn, wildcard: 0x6db6db6dn },
          ],
        },
      },
    ],
    action: { kind: seed % 2 === 0 ? 'permit' : 'deny' },
  });
  const rules = Array.from({ length: 600 }, (_, seed) => odd(seed + 1));
  const called = filterOf(rules, {
    name: { value: 'CALLED', span: NOWHERE },
    table: 'one',
    fallback: { action: 'return' },
  });
  const jump: FilterRule = {
    ...base,
    matches: [{ family: 'ipv4' }],
    action: { kind: 'jump', target: { value: 'CALLED', span: NOWHERE } },
  };
  for (const device of [
    deviceOf(filterOf(rules)),
    deviceOf(filterOf([jump], { table: 'one', hook: 'input' }), called),
  ]) {
    const pieces = [...analyseFilters(device).work!()].length;
    expect(pieces).toBeGreaterThan(10);
  }
});
