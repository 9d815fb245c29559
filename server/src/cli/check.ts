import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { dialectById, dialects } from '../../../grammars/dialects/index.ts';
import { dialectFor } from '../disk/dialect-for.ts';
import { findFiles, type InputFile, NoSuchPath, type SkippedFile } from '../disk/find-files.ts';
import { decode, readText } from '../disk/read-text.ts';
import { CONFIG_FILE, parseConfigFile } from '../review/config-file.ts';
import { review } from '../review/engine.ts';
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
import { mergeSettings } from '../review/read-settings.ts';
import { DEFAULT_SETTINGS, type Settings } from '../review/settings.ts';
import { CannotDo, type CheckOptions } from './options.ts';

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

/** Reviews what the options name. @throws CannotDo when nothing of it can be done. */
export async function check(options: CheckOptions, cwd: string): Promise<CheckResult> {
  if (options.dialect !== undefined && options.dialect !== 'off' && !dialectById(options.dialect)) {
    throw new CannotDo(`--dialect takes ${dialects.map((dialect) => dialect.id).join(', ')}; not ${options.dialect}`);
  }
  const settings = settingsOf(options, cwd);
  const started = performance.now();
  const inputs = options.paths.includes('-')
    ? [{ path: options.stdinPath ?? '<stdin>', absolute: '-', explicit: true }]
    : filesBelow(options.paths, cwd);
  const files: CheckedFile[] = [];
  const skipped: SkippedFile[] = [];
  const problems: string[] = [];
  const ruleMs: Record<string, number> = {};
  let notConfigurations = 0;
  let readMs = performance.now() - started;
  let parseMs = 0;
  let modelMs = 0;
  let rulesMs = 0;
  for (const input of inputs) {
    const readStarted = performance.now();
    const read = input.absolute === '-' ? decode(readFileSync(0)) : readText(input.absolute);
    readMs += performance.now() - readStarted;
    if ('skipped' in read) {
      skipped.push({ path: input.path, reason: read.skipped });
      if (input.explicit) problems.push(`${input.path}: ${read.skipped}`);
      continue;
    }
    const prepared = prepareInput(read.text, input, options, settings);
    if (!prepared && input.explicit && isSwitchedOff(documentOf(read.text, input, options, settings))) {
      skipped.push({ path: input.path, reason: 'is switched off by its settings or its own marker' });
      continue;
    }
    if (!prepared) {
      notConfigurations += 1;
      if (input.explicit)
        problems.push(
          `${input.path}: not a configuration of a known dialect (${dialects.map((dialect) => dialect.id).join(', ')})`,
        );
      continue;
    }
    parseMs += prepared.timings.parseMs;
    modelMs += prepared.timings.modelMs;
    const rulesStarted = performance.now();
    if (options.fix && !read.exact) problems.push(`${input.path}: not fixed: its encoding is not UTF-8`);
    const checked = await reviewAndFix(
      prepared,
      input,
      { ...options, fix: options.fix && read.exact },
      settings,
      ruleMs,
      problems,
    );
    rulesMs += performance.now() - rulesStarted;
    files.push(checked);
  }
  return {
    files,
    skipped,
    notConfigurations,
    problems,
    settings,
    timings: { readMs, parseMs, modelMs, rulesMs },
    ruleMs,
  };
}

async function reviewAndFix(
  first: Prepared,
  input: InputFile,
  options: CheckOptions,
  settings: Settings,
  ruleMs: Record<string, number>,
  problems: string[],
): Promise<CheckedFile> {
  const reviewed = (document: Prepared) => findingsOf(document, input, settings, ruleMs, problems);
  if (!options.fix) {
    const findings = await reviewed(first);
    return { path: input.path, prepared: first, coverage: coverageOf(first), findings, fixed: 0 };
  }
  const { prepared, findings, fixed } = await fixUntilStable(
    first,
    { unsafe: options.unsafe },
    (text) => prepareInput(text, input, { ...options, dialect: first.dialect.id }, settings),
    reviewed,
  );
  if (fixed > 0) writeWhole(input.absolute, prepared.text);
  return { path: input.path, prepared, coverage: coverageOf(prepared), findings, fixed };
}

async function findingsOf(
  prepared: Prepared,
  input: InputFile,
  settings: Settings,
  ruleMs: Record<string, number>,
  problems: string[],
) {
  const result = await review(prepared, settings, {
    now: () => performance.now(),
    today: new Date().toISOString().slice(0, 10),
    onRuleError: (rule, error) =>
      problems.push(`${input.path}: rule ${rule} failed: ${error instanceof Error ? error.message : 'unknown error'}`),
  });
  for (const [rule, ms] of Object.entries(result.ruleMs)) ruleMs[rule] = (ruleMs[rule] ?? 0) + ms;
  return result.findings;
}

function prepareInput(text: string, input: InputFile, options: CheckOptions, settings: Settings): Prepared | undefined {
  return prepare(documentOf(text, input, options, settings), () => performance.now());
}

function documentOf(text: string, { path }: InputFile, options: CheckOptions, settings: Settings): DocumentInput {
  const dialect = options.dialect ?? dialectFor(path, settings);
  return { text, path, ...(dialect === undefined ? {} : { dialect }) };
}

/** Replaces the file in one step: a reader sees the old text or the new one. Its mode stays, and a link stays a link. */
export function writeWhole(absolute: string, text: string): void {
  const target = existsSync(absolute) ? realpathSync(absolute) : absolute;
  const draft = `${target}.netreview-${process.pid}`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    const mode = existsSync(target) ? statSync(target).mode : undefined;
    // Where renaming would get round a file that must not be written.
    if (mode !== undefined) accessSync(target, constants.W_OK);
    writeFileSync(draft, text, mode === undefined ? {} : { mode });
    if (mode !== undefined) chmodSync(draft, mode);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new CannotDo(`${absolute}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
}

function filesBelow(paths: readonly string[], cwd: string): InputFile[] {
  try {
    return findFiles(paths, cwd);
  } catch (error) {
    throw error instanceof NoSuchPath ? new CannotDo(error.message) : error;
  }
}

/** The config file named, or the nearest `.netreview/config.yaml` at or above the working folder; options of the command line win. */
function settingsOf(options: CheckOptions, cwd: string): Settings {
  const path = options.config === undefined ? nearestConfig(cwd) : resolve(cwd, options.config);
  let base: Settings = DEFAULT_SETTINGS;
  if (path !== undefined) {
    const shown = options.config ?? relative(cwd, path);
    const read = readText(path);
    if ('skipped' in read) throw new CannotDo(`${shown}: ${read.skipped}`);
    const { settings, problems } = parseConfigFile(read.text);
    if (problems.length > 0) {
      throw new CannotDo(
        problems.map(({ line, text }) => `${shown}:${line}: ${text[options.locale]}`).join('\nnetreview: '),
      );
    }
    base = mergeSettings(base, settings);
  }
  return options.preset === undefined ? base : { ...base, preset: options.preset };
}

function nearestConfig(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = resolve(folder, '..')) {
    const candidate = join(folder, CONFIG_FILE);
    if (existsSync(candidate)) return candidate;
    if (resolve(folder, '..') === folder) return undefined;
  }
}
