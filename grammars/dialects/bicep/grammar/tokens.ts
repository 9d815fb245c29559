import { type CustomPatternMatcherFunc, createToken, type ITokenConfig, Lexer, type TokenType } from 'chevrotain';
import { interpolatedString } from '../../../kit/interpolated-string.ts';

const token = (name: string, pattern: ITokenConfig['pattern'], more: Partial<ITokenConfig> = {}): TokenType =>
  createToken({ name, ...(pattern === undefined ? {} : { pattern }), ...more });

export const Newline = token('Newline', /\r?\n/, { line_breaks: true });
const Blank = token('Blank', /[ \t\r\uFEFF]+/, { group: Lexer.SKIPPED });

/** `// note`; `#disable-next-line no-hardcoded-env-urls`. Up to the line's end. */
const LineComment = token('LineComment', /(?:\/\/|#)[^\n]*/, { group: 'comments', start_chars_hint: ['/', '#'] });

/** From one mark to the next; an open one takes the rest of the text. */
const upTo =
  (mark: string, end: string): CustomPatternMatcherFunc =>
  (text, offset) => {
    if (!text.startsWith(mark, offset)) return null;
    const last = text.indexOf(end, offset + mark.length);
    return [text.slice(offset, last < 0 ? text.length : last + end.length)];
  };
const BlockComment = token('BlockComment', upTo('/*', '*/'), {
  group: 'comments',
  line_breaks: true,
  start_chars_hint: ['/'],
});
/** `'''text of several lines'''` */
export const MultiLine = token('MultiLine', upTo("'''", "'''"), { line_breaks: true, start_chars_hint: ["'"] });
/** `'text ${expression} text'` */
export const Quoted = token('Quoted', interpolatedString("'", '$'), { line_breaks: true, start_chars_hint: ["'"] });
/** A quote that nothing closes: the rest of the line. */
const OpenQuote = token('OpenQuote', /'[^\n]*/);

export const Identifier = token('Identifier', /[A-Za-z_][A-Za-z0-9_]*/);
const keyword = (name: string, text: string): TokenType =>
  token(name, new RegExp(text), { longer_alt: Identifier, categories: [Identifier] });
export const For = keyword('For', 'for');
export const In = keyword('In', 'in');
export const If = keyword('If', 'if');
export const Existing = keyword('Existing', 'existing');
export const ResourceWord = keyword('ResourceWord', 'resource');
export const NumberToken = token('Number', /[0-9]+/);

export const Ellipsis = token('Ellipsis', /\.\.\./);
export const Arrow = token('Arrow', /=>/);
/** Between two operands; `-` also before one. */
export const Operator = token('Operator', /==|!=|=~|!~|<=|>=|&&|\|\||\?\?|[+/%<>*|]/);
export const Minus = token('Minus', /-/);
export const Not = token('Not', /!/);
export const Equals = token('Equals', /=/);
export const Question = token('Question', /\?/);
export const DoubleColon = token('DoubleColon', /::/);
export const Colon = token('Colon', /:/);
export const Comma = token('Comma', /,/);
export const SafeDot = token('SafeDot', /\.\?/);
export const Dot = token('Dot', /\./);
export const At = token('At', /@/);
export const OpenParen = token('OpenParen', /\(/);
export const CloseParen = token('CloseParen', /\)/);
export const OpenSquare = token('OpenSquare', /\[/);
export const CloseSquare = token('CloseSquare', /\]/);
export const OpenCurly = token('OpenCurly', /\{/);
export const CloseCurly = token('CloseCurly', /\}/);
// biome-ignore lint/suspicious/noControlCharactersInRegex: a file may hold anything, and no character is lost
const STRAY = /[\u0000-\u0008\u000B\u000C\u000E-\u001F!-\uFFFF]/;
/** Nothing that Bicep has. */
const Stray = token('Stray', STRAY);

export const TOKENS = [
  Newline,
  Blank,
  BlockComment,
  LineComment,
  MultiLine,
  Quoted,
  OpenQuote,
  For,
  In,
  If,
  Existing,
  ResourceWord,
  Identifier,
  NumberToken,
  Ellipsis,
  Arrow,
  Operator,
  Minus,
  Not,
  Equals,
  Question,
  DoubleColon,
  Colon,
  Comma,
  SafeDot,
  Dot,
  At,
  OpenParen,
  CloseParen,
  OpenSquare,
  CloseSquare,
  OpenCurly,
  CloseCurly,
  Stray,
];

export const bicepLexer = new Lexer(TOKENS, { ensureOptimizations: true, positionTracking: 'onlyOffset' });
