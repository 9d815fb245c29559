import type { Include } from '../model/include.ts';
import type { Outline, Statement } from '../outline.ts';
import { at } from '../text/span.ts';

/** The include that a statement is, whose path begins at this word; undefined: it names none. */
export function includeOf({ text }: Outline, { words, parent }: Statement, word: number): Include | undefined {
  const [first, last] = [words[word], words.at(-1)];
  if (!first || !last) return undefined;
  const span = { start: first.span.start, end: last.span.end };
  const written = text.slice(span.start, span.end);
  const quoted = /^(["']).*\1$/s.test(written);
  const file = quoted ? at(written.slice(1, -1), { start: span.start + 1, end: span.end - 1 }) : at(written, span);
  return { file, ...(parent ? { nested: true } : {}) };
}
