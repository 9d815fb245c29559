/**
 * `npm run bench`: ratios measured in one run, never absolute promises.
 * The whole review against splitting the same text into words; cold against a one-line edit; growth with size; and the
 * parser of another linter on the same file.
 */
import { performance } from 'node:perf_hooks';
import type { OutlineMemory } from '../grammars/kit/kept-blocks.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import { type FilterMemory, filterMemory } from '../server/src/packets/memory.ts';
import { review } from '../server/src/review/engine.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { accessList, router } from './bench/configs.ts';
import { otherParser } from './bench/other-linter.ts';

const RUNS = 5;
let seed = 1;

await main();

async function main(): Promise<void> {
  const text = router(10_000);
  const words = await best(() => splitWords(text));
  const cold = await best(() => reviewAll(router(10_000, (seed += 1))));
  row('whole review / splitting into words (10,000-line router)', cold / words);

  const memory = { filters: filterMemory(), outline: {} };
  await reviewAll(text, memory);
  let edit = 0;
  const warm = await best(() =>
    reviewAll(text.replace('description link 50\n', `description edit ${(edit += 1)}\n`), memory),
  );
  row('one-line edit / cold review (10,000-line router)', warm / cold);
  row('growth, 1,000 to 10,000 lines (router)', cold / (await best(() => reviewAll(router(1_000, (seed += 1))))));

  const list5 = await best(() => reviewAll(accessList(5_000, (seed += 1))), 2);
  const list10 = await best(() => reviewAll(accessList(10_000, (seed += 1))), 2);
  row(
    'growth, 1,000 to 10,000 rules (one access list)',
    list10 / (await best(() => reviewAll(accessList(1_000, (seed += 1))))),
  );
  row('whole review / splitting into words (5,000 rules)', list5 / (await best(() => splitWords(accessList(5_000)))));

  const parser = await otherParser();
  const other = await best(() => parser().parse(text));
  row('@sentriflow/core parse only / our whole review (same file)', other / cold);
  row(
    '@sentriflow/core parse only / our parse and model (same file)',
    other / (await best(() => prepare({ text: router(10_000, (seed += 1)), dialect: 'ios' }))),
  );
  process.stdout.write(
    `for scale: whole review ${cold.toFixed(0)} ms, 5,000 rules ${list5.toFixed(0)} ms, heap ${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(0)} MiB\n`,
  );
}

/** @param memory what the editor keeps of a document between versions; absent: everything anew. */
async function reviewAll(
  text: string,
  memory?: { readonly filters: FilterMemory; readonly outline: OutlineMemory },
): Promise<void> {
  const prepared = prepare({ text, dialect: 'ios', ...(memory ? { memory: memory.outline } : {}) });
  if (!prepared) throw new Error('the benchmark text has no dialect');
  await review(prepared, DEFAULT_SETTINGS, {
    ...(memory ? { packetsOf: ({ device }) => analyseFilters(device, { memory: memory.filters }) } : {}),
  });
}

function splitWords(text: string): void {
  let count = 0;
  for (const line of text.split('\n')) count += line.split(/\s+/).length;
  if (count === 0) throw new Error('no words');
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

function row(what: string, ratio: number): void {
  process.stdout.write(`${what.padEnd(66)} ${`${ratio.toFixed(ratio < 1 ? 3 : 1)}x`.padStart(10)}\n`);
}
