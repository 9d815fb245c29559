import { globSync, readFileSync } from 'node:fs';
import { dialects } from '../../grammars/dialects/index.ts';
import { chooseDialect } from '../../server/src/review/prepare.ts';
import { corpusFiles, OURS } from './corpus.ts';

/** Texts by the dialect's id: of the corpus where there is one, and always what the project itself has. */
export function textsByDialect(): Map<string, string[]> {
  const found = new Map<string, string[]>(dialects.map(({ id }) => [id, []]));
  const own = globSync(['samples/*/*', 'grammars/dialects/*/fixtures/*']).sort();
  for (const path of own) {
    const text = readFileSync(path, 'utf8');
    const id = chooseDialect({ text, path })?.dialect.id;
    if (id) found.get(id)!.push(text);
  }
  for (const { dialect, text } of corpusFiles()) found.get(OURS[dialect] ?? '')?.push(text);
  return new Map([...found].filter(([, texts]) => texts.length > 0));
}
