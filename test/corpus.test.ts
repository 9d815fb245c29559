import { mkdirSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { beforeAll, describe, expect, test } from 'vitest';
import { firstLostCharacter } from '../grammars/outline.ts';
import { review } from '../server/src/review/engine.ts';
import { chooseDialect, coverageOf, prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { CORPUS_ABSENT, corpusFiles, corpusPresent, OURS } from './support/corpus.ts';

interface Outcome {
  readonly path: string;
  readonly dialect: string;
  readonly source: string;
  readonly detected: string | undefined;
  readonly ms: number;
  readonly lost: string | undefined;
  readonly failures: readonly string[];
  readonly known: number;
  readonly lines: number;
  readonly findings: Readonly<Record<string, number>>;
}

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

  test('files of our dialects are detected as the manifest says (97 %)', () => {
    for (const [name, id] of Object.entries(OURS)) {
      const own = outcomes.filter((outcome) => outcome.dialect === name);
      const right = own.filter((outcome) => outcome.detected === id).length;
      expect(right / own.length, `${name}: ${right} of ${own.length}`).toBeGreaterThanOrEqual(0.97);
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

  test.each(['cisco_ios', 'arista_eos', 'cisco_nxos', 'cisco_iosxr', 'junos', 'junos_set', 'netplan'])(
    '95 %% of the lines of real %s devices are modelled or recognised',
    (name) => {
      const real = outcomes.filter(
        (outcome) => outcome.dialect === name && outcome.source === 'batfish/lab-validation',
      );
      const known = real.reduce((sum, outcome) => sum + outcome.known, 0);
      const lines = real.reduce((sum, outcome) => sum + outcome.lines, 0);
      expect(known / lines, `${known} of ${lines}`).toBeGreaterThanOrEqual(0.95);
    },
  );
});

async function outcomeOf({
  path,
  dialect,
  source,
  text,
}: {
  path: string;
  dialect: string;
  source: string;
  text: string;
}): Promise<Outcome> {
  const started = performance.now();
  const failures: string[] = [];
  const findings: Record<string, number> = {};
  let lost: string | undefined;
  let known = 0;
  let lines = 0;
  let detected: string | undefined;
  try {
    detected = chooseDialect({ text, path })?.dialect.id;
    const prepared = prepare({ text, path });
    if (prepared) {
      const gone = firstLostCharacter(prepared.outline);
      if (gone) lost = `${gone.value} at ${gone.span.start}`;
      const coverage = coverageOf(prepared);
      known = coverage.modelled + coverage.recognised;
      lines = known + coverage.unknown;
      const result = await review(prepared, DEFAULT_SETTINGS, {
        onRuleError: (rule, error) => failures.push(`${rule}: ${String(error)}`),
      });
      for (const finding of result.findings) {
        const key = `${finding.severity} ${finding.rule}`;
        findings[key] = (findings[key] ?? 0) + 1;
      }
    }
  } catch (error) {
    failures.push(String(error));
  }
  return { path, dialect, source, detected, ms: performance.now() - started, lost, failures, known, lines, findings };
}

/** What a person reads after the run: coverage by dialect and source, findings by rule. */
function table(outcomes: readonly Outcome[]): string {
  const groups = new Map<
    string,
    { files: number; detected: number; known: number; lines: number; findings: Map<string, number> }
  >();
  for (const outcome of outcomes) {
    if (!(outcome.dialect in OURS)) continue;
    const key = `${outcome.dialect} ${outcome.source}`;
    const group = groups.get(key) ?? { files: 0, detected: 0, known: 0, lines: 0, findings: new Map<string, number>() };
    group.files += 1;
    group.detected += outcome.detected === OURS[outcome.dialect] ? 1 : 0;
    group.known += outcome.known;
    group.lines += outcome.lines;
    for (const [name, count] of Object.entries(outcome.findings))
      group.findings.set(name, (group.findings.get(name) ?? 0) + count);
    groups.set(key, group);
  }
  const slow = [...outcomes].sort((a, b) => b.ms - a.ms).slice(0, 5);
  return [
    ...[...groups]
      .sort()
      .flatMap(([key, group]) => [
        `${key}: ${group.detected} of ${group.files} files detected, ${((100 * group.known) / Math.max(1, group.lines)).toFixed(2)} % of ${group.lines} lines known`,
        ...[...group.findings].sort().map(([name, count]) => `    ${count} ${name}`),
      ]),
    'slowest:',
    ...slow.map(({ path, ms }) => `    ${ms.toFixed(0)} ms ${path}`),
    '',
  ].join('\n');
}
