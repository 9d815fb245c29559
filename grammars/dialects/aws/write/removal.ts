import { type Statement, walk } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from '../../../text/span.ts';
import { isJson } from '../parse.ts';
import type { AwsOutline } from '../source.ts';

/**
 * Takes a rule out: an element of a list, a nested block, or a resource of its own.
 * @returns undefined for the last element (an empty list may mean something else) and for a resource that something refers to
 */
export function removalOfRule(span: Span | undefined, outline: AwsOutline): TextEdit | undefined {
  const statement = span && statementAt(span, outline);
  if (!statement) return undefined;
  const resource = outline.source.resources.find((one) => one.statement === statement);
  if (resource) {
    const name = resource.name.value;
    const mentioned = outline.source.uses.some(
      (use) =>
        use.name.value === name &&
        !(statement.span.start <= use.name.span.start && use.name.span.end <= statement.span.end),
    );
    return mentioned ? undefined : removal(span, outline);
  }
  const key = statement.words[0]!.text;
  const alike = statement.parent?.children.filter(
    (sibling) => outline.source.notation !== 'terraform' || key === '{' || sibling.words[0]!.text === key,
  );
  return (alike?.length ?? 0) > 1 ? removal(span, outline) : undefined;
}

/** The statement that lies exactly there. */
export function statementAt({ start, end }: Span, { statements }: AwsOutline): Statement | undefined {
  for (const statement of walk(statements))
    if (statement.span.start === start && statement.span.end === end) return statement;
  return undefined;
}

/** Whole lines where the span has them to itself; with its comma where it is part of a list in brackets. */
export function removal(span: Span, outline: AwsOutline): TextEdit {
  const { text } = outline;
  const bracketed = isJson(text) || text[span.start] === '{';
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
