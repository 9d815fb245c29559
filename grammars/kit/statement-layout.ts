import type { TextEdit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';

/** Whether nothing but a `;` and a comment stands beside it on its lines. */
export function isAlone(text: string, { start, end }: Span): boolean {
  let at = start;
  while (at > 0 && isBlank(text[at - 1]!)) at -= 1;
  return (at === 0 || isLineEnd(text[at - 1]!)) && endsLine(text, end);
}

/** Whether nothing but a `;` and a comment follows on the line. */
export function endsLine(text: string, end: number): boolean {
  let after = end;
  while (after < text.length && (isBlank(text[after]!) || text[after] === ';')) after += 1;
  return after === text.length || isLineEnd(text[after]!) || text[after] === '#';
}

/** Its whole lines, with the last one's end. */
export function lineOf(text: string, span: Span): Span {
  let { start, end } = span;
  while (start > 0 && !isLineEnd(text[start - 1]!)) start -= 1;
  while (end < text.length && !isLineEnd(text[end]!)) end += 1;
  if (text.startsWith('\r\n', end)) end += 2;
  else if (end < text.length) end += 1;
  return { start, end };
}

export const lineEndOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

/** Whole lines where they hold nothing else, else the statement with its `;`. Neighbours become one edit. */
export function removal(text: string, spans: readonly Span[]): TextEdit[] {
  const pieces = spans
    .map((span) => (isAlone(text, span) || text[span.start] === '#' ? lineOf(text, span) : cut(text, span)))
    .sort((a, b) => a.start - b.start);
  const merged: { start: number; end: number }[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last && piece.start <= last.end) last.end = Math.max(last.end, piece.end);
    else merged.push({ ...piece });
  }
  return merged.map((span) => ({ span, newText: '' }));
}

function cut(text: string, { start, end }: Span): Span {
  let after = end;
  while (after < text.length && isBlank(text[after]!)) after += 1;
  if (text[after] !== ';') return { start, end };
  after += 1;
  while (after < text.length && isBlank(text[after]!)) after += 1;
  return { start, end: after };
}

const isBlank = (character: string): boolean => character === ' ' || character === '\t';
const isLineEnd = (character: string): boolean => character === '\n' || character === '\r';
