import { lineStart } from '../../kit/line-starts.ts';
import type { Bilingual, Outline, Statement, SyntaxProblem, Trivia, Word } from '../../outline.ts';
import { type Span, span } from '../../text/span.ts';

export type Form = 'braces' | 'set';

const SET_LINE = /^[ \t]*(?:set|delete) +[a-z]/gm;
const SETS = lineStart(new RegExp(SET_LINE.source, 'm'));
const BLOCK_LINE = /^[ \t]*[^\s#'"{}][^{}\r\n]*\{[ \t]*\r?$/gm;

/** The form most lines are in. */
export function formOf(text: string): Form {
  if (!SETS.isIn(text)) return 'braces';
  const commands = text.match(SET_LINE)?.length ?? 0;
  return commands > (text.match(BLOCK_LINE)?.length ?? 0) ? 'set' : 'braces';
}

interface OpenStatement extends Statement {
  span: Span;
  readonly children: Statement[];
}

/** A comment, a text in quotes, a brace, a word. A brace inside of a word belongs to it. */
const PIECE =
  /\/\*[\s\S]*?(?:\*\/|$)|"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"?|'[^'\r\n]*'?|[{}](?=\s|$)|[^\s\uFEFF"'][^\s\uFEFF]*|["']/y;

/** One statement a line; a line that ends with `{` opens a block, `}` ends it. Linear, cannot fail. */
export function parse(text: string): Outline {
  const statements: Statement[] = [];
  const trivia: Trivia[] = [];
  const problems: SyntaxProblem[] = [];
  const braces = formOf(text) === 'braces';
  const open: { readonly statement: OpenStatement | undefined; readonly brace: Span }[] = [];
  let words: Word[] = [];
  const end = (): OpenStatement | undefined => {
    const [first] = words;
    if (!first) return undefined;
    const header = span(first.span.start, words.at(-1)!.span.end);
    const parent = open.findLast(({ statement }) => statement)?.statement;
    const made: OpenStatement = { words, header, span: header, children: [], parent, coverage: 'unknown' };
    (parent?.children ?? statements).push(made);
    words = [];
    return made;
  };
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) {
      end();
      at += 1;
      continue;
    }
    if (isBlank(code)) {
      at += 1;
      continue;
    }
    if (words.length === 0 && (text[at] === '#' || text.startsWith('//', at))) {
      const last = lineEnd(text, at);
      trivia.push({ kind: 'comment', span: trimmed(text, span(at, last)) });
      at = last;
      continue;
    }
    PIECE.lastIndex = at;
    const piece = PIECE.exec(text)![0];
    const where = span(at, at + piece.length);
    at = where.end;
    if (piece.startsWith('/*')) trivia.push({ kind: 'comment', span: trimmed(text, where) });
    else if (piece === '{' && braces && endsLine(text, at)) {
      const statement = end();
      trivia.push({ kind: 'punctuation', span: where });
      open.push({ statement, brace: where });
    } else if (piece === '}' && braces && words.length === 0) {
      trivia.push({ kind: 'punctuation', span: where });
      const block = open.pop();
      if (block?.statement) block.statement.span = span(block.statement.span.start, where.end);
      else if (!block) problems.push({ span: where, code: 'brace-not-opened', text: NOT_OPENED });
    } else words.push({ text: piece, span: where });
  }
  end();
  const [outermost] = open;
  if (outermost) problems.push({ span: outermost.brace, code: 'brace-not-closed', text: NOT_CLOSED });
  for (let block = open.pop(); block; block = open.pop()) {
    const last = block.statement?.children.at(-1);
    if (block.statement && last) block.statement.span = span(block.statement.span.start, last.span.end);
  }
  return { text, statements, trivia, problems: TEMPLATE.test(text) ? [] : problems };
}

/** What it holds is not yet a configuration: its braces need not match. */
export const TEMPLATE = /\{\{|\{%/;

const endsLine = (text: string, from: number): boolean =>
  /^[ \t]*(?:\/\*[^\r\n]*\*\/[ \t]*)?(?:[\r\n]|$)/.test(text.slice(from, from + 200));

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at += 1;
  return at;
}

function trimmed(text: string, { start, end }: Span): Span {
  let last = end;
  while (last > start && isBlank(text.charCodeAt(last - 1))) last -= 1;
  return span(start, last);
}

const isBlank = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s|\uFEFF/.test(String.fromCharCode(code)));

const NOT_CLOSED: Bilingual = {
  en: 'This block has no closing brace.',
  'zh-cn': '这个块缺少右花括号。',
};
const NOT_OPENED: Bilingual = {
  en: 'This brace closes nothing: there is one too many, or an opening brace is missing above.',
  'zh-cn': '这个花括号没有可关闭的块:要么多余,要么前面缺少左花括号。',
};
