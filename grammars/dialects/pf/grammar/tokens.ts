import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import { type Span, span } from '../../../text/span.ts';

const skipped = (name: string, pattern: RegExp, group: string = Lexer.SKIPPED): TokenType =>
  createToken({ name, pattern, group, line_breaks: true });

/** Anything that can be a name or a value: keywords are told apart by their place. */
export const AnyWord = createToken({ name: 'AnyWord', pattern: Lexer.NA });
const word = (name: string, pattern: RegExp): TokenType => createToken({ name, pattern, categories: [AnyWord] });
const sign = (name: string, pattern: RegExp): TokenType => createToken({ name, pattern });

const Blank = skipped('Blank', /[\t\v\f \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/);
const Continuation = skipped('Continuation', /\\[\t ]*(?:\r\n|\n|\r)/, 'continuations');
const Remark = createToken({ name: 'Remark', pattern: /#[^\r\n]*/, group: 'comments' });
export const Newline = createToken({ name: 'Newline', pattern: /\r\n|\n|\r/, line_breaks: true });

/** A backslash takes it on over the line's end. */
export const Quoted = createToken({
  name: 'Quoted',
  pattern: /"[^"\\\r\n]*(?:\\(?:\r\n|[\s\S])[^"\\\r\n]*)*"|'[^'\\\r\n]*(?:\\(?:\r\n|[\s\S])[^'\\\r\n]*)*'/,
  categories: [AnyWord],
  line_breaks: true,
});
/** A quote that never ends: the rest of its line. */
export const OpenQuote = sign('OpenQuote', /["'][^\r\n]*/);
export const Variable = sign('Variable', /\$[A-Za-z0-9_]+/);
/** `<bruteforce>` */
export const TableName = sign('TableName', /<[A-Za-z_][A-Za-z0-9_.:-]*>/);
export const Arrow = sign('Arrow', /->/);
/** `!=`, `>=`, `><`, `=` */
export const Compare = sign('Compare', /!=|<=|>=|><|<>|<|>|=/);
export const Not = sign('Not', /!/);
export const Comma = sign('Comma', /,/);
export const Slash = sign('Slash', /\//);
export const RoundOpen = sign('RoundOpen', /\(/);
export const RoundClose = sign('RoundClose', /\)/);
export const CurlyOpen = sign('CurlyOpen', /\{/);
export const CurlyClose = sign('CurlyClose', /\}/);
/** pf.conf takes any punctuation in a word that means nothing else: `em0:network`, `67:68`, `192.0.2.1`. */
export const PlainWord = word('PlainWord', /[A-Za-z0-9_.:*@&+;%^~|?[\]`-]+/);
/** A character that pf gives no meaning. */
const STRAY =
  '\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f\\u00a1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e';
/** A character that pf gives no meaning. */
export const Stray = sign('Stray', new RegExp(`[${STRAY}\\u2060-\\u2fff\\u3001-\\ufefe\\uff00-\\uffff$\\\\]`));

export const tokens: TokenType[] = [
  Blank,
  Continuation,
  Remark,
  Newline,
  Quoted,
  OpenQuote,
  Variable,
  TableName,
  Arrow,
  Compare,
  Not,
  Comma,
  Slash,
  RoundOpen,
  RoundClose,
  CurlyOpen,
  CurlyClose,
  PlainWord,
  Stray,
  AnyWord,
];

export const lexer = new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' });

export const spanOf = (token: IToken): Span => span(token.startOffset, token.startOffset + token.image.length);

export const retype = (token: IToken, type: TokenType): void => {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
};
