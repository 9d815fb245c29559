import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePrefix } from '../../../grammars/model/address.ts';
import type { Filter, FilterRule, Match } from '../../../grammars/model/filter.ts';
import { deviceOf, filterOf, list, NOWHERE, packetsOf, world } from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import { meets } from './packet-match.ts';

type Line = readonly [
  action: 'permit' | 'deny',
  protocol: 'ip' | 'tcp' | 'udp' | 'icmp',
  from: string,
  to: string,
  ports?: string | 'established',
];

const PROTOCOLS = { tcp: 6, udp: 17, icmp: 1 } as const;

/** `permit tcp 10.0.0.0/8 any 80-90`, as people write such examples. */
function rule([kind, protocol, from, to, ports]: Line): FilterRule {
  const side = (text: string): Match['source'] => {
    const prefix =
      text === 'any' ? undefined : parsePrefix(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
    return prefix ? { anyOf: [{ kind: 'prefix', ...prefix }] } : undefined;
  };
  const [source, destination] = [side(from), side(to)];
  const family = `${from} ${to}`.includes(':') ? 'ipv6' : 'ipv4';
  const [first, last = first] = ports === 'established' ? [] : (ports?.split('-').map(Number) ?? []);
  const match: Match = {
    family,
    ...(source ? { source } : {}),
    ...(destination ? { destination } : {}),
    ...(protocol === 'ip' ? {} : { protocol: { anyOf: [{ first: PROTOCOLS[protocol], last: PROTOCOLS[protocol] }] } }),
    ...(first === undefined ? {} : { destinationPort: { anyOf: [{ first, last: last! }] } }),
    ...(ports === 'established'
      ? {
          tcpFlags: {
            anyOf: [
              { mask: 16, value: 16 },
              { mask: 4, value: 4 },
            ],
          },
        }
      : {}),
  };
  return { span: NOWHERE, matches: [match], action: { kind }, effects: [], active: true };
}

const analyse = (lines: readonly Line[], more: Partial<Filter> = {}) => {
  const analyses = analyseFilters(deviceOf(filterOf(lines.map(rule), more)));
  return { lines: analyses.lines(0), conflicts: analyses.conflicts!(0) };
};

const statuses = (lines: readonly Line[]): string[] => analyse(lines).lines.map(({ status }) => status);
const deciders = (lines: readonly Line[], at: number): number[] =>
  analyse(lines).lines[at]!.deciders.map(({ rule }) => rule);

describe('unions cover what no single rule does', () => {
  test('four quadrants of permits cover a deny', () => {
    const quadrants: Line[] = ['10.0.0.0/9', '10.128.0.0/9'].flatMap((from) =>
      ['192.0.2.0/25', '192.0.2.128/25'].map((to): Line => ['permit', 'ip', from, to]),
    );
    const lines: Line[] = [...quadrants, ['deny', 'ip', '10.0.0.0/8', '192.0.2.0/24']];
    expect(statuses(lines)).toEqual(['live', 'live', 'live', 'live', 'dead']);
    expect(deciders(lines, 4)).toEqual([0, 1, 2, 3]);
    expect(analyse(lines).lines[4]!.conflicting).toBe(true);
    expect(statuses(lines.slice(1))).toEqual(['live', 'live', 'live', 'live']);
  });

  test('two port ranges cover a third across their seam', () => {
    const lines: Line[] = [
      ['permit', 'tcp', 'any', 'any', '1-1000'],
      ['permit', 'tcp', 'any', 'any', '1001-65535'],
      ['deny', 'tcp', 'any', 'any', '500-2000'],
    ];
    expect(statuses(lines)).toEqual(['live', 'live', 'dead']);
    expect(deciders(lines, 2)).toEqual([0, 1]);
  });

  test('the five lines of a first reachability example: only the whole, the repeated and the inner are dead', () => {
    const lines: Line[] = [
      ['permit', 'ip', '1.0.0.0/24', 'any'],
      ['permit', 'ip', '1.0.0.0/24', 'any'],
      ['permit', 'ip', '1.0.0.0/25', 'any'],
      ['permit', 'ip', '1.0.0.0/23', 'any'],
      ['deny', 'ip', '1.0.1.0/24', 'any'],
    ];
    expect(statuses(lines)).toEqual(['live', 'dead', 'dead', 'live', 'dead']);
    expect(deciders(lines, 4)).toEqual([3]);
  });

  test('a catch-all in the middle kills all that follows, and only that', () => {
    const lines: Line[] = [
      ['permit', 'tcp', 'any', '192.0.2.10', '443'],
      ['deny', 'ip', 'any', 'any'],
      ['permit', 'tcp', 'any', '192.0.2.10', '80'],
      ['deny', 'udp', 'any', 'any'],
    ];
    const { lines: found } = analyse(lines, { family: 'ipv4' });
    expect(found.map(({ status, conflicting }) => `${status} ${conflicting}`)).toEqual([
      'live false',
      'live false',
      'dead true',
      'dead false',
    ]);
    expect(found[1]!.matchesEverything).toBe(true);
  });

  test('IPv6: a permit of a port above a deny of a host', () => {
    expect(
      statuses([
        ['permit', 'tcp', '::/0', 'any', '22'],
        ['deny', 'tcp', '2001:db8::1', 'any', '22'],
      ]),
    ).toEqual(['live', 'dead']);
  });

  test('established, deny host, permit host: the third is dead by the second, which does not cover all of it alone', () => {
    const lines: Line[] = [
      ['permit', 'tcp', 'any', 'any', 'established'],
      ['deny', 'ip', 'any', '192.0.2.10'],
      ['permit', 'tcp', 'any', '192.0.2.10', '80'],
    ];
    const [, , third] = analyse(lines).lines;
    expect(third).toMatchObject({ status: 'dead', conflicting: true, decidedBy: { rule: 1 } });
    expect(third!.witness).toMatchObject({ protocol: 6, destinationPort: 80, tcpFlags: 2 });
  });

  test('permit net, deny subnet, permit host in it: the first decides the third (catalog 2.0.1)', () => {
    const { lines } = analyse([
      ['permit', 'ip', '10.0.0.0/8', 'any'],
      ['deny', 'ip', '10.1.0.0/16', 'any'],
      ['permit', 'ip', '10.1.1.1', 'any'],
    ]);
    expect(lines[1]).toMatchObject({ status: 'dead', conflicting: true });
    expect(lines[2]).toMatchObject({ status: 'dead', conflicting: false, deciders: [{ rule: 0 }] });
  });
});

describe('the anomalies of Al-Shaer and Hamed', () => {
  const inside = '140.192.37.0/24';
  const server = '161.120.33.40';

  test('shadowing and redundancy', () => {
    const { lines } = analyse([
      ['permit', 'tcp', '140.192.37.20', 'any', '80'],
      ['permit', 'tcp', inside, 'any', '80'],
      ['deny', 'tcp', '140.192.37.30', 'any', '80'],
      ['permit', 'tcp', '140.192.37.20', server, '80'],
    ]);
    expect(lines.map(({ status }) => status)).toEqual(['live', 'live', 'dead', 'dead']);
    expect(lines[0]!.forwardRedundant).toEqual({ by: [{ filter: 0, rule: 1 }] });
    expect(lines[2]!.conflicting).toBe(true);
    expect(lines[3]!.conflicting).toBe(false);
  });

  test('correlation is a conflict, generalisation is not', () => {
    const { conflicts, lines } = analyse([
      ['deny', 'tcp', '140.192.37.20', 'any', '80'],
      ['permit', 'tcp', 'any', server, '80'],
      ['deny', 'tcp', '10.0.0.1', 'any', '21'],
      ['permit', 'tcp', 'any', 'any', '21'],
    ]);
    expect(lines.every(({ status }) => status === 'live')).toBe(true);
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatchObject({ earlier: { rule: 0 }, later: { rule: 1 } });
    expect(conflicts[0]!.witness).toMatchObject({ source: 0x8cc02514n, destination: 0xa1782128n, destinationPort: 80 });
  });
});

test('conflicts are exactly the pairs that share packets, neither within the other, and decide differently', () => {
  fc.assert(
    fc.property(
      world.filter(({ opaque }) => !opaque).chain((one) => fc.tuple(fc.constant(one), list(one))),
      ([world, filter]) => {
        const known = filter.rules.some(({ matches }) => matches.some(({ fragment }) => fragment));
        const packets = packetsOf({ ...world, fragments: known }).filter(
          ({ family }) => filter.family === 'both' || family === filter.family,
        );
        const sets = filter.rules.map(
          (rule) => new Set(rule.active ? packets.filter((packet) => meets(packet, rule) === 'yes') : []),
        );
        const { lines, conflicts } = ((analyses) => ({ lines: analyses.lines(0), conflicts: analyses.conflicts!(0) }))(
          analyseFilters(deviceOf(filter)),
        );
        const expected: string[] = [];
        for (const [later, a] of filter.rules.entries())
          for (const [earlier, b] of filter.rules.slice(0, later).entries()) {
            const kinds = [a, b].map(({ action }) => action.kind);
            if (kinds[0] === kinds[1] || kinds.includes('continue')) continue;
            if ([earlier, later].some((at) => lines[at]!.status === 'dead' || lines[at]!.matchesEverything)) continue;
            const shared = [...sets[later]!].filter((packet) => sets[earlier]!.has(packet)).length;
            if (shared > 0 && shared < sets[later]!.size && shared < sets[earlier]!.size)
              expected.push(`${earlier} ${later}`);
          }
        expect(conflicts.map(({ earlier, later }) => `${earlier.rule} ${later.rule}`)).toEqual(expected);
        for (const { earlier, later, witness } of conflicts)
          for (const { rule } of [earlier, later]) expect(meets(witness, filter.rules[rule]!)).toBe('yes');
      },
    ),
    { numRuns: 80 },
  );
});
