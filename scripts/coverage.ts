/**
 * Writes docs/coverage.md from the corpus; where there is none, does nothing. `--check` writes nothing and exits 1 when it would change.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { CORPUS_ABSENT, corpusFiles, corpusPresent, OURS } from '../test/support/corpus.ts';
import { groupsOf, type Outcome, outcomeOf } from '../test/support/corpus-outcomes.ts';
import { coveragePage } from '../test/support/coverage-page.ts';

const PAGE = 'docs/coverage.md';

if (!corpusPresent) console.log(`coverage${CORPUS_ABSENT}`);
else {
  const outcomes: Outcome[] = [];
  for (const file of corpusFiles()) if (file.dialect in OURS) outcomes.push(await outcomeOf(file));
  const page = coveragePage(groupsOf(outcomes));
  if (!process.argv.includes('--check')) writeFileSync(PAGE, page);
  else if (readFileSync(PAGE, 'utf8') !== page) {
    console.error(`${PAGE} is stale: run node scripts/coverage.ts`);
    process.exitCode = 1;
  }
}
