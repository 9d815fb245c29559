/**
 * `npm test`: checks types, style and generated files, builds, runs every suite, and ends with one line of counts.
 * Arguments go to vitest: `npm test -- test/lsp`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from './build.ts';
import { secondTries } from './second-tries.ts';
import { skippedRigs } from './skipped-rigs.ts';
import type { SuiteResults } from './suite-results.ts';

interface Results extends SuiteResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
}

const root = resolve(import.meta.dirname, '..');
const bin = (name: string): string => resolve(root, 'node_modules', name);
const report = resolve(root, 'test-output', 'vitest.json');

const failures: string[] = [];
step('types', [bin('typescript/bin/tsc'), '-p', root]);
step('types of the page', [bin('typescript/bin/tsc'), '-p', resolve(root, 'client/src/views/topology/page')]);
step('style', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', root]);
step('generated files', [resolve(root, 'scripts/generate.ts'), '--check']);
await build({ tests: true });
// Suites that need the bundles take these: building again would pull them from under the others.
process.env.NETREVIEW_BUILT = '1';

mkdirSync(resolve(root, 'test-output'), { recursive: true });
rmSync(report, { force: true });
step('tests', [
  bin('vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);

const results = readResults();
if (results.numFailedTests === 0 && results.numFailedTestSuites > 0)
  failures.push(`${results.numFailedTestSuites} test files could not run`);
for (const line of [...skippedRigs(results), ...secondTries(results)]) process.stdout.write(`${line}\n`);
for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
const failed = Math.max(results.numFailedTests, failures.length);
process.stdout.write(
  `${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests + results.numTodoTests} skipped\n`,
);
process.exitCode = failed > 0 || results.numPassedTests === 0 ? 1 : 0;

function step(name: string, args: readonly string[]): void {
  process.stdout.write(`--- ${name}\n`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) failures.push(name);
}

function readResults(): Results {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as Results;
  } catch {
    return {
      ...{ numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, numFailedTestSuites: 1 },
      testResults: [],
    };
  }
}
