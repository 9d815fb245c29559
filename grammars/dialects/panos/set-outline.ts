import type { ListedWord } from '../../kit/braces-outline.ts';
import type { Outline, Statement, Trivia } from '../../outline.ts';
import { type Span, span } from '../../text/span.ts';

/** `set ...`, `delete ...`, `move ...`: one statement a line; texts in quotes may run over lines. Linear, cannot fail. */
export function readSet(text: string): Outline {
  const statements: Statement[] = [];
  const trivia: Trivia[] = [];
  const quotes: Quotes = { open: false };
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) at = readLine(text, at, statements, trivia, quotes);
  return { text, statements, trivia, problems: [] };
}

/** `admin@fw1# set ...`: what a terminal wrote before a command. */
const PROMPT = /[\w.-]+@[\w.-]+(?:\([\w-]+\))?[>#] ?/y;

/** From some quote on nothing closes it: it is not looked for again. */
interface Quotes {
  open: boolean;
}

function readLine(text: string, start: number, statements: Statement[], trivia: Trivia[], quotes: Quotes): number {
  let at = skipBlank(text, start);
  PROMPT.lastIndex = at;
  const prompt = PROMPT.exec(text)?.[0];
  if (prompt !== undefined) {
    trivia.push({ kind: 'blob', span: span(at, at + prompt.trimEnd().length) });
    at = skipBlank(text, at + prompt.length);
  }
  const words: ListedWord[] = [];
  let lists = 0;
  let inList = false;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) {
    const here = text[at]!;
    if ((here === '#' || here === '!') && words.length === 0) {
      const end = lineEnd(text, at);
      trivia.push({ kind: 'comment', span: trimmed(text, at, end) });
      at = end;
    } else if (here === '[' || here === ']') {
      trivia.push({ kind: 'punctuation', span: span(at, at + 1) });
      inList = here === '[';
      if (inList) lists += 1;
      at += 1;
    } else {
      const end = here === '"' ? quoteEnd(text, at, quotes) : wordEnd(text, at);
      const where = span(at, end);
      words.push({ text: text.slice(at, end), span: where, ...(inList ? { list: lists } : {}) });
      at = end;
    }
    at = skipBlank(text, at);
  }
  if (words.length > 0) {
    const header = span(words[0]!.span.start, words.at(-1)!.span.end);
    statements.push({ words, header, span: header, children: [], parent: undefined, coverage: 'unknown' });
  }
  return at + 1;
}

function quoteEnd(text: string, start: number, quotes: Quotes): number {
  if (!quotes.open) {
    for (let at = start + 1; at < text.length; at += 1) {
      if (text[at] === '\\') at += 1;
      else if (text[at] === '"') return at + 1;
    }
    quotes.open = true;
  }
  return wordEnd(text, start + 1);
}

function wordEnd(text: string, start: number): number {
  let at = start;
  let depth = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isLineEnd(code) || isBlank(code)) break;
    // A bracket inside a word belongs to it.
    if (text[at] === '[') depth += 1;
    else if (text[at] === ']') {
      if (depth === 0) break;
      depth -= 1;
    }
    at += 1;
  }
  return Math.max(at, start);
}

function trimmed(text: string, start: number, end: number): Span {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return span(start, at);
}

function skipBlank(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function lineEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at += 1;
  return at;
}

const isLineEnd = (code: number): boolean => code === 10 || code === 13;

const isBlank = (code: number): boolean =>
  code === 32 ||
  code === 9 ||
  code === 11 ||
  code === 12 ||
  (code > 127 && code !== 0x2028 && code !== 0x2029 && /\s|\uFEFF/.test(String.fromCharCode(code)));
