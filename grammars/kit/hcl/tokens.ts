import { type CustomPatternMatcherFunc, createToken, type ITokenConfig, Lexer, type TokenType } from 'chevrotain';
import { interpolatedString } from '../interpolated-string.ts';

const token = (name: string, pattern: ITokenConfig['pattern'], more: Partial<ITokenConfig> = {}): TokenType =>
  createToken({ name, ...(pattern === undefined ? {} : { pattern }), ...more });

export const Newline = token('Newline', /\r?\n/, { line_breaks: true });
const Blank = token('Blank', /[ \t\r\uFEFF]+/, { group: Lexer.SKIPPED });

/** `# note`, `// note`; up to the line's end. */
const LineComment = token('LineComment', /(?:#|\/\/)[^\n]*/, { group: 'comments', start_chars_hint: ['#', '/'] });

/** An open one takes the rest of the text. */
const blockComment: CustomPatternMatcherFunc = (text, offset) => {
  if (!text.startsWith('/*', offset)) return null;
  const end = text.indexOf('*/', offset + 2);
  return [text.slice(offset, end < 0 ? text.length : end + 2)];
};
const BlockComment = token('BlockComment', blockComment, {
  group: 'comments',
  line_breaks: true,
  start_chars_hint: ['/'],
});

/** `<<EOT`, `<<-EOT` with all its lines up to the marker alone on a line; an open one takes the rest of the text. */
const heredoc: CustomPatternMatcherFunc = (text, offset) => {
  if (!text.startsWith('<<', offset)) return null;
  const head = /^<<-?([A-Za-z_][A-Za-z0-9_-]{0,200})[ \t\r]*\n/.exec(text.slice(offset, offset + 260));
  if (!head) return null;
  const marker = head[1]!;
  for (let at = offset + head[0].length; at < text.length; ) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const start = text.indexOf(marker, at);
    if (start < 0) break;
    if (start < end && text.slice(at, end).trim() === marker) return [text.slice(offset, start + marker.length)];
    at = start >= end ? text.lastIndexOf('\n', start) + 1 : end + 1;
  }
  return [text.slice(offset)];
};
export const Heredoc = token('Heredoc', heredoc, { line_breaks: true, start_chars_hint: ['<'] });

/** `"text ${expression} text"`, `%{ if ... }`. */
export const Quoted = token('Quoted', interpolatedString('"', '$%'), { line_breaks: true, start_chars_hint: ['"'] });
/** A quote that nothing closes: the rest of the line. */
export const OpenQuote = token('OpenQuote', /"[^\n]*/);

export const Identifier = token('Identifier', /[A-Za-z_\u00C0-\uFFEF][A-Za-z0-9_\u00C0-\uFFEF-]*/);
const keyword = (name: string, text: string): TokenType =>
  token(name, new RegExp(text), { longer_alt: Identifier, categories: [Identifier] });
export const For = keyword('For', 'for');
export const In = keyword('In', 'in');
export const If = keyword('If', 'if');
export const NumberToken = token('Number', /[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/);

export const Ellipsis = token('Ellipsis', /\.\.\./);
export const Arrow = token('Arrow', /=>/);
/** `==`, `&&`, `+`: between two operands. `-` also before one. */
export const Operator = token('Operator', /==|!=|<=|>=|&&|\|\||[+/%<>]/);
export const Minus = token('Minus', /-/);
export const Star = token('Star', /\*/);
export const Not = token('Not', /!/);
export const Equals = token('Equals', /=/);
export const Question = token('Question', /\?/);
export const DoubleColon = token('DoubleColon', /::/);
export const Colon = token('Colon', /:/);
export const Comma = token('Comma', /,/);
export const Dot = token('Dot', /\./);
export const OpenParen = token('OpenParen', /\(/);
export const CloseParen = token('CloseParen', /\)/);
export const OpenSquare = token('OpenSquare', /\[/);
export const CloseSquare = token('CloseSquare', /\]/);
export const OpenCurly = token('OpenCurly', /\{/);
export const CloseCurly = token('CloseCurly', /\}/);
// biome-ignore lint/suspicious/noControlCharactersInRegex: a file may hold anything, and no character is lost
const STRAY = /[\u0000-\u0008\u000B\u000C\u000E-\u001F!-\uFFFF]/;
/** Nothing that HCL has. */
const Stray = token('Stray', STRAY);

export const TOKENS = [
  Newline,
  Blank,
  BlockComment,
  LineComment,
  Heredoc,
  Quoted,
  OpenQuote,
  For,
  In,
  If,
  Identifier,
  NumberToken,
  Ellipsis,
  Arrow,
  Operator,
  Minus,
  Star,
  Not,
  Equals,
  Question,
  DoubleColon,
  Colon,
  Comma,
  Dot,
  OpenParen,
  CloseParen,
  OpenSquare,
  CloseSquare,
  OpenCurly,
  CloseCurly,
  Stray,
];

export const hclLexer = new Lexer(TOKENS, { ensureOptimizations: true, positionTracking: 'onlyOffset' });
