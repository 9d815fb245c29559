import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{client,server,grammars,test,scripts}/**/*.test.ts'],
    testTimeout: 120_000,
    // Servers that hooks start take long where many suites run beside each other.
    hookTimeout: 60_000,
    // Suites of probes and of the editor mostly wait for daemons: more workers than a small machine has processors, and more tests at once.
    maxConcurrency: 8,
    maxWorkers: Math.max(3, availableParallelism()),
  },
});
