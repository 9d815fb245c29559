import type { Trivia, Word } from '../../outline.ts';

/** One logical line. */
export interface Line {
  readonly words: readonly Word[];
  readonly trivia: readonly Trivia[];
  /** Where the next line starts. */
  readonly end: number;
}

/**
 * The words of the line that starts at `at`: `name="a text"` and a block in braces are one word each, a bracket of `[ find ... ]` one of its
 * own. A word's text is without the backslashes at line ends; its quotes stay.
 *
 * @param open of this text: what keeps reading linear
 */
export function readWords(text: string, at: number, open: OpenBlocks): Line {
  const words: Word[] = [];
  const trivia: Trivia[] = [];
  let i = at;
  while (i < text.length) {
    const character = text[i]!;
    if (isLineEnd(character)) break;
    if (isBlank(character)) {
      i += 1;
      continue;
    }
    const next = continuation(text, i);
    if (next !== undefined) {
      trivia.push({ kind: 'punctuation', span: { start: i, end: i + 1 } });
      i = next;
      continue;
    }
    if (character === '#' && words.length === 0) {
      const end = endOfLine(text, i);
      trivia.push({ kind: 'comment', span: { start: i, end: lastVisible(text, i, end) } });
      i = end;
      break;
    }
    if (character === '[' || character === ']') {
      words.push({ text: character, span: { start: i, end: i + 1 } });
      i += 1;
      continue;
    }
    if (character === ';') {
      trivia.push({ kind: 'punctuation', span: { start: i, end: i + 1 } });
      i += 1;
      continue;
    }
    const word = readWord(text, i, open);
    words.push(word);
    i = word.span.end;
  }
  if (text.startsWith('\r\n', i)) i += 2;
  else if (i < text.length) i += 1;
  return { words, trivia, end: i };
}

function readWord(text: string, start: number, open: OpenBlocks): Word {
  let said = '';
  let i = start;
  while (i < text.length) {
    const character = text[i]!;
    if (isBlank(character) || isLineEnd(character) || character === ';') break;
    if (character === ']' && i > start) break;
    const next = continuation(text, i);
    if (next !== undefined) {
      if (isBlank(text[i - 1]!)) break;
      i = next;
      continue;
    }
    if (character === '"') {
      const quoted = readQuoted(text, i);
      said += quoted.text;
      i = quoted.end;
      continue;
    }
    if (character === '{' || character === '(' || (character === '[' && i > start)) {
      const end = endOfBlock(text, i, open);
      said += text.slice(i, end);
      i = end;
      continue;
    }
    const length = character === '\\' && i + 1 < text.length && !isLineEnd(text[i + 1]!) ? 2 : 1;
    said += text.slice(i, i + length);
    i += length;
  }
  return { text: said, span: { start, end: lastVisible(text, start, i) } };
}

/** A text in quotes goes on behind a backslash, and where the next line is indented as an export indents it. */
function readQuoted(text: string, start: number): { text: string; end: number } {
  let said = '"';
  let i = start + 1;
  while (i < text.length) {
    const character = text[i]!;
    if (character === '"') return { text: `${said}"`, end: i + 1 };
    const next = continuation(text, i);
    if (next !== undefined) {
      i = next;
      continue;
    }
    if (isLineEnd(character)) {
      const after = text.startsWith('\r\n', i) ? i + 2 : i + 1;
      if (!text.startsWith('    ', after)) break;
      said += '\n';
      i = after + 4;
      continue;
    }
    const length = character === '\\' && i + 1 < text.length ? 2 : 1;
    said += text.slice(i, i + length);
    i += length;
  }
  return { text: said, end: i };
}

/** Braces and brackets that found no partner. */
export interface OpenBlocks {
  /** One did not: partners of later ones are looked for in their own line only. */
  unclosed: boolean;
  /** The line that was looked at last ends here. */
  lineEnd: number;
  /** How many found none in that line: beyond `MOST_FAILED` none is looked for. */
  failed: number;
}

const MOST_FAILED = 20;

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/** Behind the partner of the brace or bracket, which may be lines away; where it has none, behind what its own line holds of the word. */
function endOfBlock(text: string, start: number, open: OpenBlocks): number {
  if (start >= open.lineEnd) [open.lineEnd, open.failed] = [endOfLine(text, start), 0];
  const limit = open.failed >= MOST_FAILED ? start : open.unclosed ? open.lineEnd : text.length;
  const stack: string[] = [];
  for (let i = start; i < limit; i += 1) {
    const character = text[i]!;
    if (character === '\\') i += 1;
    else if (character === '"') i = readQuoted(text, i).end - 1;
    else if (CLOSING[character] !== undefined) stack.push(CLOSING[character]);
    else if (character === stack.at(-1)) {
      stack.pop();
      if (stack.length === 0) return i + 1;
    }
  }
  open.unclosed = true;
  open.failed += 1;
  let end = start + 1;
  while (end < text.length && !isBlank(text[end]!) && !isLineEnd(text[end]!)) end += 1;
  return end;
}

/** Where reading goes on for a backslash that ends its line; undefined for any other character. */
function continuation(text: string, at: number): number | undefined {
  if (text[at] !== '\\') return undefined;
  let i = at + 1;
  if (text.startsWith('\r\n', i)) i += 2;
  else if (i < text.length && isLineEnd(text[i]!)) i += 1;
  else return undefined;
  while (i < text.length && isBlank(text[i]!)) i += 1;
  return i;
}

function endOfLine(text: string, at: number): number {
  let i = at;
  while (i < text.length && !isLineEnd(text[i]!)) i += 1;
  return i;
}

function lastVisible(text: string, start: number, end: number): number {
  let i = end;
  while (i > start + 1 && (isBlank(text[i - 1]!) || isLineEnd(text[i - 1]!))) i -= 1;
  return i;
}

const isLineEnd = (character: string): boolean => character === '\n' || character === '\r';
const isBlank = (character: string): boolean =>
  character !== '\n' && character !== '\r' && /[\s\uFEFF]/u.test(character);

/** What a value means: quotes and backslashes taken away. */
export function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  const inner = text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined);
  return inner.replace(/\\(?:([0-9A-F]{2})|([\s\S]))/g, (_, code: string | undefined, one: string | undefined) =>
    code === undefined ? (ESCAPES[one!] ?? one!) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', _: ' ' };

/** As a value is written: in quotes where it has to be. */
export const quoted = (text: string): string =>
  /^[A-Za-z0-9_./:,!@%-]+$/.test(text) ? text : `"${text.replace(/["\\$?]/g, '\\$&')}"`;
