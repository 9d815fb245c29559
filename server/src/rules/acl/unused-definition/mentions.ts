import { type Outline, walk } from '../../../../../grammars/outline.ts';
import type { Span } from '../../../../../grammars/text/span.ts';

/** Where a name stands, as a word of its own, in statements whose meaning is not in the model. */
export function unclearMentions({ statements }: Outline): (name: string) => readonly Span[] {
  const places = new Map<string, Span[]>();
  for (const statement of walk(statements)) {
    if (statement.coverage === 'modelled') continue;
    for (const { text, span } of statement.words) {
      const name = text.replace(/^["'[(]+|["'\]),;]+$/g, '');
      const known = places.get(name);
      if (known) known.push(span);
      else places.set(name, [span]);
    }
  }
  return (name) => places.get(name) ?? [];
}
