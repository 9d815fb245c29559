import { describe, expect, test } from 'vitest';
import type { Filter, FilterRule, Match } from '../../../grammars/model/filter.ts';
import { walksOf } from '../../../test/support/naive-filter.ts';
import fc from '../../../test/support/seeded.ts';
import {
  chains,
  deviceOf,
  filterOf,
  list,
  match,
  packetsOf,
  type World,
  world,
} from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import type { Packet, Part, Permitter } from './analyses.ts';
import { chainsAt, compareFilters } from './compare.ts';
import { meetsFields } from './packet-match.ts';
import { repliesTo } from './set-questions.ts';

function packetsFor(world: World, filters: readonly Filter[], asked: readonly Match[] = []): Packet[] {
  const matches = [...filters.flatMap(({ rules }) => rules.flatMap(({ matches }) => matches)), ...asked];
  return packetsOf({ ...world, fragments: matches.some(({ fragment }) => fragment) });
}

/** Every verdict that opaque conditions leave open; what returns from an entry point has passed. */
function verdicts(filters: readonly Filter[], entry: number, packet: Packet): Set<string> {
  const { family } = filters[entry]!;
  if (family !== 'both' && family !== packet.family) return new Set(['permit']);
  const words = walksOf(filters, entry, packet).map(({ verdict }) => (verdict.startsWith('deny') ? 'deny' : 'permit'));
  return new Set(words);
}

/** All of them: none is the wanted one. */
function permittersOf(filter: Filter, asked: Match): Permitter[] {
  const found: Permitter[] = [];
  const wanted = analyseFilters(deviceOf(filter)).permitter!(0, [asked], (one) => {
    found.push(one);
    return false;
  });
  expect(wanted).toBeUndefined();
  return found;
}

describe('comparing two filters', () => {
  const pairs = world.chain((one) =>
    fc.tuple(
      fc.constant(one),
      fc.oneof(
        list(one).map((filter) => [filter]),
        chains(one),
      ),
      fc.oneof(
        list(one).map((filter) => [filter]),
        chains(one),
      ),
    ),
  );

  const check = (world: World, before: readonly Filter[], after: readonly Filter[]): void => {
    const difference = compareFilters({ filters: before, chosen: [0] }, { filters: after, chosen: [0] })!;
    const permitted: Packet[] = [];
    const denied: Packet[] = [];
    // A filter of one family leaves the other's packets alone, which is a difference too.
    for (const packet of packetsFor({ ...world, families: ['ipv4', 'ipv6'] }, [...before, ...after])) {
      const [old, now] = [verdicts(before, 0, packet), verdicts(after, 0, packet)];
      const may = [old, now].map((set) => set.has('permit'));
      const must = [old, now].map((set) => !set.has('deny'));
      if ((!may[0] && may[1]) || (!must[0] && must[1])) permitted.push(packet);
      if ((may[0] && !may[1]) || (must[0] && !must[1])) denied.push(packet);
    }
    expect(difference.newlyPermitted.flows > 0).toBe(permitted.length > 0);
    expect(difference.newlyDenied.flows > 0).toBe(denied.length > 0);
    expect(difference.newlyPermitted.text === 'nothing').toBe(permitted.length === 0);
    for (const [change, now, was] of [
      [difference.newlyPermitted, 'permit', 'deny'],
      [difference.newlyDenied, 'deny', 'permit'],
    ] as const) {
      if (!change.witness) continue;
      expect(verdicts(after, 0, change.witness).has(now)).toBe(true);
      expect(verdicts(before, 0, change.witness).has(was)).toBe(true);
      if (change.sure && !world.opaque) expect(verdicts(before, 0, change.witness).size).toBe(1);
    }
  };

  test('gives exactly the packets newly permitted and newly denied', () => {
    fc.assert(
      fc.property(pairs, ([world, before, after]) => check(world, before, after)),
      { numRuns: 120 },
    );
  });

  const edits = fc.array(fc.tuple(fc.constantFrom('drop', 'move', 'copy', 'turn', 'double'), fc.nat(), fc.nat()), {
    minLength: 1,
    maxLength: 3,
  });

  function edited(filters: readonly Filter[], [kind, from, to]: readonly [string, number, number]): Filter[] {
    const at = from % filters.length;
    const rules = [...filters[at]!.rules];
    const [own] = rules.splice(to % Math.max(1, rules.length), 1);
    if (!own) return [...filters];
    const other: FilterRule = { ...own, action: own.action.kind === 'permit' ? { kind: 'deny' } : { kind: 'permit' } };
    const put = kind === 'drop' ? [] : kind === 'turn' ? [other] : kind === 'double' ? [own, other] : [own];
    rules.splice(from % (rules.length + 1), 0, ...put);
    if (kind === 'copy') rules.splice(to % (rules.length + 1), 0, own);
    return filters.map((filter, index) => (index === at ? { ...filter, rules } : filter));
  }

  test('of a filter and what edits make of it', () => {
    const versions = world.chain((one) =>
      fc.tuple(
        fc.constant(one),
        fc.oneof(
          list(one).map((filter) => [filter]),
          chains(one),
        ),
        edits,
      ),
    );
    fc.assert(
      fc.property(versions, ([world, before, changes]) => check(world, before, changes.reduce(edited, [...before]))),
      { numRuns: 200 },
    );
  });

  test('of a long list and its edit, where the whole of it would be too much', () => {
    const tcp = { anyOf: [{ first: 6, last: 6 }] };
    const rules = Array.from({ length: 4000 }, (_, at): FilterRule => {
      const net = (host: number) => ({
        anyOf: [
          {
            kind: 'prefix' as const,
            family: 'ipv4' as const,
            address: 0x0a000000n + BigInt(host % 65_536) * 256n,
            length: 24,
          },
        ],
      });
      const port = { anyOf: [{ first: (at * 7919) % 60_000, last: (at * 7919) % 60_000 }] };
      const match: Match = { family: 'ipv4', protocol: tcp, source: net(at * 40_503), destination: net(at * 30_011) };
      return {
        span: { start: 0, end: 0 },
        matches: [{ ...match, destinationPort: port }],
        action: { kind: at % 2 === 0 ? 'permit' : 'deny' },
        effects: [],
        active: true,
      };
    });
    const before = filterOf(rules, { family: 'ipv4' });
    const moved = [...rules.slice(0, 100), ...rules.slice(101, 3000), rules[100]!, ...rules.slice(3001)];
    const after = { ...before, rules: moved };
    const few = { nodes: 50_000, steps: 200_000 };
    const compared = (one: Filter, other: Filter) =>
      compareFilters({ filters: [one], chosen: [0] }, { filters: [other], chosen: [0] }, few);
    const { newlyPermitted, newlyDenied } = compared(before, after)!;
    expect(newlyPermitted.text).toBe('nothing');
    expect(newlyDenied.text).toMatch(/^tcp from 10\.\d+\.\d+\.0\/24 to 10\.\d+\.\d+\.0\/24 port \d+$/);
    // All of it, as it is where the two are not versions of one another.
    expect(compared(before, { ...after, fallback: { action: 'permit' } })).toBeUndefined();
  });

  test('says nothing of a filter and itself, in whatever words', () => {
    fc.assert(
      fc.property(
        world.chain((one) => list(one)),
        (filter) => {
          const again = { ...filter, rules: filter.rules.flatMap((rule) => [{ ...rule, active: false }, rule]) };
          const difference = compareFilters({ filters: [filter], chosen: [0] }, { filters: [again], chosen: [0] })!;
          expect(difference.newlyPermitted.text).toBe('nothing');
          expect(difference.newlyDenied.text).toBe('nothing');
          expect(difference.newlyDenied.flows).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('is told in words', () => {
    const rule = (first: number, kind: 'permit' | 'deny') => ({
      span: { start: 0, end: 0 },
      matches: [
        {
          family: 'ipv4' as const,
          protocol: { anyOf: [{ first: 6, last: 6 }] },
          destinationPort: { anyOf: [{ first, last: first }] },
        },
      ],
      action: { kind },
      effects: [],
      active: true,
    });
    const before = filterOf([rule(443, 'permit')], { family: 'ipv4' });
    const after = filterOf([rule(443, 'permit'), rule(22, 'permit')], { family: 'ipv4' });
    const { newlyPermitted, newlyDenied } = compareFilters(
      { filters: [before], chosen: [0] },
      { filters: [after], chosen: [0] },
    )!;
    expect(newlyPermitted).toMatchObject({ text: 'tcp port 22', flows: 1, sure: true });
    expect(newlyPermitted.witness?.destinationPort).toBe(22);
    expect(newlyDenied).toMatchObject({ text: 'nothing', flows: 0 });
  });
});

describe('questions about a set of packets', () => {
  const questions = world.chain((one) =>
    fc.tuple(fc.constant(one), chains(one), fc.array(match(one), { minLength: 1, maxLength: 2 })),
  );

  const amount = (part: readonly unknown[], asked: readonly unknown[]): Part['amount'] =>
    part.length === 0 ? 'none' : part.length === asked.length ? 'all' : 'some';

  test('passage: surely, possibly and not at all', () => {
    fc.assert(
      fc.property(questions, ([world, filters, asked]) => {
        const packets = packetsFor(world, filters, asked).filter((packet) =>
          asked.some((one) => meetsFields(packet, one)),
        );
        const answer = analyseFilters(deviceOf(...filters)).passage!(0, asked)!;
        const all = packets.map((packet) => verdicts(filters, 0, packet));
        const may = all.filter((set) => set.has('permit'));
        const must = all.filter((set) => !set.has('deny'));
        expect(answer.possiblyPermitted.amount).toBe(amount(may, all));
        expect(answer.surelyPermitted.amount).toBe(amount(must, all));
        expect(answer.surelyDenied.amount).toBe(
          amount(
            all.filter((set) => !set.has('permit')),
            all,
          ),
        );
        for (const [part, verdict] of [
          [answer.surelyPermitted, 'permit'],
          [answer.surelyDenied, 'deny'],
        ] as const) {
          if (!part.witness) continue;
          expect([...verdicts(filters, 0, part.witness)]).toEqual([verdict]);
          expect(asked.some((one) => meetsFields(part.witness!, one))).toBe(true);
        }
      }),
      { numRuns: 120 },
    );
  });

  test('several filters: each must let a packet pass', () => {
    fc.assert(
      fc.property(
        world.chain((one) => fc.tuple(fc.constant(one), list(one), list(one), match(one))),
        ([world, first, second, asked]) => {
          const filters = [first, { ...second, name: { ...second.name, value: 'SECOND' } }];
          const answer = analyseFilters(deviceOf(...filters)).passage!([0, 1], [asked])!;
          const seen = packetsFor(world, filters, [asked])
            .filter((packet) => filters.every(({ family }) => family === 'both' || family === packet.family))
            .filter((packet) => meetsFields(packet, asked));
          const both = seen.map((packet) => [0, 1].map((at) => verdicts(filters, at, packet)));
          const may = both.filter((all) => all.every((set) => set.has('permit')));
          const must = both.filter((all) => all.every((set) => !set.has('deny')));
          expect(answer.possiblyPermitted.amount).toBe(amount(may, both));
          expect(answer.surelyPermitted.amount).toBe(amount(must, both));
        },
      ),
      { numRuns: 120 },
    );
  });

  test('permitters are the rules that let some of the packets in', () => {
    fc.assert(
      fc.property(
        world.chain((one) => fc.tuple(fc.constant(one), list(one), match(one))),
        ([world, filter, asked]) => {
          const packets = packetsFor(world, [filter], [asked])
            .filter((packet) => filter.family === 'both' || filter.family === packet.family)
            .filter((packet) => meetsFields(packet, asked));
          const found = permittersOf(filter, asked);
          const expected = new Set(
            packets.flatMap((packet) =>
              walksOf([filter], 0, packet).flatMap(({ verdict, decidedBy }) =>
                verdict === 'permit' ? [decidedBy?.rule ?? -1] : [],
              ),
            ),
          );
          expect(new Set(found.map(({ ref }) => ref?.rule ?? -1))).toEqual(expected);
          for (const { sources, permits } of found) {
            expect(sources).toBeGreaterThan(0n);
            expect(meetsFields(permits.witness!, asked)).toBe(true);
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  test('rules matching a set, and what still comes to them', () => {
    fc.assert(
      fc.property(
        world.chain((one) => fc.tuple(fc.constant(one), list(one), match(one))),
        ([world, filter, asked]) => {
          const packets = packetsFor(world, [filter], [asked])
            .filter((packet) => filter.family === 'both' || filter.family === packet.family)
            .filter((packet) => meetsFields(packet, asked));
          const found = analyseFilters(deviceOf(filter)).rulesMatching!(0, [asked])!;
          const met = filter.rules.map(({ matches, active }) =>
            active ? packets.filter((packet) => matches.some((one) => meetsFields(packet, one))) : [],
          );
          expect(found.map(({ ref }) => ref.rule)).toEqual(met.flatMap((some, at) => (some.length > 0 ? [at] : [])));
          for (const { ref, matches, decides, sure } of found) {
            expect(matches.amount).toBe(amount(met[ref.rule]!, packets));
            const come = packets.filter((packet) =>
              walksOf([filter], 0, packet).some(({ matched }) => matched.some(({ rule }) => rule === ref.rule)),
            );
            expect(decides.amount).toBe(amount(come, packets));
            const surely = come.every((packet) =>
              walksOf([filter], 0, packet).every(({ matched }) => matched.some(({ rule }) => rule === ref.rule)),
            );
            expect(sure).toBe(surely);
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  test('distinct sources are counted exactly', () => {
    const source = (length: number): Match => ({
      family: 'ipv4',
      source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a000000n, length }] },
      protocol: { anyOf: [{ first: 6, last: 6 }] },
    });
    const permit = { span: { start: 0, end: 0 }, action: { kind: 'permit' as const }, effects: [], active: true };
    const filter = filterOf(
      [
        { ...permit, matches: [source(24)] },
        { ...permit, matches: [source(16)] },
        { ...permit, matches: [{ family: 'both' }] },
      ],
      { family: 'both' },
    );
    const found = permittersOf(filter, { family: 'both', protocol: { anyOf: [{ first: 6, last: 6 }] } });
    expect(found.map(({ sources }) => sources)).toEqual([256n, 65536n - 256n, 2n ** 32n - 65536n + 2n ** 128n]);
  });

  test('replies swap the ends', () => {
    const [reply] = repliesTo([
      {
        family: 'ipv4',
        source: { anyOf: [{ kind: 'any' }] },
        protocol: { anyOf: [{ first: 6, last: 6 }] },
        destinationPort: { anyOf: [{ first: 443, last: 443 }] },
        tcpFlags: { anyOf: [{ mask: 255, value: 2 }] },
        outInterface: { anyOf: [{ name: 'wan' }] },
      },
    ]);
    expect(reply).toEqual({
      family: 'ipv4',
      destination: { anyOf: [{ kind: 'any' }] },
      protocol: { anyOf: [{ first: 6, last: 6 }] },
      sourcePort: { anyOf: [{ first: 443, last: 443 }] },
      tcpFlags: { anyOf: [{ mask: 0x14, value: 0x10 }] },
      inInterface: { anyOf: [{ name: 'wan' }] },
      state: { anyOf: ['established'] },
    });
  });
});

test('chains at a hook come by priority', () => {
  const at = (priority: number | undefined, hook: Filter['hook']): Filter =>
    filterOf([], { ...(hook ? { hook } : {}), ...(priority === undefined ? {} : { priority }) });
  const filters = [at(10, 'input'), at(undefined, 'input'), at(-150, 'input'), at(-300, 'forward')];
  expect(chainsAt(filters, 'input', 'ipv4')).toEqual([2, 1, 0]);
});
