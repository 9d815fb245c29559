import { firstLostCharacter } from '../../grammars/outline.ts';
import { review } from '../../server/src/review/engine.ts';
import { type CoverageCount, chooseDialect, coverageOf, prepare } from '../../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../../server/src/review/settings.ts';
import { type CorpusFile, OURS } from './corpus.ts';

/** What came of one file of the corpus. */
export interface Outcome {
  readonly path: string;
  readonly dialect: string;
  readonly source: string;
  readonly detected: string | undefined;
  /** Of the processor: what else the machine does is no fault of the file's. */
  readonly ms: number;
  /** The first visible character that no word and no trivia holds. */
  readonly lost: string | undefined;
  readonly failures: readonly string[];
  readonly coverage: CoverageCount;
  /** Findings by `severity rule`. */
  readonly findings: Readonly<Record<string, number>>;
}

const NO_LINES: CoverageCount = { lines: 0, modelled: 0, recognised: 0, unknown: 0 };

/** Reads and reviews a file; never throws. */
export async function outcomeOf({ path, dialect, source, text }: CorpusFile): Promise<Outcome> {
  const started = process.cpuUsage();
  const failures: string[] = [];
  const findings: Record<string, number> = {};
  let lost: string | undefined;
  let coverage = NO_LINES;
  let detected: string | undefined;
  try {
    detected = chooseDialect({ text, path })?.dialect.id;
    const prepared = prepare({ text, path });
    if (prepared) {
      const gone = firstLostCharacter(prepared.outline);
      if (gone) lost = `${gone.value} at ${gone.span.start}`;
      coverage = coverageOf(prepared);
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
  const { user, system } = process.cpuUsage(started);
  return { path, dialect, source, detected, ms: (user + system) / 1000, lost, failures, coverage, findings };
}

/** Files of one dialect from one source. */
export interface CorpusGroup {
  readonly dialect: string;
  readonly source: string;
  readonly files: readonly Outcome[];
  /** Of these, read as the manifest says; their lines only are counted. */
  readonly detected: number;
  readonly coverage: CoverageCount;
}

/** Groups of our dialects, by dialect and source. */
export function groupsOf(outcomes: readonly Outcome[]): CorpusGroup[] {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    if (!(outcome.dialect in OURS)) continue;
    const key = `${outcome.dialect} ${outcome.source}`;
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, files]) => {
      const { dialect, source } = files[0]!;
      const own = files.filter((file) => file.detected === OURS[dialect]);
      const sum = (of: (count: CoverageCount) => number): number =>
        own.reduce((total, { coverage }) => total + of(coverage), 0);
      const coverage = {
        lines: sum((one) => one.lines),
        modelled: sum((one) => one.modelled),
        recognised: sum((one) => one.recognised),
        unknown: sum((one) => one.unknown),
      };
      return { dialect, source, files, detected: own.length, coverage };
    });
}

/** Lines with a statement. */
export const statementsIn = ({ modelled, recognised, unknown }: CoverageCount): number =>
  modelled + recognised + unknown;
