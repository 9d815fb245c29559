import { describe, expect, test } from 'vitest';
import type { Filter } from '../../../grammars/model/filter.ts';
import fc from '../../../test/support/seeded.ts';
import {
  deviceOf,
  filterOf,
  list,
  NOWHERE,
  packetsOf,
  type World,
  world,
} from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import type { Packet } from './analyses.ts';
import { meets } from './packet-match.ts';

const sureWorlds = world.filter(({ opaque }) => !opaque);

function packetsFor(world: World, filter: Filter): Packet[] {
  const known = filter.rules.some(({ matches }) => matches.some(({ fragment }) => fragment));
  return packetsOf({ ...world, fragments: known });
}

/** The rules that decide something and that the packet meets, in the order of the text. */
const met = (filter: Filter, packet: Packet): number[] =>
  filter.family !== 'both' && filter.family !== packet.family
    ? []
    : [...filter.rules.keys()].filter((at) => {
        const rule = filter.rules[at]!;
        return rule.active && rule.action.kind !== 'continue' && meets(packet, rule) === 'yes';
      });

/** Checks verdicts and dead lines against an order told packet by packet. */
function check(world: World, filter: Filter, decider: (met: readonly number[]) => number | undefined): void {
  const analyses = analyseFilters(deviceOf(filter));
  const packets = packetsFor(world, filter);
  const reached = new Set<number>();
  for (const packet of packets) {
    const rule = decider(met(filter, packet));
    if (rule !== undefined) reached.add(rule);
    const verdict = analyses.test(0, packet);
    if (verdict.decidedBy?.rule !== rule) throw new Error(`decided by ${verdict.decidedBy?.rule}, not ${rule}`);
    expect(verdict.action).toBe(rule === undefined ? filter.fallback.action : filter.rules[rule]!.action.kind);
  }
  for (const [at, line] of analyses.lines(0).entries()) {
    expect(line.ref).toEqual({ filter: 0, rule: at });
    const rule = filter.rules[at]!;
    if (!rule.active || rule.action.kind === 'continue') continue;
    if (line.status === 'dead') expect(reached.has(at)).toBe(false);
    if (line.status === 'live') expect(reached.has(at)).toBe(true);
    if (line.status !== 'dead') continue;
    expect(line.deciders.length).toBeGreaterThan(0);
    expect(decider(met(filter, line.witness!))).toBe(line.decidedBy!.rule);
    expect(meets(line.witness!, rule)).toBe('yes');
    expect(analyses.explain({ filter: 0, rule: at })).toBe('nothing');
  }
}

describe('orders of evaluation', () => {
  test('last match, unless quick', () => {
    fc.assert(
      fc.property(
        sureWorlds.chain((one) =>
          fc.tuple(fc.constant(one), list(one), fc.array(fc.boolean(), { minLength: 7, maxLength: 7 })),
        ),
        ([world, filter, quick]) => {
          const rules = filter.rules.map((rule, at) => ({ ...rule, quick: quick[at]! }));
          check(
            world,
            { ...filter, rules, semantics: 'last-match' },
            (met) => met.find((at) => quick[at]) ?? met.at(-1),
          );
        },
      ),
      { numRuns: 80 },
    );
  });

  test('by key, a deny before a permit with the same one', () => {
    fc.assert(
      fc.property(
        sureWorlds.chain((one) =>
          fc.tuple(fc.constant(one), list(one), fc.array(fc.nat({ max: 4 }), { minLength: 7, maxLength: 7 })),
        ),
        ([world, filter, keys]) => {
          const rules = filter.rules.map((rule, at) => ({
            ...rule,
            key: { value: String(keys[at]! * 50), span: NOWHERE },
          }));
          const rank = (at: number): number => keys[at]! * 100 + (rules[at]!.action.kind === 'deny' ? 0 : 50) + at;
          check(world, { ...filter, rules, order: 'by-key' }, (met) => [...met].sort((a, b) => rank(a) - rank(b))[0]);
        },
      ),
      { numRuns: 80 },
    );
  });

  test('allow-only: the union, in any order; the narrower of two is the superfluous one', () => {
    fc.assert(
      fc.property(
        sureWorlds.chain((one) => fc.tuple(fc.constant(one), list(one))),
        ([world, filter]) => {
          const rules = filter.rules.map((rule) => ({ ...rule, action: { kind: 'permit' as const }, effects: [] }));
          const group: Filter = { ...filter, rules, semantics: 'allow-only', fallback: { action: 'deny' } };
          const analyses = analyseFilters(deviceOf(group));
          const turned = analyseFilters(deviceOf({ ...group, rules: [...rules].reverse() }));
          const packets = packetsFor(world, group);
          const passing = (kept: readonly number[]): number =>
            packets.filter((packet) => met(group, packet).some((at) => kept.includes(at))).length;
          for (const packet of packets) {
            const verdict = met(group, packet).length > 0 ? 'permit' : 'deny';
            expect(analyses.test(0, packet).action).toBe(verdict);
            expect(turned.test(0, packet).action).toBe(verdict);
          }
          // Without all that is called superfluous the union is the same.
          const kept = analyses
            .lines(0)
            .flatMap(({ status, forwardRedundant }, at) =>
              status === 'dead' || status === 'never-matches' || forwardRedundant ? [] : [at],
            );
          expect(passing(kept)).toBe(passing([...rules.keys()]));
        },
      ),
      { numRuns: 30 },
    );
    const permit = (length: number) => ({
      span: NOWHERE,
      matches: [
        {
          family: 'ipv4' as const,
          source: { anyOf: [{ kind: 'prefix' as const, family: 'ipv4' as const, address: 0x0a000000n, length }] },
        },
      ],
      action: { kind: 'permit' as const },
      effects: [],
      active: true,
    });
    const lines = (lengths: readonly number[]) =>
      analyseFilters(deviceOf(filterOf(lengths.map(permit), { family: 'ipv4', semantics: 'allow-only' }))).lines(0);
    expect(lines([24, 8]).map(({ status }) => status)).toEqual(['dead', 'live']);
    expect(lines([8, 24]).map(({ status }) => status)).toEqual(['live', 'dead']);
    expect(lines([24, 8])[0]!.deciders).toEqual([{ filter: 0, rule: 1 }]);
  });

  test('a pf list: the last match counts, a quick one ends it', () => {
    const rule = (kind: 'permit' | 'deny', port?: number, quick = false) => ({
      span: NOWHERE,
      matches: [
        {
          family: 'ipv4' as const,
          ...(port === undefined
            ? {}
            : {
                protocol: { anyOf: [{ first: 6, last: 6 }] },
                destinationPort: { anyOf: [{ first: port, last: port }] },
              }),
        },
      ],
      action: { kind },
      effects: [],
      active: true,
      quick,
    });
    const filter = filterOf([rule('permit', 22), rule('deny'), rule('permit', 443), rule('deny', 80, true)], {
      family: 'ipv4',
      semantics: 'last-match',
      fallback: { action: 'permit' },
    });
    const analyses = analyseFilters(deviceOf(filter));
    expect(analyses.lines(0).map(({ status }) => status)).toEqual(['dead', 'live', 'live', 'live']);
    expect(analyses.lines(0)[0]).toMatchObject({ conflicting: true, deciders: [{ filter: 0, rule: 1 }] });
    expect(
      analyses.blockedPorts(0, {
        family: 'ipv4',
        protocol: 6,
        ports: [
          { first: 443, last: 443 },
          { first: 22, last: 22 },
        ],
      }).blocked,
    ).toEqual([{ first: 22, last: 22 }]);
  });
});
