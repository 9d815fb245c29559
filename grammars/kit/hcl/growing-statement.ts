import type { IToken } from 'chevrotain';
import type { Statement, Word } from '../../outline.ts';
import type { Span } from '../../text/span.ts';

/** A statement that is still being read. */
export type Growing = { -readonly [K in keyof Statement]: Statement[K] } & { children: Statement[]; words: Word[] };

export const tokenSpan = ({ startOffset, image }: IToken): Span => ({
  start: startOffset,
  end: startOffset + image.length,
});

export const wordOf = (token: IToken): Word => ({ text: token.image, span: tokenSpan(token) });

export function openStatement(parent: Growing | undefined, tokens: readonly IToken[]): Growing {
  const words = tokens.map(wordOf);
  const span = { start: words[0]?.span.start ?? 0, end: words.at(-1)?.span.end ?? 0 };
  return { words, header: span, span, children: [], parent, coverage: 'unknown' };
}

export function finishStatement(statement: Growing, end: number, into: Statement[]): void {
  const start = statement.words[0]!.span.start;
  const last = statement.words.at(-1)!.span.end;
  // Words may stand behind the elements of a list: they are the header's only where nothing is between.
  statement.header = { start, end: statement.children.length === 0 ? last : headerBefore(statement) };
  statement.span = { start, end: Math.max(last, end) };
  into.push(statement);
}

function headerBefore({ words, children }: Growing): number {
  const first = children[0]!.span.start;
  return words.findLast((word) => word.span.end <= first)?.span.end ?? words[0]!.span.end;
}
