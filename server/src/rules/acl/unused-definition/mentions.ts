import { type Outline, walk } from '../../../../../grammars/outline.ts';
import type { Span } from '../../../../../grammars/text/span.ts';

/** Where a name stands, as a word of its own, in statements that nobody understood; where the dialect knows a use in one it recognises, it says so. */
export function unclearMentions({ statements }: Outline): (name: string) => readonly Span[] {
  const places = new Map<string, Span[]>();
  for (const statement of walk(statements)) {
    if (statement.coverage !== 'unknown') continue;
    for (const { text, span } of statement.words) {
      const name = text.replace(/^["'[(]+|["'\]),;]+$/g, '');
      const known = places.get(name);
      if (known) known.push(span);
      else places.set(name, [span]);
    }
  }
  return (name) => places.get(name) ?? [];
}
