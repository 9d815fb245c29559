import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { type Span, span } from '../../../text/span.ts';

/** Configuration to write: `from` with a body, or a leaf. */
export interface Stanza {
  readonly head: string;
  readonly body?: readonly Stanza[];
}

export const leaf = (head: string): Stanza => ({ head });
export const block = (head: string, ...body: readonly Stanza[]): Stanza => ({ head, body });

const DEFAULT_INDENT = '    ';

export const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** The blanks before the first word of the offset's line. */
export function indentAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, offset))![0];
}

/** Lines in braces form, the first without its indentation, the last without a line end. */
export function braces(stanza: Stanza, indent: string, unit: string, eol: string): string {
  if (!stanza.body) return `${stanza.head};`;
  const inner = stanza.body.map((each) => `${indent}${unit}${braces(each, indent + unit, unit, eol)}${eol}`);
  return `${stanza.head} {${eol}${inner.join('')}${indent}}`;
}

/** One set command a leaf. */
export function setLines(stanza: Stanza, prefix: string): string[] {
  const head = `${prefix} ${stanza.head}`;
  return stanza.body && stanza.body.length > 0 ? stanza.body.flatMap((each) => setLines(each, head)) : [head];
}

/** One more level of indentation than the statement's own, as its children have it. */
export function unitOf(text: string, statement: Statement): string {
  for (let at: Statement | undefined = statement; at; at = at.parent) {
    const [child] = at.children;
    if (!child) continue;
    const [outer, inner] = [indentAt(text, at.span.start), indentAt(text, child.span.start)];
    if (inner.startsWith(outer) && inner.length > outer.length) return inner.slice(outer.length);
  }
  return DEFAULT_INDENT;
}

/** Where the statement ends with its `;` and a comment behind it on the same line. */
export function fullEnd(text: string, end: number): number {
  const found = /^[ \t]*;?(?:[ \t]*(?:#[^\r\n]*|\/\*[^\r\n]*?\*\/))?/.exec(text.slice(end, end + 400));
  return end + (found?.[0].length ?? 0);
}

/** Adds to a statement's block, behind what is in it; a leaf gets a block. */
export function addInside(outline: Outline, statement: Statement, stanzas: readonly Stanza[]): TextEdit | undefined {
  const { text } = outline;
  const eol = lineEndOf(text);
  const unit = unitOf(text, statement);
  const own = indentAt(text, statement.span.start);
  const last = statement.children.at(-1);
  if (last) {
    const indent = indentAt(text, last.span.start).length > own.length ? indentAt(text, last.span.start) : own + unit;
    const at = fullEnd(text, last.span.end);
    return {
      span: span(at, at),
      newText: stanzas.map((stanza) => `${eol}${indent}${braces(stanza, indent, unit, eol)}`).join(''),
    };
  }
  const body = stanzas.map((stanza) => `${eol}${own}${unit}${braces(stanza, own + unit, unit, eol)}`).join('');
  const rest = /^[ \t]*(;|\{\s*\})/.exec(text.slice(statement.header.end, statement.header.end + 400));
  if (!rest) return undefined;
  return {
    span: span(statement.header.end, statement.header.end + rest[0].length),
    newText: ` {${body}${eol}${own}}`,
  };
}

/** New lines behind the line of this statement. */
export function addAfterLine(text: string, statement: Statement, lines: readonly string[]): TextEdit {
  const eol = lineEndOf(text);
  const at = fullEnd(text, statement.span.end);
  return {
    span: span(at, at),
    newText: lines.map((line) => `${eol}${indentAt(text, statement.span.start)}${line}`).join(''),
  };
}

/**
 * Everything to take out with a statement: its `;`, comments behind and directly above it, and the line where nothing else is left on it.
 */
export function regionOf(outline: Outline, where: Span, withComments: boolean): Span {
  const { text } = outline;
  let { start } = where;
  if (withComments) start = withCommentsAbove(outline, start);
  const end = fullEnd(text, where.end);
  const from = lineStart(text, start);
  const until = lineEnd(text, end);
  const alone = text.slice(from, start).trim() === '' && text.slice(end, until).trim() === '';
  if (!alone) return span(start, end);
  const next = text.startsWith('\r\n', until) ? until + 2 : Math.min(text.length, until + 1);
  return span(from, next);
}

/** The start of the comments on lines of their own directly above. */
function withCommentsAbove(outline: Outline, start: number): number {
  const { text, trivia } = outline;
  let from = start;
  for (let i = lastBefore(trivia, start); i >= 0; i -= 1) {
    const comment = trivia[i]!;
    const between = text.slice(comment.span.end, from);
    if (comment.kind !== 'comment' || between.trim() !== '' || (between.match(/\n/g)?.length ?? 0) > 1) break;
    if (text.slice(lineStart(text, comment.span.start), comment.span.start).trim() !== '') break;
    from = comment.span.start;
  }
  return from;
}

function lastBefore(trivia: Outline['trivia'], offset: number): number {
  let low = 0;
  let high = trivia.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (trivia[middle]!.span.start < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at -= 1;
  return at;
}

function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}
