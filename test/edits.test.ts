import { describe, expect, test } from 'vitest';
import { dialects } from '../grammars/dialects/index.ts';
import type { OutlineMemory } from '../grammars/kit/kept-blocks.ts';
import { type Outline, walk } from '../grammars/outline.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import { type FilterMemory, filterMemory } from '../server/src/packets/memory.ts';
import { review } from '../server/src/review/engine.ts';
import type { Finding } from '../server/src/review/finding.ts';
import { type Prepared, prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { below, editLine, mutate, randomFrom } from './support/mutations.ts';
import { SEED } from './support/seeded.ts';
import { textsByDialect } from './support/texts-by-dialect.ts';

/** Texts of each dialect, and edits of each text. */
const TEXTS = 4;
const EDITS = 6;
/** Longer texts take their time, and are made of what shorter ones are made of. */
const LONGEST = 12_000;

/** What the editor keeps of a document between its versions. */
interface DocumentMemory {
  readonly filters: FilterMemory;
  readonly outline: OutlineMemory;
}

const newMemory = (): DocumentMemory => ({ filters: filterMemory(), outline: {} });

describe(`edited texts (seed ${SEED})`, () => {
  const texts = textsByDialect();

  for (const id of ['asa', 'eos', 'frr', 'ios', 'iosxr', 'nxos', 'vrp'])
    test(`${id}: statements that go over from the version before are as if read anew`, { timeout: 300_000 }, () => {
      const random = randomFrom(SEED);
      const small = texts.get(id)!.filter(({ length }) => length <= 3 * LONGEST);
      let taken = 0;
      for (let chosen = 0; chosen < 10; chosen += 1) {
        let text = small[below(random, small.length)]!;
        const memory: OutlineMemory = {};
        let before = new Set(prepare({ text, dialect: id, memory })!.outline.statements);
        for (let edits = 0; edits < 10; edits += 1) {
          const other = small[below(random, small.length)]!;
          text = below(random, 3) > 0 ? editLine(text, random) : mutate(text, random, other).slice(0, 6 * LONGEST);
          const warm = prepare({ text, dialect: id, memory })!;
          const cold = prepare({ text, dialect: id })!;
          const name = `text ${chosen}, edit ${edits}`;
          expect(written(warm.outline), name).toEqual(written(cold.outline));
          expect(warm.device, name).toEqual(cold.device);
          for (const statement of warm.outline.statements) if (before.has(statement)) taken += 1;
          before = new Set(warm.outline.statements);
        }
      }
      expect(taken).toBeGreaterThan(100);
    });

  for (const { id } of dialects.filter(({ provides }) => provides.includes('packet-filters')))
    test(`${id}: what is remembered of the version before changes no finding`, { timeout: 300_000 }, async () => {
      const random = randomFrom(SEED);
      const small = texts.get(id)!.filter(({ length }) => length <= LONGEST);
      for (let chosen = 0; chosen < TEXTS; chosen += 1) {
        let text = small[below(random, small.length)]!;
        const memory = newMemory();
        await findingsOf(text, id, memory);
        for (let edits = 0; edits < EDITS; edits += 1) {
          text = editLine(text, random);
          expect(await findingsOf(text, id, memory), `text ${chosen}, edit ${edits}`).toEqual(
            await findingsOf(text, id),
          );
        }
      }
    });
});

/** An outline without its circles. */
const written = ({ statements, trivia, problems }: Outline) => ({
  statements: [...walk(statements)].map(({ words, header, span, coverage, parent, children }) => [
    ...[words, header, span, coverage],
    ...[parent?.header.start, children.length],
  ]),
  trivia,
  problems,
});

async function findingsOf(text: string, dialect: string, memory?: DocumentMemory): Promise<readonly Finding[]> {
  const prepared = prepare({ text, dialect, ...(memory ? { memory: memory.outline } : {}) })!;
  const { findings } = await review(prepared, DEFAULT_SETTINGS, {
    onRuleError: (rule, error) => {
      throw new Error(rule, { cause: error });
    },
    ...(memory ? { packetsOf: ({ device }: Prepared) => analyseFilters(device, { memory: memory.filters }) } : {}),
  });
  return findings;
}
