import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { CORPUS_ABSENT, corpusFiles, corpusPresent, OURS } from './support/corpus.ts';
import { groupsOf, type Outcome, outcomeOf, statementsIn } from './support/corpus-outcomes.ts';
import { coveragePage } from './support/coverage-page.ts';

describe.skipIf(!corpusPresent)(`the corpus${CORPUS_ABSENT}`, () => {
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    for (const file of corpusFiles()) outcomes.push(await outcomeOf(file));
    mkdirSync('test-output', { recursive: true });
    writeFileSync('test-output/corpus.txt', table(outcomes));
  }, 600_000);

  test('no rule and no parser throws', () => {
    expect(
      outcomes.filter((outcome) => outcome.failures.length > 0).map(({ path, failures }) => [path, failures]),
    ).toEqual([]);
  });

  test('no file takes 5 s', () => {
    expect(outcomes.filter((outcome) => outcome.ms > 5_000).map(({ path, ms }) => [path, ms])).toEqual([]);
  });

  test('no visible character is lost', () => {
    expect(outcomes.filter((outcome) => outcome.lost !== undefined).map(({ path, lost }) => [path, lost])).toEqual([]);
  });

  test('no file of a foreign vendor is claimed', () => {
    const foreign = outcomes.filter(
      (outcome) => outcome.dialect.startsWith('other_') && !(outcome.dialect in OURS) && outcome.detected !== undefined,
    );
    expect(foreign.map(({ path, detected }) => [path, detected])).toEqual([]);
  });

  test('files of our dialects are detected as the manifest says: 99 % of all, 97 % of each dialect', () => {
    const own = outcomes.filter((outcome) => outcome.dialect in OURS);
    const right = (list: readonly Outcome[]) => list.filter((one) => one.detected === OURS[one.dialect]).length;
    expect(right(own) / own.length, `${right(own)} of ${own.length}`).toBeGreaterThanOrEqual(0.99);
    for (const name of new Set(own.map((one) => one.dialect))) {
      const list = own.filter((one) => one.dialect === name);
      expect(right(list) / list.length, `${name}: ${right(list)} of ${list.length}`).toBeGreaterThanOrEqual(0.97);
    }
  });

  test('files of dialects to come are not claimed as one we have (99 %)', () => {
    const later = outcomes.filter((outcome) => !(outcome.dialect in OURS) && !outcome.dialect.startsWith('other_'));
    const claimed = later.filter((outcome) => outcome.detected !== undefined);
    expect(
      claimed.length / later.length,
      claimed.map(({ path, detected }) => `${detected} ${path}`).join('\n'),
    ).toBeLessThanOrEqual(0.01);
  });

  test('97 % of the lines of real devices are modelled or recognised', () => {
    const real = groupsOf(outcomes).filter(({ source }) => REAL.includes(source));
    expect(real.length).toBeGreaterThan(8);
    for (const { dialect, source, coverage } of real) {
      const known = (coverage.modelled + coverage.recognised) / statementsIn(coverage);
      expect(known, `${dialect} of ${source}`).toBeGreaterThanOrEqual(0.97);
    }
  });

  test('docs/coverage.md says what holds (node scripts/coverage.ts writes it)', () => {
    expect(readFileSync('docs/coverage.md', 'utf8')).toBe(coveragePage(groupsOf(outcomes)));
  });
});

/** Sources of configurations that devices run, or could. */
const REAL: readonly string[] = ['batfish/lab-validation', 'aristanetworks/avd'];

/** What a person reads after the run: findings by rule in each group, and what took longest. */
function table(outcomes: readonly Outcome[]): string {
  const slow = [...outcomes].sort((a, b) => b.ms - a.ms).slice(0, 5);
  return [
    ...groupsOf(outcomes).flatMap(({ dialect, source, files }) => {
      const counts = new Map<string, number>();
      for (const { findings } of files)
        for (const [name, count] of Object.entries(findings)) counts.set(name, (counts.get(name) ?? 0) + count);
      return [`${dialect} ${source}`, ...[...counts].sort().map(([name, count]) => `    ${count} ${name}`)];
    }),
    'slowest:',
    ...slow.map(({ path, ms }) => `    ${ms.toFixed(0)} ms ${path}`),
    '',
  ].join('\n');
}
