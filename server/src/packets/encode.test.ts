import { describe, expect, test } from 'vitest';
import fc from '../../../test/support/seeded.ts';
import { filterOf, match, NOWHERE, packetsOf, rule, verdict, world } from '../../../test/support/small-packets.ts';
import type { Packet } from './analyses.ts';
import { ALL, Diagram, EMPTY, type Node } from './diagram.ts';
import { encodeMatch, encodeRule } from './encode.ts';
import { holdsPacket } from './packet-bits.ts';
import { meets } from './packet-match.ts';
import { universeOf } from './universe.ts';
import { witnessOf } from './witness.ts';

const cases = world.chain((one) =>
  fc.record({ world: fc.constant(one), rules: fc.array(rule(one, verdict), { minLength: 2, maxLength: 4 }) }),
);

describe('sets of packets', () => {
  test('a rule’s sets hold exactly the packets that meet it', () => {
    fc.assert(
      fc.property(cases, ({ world, rules }) => {
        const diagram = new Diagram();
        const universe = universeOf([filterOf(rules)]);
        const packets = packetsOf({ ...world, fragments: universe.fragments });
        for (const one of rules) {
          const { over, under } = encodeRule(diagram, universe, one);
          const wrong = packets.filter((packet) => {
            const met = meets(packet, one);
            return (
              holdsPacket(diagram, universe, over, packet) !== (met !== 'no') ||
              holdsPacket(diagram, universe, under, packet) !== (met === 'yes')
            );
          });
          expect(wrong).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('union, intersection, difference, emptiness, inclusion', () => {
    fc.assert(
      fc.property(cases, ({ world, rules }) => {
        const diagram = new Diagram();
        const universe = universeOf([filterOf(rules)]);
        const packets = packetsOf({ ...world, fragments: universe.fragments });
        const [a, b] = rules.map((one) => encodeRule(diagram, universe, one).over) as [Node, Node];
        const listOf = (set: Node): Packet[] => packets.filter((packet) => holdsPacket(diagram, universe, set, packet));
        const [inA, inB] = [listOf(a), listOf(b)];
        const [hasA, hasB] = [new Set(inA), new Set(inB)];
        const common = inA.filter((packet) => hasB.has(packet));
        expect(listOf(diagram.and(a, b))).toEqual(common);
        expect(listOf(diagram.or(a, b))).toEqual(packets.filter((packet) => hasA.has(packet) || hasB.has(packet)));
        expect(listOf(diagram.diff(a, b))).toEqual(inA.filter((packet) => !hasB.has(packet)));
        expect(diagram.and(a, b) === EMPTY).toBe(common.length === 0);
        expect(diagram.intersects(a, b)).toBe(common.length > 0);
        expect(diagram.subset(a, b)).toBe(common.length === inA.length);
        expect(diagram.union([a, b, a])).toBe(diagram.or(b, a));
        expect(diagram.not(diagram.not(a))).toBe(a);
        expect(diagram.diff(ALL, a) === EMPTY).toBe(a === ALL);
      }),
      { numRuns: 40 },
    );
  });

  test('equal sets are one node, however they are written', () => {
    fc.assert(
      fc.property(
        world.chain((one) => fc.tuple(match(one), match(one))),
        ([a, b]) => {
          const diagram = new Diagram();
          const universe = universeOf([
            filterOf([{ matches: [a, b], action: { kind: 'permit' }, effects: [], active: true, span: NOWHERE }]),
          ]);
          const [x, y] = [encodeMatch(diagram, universe, a), encodeMatch(diagram, universe, b)];
          expect(diagram.or(x, y)).toBe(diagram.not(diagram.and(diagram.not(x), diagram.not(y))));
          expect(diagram.or(diagram.and(x, y), diagram.diff(x, y))).toBe(x);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a witness is in the set and meets the rule', () => {
    fc.assert(
      fc.property(cases, ({ rules }) => {
        const diagram = new Diagram();
        const universe = universeOf([filterOf(rules)]);
        for (const one of rules) {
          const { over } = encodeRule(diagram, universe, one);
          const witness = witnessOf(diagram, universe, over);
          expect(witness === undefined).toBe(over === EMPTY);
          if (!witness) continue;
          expect(meets(witness, one)).not.toBe('no');
          expect(holdsPacket(diagram, universe, over, witness)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
