/**
 * Where the time of a whole review goes, for the largest file of each dialect: `node scripts/bench/phases.ts [dialect ...]`.
 * Ratios against splitting the same text into words, in one run; the target is 12x for the whole. Files are the corpus' where there is one,
 * else the project's own. Every review starts with nothing known but how plain entries of lists read; the engine is warm.
 *
 * Two columns say what no review can go below: `bare` is the outline of a text whose commands nobody knows (every word with its place, and
 * nothing else), `empty` a review of no text at all in that dialect: every rule asked once.
 */
import { performance } from 'node:perf_hooks';
import { dialects } from '../../grammars/dialects/index.ts';
import { readIndented } from '../../grammars/kit/indented-outline.ts';
import { analyseFilters } from '../../server/src/packets/analyse.ts';
import { review } from '../../server/src/review/engine.ts';
import { type Prepared, prepare } from '../../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../../server/src/review/settings.ts';
import { textsByDialect } from '../../test/support/texts-by-dialect.ts';

/** Milliseconds of this thread that each measurement takes at least: the processor's clock ticks slowly. */
const LEAST = 150;
const LEAST_RUNS = 3;

const PHASES = ['detect', 'parse', 'model', 'packets', 'rules'] as const;
type Phase = (typeof PHASES)[number];

/** By phase, milliseconds by the wall; only their proportions are used. */
type Shares = Record<Phase, number>;

interface Measured {
  /** Milliseconds of the processor. */
  readonly words: number;
  readonly bare: number;
  readonly empty: number;
  readonly whole: number;
  readonly shares: Shares;
  /** Rule id -> milliseconds by the wall. */
  readonly byRule: ReadonlyMap<string, number>;
}

await main();

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const columns = ['bytes', 'words ms', 'bare', 'empty', ...PHASES, 'whole'].map((name) => name.padStart(9)).join('');
  process.stdout.write(`${'dialect'.padEnd(10)}${columns}   dearest rules\n`);
  const texts = textsByDialect();
  for (const { id } of dialects) {
    const longest = texts.get(id)?.reduce((one, other) => (other.length > one.length ? other : one));
    if (longest !== undefined && (wanted.length === 0 || wanted.includes(id)))
      row(id, longest, await measured(longest, id));
  }
}

async function measured(text: string, dialect: string): Promise<Measured> {
  const shares: Shares = { detect: 0, parse: 0, model: 0, packets: 0, rules: 0 };
  const byRule = new Map<string, number>();
  // The first runs are those in which the engine compiles.
  for (let run = 0; run < LEAST_RUNS; run += 1) await oneReview(text, dialect, { ...shares }, new Map());
  const whole = await perRun(() => oneReview(text, dialect, shares, byRule));
  const words = await perRun(() => splitWords(text));
  const bare = await perRun(() => readIndented(text, { root: 'root', kindOf: () => undefined, commentMarks: [] }));
  const empty = await perRun(() => oneReview('', dialect, { ...shares }, new Map()));
  return { words, bare, empty, whole, shares, byRule };
}

/** Milliseconds of this thread's processor time: what else the machine does counts little. */
async function perRun(work: () => unknown): Promise<number> {
  const started = processorTime();
  let runs = 0;
  let used = 0;
  for (let batch = 1; used < LEAST || runs < LEAST_RUNS; batch = Math.min(batch * 2, 1024)) {
    for (let i = 0; i < batch; i += 1) await work();
    runs += batch;
    used = processorTime() - started;
  }
  return used / runs;
}

function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function oneReview(text: string, dialect: string, shares: Shares, byRule: Map<string, number>): Promise<void> {
  const now = (): number => performance.now();
  const started = now();
  const prepared = prepare({ text }, now) ?? prepare({ text, dialect }, now);
  const read = now();
  if (!prepared) throw new Error(`a file of ${dialect} has no dialect`);
  const { parseMs, modelMs } = timingsOf(prepared);
  let packets = 0;
  const done = await review(prepared, DEFAULT_SETTINGS, {
    now,
    packetsOf: ({ device }) => {
      const before = now();
      const analyses = analyseFilters(device);
      for (const _ of analyses.work?.() ?? []);
      packets += now() - before;
      return analyses;
    },
  });
  shares.detect += read - started - parseMs - modelMs;
  shares.parse += parseMs;
  shares.model += modelMs;
  shares.packets += packets;
  shares.rules += now() - read - packets;
  for (const [rule, ms] of Object.entries(done.ruleMs)) byRule.set(rule, (byRule.get(rule) ?? 0) + ms);
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

function splitWords(text: string): void {
  let count = 0;
  for (const line of text.split('\n')) count += line.split(/\s+/).length;
  if (count === 0) throw new Error('no words');
}

function row(id: string, text: string, { words, bare, empty, whole, shares, byRule }: Measured): void {
  const all = PHASES.reduce((sum, phase) => sum + shares[phase], 0);
  const ratio = (ms: number): string => `${(ms / words).toFixed(1)}x`.padStart(9);
  const parts = PHASES.map((phase) => ratio((whole * shares[phase]) / all)).join('');
  const dearest = [...byRule].sort(([, a], [, b]) => b - a).slice(0, 3);
  const rules = dearest.map(([rule, ms]) => `${rule} ${ratio((whole * ms) / all).trim()}`).join(', ');
  process.stdout.write(
    `${id.padEnd(10)}${String(text.length).padStart(9)}${words.toFixed(3).padStart(9)}${ratio(bare)}${ratio(empty)}${parts}${ratio(whole)}   ${rules}\n`,
  );
}
