import type { ListedWord } from '../../kit/braces-outline.ts';
import { behindPager } from '../../kit/pager-mark.ts';
import type { Outline, Statement, Trivia } from '../../outline.ts';
import { type Span, span } from '../../text/span.ts';

/** What `show configuration | display set` writes: one statement a line, its first word the verb. Linear, cannot fail. */
export function readSet(text: string): Outline {
  const statements: Statement[] = [];
  const trivia: Trivia[] = [];
  let at = 0;
  while (at < text.length) {
    const shown = behindPager(text, at);
    if (shown > at) trivia.push({ kind: 'blob', span: trimmed(text, span(at, shown)) });
    at = shown;
    const end = lineEnd(text, at);
    at = isTerminal(text, at, end) ? addTerminal(text, at, end, trivia) : readLine(text, at, end, statements, trivia);
  }
  return { text, statements, trivia, problems: [] };
}

/** `{master:0}`, `[edit]`, `!RANCID-CONTENT-TYPE: juniper`, `commit`: what a terminal or a collector wrote around the configuration. */
const TERMINAL =
  /\s*(?:\{[\w:-]+\}|\[edit[^\]]*\]|![^\r\n]*|(?:[\w.-]+@[\w.-]+[>#%][ \t]*)?(?:(?:commit|run|show|configure|rollback|request|ping|cli)(?:[ \t][^\r\n]*)?)?)\s*$/y;
/** `admin@edge# `, before a command. */
const PROMPT = /[\w.-]+@[\w.-]+[>#%][ \t]*/y;

function isTerminal(text: string, start: number, end: number): boolean {
  const first = firstVisible(text, start, end);
  if (first >= end) return false;
  const code = text[first]!;
  // Most lines are statements: those are not looked at twice.
  if (/[sd]/.test(code) && /^(?:set|delete|deactivate) /.test(text.slice(first, first + 11))) return false;
  TERMINAL.lastIndex = 0;
  return TERMINAL.test(text.slice(first, end));
}

function addTerminal(text: string, start: number, end: number, trivia: Trivia[]): number {
  let last = end;
  while (last > start && isBlank(text.charCodeAt(last - 1))) last -= 1;
  trivia.push({ kind: 'blob', span: span(firstVisible(text, start, end), last) });
  return nextLine(text, end);
}

/** A comment, a text in quotes, a bracket or semicolon, a word; a bracket inside a word belongs to it. */
const PIECE =
  /#[^\r\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"?|[[\];]|[^\s\uFEFF[\];"][^\s\uFEFF[\];]*(?:\[[^\s\uFEFF[\];]*\][^\s\uFEFF[\];]*)*/y;

/** Words of one line; a comment may run over its end. @returns where the next line starts */
function readLine(text: string, start: number, end: number, statements: Statement[], trivia: Trivia[]): number {
  const words: ListedWord[] = [];
  let lists = 0;
  let inList = false;
  let closed = 0;
  let at = firstVisible(text, start, end);
  PROMPT.lastIndex = at;
  const prompt = PROMPT.exec(text)?.[0];
  if (prompt !== undefined) {
    trivia.push({ kind: 'blob', span: trimmed(text, span(at, at + prompt.length)) });
    at = firstVisible(text, at + prompt.length, end);
  }
  while (at < end) {
    PIECE.lastIndex = at;
    const [piece] = PIECE.exec(text)!;
    const where = span(at, at + piece.length);
    if (piece.startsWith('#') || piece.startsWith('/*')) {
      trivia.push({ kind: 'comment', span: trimmed(text, where) });
      if (where.end > end) end = lineEnd(text, where.end);
    } else if (piece === '[' || piece === ']' || piece === ';') {
      trivia.push({ kind: 'punctuation', span: where });
      inList = piece === '[';
      if (piece === ']') closed = where.end;
      if (inList) lists += 1;
    } else words.push(inList ? { text: piece, span: where, list: lists } : { text: piece, span: where });
    at = firstVisible(text, where.end, end);
  }
  if (words.length > 0) statements.push(statementOf(words, closed));
  return nextLine(text, end);
}

/** `closed`: where a list ends; the statement does not end before. */
function statementOf(words: readonly ListedWord[], closed: number): Statement {
  const header = span(words[0]!.span.start, Math.max(words.at(-1)!.span.end, closed));
  return { words, header, span: header, children: [], parent: undefined, coverage: 'unknown' };
}

function trimmed(text: string, { start, end }: Span): Span {
  let last = end;
  while (last > start && isBlank(text.charCodeAt(last - 1))) last -= 1;
  return span(start, last);
}

function firstVisible(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

const isBlank = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s|\uFEFF/.test(String.fromCharCode(code)));

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
}

const nextLine = (text: string, end: number): number => (end < text.length ? end + 1 : end);
