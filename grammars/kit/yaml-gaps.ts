import { type Statement, type Trivia, walk } from '../outline.ts';
import type { Span } from '../text/span.ts';

/** What lies between the words: comments and punctuation; words that the reader gave up on become orphans, each a statement of its own. */
export function fillGaps(
  text: string,
  statements: readonly Statement[],
  holes: readonly Span[],
): { trivia: Trivia[]; orphans: Statement[] } {
  const words: Span[] = [];
  for (const statement of walk(statements)) for (const word of statement.words) words.push(word.span);
  words.sort((a, b) => a.start - b.start);
  const trivia: Trivia[] = [];
  const orphans: Statement[] = [];
  let at = 0;
  let hole = 0;
  for (const next of [...words, { start: text.length, end: text.length }]) {
    while (at < next.start) {
      if (isBlank(text, at)) {
        at += 1;
        continue;
      }
      while (hole < holes.length && holes[hole]!.end <= at) hole += 1;
      const piece = pieceAt(text, at, next.start, holes[hole]);
      if (piece.kind === 'orphan') orphans.push(orphan(text, piece.span));
      else trivia.push({ kind: piece.kind, span: piece.span });
      at = piece.span.end;
    }
    at = Math.max(at, next.end);
  }
  return { trivia, orphans };
}

function pieceAt(
  text: string,
  start: number,
  limit: number,
  hole: Span | undefined,
): { kind: Trivia['kind'] | 'orphan'; span: Span } {
  if (hole && hole.start <= start && start < hole.end) {
    const kind = text.startsWith('{#', start) ? 'comment' : 'punctuation';
    return { kind, span: { start, end: Math.min(hole.end, limit) } };
  }
  const first = text[start];
  const atLineStart = start === 0 || text[start - 1] === '\n' || text[start - 1] === '\uFEFF';
  if ((first === '#' && (atLineStart || isBlank(text, start - 1))) || (first === '%' && atLineStart)) {
    const span = { start, end: trimEnd(text, start, lineEnd(text, start, limit)) };
    return { kind: first === '#' ? 'comment' : 'punctuation', span };
  }
  let end = start;
  while (end < limit && !isBlank(text, end) && !(hole && end === hole.start)) end += 1;
  return { kind: PUNCTUATION.test(text.slice(start, end)) ? 'punctuation' : 'orphan', span: { start, end } };
}

/** Indicators, anchors, tags, block headers. */
const PUNCTUATION = /^(?:[-:?,[\]{}.]+|[-:?,[\]{}]*[&!*|>].*)$/;

function orphan(text: string, where: Span): Statement {
  return {
    words: [{ text: text.slice(where.start, where.end), span: where }],
    header: where,
    span: where,
    children: [],
    parent: undefined,
    coverage: 'unknown',
  };
}

const BLANK = /[\s\uFEFF]/;
const isBlank = (text: string, at: number): boolean => BLANK.test(text[at]!);

function lineEnd(text: string, start: number, limit: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 || end > limit ? limit : end;
}

function trimEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start + 1 && isBlank(text, last - 1)) last -= 1;
  return last;
}
