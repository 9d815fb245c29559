/**
 * Where the time of a whole review goes, for the largest file of each dialect: `node scripts/bench/phases.ts [dialect ...]`.
 * Ratios against splitting the same text into words, in one run. Files are the corpus' where there is one, else the fixtures.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { dialects } from '../../grammars/dialects/index.ts';
import { analyseFilters } from '../../server/src/packets/analyse.ts';
import { review } from '../../server/src/review/engine.ts';
import { chooseDialect, type Prepared, prepare } from '../../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../../server/src/review/settings.ts';
import { corpusFiles, OURS } from '../../test/support/corpus.ts';

/** Most milliseconds that one file's repetitions may take. */
const PATIENCE = 3000;
const MOST_RUNS = Number(process.env.RUNS ?? 7);

interface Sample {
  readonly path: string;
  readonly text: string;
}

interface Phases {
  readonly words: number;
  readonly detect: number;
  readonly parse: number;
  readonly model: number;
  readonly packets: number;
  readonly rules: number;
  readonly whole: number;
  /** The dearest rules, each with its milliseconds. */
  readonly dearest: readonly (readonly [string, number])[];
}

await main();

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const samples = largest();
  process.stdout.write(
    `${'dialect'.padEnd(10)} ${['bytes', 'words ms', 'detect', 'parse', 'model', 'packets', 'rules', 'whole'].map((name) => name.padStart(9)).join('')}   whole ms, dearest rules\n`,
  );
  for (const { id } of dialects) {
    const sample = samples.get(id);
    if (!sample || (wanted.length > 0 && !wanted.includes(id))) continue;
    row(id, sample, await phasesOf(sample));
  }
}

/** By dialect, the largest text that it recognises as its own. */
function largest(): ReadonlyMap<string, Sample> {
  const found = new Map<string, Sample>();
  const offer = (id: string, path: string, text: string): void => {
    if (text.length > (found.get(id)?.text.length ?? 0)) found.set(id, { path, text });
  };
  for (const { path, dialect, text } of corpusFiles()) {
    const id = OURS[dialect];
    if (id && text.length > (found.get(id)?.text.length ?? 0) && chooseDialect({ text, path })?.dialect.id === id)
      offer(id, path, text);
  }
  for (const { id } of dialects) {
    if (found.has(id)) continue;
    for (const path of filesBelow(`grammars/dialects/${id}/fixtures`)) offer(id, path, readFileSync(path, 'utf8'));
  }
  return found;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => `${folder}/${name}`)
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}

/** Each phase's fastest of some runs, in milliseconds. */
async function phasesOf({ path, text }: Sample): Promise<Phases> {
  const words = fastestWords(text);
  let best: Phases | undefined;
  const began = performance.now();
  for (let run = 0; run < MOST_RUNS && performance.now() - began < PATIENCE; run += 1) {
    const own = await oneReview(path, text, words);
    best = best ? fasterOf(best, own) : own;
  }
  return best!;
}

async function oneReview(path: string, text: string, words: number): Promise<Phases> {
  const started = performance.now();
  const now = (): number => performance.now();
  const prepared = prepare({ text, path }, now);
  const read = performance.now();
  if (!prepared) throw new Error(`${path}: no dialect`);
  const { parseMs: parse, modelMs: model } = timingsOf(prepared);
  let packets = 0;
  const done = await review(prepared, DEFAULT_SETTINGS, {
    now,
    packetsOf: ({ device }) => {
      const before = performance.now();
      const analyses = analyseFilters(device);
      for (const _ of analyses.work?.() ?? []);
      packets += performance.now() - before;
      return analyses;
    },
  });
  const whole = performance.now() - started;
  const byCost = Object.entries(done.ruleMs).sort(([, a], [, b]) => b - a);
  return {
    words,
    detect: read - started - parse - model,
    parse,
    model,
    packets,
    rules: whole - (read - started) - packets,
    whole,
    dearest: byCost.slice(0, 4),
  };
}

/** With those of the embedded documents. */
function timingsOf({ timings, embedded }: Prepared): Prepared['timings'] {
  return embedded
    .map(({ document }) => timingsOf(document))
    .reduce(
      (sum, { parseMs, modelMs }) => ({ parseMs: sum.parseMs + parseMs, modelMs: sum.modelMs + modelMs }),
      timings,
    );
}

function fasterOf(a: Phases, b: Phases): Phases {
  const least = (phase: Exclude<keyof Phases, 'dearest'>): number => Math.min(a[phase], b[phase]);
  return {
    words: a.words,
    detect: least('detect'),
    parse: least('parse'),
    model: least('model'),
    packets: least('packets'),
    rules: least('rules'),
    whole: least('whole'),
    dearest: b.whole < a.whole ? b.dearest : a.dearest,
  };
}

/** Short texts are split many times, so that the clock sees it. */
function fastestWords(text: string): number {
  const times = Math.max(1, Math.round(200_000 / (text.length + 1)));
  let fastest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 20; run += 1) {
    const started = performance.now();
    for (let i = 0; i < times; i += 1) splitWords(text);
    fastest = Math.min(fastest, (performance.now() - started) / times);
  }
  return fastest;
}

function splitWords(text: string): void {
  let count = 0;
  for (const line of text.split('\n')) count += line.split(/\s+/).length;
  if (count === 0) throw new Error('no words');
}

function row(id: string, { text }: Sample, found: Phases): void {
  const ratio = (ms: number): string => `${(ms / found.words).toFixed(1)}x`.padStart(9);
  process.stdout.write(
    `${id.padEnd(10)} ${String(text.length).padStart(9)}${found.words.toFixed(3).padStart(9)}${ratio(found.detect)}${ratio(found.parse)}${ratio(found.model)}${ratio(found.packets)}${ratio(found.rules)}${ratio(found.whole)}   ${found.whole.toFixed(1).padStart(7)}  ${found.dearest.map(([rule, ms]) => `${rule} ${ms.toFixed(1)}`).join(', ')}\n`,
  );
}
