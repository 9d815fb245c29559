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
