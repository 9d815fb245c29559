import { expect, test } from 'vitest';
import { emptyDevice } from '../../../grammars/model/device.ts';
import type { Match } from '../../../grammars/model/filter.ts';
import { filterOf } from '../../../test/support/filter-device.ts';
import fc from '../../../test/support/seeded.ts';
import { deviceOf, list, packetsOf, world } from '../../../test/support/small-packets.ts';
import { analyseFilters } from './analyse.ts';
import type { Overlap } from './analyses.ts';
import { meets } from './packet-match.ts';

const ask = (
  rules: readonly string[],
  earlier: number,
  later: number,
  more: Partial<Match> = {},
): Overlap | undefined => {
  const filter = filterOf('IN', rules);
  const widened = filter.rules.map((rule) => ({
    ...rule,
    matches: rule.matches.map((match) => ({ ...match, ...more })),
  }));
  const analyses = analyseFilters({ ...emptyDevice, filters: [{ ...filter, rules: widened }] });
  return analyses.overlap!({ earlier: { filter: 0, rule: earlier }, later: { filter: 0, rule: later } });
};

test('source, destination, protocol and ports are counted', () => {
  expect(ask(['permit tcp 10.0.0.0/24 any 80', 'deny tcp any 192.0.2.0/28'], 0, 1)).toMatchObject({
    text: 'tcp from 10.0.0.0/24 to 192.0.2.0/28 port 80',
    packets: 256n * 16n * 65_536n,
    exception: false,
  });
  expect(ask(['permit icmp 10.0.0.0/24 any', 'deny icmp any 192.0.2.0/28'], 0, 1)?.packets).toBe(256n * 16n);
});

test('what an earlier rule took is no overlap', () => {
  const rules = ['deny tcp 10.0.0.0/24 192.0.2.0/28 80', 'permit tcp 10.0.0.0/24 any 80', 'deny tcp any 192.0.2.0/28'];
  expect(ask(rules, 1, 2)).toBeUndefined();
});

test('a rule within two later ones is an exception, within a catch-all it is none', () => {
  const two = ['permit tcp 10.0.0.0/8 192.0.2.1/32', 'deny any any', 'deny 10.0.0.0/9', 'deny 10.128.0.0/9'];
  expect(ask(two, 0, 2)?.exception).toBe(true);
  expect(ask(['permit tcp 10.0.0.0/8 any 80', 'deny any 192.0.2.0/24', 'deny any any'], 0, 1)?.exception).toBe(false);
});

test('an unsure condition makes no overlap', () => {
  const opaque = [{ text: 'time-range NIGHT', span: { start: 0, end: 1 } }];
  expect(ask(['permit tcp 10.0.0.0/24 any 80', 'deny tcp any 192.0.2.0/28'], 0, 1, { opaque })).toBeUndefined();
});

test('an overlap is what both match and no rule before takes', () => {
  fc.assert(
    fc.property(
      world.filter(({ opaque }) => !opaque).chain((one) => fc.tuple(fc.constant(one), list(one))),
      ([world, filter]) => {
        const fragments = filter.rules.some(({ matches }) => matches.some(({ fragment }) => fragment));
        const packets = packetsOf({ ...world, fragments }).filter(
          ({ family }) => filter.family === 'both' || family === filter.family,
        );
        const analyses = analyseFilters(deviceOf(filter));
        for (const conflict of analyses.conflicts!(0)) {
          const [earlier, later] = [conflict.earlier.rule, conflict.later.rule];
          const first = (packet: (typeof packets)[number]): number =>
            filter.rules.findIndex(
              (rule) => rule.active && rule.action.kind !== 'continue' && meets(packet, rule) === 'yes',
            );
          const shared = packets.some(
            (packet) => first(packet) === earlier && meets(packet, filter.rules[later]!) === 'yes',
          );
          const overlap = analyses.overlap!(conflict);
          expect(overlap !== undefined).toBe(shared);
          if (overlap) expect(first(overlap.witness)).toBe(earlier);
        }
      },
    ),
    { numRuns: 60 },
  );
});
