import type { TokenWord } from '../../../kit/ruleset-outline.ts';
import type { Definition, References, Use } from '../../../model/reference.ts';
import { type Outline, walk } from '../../../outline.ts';
import { at } from '../../../text/span.ts';
import { TableName, Variable } from '../grammar/tokens.ts';
import { oneLine } from './match.ts';
import type { Reading } from './statements.ts';

/** Macros and tables. A table that nothing defines is made empty by the rule that names it; a macro must exist. */
export function referencesOf(outline: Outline, reading: Reading): References {
  const seen = new Set<string>();
  const definitions = reading.macros.map(({ name, statement }): Definition => {
    const again = seen.has(name.value);
    seen.add(name.value);
    return { namespace: 'variable', name, spans: [statement.span], ...(again ? { alwaysUsed: true } : {}) };
  });
  const defined = new Set<number>();
  for (const { name, statement, persists } of reading.tables) {
    defined.add(name.span.start);
    // It stays without rules that use it: programs fill it, anchors look at it.
    definitions.push({ namespace: 'set', name, spans: [statement.span], ...(persists ? { alwaysUsed: true } : {}) });
  }
  const elsewhere = reading.macros.length === 0;
  const uses: Use[] = [];
  for (const statement of walk(outline.statements)) {
    let said: string | undefined;
    const by = (): string => {
      said ??= oneLine(outline.text, statement.header);
      return said;
    };
    for (const word of statement.words) {
      const { token } = word as TokenWord;
      for (const name of token.tokenType === Variable ? [word.text.slice(1)] : inQuotes(word.text)) {
        const start = word.span.start + word.text.indexOf(`$${name}`) + 1;
        uses.push({
          namespaces: ['variable'],
          name: at(name, { start, end: start + name.length }),
          by: by(),
          effect: 'config-refused',
          ...(elsewhere ? { predefined: true } : {}),
        });
      }
      if (token.tokenType !== TableName || defined.has(word.span.start + 1)) continue;
      const name = at(word.text.slice(1, -1), { start: word.span.start + 1, end: word.span.end - 1 });
      uses.push({ namespaces: ['set'], name, by: by(), predefined: true });
    }
  }
  return { definitions, uses };
}

/** Macros are put into macros' texts too. */
const inQuotes = (text: string): string[] =>
  /^["']/.test(text) ? [...new Set([...text.matchAll(/\$([A-Za-z0-9_]+)/g)].map((match) => match[1]!))] : [];
