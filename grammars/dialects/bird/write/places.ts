import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { type Span, span } from '../../../text/span.ts';

export const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

export const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))![0];

/** Lines as the last ones of a block. @returns undefined where the statement has no closed block */
export function addLast(outline: Outline, block: Statement, lines: readonly string[]): TextEdit | undefined {
  const { text } = outline;
  const close = block.span.end - 1;
  if (text[close] !== '}' || block.span.end === block.header.end) return undefined;
  const eol = lineEndOf(text);
  const start = lineStart(text, close);
  const before = text.slice(start, close);
  if (before.trim() !== '') return { span: span(close, close), newText: `${lines.join(' ')} ` };
  const indent = indentOf(text, block);
  return { span: span(start, start), newText: lines.map((line) => `${indent}${line}${eol}`).join('') };
}

/** Lines as the first ones of a block. */
export function addFirst(outline: Outline, block: Statement, lines: readonly string[]): TextEdit | undefined {
  const { text } = outline;
  const open = outline.trivia.find(
    (one) => one.span.start >= block.header.end && one.kind === 'punctuation' && text[one.span.start] === '{',
  );
  if (!open || open.span.end > block.span.end) return undefined;
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r)/.exec(text.slice(open.span.end, open.span.end + 400));
  if (!rest) return { span: span(open.span.end, open.span.end), newText: ` ${lines.join(' ')}` };
  const start = open.span.end + rest[0].length;
  const indent = indentOf(text, block);
  const eol = lineEndOf(text);
  return { span: span(start, start), newText: lines.map((line) => `${indent}${line}${eol}`).join('') };
}

/** Of what stands in the block. */
function indentOf(text: string, block: Statement): string {
  const first = block.children.find(
    (child) => text.slice(lineStart(text, child.span.start), child.span.start).trim() === '',
  );
  if (first) return indentAt(text, first.span.start);
  const own = indentAt(text, block.span.start);
  return `${own}${own.includes('\t') ? '\t' : '  '}`;
}

/** Whole lines before a statement that stands at the start of one. */
export function addBefore(outline: Outline, statement: Statement, lines: readonly string[]): TextEdit {
  const { text } = outline;
  const start = lineStart(text, statement.span.start);
  const eol = lineEndOf(text);
  return { span: span(start, start), newText: `${lines.join(eol)}${eol}` };
}

/** A line behind the one in which the statement ends. */
export function addBehind(outline: Outline, statement: Statement, line: string): TextEdit {
  const { text } = outline;
  const semicolon = text.indexOf(';', statement.header.end);
  const end = semicolon < 0 ? statement.header.end : semicolon + 1;
  const indent = indentAt(text, statement.span.start);
  const alone = text.slice(lineStart(text, statement.span.start), statement.span.start).trim() === '';
  return { span: span(end, end), newText: alone ? `${lineEndOf(text)}${indent}${line}` : ` ${line}` };
}

/** The statement with its semicolon; the whole line where nothing else stands on it. */
export function regionOf(text: string, { start, end }: Span): Span {
  const tail = /^[ \t]*;/.exec(text.slice(end, end + 80));
  const last = end + (tail ? tail[0].length : 0);
  const from = lineStart(text, start);
  const rest = /^[ \t]*(?:\r\n|\n|\r|$)/.exec(text.slice(last, last + 80));
  return text.slice(from, start).trim() === '' && rest ? span(from, last + rest[0].length) : span(start, last);
}
