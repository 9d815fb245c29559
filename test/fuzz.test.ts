import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dialects } from '../grammars/dialects/index.ts';
import { firstLostCharacter } from '../grammars/outline.ts';
import type { Span } from '../grammars/text/span.ts';
import { review } from '../server/src/review/engine.ts';
import { chooseDialect, prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { below, mutate, randomFrom } from './support/mutations.ts';
import { textsByDialect } from './support/texts-by-dialect.ts';

/** `NETREVIEW_FUZZ=10000`: so many mutated files of each dialect, of any size; else some of the smaller ones, always the same. */
const asked = Number(process.env.NETREVIEW_FUZZ ?? 0);
const runs = asked || 50;
const largest = asked ? Number.POSITIVE_INFINITY : 12_000;
/** `NETREVIEW_FUZZ_SEED=n` repeats a run, or begins another one. */
const seed = Number(process.env.NETREVIEW_FUZZ_SEED ?? (asked ? Date.now() % 1_000_000_007 : 1));
/** Longest time for reading and reviewing one file, in milliseconds of this process. */
const LONGEST = 2_000;

const files = textsByDialect();

describe(`mutated files (seed ${seed})`, () => {
  test('every dialect has some', () => expect([...files.keys()].sort()).toEqual(dialects.map(({ id }) => id).sort()));

  for (const [dialect, texts] of files) {
    test(`${dialect}: nothing throws, hangs or is lost`, { timeout: asked ? 7_200_000 : 120_000 }, async () => {
      const small = texts.filter(({ length }) => length <= largest);
      const chosen = small.length > 0 ? small : texts;
      const faults: string[] = [];
      for (let done = 0; done < runs && faults.length < 5; done += 1) {
        const random = randomFrom(seed * 31 + done);
        const text = chosen[below(random, chosen.length)]!;
        const changed = mutate(text, random, chosen[below(random, chosen.length)]!);
        const fault = await faultOf(changed, dialect);
        if (fault === undefined) continue;
        faults.push(`run ${done}: ${fault}`);
        mkdirSync('test-output/fuzz', { recursive: true });
        writeFileSync(`test-output/fuzz/${dialect}-${seed}-${done}`, changed);
      }
      expect(faults, `seed ${seed}, see test-output/fuzz`).toEqual([]);
    });
  }
});

/** What went wrong, in words; undefined when nothing did. */
async function faultOf(text: string, dialect: string): Promise<string | undefined> {
  const started = process.cpuUsage();
  const failures: string[] = [];
  try {
    chooseDialect({ text });
    const prepared = prepare({ text, dialect });
    if (!prepared) return 'not read';
    const lost = firstLostCharacter(prepared.outline);
    if (lost) return `lost ${JSON.stringify(lost.value)} at ${lost.span.start}`;
    const { findings } = await review(prepared, DEFAULT_SETTINGS, {
      onRuleError: (rule, error) => failures.push(`${rule}: ${String(error)}`),
    });
    const spans = findings.flatMap(({ span, related, fixes }) => [
      span,
      ...related.map((one) => one.span),
      ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.span)),
    ]);
    const outside = spans.find((span) => !isInside(span, text));
    if (outside) failures.push(`a span from ${outside.start} to ${outside.end} of ${text.length}`);
  } catch (error) {
    failures.push(error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1]?.trim()}` : String(error));
  }
  const { user, system } = process.cpuUsage(started);
  const ms = (user + system) / 1000;
  if (ms > LONGEST) failures.push(`${ms.toFixed(0)} ms for ${text.length} characters`);
  return failures.length > 0 ? failures.join('; ') : undefined;
}

const isInside = ({ start, end }: Span, text: string): boolean => start >= 0 && start <= end && end <= text.length;
