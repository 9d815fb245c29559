import { behindPager } from '../../kit/pager-mark.ts';
import type { Outline, Statement, SyntaxProblem, Trivia, Word } from '../../outline.ts';
import { type Span, span } from '../../text/span.ts';

/**
 * `config`, `edit` and what they hold; `next` and `end` close them and are punctuation. Texts in quotes may run over lines.
 * Linear, cannot fail.
 */
export function parse(text: string): Outline {
  const reader: Reader = { text, statements: [], trivia: [], problems: [], open: [], unclosed: new Set() };
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) at = readLine(reader, at);
  for (const block of reader.open) finish(block, block.children.at(-1)?.span.end ?? block.header.end);
  // A template's own braces decide which of its lines there are.
  return {
    text,
    statements: reader.statements,
    trivia: reader.trivia,
    problems: isTemplate(text) ? [] : reader.problems,
  };
}

/** Jinja and Go templates. */
export const isTemplate = (text: string): boolean => /\{\{|\{%/.test(text);

interface Draft extends Statement {
  span: Span;
  readonly children: Draft[];
}

interface Reader {
  readonly text: string;
  readonly statements: Draft[];
  readonly trivia: Trivia[];
  readonly problems: SyntaxProblem[];
  /** Blocks that stand open, outermost first. */
  readonly open: Draft[];
  /** Quotes that nothing closes from here to the end of the text: they are looked for once. */
  readonly unclosed: Set<string>;
}

/** `FGT-1 (root) # `, `FGT-1 $ `: what a terminal wrote before a command. */
const PROMPT = /[\w.-]+(?: \([^()\r\n]*\))? [#$] ?/y;

function readLine(reader: Reader, start: number): number {
  const { text, trivia } = reader;
  const shown = behindPager(text, start);
  if (shown > start) trivia.push({ kind: 'blob', span: span(start, trimmed(text, start, shown)) });
  let at = skipBlank(text, shown);
  if (at >= text.length) return at;
  if (isLineEnd(text.charCodeAt(at))) return at + 1;
  if (text[at] === '#') {
    const end = lineEnd(text, at);
    trivia.push({ kind: 'comment', span: span(at, trimmed(text, at, end)) });
    return end;
  }
  PROMPT.lastIndex = at;
  const prompt = PROMPT.exec(text)?.[0];
  if (prompt !== undefined) {
    trivia.push({ kind: 'blob', span: span(at, at + prompt.trimEnd().length) });
    at = skipBlank(text, at + prompt.length);
  }
  const words: Word[] = [];
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) {
    const end = wordEnd(reader, at);
    words.push({ text: text.slice(at, end), span: span(at, end) });
    at = skipBlank(text, end);
  }
  if (words.length > 0) addStatement(reader, words);
  return at;
}

function addStatement(reader: Reader, words: readonly Word[]): void {
  const verb = words[0]!.text;
  if ((verb === 'next' || verb === 'end') && words.length === 1) {
    reader.trivia.push({ kind: 'punctuation', span: words[0]!.span });
    close(reader, verb, words[0]!.span);
    return;
  }
  const inEdit = isEdit(reader.open.at(-1));
  if (verb === 'edit' && inEdit) {
    reader.problems.push({ span: words[0]!.span, code: 'next-missing', text: NEXT_MISSING });
    finish(reader.open.pop()!, words[0]!.span.start);
  }
  const parent = reader.open.at(-1);
  const header = span(words[0]!.span.start, words.at(-1)!.span.end);
  const statement: Draft = { words, header, span: header, children: [], parent, coverage: 'unknown' };
  (parent?.children ?? reader.statements).push(statement);
  if (verb === 'config' || verb === 'edit') reader.open.push(statement);
}

function close(reader: Reader, verb: 'next' | 'end', at: Span): void {
  const { open, problems } = reader;
  const inEdit = isEdit(open.at(-1));
  if (open.length === 0 || (verb === 'next' && !inEdit)) {
    problems.push({ span: at, code: `stray-${verb}`, text: verb === 'next' ? STRAY_NEXT : STRAY_END });
    return;
  }
  // `end` saves what is edited too.
  if (verb === 'end' && inEdit) finish(open.pop()!, at.start);
  if (open.length > 0) finish(open.pop()!, at.end);
}

function finish(block: Draft, end: number): void {
  const last = block.children.at(-1)?.span.end ?? block.header.end;
  block.span = span(block.span.start, Math.max(end, last));
}

const NEXT_MISSING = {
  en: 'The entry above is not closed by `next`: the device takes this `edit` for a mistake, and the settings below change the entry above. Close it.',
  'zh-cn': '上面的条目没有用 `next` 结束:设备会把此 `edit` 视为错误,其后的设置会改动上面的条目。请补上 `next`。',
};
const STRAY_NEXT = {
  en: '`next` stands outside of an entry, and the device refuses it. Remove it, or put the `edit` that it belongs to before it.',
  'zh-cn': '`next` 不在任何条目之内,设备会拒绝。请删除它,或补上对应的 `edit`。',
};
const STRAY_END = {
  en: '`end` closes no `config`, and the device refuses it. Remove it, or put the `config` that it belongs to before it.',
  'zh-cn': '`end` 没有对应的 `config`,设备会拒绝。请删除它,或补上对应的 `config`。',
};

/** A word may be made of pieces: `"a b"'c'\ d`. */
function wordEnd(reader: Reader, start: number): number {
  const { text } = reader;
  let at = start;
  while (at < text.length && !isBlank(text.charCodeAt(at)) && !isLineEnd(text.charCodeAt(at))) {
    const here = text[at]!;
    if (here === '\\' && at + 1 < text.length) at += text.startsWith('\r\n', at + 1) ? 3 : 2;
    else if (here === '"' || here === "'") at = quoteEnd(reader, at, here);
    else at += 1;
  }
  return Math.min(at, text.length);
}

/** Behind the closing quote; where nothing closes it, it is a character like others. */
function quoteEnd({ text, unclosed }: Reader, start: number, quote: string): number {
  if (unclosed.has(quote)) return start + 1;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (text[at] === quote) return at + 1;
  }
  unclosed.add(quote);
  return start + 1;
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

function trimmed(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

const isLineEnd = (code: number): boolean => code === 10 || code === 13;

const isBlank = (code: number): boolean =>
  code === 32 ||
  code === 9 ||
  code === 11 ||
  code === 12 ||
  (code > 127 && /\s|\uFEFF/.test(String.fromCharCode(code)) && code !== 0x2028 && code !== 0x2029);

const isEdit = (block: Statement | undefined): boolean => block?.words[0]?.text === 'edit';
