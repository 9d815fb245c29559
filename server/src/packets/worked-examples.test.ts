import { describe, expect, test } from 'vitest';
import { parsePrefix } from '../../../grammars/model/address.ts';
import type { Filter, FilterRule, Match } from '../../../grammars/model/filter.ts';
import fc from '../../../test/support/seeded.ts';
import { deviceOf, filterOf, list, NOWHERE, packetsOf, world } from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import { meets } from './packet-match.ts';

type Line = readonly [
  action: 'permit' | 'deny',
  protocol: 'ip' | 'tcp' | 'udp' | 'icmp' | 'ospf',
  from: string,
  to: string,
  /** `80`, `80-90`, `neq 80`, `established` */
  ports?: string,
];

const PROTOCOLS = { tcp: 6, udp: 17, icmp: 1, ospf: 89 } as const;

/** `permit tcp 10.0.0.0/8 any 80-90`, as people write such examples. */
function rule([kind, protocol, from, to, ports]: Line): FilterRule {
  const side = (text: string): Match['source'] => {
    const prefix =
      text === 'any' ? undefined : parsePrefix(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
    return prefix ? { anyOf: [{ kind: 'prefix', ...prefix }] } : undefined;
  };
  const [source, destination] = [side(from), side(to)];
  const family = `${from} ${to}`.includes(':') ? 'ipv6' : 'ipv4';
  const [first, last = first] = /\d/.test(ports ?? '') ? ports!.replace('neq ', '').split('-').map(Number) : [];
  const negated = ports?.startsWith('neq') === true;
  const match: Match = {
    family,
    ...(source ? { source } : {}),
    ...(destination ? { destination } : {}),
    ...(protocol === 'ip' ? {} : { protocol: { anyOf: [{ first: PROTOCOLS[protocol], last: PROTOCOLS[protocol] }] } }),
    ...(first === undefined ? {} : { destinationPort: { anyOf: [{ first, last: last! }], negated } }),
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
  return { lines: analyses.lines(0), conflicts: analyses.conflicts!(0), overlap: analyses.overlap! };
};

const statuses = (lines: readonly Line[]): string[] => analyse(lines).lines.map(({ status }) => status);
const deciders = (lines: readonly Line[], at: number): number[] =>
  analyse(lines).lines[at]!.deciders.map(({ rule }) => rule);

/** Its design document, "Simpler FilterLineReachability results": in each the last line is dead, and these lines are to be named. */
describe('the five worked examples of Batfish for filterLineReachability', () => {
  const blocking = (lines: readonly Line[]): readonly [lines: number[], differentAction: boolean] => {
    const { lines: found } = analyse(lines, { family: 'ipv4' });
    const last = found.at(-1)!;
    expect(found.slice(0, -1).map(({ status }) => status)).toEqual(lines.slice(1).map(() => 'live'));
    expect(last.status).toBe('dead');
    return [last.deciders.map(({ rule }) => rule), last.conflicting];
  };

  test('example 1, DDoS: a single blocker behind many tiny overlaps; the largest of another action is named too', () => {
    const sources = Array.from({ length: 255 }, (_, i): Line => ['deny', 'ip', `1.1.1.${i + 1}`, 'any']);
    const lines: Line[] = [...sources, ['permit', 'ospf', 'any', 'any'], ['permit', 'ospf', 'any', '224.0.0.6']];
    expect(blocking(lines)).toEqual([[0, 255], true]);
  });

  test('example 2: several partial overlaps', () => {
    expect(
      blocking([
        ['permit', 'ip', 'any', '1.2.3.0/25'],
        ['deny', 'ip', 'any', '1.2.3.128/25'],
        ['permit', 'ip', 'any', '1.2.3.0/24'],
      ]),
    ).toEqual([[0, 1], true]);
  });

  test('example 3: several blockers, not all of which get a packet', () => {
    expect(
      blocking([
        ['permit', 'ip', 'any', '1.2.3.4'],
        ['deny', 'tcp', 'any', 'any'],
        ['permit', 'tcp', 'any', '1.2.3.4'],
      ]),
    ).toEqual([[0], false]);
  });

  test('example 4: one that almost blocks, one that does', () => {
    expect(
      blocking([
        ['deny', 'tcp', 'any', '1.2.3.4', 'neq 80'],
        ['permit', 'tcp', 'any', 'any'],
        ['permit', 'tcp', 'any', '1.2.3.4'],
      ]),
    ).toEqual([[0, 1], true]);
  });

  test('example 5, TCP established: a few bits of the header', () => {
    expect(
      blocking([
        ['permit', 'tcp', 'any', 'any', 'established'],
        ['deny', 'tcp', 'any', '1.2.3.4'],
        ['permit', 'tcp', 'any', '1.2.3.4', '80'],
      ]),
    ).toEqual([[1], true]);
  });
});

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

/** Relations between rules as "Modeling and Management of Firewall Policies" (2004) names them, with addresses of its example. */
describe('the anomalies of Al-Shaer and Hamed', () => {
  const inside = '140.192.37.0/24';
  const server = '161.120.33.40';

  test('shadowing: an earlier rule matches all that this one does, and decides otherwise', () => {
    const { lines } = analyse([
      ['deny', 'tcp', inside, 'any', '80'],
      ['permit', 'tcp', '140.192.37.30', 'any', '80'],
    ]);
    expect(lines[1]).toMatchObject({ status: 'dead', conflicting: true, deciders: [{ rule: 0 }] });
  });

  test('correlation: each matches some of the other’s packets, and they decide otherwise', () => {
    const { conflicts, lines, overlap } = analyse([
      ['deny', 'tcp', '140.192.37.20', 'any', '80'],
      ['permit', 'tcp', 'any', server, '80'],
    ]);
    expect(lines.every(({ status }) => status === 'live')).toBe(true);
    expect(conflicts).toMatchObject([{ earlier: { rule: 0 }, later: { rule: 1 } }]);
    expect(overlap(conflicts[0]!)!.witness).toMatchObject({
      source: 0x8cc02514n,
      destination: 0xa1782128n,
      destinationPort: 80,
    });
  });

  test('generalisation: a later rule matches all that an earlier one does and decides otherwise: an exception, no conflict', () => {
    const { conflicts, lines } = analyse([
      ['deny', 'tcp', '140.192.37.20', 'any', '21'],
      ['permit', 'tcp', 'any', 'any', '21'],
    ]);
    expect(lines).toMatchObject([{ status: 'live' }, { status: 'live' }]);
    expect(lines[0]!.forwardRedundant).toBeUndefined();
    expect(conflicts).toEqual([]);
  });

  test('redundancy: another rule, earlier or later, does the same for its packets', () => {
    const { lines } = analyse([
      ['permit', 'tcp', '140.192.37.20', 'any', '80'],
      ['permit', 'tcp', inside, 'any', '80'],
      ['permit', 'tcp', '140.192.37.20', server, '80'],
    ]);
    expect(lines[0]).toMatchObject({ status: 'live', forwardRedundant: { by: [{ rule: 1 }] } });
    expect(lines[2]).toMatchObject({ status: 'dead', conflicting: false });
  });

  test('irrelevance, of a rule by itself: no packet can match it (of a filter at its interface: test/filter-cases.test.ts)', () => {
    const apart: Line[] = [['permit', 'tcp', inside, server, '80']];
    const [of] = apart.map(rule);
    const empty: FilterRule = { ...of!, matches: [{ ...of!.matches[0]!, source: { anyOf: [] } }] };
    expect(analyseFilters(deviceOf(filterOf([of!, empty]))).lines(0)).toMatchObject([
      { status: 'live' },
      { status: 'never-matches' },
    ]);
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
        const analyses = analyseFilters(deviceOf(filter));
        const [lines, conflicts] = [analyses.lines(0), analyses.conflicts!(0)];
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
        for (const { earlier, later } of conflicts) {
          // Undefined where rules before the earlier one take all that both match.
          const witness = analyses.overlap!({ earlier, later })?.witness;
          for (const { rule } of witness ? [earlier, later] : [])
            expect(meets(witness!, filter.rules[rule]!)).toBe('yes');
        }
      },
    ),
    { numRuns: 80 },
  );
});
