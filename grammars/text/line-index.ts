import type { Span } from './span.ts';

/** 0-based line and UTF-16 character, as in the language server protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Maps offsets to lines and back for one text. Line ends are `\n`, `\r\n` or a lone `\r`. Lookups are O(log lines). */
export interface LineIndex {
  readonly lineCount: number;
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
  rangeOf(span: Span): Range;
  /** The line's text without its line end. */
  lineSpan(line: number): Span;
  /** The line's text with its line end. */
  fullLineSpan(line: number): Span;
  textOf(span: Span): string;
}

export function lineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const fullLineSpan = (line: number): Span => ({
    start: starts[line] ?? text.length,
    end: starts[line + 1] ?? text.length,
  });
  const lineSpan = (line: number): Span => {
    const { start, end } = fullLineSpan(line);
    let last = end;
    while (last > start && isLineEnd(text.charCodeAt(last - 1))) last -= 1;
    return { start, end: last };
  };
  const positionAt = (offset: number): Position => {
    const clamped = Math.max(0, Math.min(offset, text.length));
    const line = lineOf(clamped);
    return { line, character: clamped - starts[line]! };
  };
  return {
    lineCount: starts.length,
    positionAt,
    textOf: ({ start, end }) => text.slice(start, end),
    offsetAt: ({ line, character }) => {
      if (line < 0) return 0;
      const bounds = fullLineSpan(line);
      return Math.min(bounds.start + Math.max(0, character), lineSpan(line).end);
    },
    rangeOf: ({ start, end }) => ({ start: positionAt(start), end: positionAt(end) }),
    lineSpan,
    fullLineSpan,
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 10) starts.push(i + 1);
    else if (code === 13 && text.charCodeAt(i + 1) !== 10) starts.push(i + 1);
  }
  return starts;
}

const isLineEnd = (code: number): boolean => code === 10 || code === 13;
