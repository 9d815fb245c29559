import { relative, resolve, sep } from 'node:path';
import { performance } from 'node:perf_hooks';
import { dialectById, dialects } from '../../../grammars/dialects/index.ts';
import { findFiles, type InputFile, NoSuchPath, type SkippedFile } from '../disk/find-files.ts';
import { readStandardInput, readText } from '../disk/read-text.ts';
import { writeWhole } from '../disk/write-whole.ts';
import { type LiveNetwork, type Member, networkOf } from '../network/network.ts';
import type { Finding } from '../review/finding.ts';
import { fixUntilStable } from '../review/fix-until-stable.ts';
import {
  type CoverageCount,
  coverageOf,
  type DocumentInput,
  isSwitchedOff,
  type Prepared,
  prepare,
} from '../review/prepare.ts';
import { reviewAmong } from '../review/review-among.ts';
import type { Surroundings } from '../review/rule.ts';
import { dialectFor, type Settings } from '../review/settings.ts';
import { checkIntents, type IntentResult } from '../twin/check-intents.ts';
import { twinOf } from '../twin/twin.ts';
import { type ChosenSettings, chosenSettings } from './chosen-settings.ts';
import { nobodys } from './nobodys.ts';
import { CannotDo, type CheckOptions } from './options.ts';
import { readIntents } from './read-intents.ts';

export interface CheckedFile {
  readonly path: string;
  readonly prepared: Prepared;
  readonly coverage: CoverageCount;
  readonly findings: readonly Finding[];
  readonly fixed: number;
}

export interface CheckResult {
  readonly files: readonly CheckedFile[];
  readonly skipped: readonly SkippedFile[];
  /** Files below a folder that no dialect claims. */
  readonly notConfigurations: number;
  /** Why parts of the job could not be done; any makes the exit status 2. */
  readonly problems: readonly string[];
  readonly settings: Settings;
  readonly timings: {
    readonly readMs: number;
    readonly parseMs: number;
    readonly modelMs: number;
    readonly rulesMs: number;
  };
  readonly ruleMs: Readonly<Record<string, number>>;
}

/** What one run knows and collects. */
interface Job extends ChosenSettings {
  readonly options: CheckOptions;
  readonly cwd: string;
  readonly problems: string[];
  readonly ruleMs: Record<string, number>;
  /** What is reviewed, each as its neighbours see it. */
  readonly network: LiveNetwork;
  /** As `Surroundings.broken`. */
  broken?: () => readonly IntentResult[];
}

/** A configuration that was read. */
interface ReadFile {
  readonly input: InputFile;
  readonly prepared: Prepared;
  /** Its bytes are its mark and its text. */
  readonly exact: boolean;
  readonly mark: string;
}

/** Reviews what the options name. @throws CannotDo when nothing of it can be done. */
export async function check(options: CheckOptions, cwd: string): Promise<CheckResult> {
  if (options.dialect !== undefined && !dialectById(options.dialect)) {
    throw new CannotDo(`--dialect takes ${dialects.map((dialect) => dialect.id).join(', ')}; not ${options.dialect}`);
  }
  const job: Job = { options, cwd, ...chosenSettings(options, cwd), problems: [], ruleMs: {}, network: networkOf() };
  const started = performance.now();
  const inputs = options.paths.includes('-')
    ? [{ path: options.stdinPath ?? '<stdin>', absolute: '-', explicit: true }]
    : filesBelow(options.paths, cwd);
  const read: ReadFile[] = [];
  const skipped: SkippedFile[] = [];
  let notConfigurations = 0;
  let readMs = performance.now() - started;
  for (const input of inputs) {
    const readStarted = performance.now();
    const content = input.absolute === '-' ? readStandardInput() : readText(input.absolute);
    readMs += performance.now() - readStarted;
    if ('skipped' in content) {
      skipped.push({ path: input.path, reason: content.skipped });
      if (input.explicit) job.problems.push(`${input.path}: ${content.skipped}`);
      continue;
    }
    const document = documentOf(content.text, input, job);
    const prepared = prepareOrTell(document, input, job);
    if (prepared === 'failed') continue;
    if (!prepared && input.explicit && isSwitchedOff(document)) {
      skipped.push({ path: input.path, reason: 'is switched off by its settings or its own marker' });
      continue;
    }
    if (!prepared) {
      notConfigurations += 1;
      if (input.explicit) job.problems.push(`${input.path}: ${nobodys(document, options.locale)}`);
      continue;
    }
    read.push({ input, prepared, exact: content.exact, mark: content.mark });
  }
  // Every device is known before the first is reviewed: each is looked at among the others.
  for (const { input, prepared } of read) job.network.put(memberOf(input, prepared));
  const broken = brokenBy(job);
  if (broken) job.broken = broken;
  const files: CheckedFile[] = [];
  const rulesStarted = performance.now();
  for (const file of read)
    files.push(await (options.fix ? fixed(file, job) : reviewed(file.prepared, file.input, job)));
  const rulesMs = performance.now() - rulesStarted;
  const sum = (part: 'parseMs' | 'modelMs'): number =>
    files.reduce((total, { prepared }) => total + prepared.timings[part], 0);
  return {
    files,
    skipped,
    notConfigurations,
    problems: job.problems,
    settings: job.settings,
    timings: { readMs, parseMs: sum('parseMs'), modelMs: sum('modelMs'), rulesMs },
    ruleMs: job.ruleMs,
  };
}

const prepareTimed = (document: DocumentInput): Prepared | undefined => prepare(document, () => performance.now());

/** A parser that breaks costs its file and is told of; the other files are reviewed. */
function prepareOrTell(document: DocumentInput, { path }: InputFile, job: Job): Prepared | undefined | 'failed' {
  try {
    return prepareTimed(document);
  } catch (error) {
    job.problems.push(
      `${path}: could not be read as a configuration (${error instanceof Error ? error.message : error})`,
    );
    return 'failed';
  }
}

async function reviewed(prepared: Prepared, input: InputFile, job: Job): Promise<CheckedFile> {
  const findings = await findingsOf(prepared, input, job);
  return { path: input.path, prepared, coverage: coverageOf(prepared), findings, fixed: 0 };
}

/** Fixes and writes the file; what cannot be written is reviewed as it is. */
async function fixed({ prepared: first, input, exact, mark }: ReadFile, job: Job): Promise<CheckedFile> {
  const result = await fixUntilStable(
    first,
    { unsafe: job.options.unsafe },
    (text) => prepareTimed({ text, path: input.path, dialect: first.dialect.id }),
    (document) => findingsOf(document, input, job),
  );
  if (result.fixed === 0) return reviewed(first, input, job);
  const problem = exact
    ? writeWhole(input.absolute, mark + result.prepared.text)
    : 'not fixed: its text is not UTF-8, and writing it would change more than the fixes';
  if (problem !== undefined) {
    job.problems.push(`${input.path}: ${problem}`);
    return reviewed(first, input, job);
  }
  const { prepared, findings } = result;
  return { path: input.path, prepared, coverage: coverageOf(prepared), findings, fixed: result.fixed };
}

const memberOf = ({ path }: InputFile, { device, index }: Prepared): Member => ({ path, device, index });

/** The document among the others; one that fixes changed stands in the place of what it was. */
function surroundingsOf(prepared: Prepared, input: InputFile, { network, broken }: Job): Surroundings {
  const known = network.member(input.path);
  const told = broken ? { broken } : {};
  if (known?.device === prepared.device) return { network, self: known, ...told };
  const self = memberOf(input, prepared);
  network.put(self);
  return { network, self, ...told };
}

/** The intents of the working folder, asked of the devices as they were read; once, and only where there are some. */
function brokenBy({ options, cwd, network }: Job): Job['broken'] {
  const { intents } = readIntents(undefined, cwd, options.locale);
  if (intents.length === 0) return undefined;
  let results: readonly IntentResult[] | undefined;
  return () => {
    results ??= checkIntents(twinOf(network.members), intents);
    return results;
  };
}

async function findingsOf(prepared: Prepared, input: InputFile, job: Job): Promise<readonly Finding[]> {
  const result = await reviewAmong(prepared, job.settings, {
    now: () => performance.now(),
    surroundingsOf: (document) => (document === prepared ? surroundingsOf(prepared, input, job) : undefined),
    today: new Date().toISOString().slice(0, 10),
    onRuleError: (rule, error) => {
      const problem = `${input.path}: rule ${rule} failed: ${error instanceof Error ? error.message : 'unknown error'}`;
      if (!job.problems.includes(problem)) job.problems.push(problem);
    },
  });
  for (const [rule, ms] of Object.entries(result.ruleMs)) job.ruleMs[rule] = (job.ruleMs[rule] ?? 0) + ms;
  return result.findings;
}

/** The dialect of the command line, else that of the settings, whose globs start from the config file's folder. */
function documentOf(text: string, { path, absolute }: InputFile, { options, settings, root, cwd }: Job): DocumentInput {
  const place = relative(root, absolute === '-' ? resolve(cwd, path) : absolute);
  const dialect = options.dialect ?? dialectFor(place.split(sep).join('/'), settings);
  return { text, path, ...(dialect === undefined ? {} : { dialect }) };
}

function filesBelow(paths: readonly string[], cwd: string): InputFile[] {
  try {
    return findFiles(paths, cwd);
  } catch (error) {
    throw error instanceof NoSuchPath ? new CannotDo(error.message) : error;
  }
}
