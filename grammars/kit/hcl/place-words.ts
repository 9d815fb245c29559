import type { IToken } from 'chevrotain';
import type { Trivia } from '../../outline.ts';
import type { HclExpression } from './expression.ts';
import { finishStatement, type Growing, openStatement, tokenSpan, wordOf } from './growing-statement.ts';

interface Draft {
  readonly text: string;
  readonly trivia: Trivia[];
}

/**
 * Words of a statement, children for what is in lists and objects, punctuation between.
 * @param queue tokens of the value, line ends left out; `structure` holds the offsets of brackets, commas and the like
 */
export function placeWords(
  draft: Draft,
  value: HclExpression,
  queue: readonly IToken[],
  structure: ReadonlySet<number>,
  statement: Growing,
): void {
  let next = 0;
  const upTo = (end: number, owner: Growing): void => {
    for (; queue[next] && queue[next]!.startOffset < end; next += 1) {
      if (structure.has(queue[next]!.startOffset))
        draft.trivia.push({ kind: 'punctuation', span: tokenSpan(queue[next]!) });
      else owner.words.push(wordOf(queue[next]!));
    }
  };
  const nested = (start: number, owner: Growing, fill: (child: Growing) => void, end: number): void => {
    upTo(start, owner);
    const child = openStatement(owner, []);
    fill(child);
    upTo(end, child);
    if (child.words.length > 0) finishStatement(child, end, owner.children);
  };
  const visit = (one: HclExpression, owner: Growing): void => {
    if (one.kind === 'list') {
      for (const item of one.items) {
        const start = startOf(draft, item);
        const bracket = item.kind === 'list' || item.kind === 'object';
        nested(
          start,
          owner,
          (child) => {
            // An element needs a word: its bracket.
            if (bracket) child.words.push(wordOf(queue[next++]!));
            visit(item, child);
          },
          endOf(draft, item),
        );
      }
      upTo(one.span.end, owner);
    } else if (one.kind === 'object') {
      for (const entry of one.entries) {
        const start = Math.min(startOf(draft, { kind: 'other', span: entry.keySpan }), entry.keySpan.start);
        nested(
          start,
          owner,
          (child) => {
            upTo(entry.value.span.start, child);
            visit(entry.value, child);
          },
          entry.end ?? endOf(draft, entry.value),
        );
      }
      upTo(one.span.end, owner);
    }
  };
  visit(value, statement);
  upTo(Number.POSITIVE_INFINITY, statement);
}

/** With its quotes. */
function startOf({ text }: Draft, { span }: HclExpression): number {
  return isQuote(text[span.start - 1]) && !isQuote(text[span.start]) ? span.start - 1 : span.start;
}

const endOf = ({ text }: Draft, { kind, span }: HclExpression): number =>
  kind === 'text' && isQuote(text[span.end]) && isQuote(text[span.start - 1]) ? span.end + 1 : span.end;

const isQuote = (char: string | undefined): boolean => char === '"' || char === "'";
