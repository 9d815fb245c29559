import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{client,server,grammars,test,scripts}/**/*.test.ts'],
    testTimeout: 120_000,
  },
});
