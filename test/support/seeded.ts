import fc from 'fast-check';
import { afterEach } from 'vitest';

/** Another one in each run; `NETREVIEW_SEED` repeats a run. */
export const SEED = Number(process.env.NETREVIEW_SEED ?? Math.floor(Math.random() * 2 ** 31));

fc.configureGlobal({ seed: SEED });

// The library says it with a case that fails, but not when too few cases of a kind were met, nor when time ran out.
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.error(`NETREVIEW_SEED=${SEED} repeats ${task.name}`);
});

/** The library of random cases: all of a test file's from one seed, which is printed with every test that fails. */
export default fc;

/**
 * As `fc.assert`, and again with other cases (twenty times at most) until there were enough of the kind that the test is about: how many
 * chance brings is no property of what is tested.
 */
export function assertUntil<T>(
  enough: () => boolean,
  property: fc.IRawProperty<T, false>,
  parameters: fc.Parameters<T>,
): void {
  for (let round = 0; round < MOST_ROUNDS && (round === 0 || !enough()); round += 1)
    fc.assert(property, { ...parameters, seed: SEED + round });
}

const MOST_ROUNDS = 20;
