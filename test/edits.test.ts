import { describe, expect, test } from 'vitest';
import { dialects } from '../grammars/dialects/index.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import { type FilterMemory, filterMemory } from '../server/src/packets/memory.ts';
import { review } from '../server/src/review/engine.ts';
import type { Finding } from '../server/src/review/finding.ts';
import { type Prepared, prepare } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { below, editLine, randomFrom } from './support/mutations.ts';
import { SEED } from './support/seeded.ts';
import { textsByDialect } from './support/texts-by-dialect.ts';

/** Texts of each dialect, and edits of each text. */
const TEXTS = 4;
const EDITS = 6;
/** Longer texts take their time, and are made of what shorter ones are made of. */
const LONGEST = 12_000;

describe(`edited texts (seed ${SEED})`, () => {
  const texts = textsByDialect();

  for (const { id } of dialects.filter(({ provides }) => provides.includes('packet-filters')))
    test(`${id}: what is remembered of the version before changes no finding`, { timeout: 300_000 }, async () => {
      const random = randomFrom(SEED);
      const small = texts.get(id)!.filter(({ length }) => length <= LONGEST);
      for (let chosen = 0; chosen < TEXTS; chosen += 1) {
        let text = small[below(random, small.length)]!;
        const memory = filterMemory();
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

async function findingsOf(text: string, dialect: string, memory?: FilterMemory): Promise<readonly Finding[]> {
  const prepared = prepare({ text, dialect })!;
  const { findings } = await review(prepared, DEFAULT_SETTINGS, {
    onRuleError: (rule, error) => {
      throw new Error(rule, { cause: error });
    },
    ...(memory ? { packetsOf: ({ device }: Prepared) => analyseFilters(device, { memory }) } : {}),
  });
  return findings;
}
