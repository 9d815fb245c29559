import { expect, test } from 'vitest';
import fc from '../../../test/support/seeded.ts';
import { chains, world } from '../../../test/support/small-packets.ts';
import { packetsAsked } from './blocked-ports.ts';
import { groupsOf } from './chains.ts';
import { Diagram } from './diagram.ts';
import { flowOf } from './flow.ts';
import { productSets } from './products.ts';
import { universeOf } from './universe.ts';

const PORTS = [7, 22, 50, 900].map((port) => ({ first: port, last: port }));

test('are the sets that a diagram has, until they give up', () => {
  let decided = 0;
  fc.assert(
    fc.property(
      world.chain((one) => fc.tuple(fc.constant(one), chains(one))),
      fc.constantFrom(6 as const, 17 as const),
      fc.boolean(),
      ([world, filters], protocol, answers) => {
        const universe = universeOf(filters);
        const group = groupsOf(filters)[0]!;
        const flow = flowOf(filters, group, new Diagram(), universe);
        const { diagram } = flow;
        for (const family of world.families) {
          const query = { family, protocol, ports: PORTS, inInterface: 'eth0', ...(answers ? { answers } : {}) };
          const sets = productSets(universe, query)!;
          let left = sets.asked;
          let node = packetsAsked(flow, query);
          expect(sets.nodeOf(diagram, left)).toBe(node);
          for (const { rule, over, under } of flow.chains.get(group.members[0]!)!.rules) {
            const found = (['maybe', 'surely'] as const).map((how) => sets.met(left, rule, how));
            const rest = sets.unmet(left, rule, 'surely');
            if (sets.gaveUp) break;
            decided += 1;
            expect(found.map((set) => sets.nodeOf(diagram, set))).toEqual([
              diagram.and(node, over),
              diagram.and(node, under),
            ]);
            left = rest;
            node = diagram.diff(node, under);
            expect(sets.nodeOf(diagram, left)).toBe(node);
            expect(left.length === 0).toBe(node === 0);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(decided).toBeGreaterThan(200);
});
