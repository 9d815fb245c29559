#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { dialects } from '../../../grammars/dialects/index.ts';
import { writeWhole } from '../disk/write-whole.ts';
import { rules } from '../rules/index.ts';
import { type CheckResult, check } from './check.ts';
import { diagnose } from './diagnose.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { explainRule } from './explain-rule.ts';
import { find } from './find.ts';
import { githubReport } from './formats/github.ts';
import { jsonReport } from './formats/json.ts';
import { sarifReport } from './formats/sarif.ts';
import { textReport } from './formats/text.ts';
import { intents } from './intents.ts';
import { CannotDo, type CheckOptions, checkOptions, oneOf, parse, USAGE } from './options.ts';
import { statsReport } from './stats.ts';
import { reaches } from './summary.ts';
import { testPacket } from './test-packet.ts';
import { topology } from './topology.ts';
import { trace } from './trace.ts';
import { whatIf } from './what-if.ts';

// A reader that has seen enough (`| head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit status: 0 fine, 1 findings, 2 the job could not be done. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const [command, ...rest] = args;
    if (command === 'check') return await runCheck(checkOptions(rest));
    if (command === 'rules')
      return listing(
        rest,
        rules.map(({ meta }) => ({ id: meta.id, severity: meta.severity, title: meta.title.en })),
      );
    if (command === 'dialects')
      return listing(
        rest,
        dialects.map(({ id, name, provides }) => ({ id, name, provides: provides.join(' ') })),
      );
    if (command === 'explain') return print(explain(rest));
    if (command === 'explain-rule') return print(explainRule(rest, process.cwd()));
    if (command === 'test-packet') return print(testPacket(rest, process.cwd()));
    if (command === 'find') return ended(find(rest, process.cwd()));
    if (command === 'intents') return ended(intents(rest, process.cwd()));
    if (command === 'what-if') return ended(whatIf(rest, process.cwd()));
    if (command === 'topology') return print(topology(rest, process.cwd()));
    if (command === 'trace') return ended(trace(rest, process.cwd()));
    if (command === 'diagnose') return ended(await diagnose(rest, process.cwd()));
    if (command === 'diff') return ended(diff(rest, process.cwd()));
    if (command === '--version') return print(`${version()}\n`);
    if (command === '--help' || command === 'help' || command === '-h') return print(USAGE);
    throw new CannotDo(command === undefined ? 'which command?' : `no command ${command}`);
  } catch (error) {
    if (!(error instanceof CannotDo)) {
      // Status 1 would say that there are findings.
      process.stderr.write(`netreview: internal error: ${error instanceof Error ? error.stack : error}\n`);
      return 2;
    }
    process.stderr.write(`netreview: ${error.message}\n`);
    if (/^(no|which) command/.test(error.message)) process.stderr.write(USAGE);
    return 2;
  }
}

async function runCheck(options: CheckOptions): Promise<number> {
  const result = await check(options, process.cwd());
  const report = render(result, options);
  if (options.output === undefined) process.stdout.write(report);
  else {
    const problem = writeWhole(resolve(options.output), report);
    if (problem !== undefined) throw new CannotDo(`${options.output}: ${problem}`);
  }
  if (options.stats) process.stderr.write(statsReport(result));
  for (const problem of result.problems) process.stderr.write(`netreview: ${problem}\n`);
  for (const { path, reason } of result.skipped) {
    if (options.format !== 'text') process.stderr.write(`netreview: ${path}: not reviewed: ${reason}\n`);
  }
  if (result.problems.length > 0) return 2;
  return reaches(result, options.failOn) ? 1 : 0;
}

function render(result: CheckResult, { format, locale }: CheckOptions): string {
  if (format === 'json') return jsonReport(result, locale);
  if (format === 'sarif') return sarifReport(result, locale, version());
  if (format === 'github') return githubReport(result, locale);
  return textReport(result, locale);
}

function listing(args: readonly string[], rows: readonly Readonly<Record<string, string>>[]): number {
  const { values } = parse(args, { format: { type: 'string' } });
  if (oneOf('--format', values.format, ['text', 'json']) === 'json') return print(`${JSON.stringify(rows)}\n`);
  const widths = Object.keys(rows[0] ?? {}).map((key) => Math.max(...rows.map((row) => row[key]!.length)));
  return print(
    rows
      .map(
        (row) =>
          `${Object.values(row)
            .map((cell, i) => cell.padEnd(widths[i]!))
            .join('  ')
            .trimEnd()}\n`,
      )
      .join(''),
  );
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function ended({ report, status }: { readonly report: string; readonly status: 0 | 1 }): number {
  print(report);
  return status;
}

/** The package's version; from its package.json beside the bundle or three folders up from the source. */
function version(): string {
  for (const candidate of ['../package.json', '../../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(candidate, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      // Not here: running from the other place.
    }
  }
  return 'unknown';
}
