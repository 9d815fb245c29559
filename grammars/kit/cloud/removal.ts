import { type Outline, type Statement, walk } from '../../outline.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { Span } from '../../text/span.ts';
import { isJson } from './notation.ts';

/** The statement that lies exactly there. */
export function statementAt({ start, end }: Span, { statements }: Outline): Statement | undefined {
  for (const statement of walk(statements))
    if (statement.span.start === start && statement.span.end === end) return statement;
  return undefined;
}

/** Whole lines where the span has them to itself; with its comma where it is part of a list in brackets. */
export function removal(span: Span, outline: Outline): TextEdit {
  const { text } = outline;
  const inList = /^\s*[,\]]/.test(text.slice(span.end, span.end + 200));
  const bracketed = isJson(text) || text[span.start] === '{' || inList;
  return { span: wholeLines(bracketed ? withComma(span, text) : span, text), newText: '' };
}

function withComma({ start, end }: Span, text: string): Span {
  const after = /^\s*,/.exec(text.slice(end, end + 200));
  if (after) return { start, end: end + after[0].length };
  let before = start;
  while (before > 0 && /\s/.test(text[before - 1]!)) before -= 1;
  return text[before - 1] === ',' ? { start: before - 1, end } : { start, end };
}

function wholeLines(span: Span, text: string): Span {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const next = text.indexOf('\n', span.end);
  const end = next < 0 ? text.length : next + 1;
  const alone =
    text.slice(start, span.start).trim() === '' && /^[ \t\r]*(?:(?:#|\/\/)[^\n]*)?\n?$/.test(text.slice(span.end, end));
  return alone ? { start: withoutGap(start, end, text), end } : span;
}

/** A blank line above goes too where another one, or the end of the block, follows. */
function withoutGap(start: number, end: number, text: string): number {
  const above = text.lastIndexOf('\n', start - 2) + 1;
  const blank = start > 0 && text.slice(above, start).trim() === '';
  return blank && /^[ \t\r]*(?:\n|\}|$)/.test(text.slice(end, end + 200)) ? above : start;
}
