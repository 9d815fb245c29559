/**
 * `npm run bench`: ratios measured in one run, never absolute promises.
 * The whole review against splitting the same text into words; cold against a one-line edit; growth with size; and the
 * rule base of another linter on the same file.
 */
import { performance } from 'node:perf_hooks';
import { review } from '../server/src/review/engine.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { accessList, router } from './bench/configs.ts';

const RUNS = 5;

interface Row {
  readonly what: string;
  readonly value: string;
}

const rows: Row[] = [];
const text = router(10_000);

const words = await best(() => splitWords(text));
const whole = await best(() => reviewAll(text));
rows.push({ what: 'whole review / splitting into words (10,000-line router)', value: ratio(whole, words) });

const edited = text.replace('description link 500', 'description link 500 edited');
await reviewAll(text);
const warm = await best(() => reviewAll(edited));
rows.push({ what: 'one-line edit / cold review (10,000-line router)', value: `${ratio(warm, await coldReview())}` });

const small = await best(() => reviewAll(router(1_000)));
rows.push({ what: 'growth, 1,000 to 10,000 lines (router)', value: ratio(whole, small) });

const list1 = await best(() => reviewAll(accessList(1_000)));
const list5 = await best(() => reviewAll(accessList(5_000)), 2);
const list10 = await best(() => reviewAll(accessList(10_000)), 2);
rows.push({ what: 'growth, 1,000 to 10,000 rules (one access list)', value: ratio(list10, list1) });
rows.push({
  what: '5,000 rules / splitting into words',
  value: ratio(list5, await best(() => splitWords(accessList(5_000)))),
});

const other = await sentriflow(text);
rows.push({
  what: '@sentriflow/core parse + rules / our whole review (same file)',
  value: other === undefined ? 'not installed' : ratio(other, whole),
});

for (const { what, value } of rows) process.stdout.write(`${what.padEnd(66)} ${value.padStart(10)}\n`);
process.stdout.write(
  `(for scale only: whole review ${whole.toFixed(0)} ms, 5,000 rules ${list5.toFixed(0)} ms, heap ${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(0)} MiB)\n`,
);

async function reviewAll(source: string): Promise<void> {
  const prepared = prepare({ text: source, dialect: 'ios' });
  if (!prepared) throw new Error('the benchmark text is nobody’s');
  await review(prepared, DEFAULT_SETTINGS);
}

/** Without anything remembered from an earlier run: every line is one nobody has seen. */
async function coldReview(): Promise<number> {
  let run = 0;
  return best(() => reviewAll(router(10_000, (run += 1))));
}

function splitWords(source: string): void {
  let count = 0;
  for (const line of source.split('\n')) count += line.split(/\s+/).length;
  if (count === 0) throw new Error('no words');
}

async function sentriflow(source: string): Promise<number | undefined> {
  try {
    const core = (await import('@sentriflow/core')) as unknown as {
      SchemaAwareParser: new (options?: unknown) => { parse(text: string): unknown[] };
      RuleEngine: new () => { run(nodes: unknown[], rules: unknown[]): unknown };
      allCommonRules?: unknown[];
    };
    const rules = await sentriflowRules();
    return await best(() => {
      const nodes = new core.SchemaAwareParser().parse(source);
      new core.RuleEngine().run(nodes, rules);
    });
  } catch (error) {
    process.stderr.write(`@sentriflow/core: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

async function sentriflowRules(): Promise<unknown[]> {
  try {
    const module = (await import('@sentriflow/rules-default' as string)) as { allRules?: unknown[] };
    return module.allRules ?? [];
  } catch {
    return [];
  }
}

/** The fastest of some runs, in milliseconds. */
async function best(work: () => unknown, runs = RUNS): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await work();
    fastest = Math.min(fastest, performance.now() - started);
  }
  return fastest;
}

const ratio = (a: number, b: number): string => `${(a / b).toFixed(a / b < 1 ? 3 : 1)}x`;
