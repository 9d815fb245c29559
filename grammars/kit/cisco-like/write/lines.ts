import type { Span } from '../../../text/span.ts';

/** Whole lines that a span touches, with their line ends; the last line of a text may have none. */
export function linesOf(text: string, { start, end }: Span): Span {
  let from = start;
  while (from > 0 && !isLineEnd(text.charCodeAt(from - 1))) from -= 1;
  return { start: from, end: nextLine(text, Math.max(start, end - 1)) };
}

/** The offset after the line end of the line that holds `offset`. */
export function nextLine(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at += 1;
  if (text.startsWith('\r\n', at)) return at + 2;
  return Math.min(text.length, at + 1);
}

/** What stands before the first word of a line. */
export function indentAt(text: string, offset: number): string {
  const { start } = linesOf(text, { start: offset, end: offset });
  return /^[ \t]*/.exec(text.slice(start, offset))![0];
}

/** The text's own line end. */
export const lineEndOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

/** Lines to put at `offset`, which starts a line or is the text's end. */
export function inserted(text: string, offset: number, lines: readonly string[]): string {
  const newline = lineEndOf(text);
  const block = lines.map((line) => line + newline).join('');
  if (offset < text.length || offset === 0 || isLineEnd(text.charCodeAt(offset - 1))) return block;
  return newline + block.slice(0, -newline.length);
}

const isLineEnd = (code: number): boolean => code === 10 || code === 13;
