import type { Outline, Statement } from '../outline.ts';
import type { Span } from '../text/span.ts';

/**
 * The comment lines directly above each of these statements that speak of it alone. Comments above a run of rules head them all: where
 * another rule follows without a comment or a blank line between, they are not the first one's own.
 *
 * @param statements those that lie behind each other in one block, in text order
 */
export function remarksAbove(
  { text, trivia }: Outline,
  statements: readonly Statement[],
): ReadonlyMap<Statement, readonly Span[]> {
  const remarks = new Map<Statement, readonly Span[]>();
  const endingAt = commentEnds(trivia);
  for (const [index, statement] of statements.entries()) {
    const next = statements[index + 1];
    if (next && /^[ \t;]*(?:\r\n|\r|\n)[ \t]*$/.test(text.slice(statement.span.end, next.span.start))) continue;
    const run: Span[] = [];
    for (let at = lineBefore(text, statement.span.start); at !== undefined; ) {
      const comment = endingAt.get(at);
      const before = comment && lineBefore(text, comment.start);
      if (!comment || (before === undefined && !startsText(text, comment.start))) break;
      run.unshift(comment);
      at = before;
    }
    if (run.length > 0) remarks.set(statement, run);
  }
  return remarks;
}

function commentEnds(trivia: Outline['trivia']): ReadonlyMap<number, Span> {
  const known = ENDS.get(trivia);
  if (known) return known;
  const ends = new Map(trivia.flatMap(({ kind, span }) => (kind === 'comment' ? [[span.end, span] as const] : [])));
  ENDS.set(trivia, ends);
  return ends;
}

const ENDS = new WeakMap<Outline['trivia'], ReadonlyMap<number, Span>>();

/** Where the line before ends, if only blanks stand before this place in its own. */
function lineBefore(text: string, start: number): number | undefined {
  let at = start;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at -= 1;
  if (at === 0 || (text[at - 1] !== '\n' && text[at - 1] !== '\r')) return undefined;
  at -= text.startsWith('\r\n', at - 2) ? 2 : 1;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at -= 1;
  return at;
}

const startsText = (text: string, start: number): boolean =>
  /^[ \t]*$/.test(text.slice(Math.max(0, start - 80), start)) && start < 80;
