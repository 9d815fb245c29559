import { expect, test } from 'vitest';
import fc from '../../../test/support/seeded.ts';
import { chains, match, world } from '../../../test/support/small-packets.ts';
import { groupsOf } from './chains.ts';
import { Diagram, EMPTY } from './diagram.ts';
import { encodeMatch } from './encode.ts';
import { flowOf } from './flow.ts';
import { mayAnyPass, mayPass, passageOf } from './passage.ts';
import { universeOf } from './universe.ts';

test('some of the packets may pass exactly where the set of those that may is not empty', () => {
  let passing = 0;
  let stopped = 0;
  fc.assert(
    fc.property(
      world.chain((one) => fc.record({ filters: chains(one), asked: match(one) })),
      ({ filters, asked }) => {
        for (const group of groupsOf(filters)) {
          const universe = universeOf(filters, [asked]);
          const flow = flowOf(filters, group, new Diagram(), universe);
          const entering = encodeMatch(flow.diagram, universe, asked);
          for (const chain of flow.chains.values()) {
            const some = mayPass(flow, passageOf(flow, chain, entering)) !== EMPTY;
            expect(mayAnyPass(flow, chain, entering)).toBe(some);
            if (some) passing += 1;
            else stopped += 1;
          }
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(Math.min(passing, stopped)).toBeGreaterThan(50);
});
