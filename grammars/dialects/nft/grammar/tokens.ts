import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import { type Span, span } from '../../../text/span.ts';

/** Neither blank nor a character of its own below, as explicit ranges: complement classes cost the lexer its speed. */
const STRAY =
  '\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f\\u00a1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e';
const STRAY_2 = '\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\ufefe\\uff00-\\uffff';

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

export const Quoted = word('Quoted', /"[^"\r\n]*"/);
/** A quote that never ends: the rest of its line. */
export const OpenQuote = sign('OpenQuote', /"[^"\r\n]*/);
export const Variable = sign('Variable', /\$[A-Za-z_.][A-Za-z0-9_./-]*/);
export const AtName = sign('AtName', /@[A-Za-z_.][A-Za-z0-9_./-]*/);
/** IPv6 and MAC addresses: two colons at least. */
const Colons = word(
  'Colons',
  /(?:[0-9A-Fa-f]{1,4}:){2,7}(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f]{1,4}|:(?:(?:[0-9A-Fa-f]{1,4}:){0,6}(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f]{1,4}))?)?|[0-9A-Fa-f]{1,4}::(?:(?:[0-9A-Fa-f]{1,4}:){0,6}(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f]{1,4}))?|::(?:(?:[0-9A-Fa-f]{1,4}:){0,6}(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f]{1,4}))?/,
);
const Ipv4 = word('Ipv4', /[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/);
/** `22`, `0x16`, `1d12h`. */
export const NumberWord = word('NumberWord', /[0-9][0-9A-Za-z_]*/);
/** `tcp`, `http-alt`, `eth0.100`, `wg*`, `mbytes/second`. */
export const PlainWord = word('PlainWord', /[A-Za-z_](?:[A-Za-z0-9_./-]|\\\*)*\*?/);

export const Compare = sign('Compare', /==|!=|<=|>=|<(?!<)|>(?!>)/);
export const Not = sign('Not', /!/);
export const BitOperator = sign('BitOperator', /<<|>>|[&|^]/);
export const Equals = sign('Equals', /=/);
export const Comma = sign('Comma', /,/);
export const Dot = sign('Dot', /\./);
export const Colon = sign('Colon', /:/);
export const Dash = sign('Dash', /-/);
export const Slash = sign('Slash', /\//);
export const Star = word('Star', /\*/);
export const RoundOpen = sign('RoundOpen', /\(/);
export const RoundClose = sign('RoundClose', /\)/);
export const SquareOpen = sign('SquareOpen', /\[/);
export const SquareClose = sign('SquareClose', /\]/);
export const Semicolon = sign('Semicolon', /;/);
export const CurlyOpen = sign('CurlyOpen', /\{/);
export const CurlyClose = sign('CurlyClose', /\}/);
/** A character that nftables gives no meaning. */
export const Stray = sign('Stray', new RegExp(`[${STRAY}${STRAY_2}$@%+'?~\\\\\`]`));

export const tokens: TokenType[] = [
  Blank,
  Continuation,
  Remark,
  Newline,
  Quoted,
  OpenQuote,
  Variable,
  AtName,
  Colons,
  Ipv4,
  NumberWord,
  PlainWord,
  Compare,
  Not,
  BitOperator,
  Equals,
  Comma,
  Dot,
  Colon,
  Dash,
  Slash,
  Star,
  RoundOpen,
  RoundClose,
  SquareOpen,
  SquareClose,
  Semicolon,
  CurlyOpen,
  CurlyClose,
  Stray,
  AnyWord,
];

export const lexer = new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' });

export const spanOf = (token: IToken): Span => span(token.startOffset, token.startOffset + token.image.length);

export const retype = (token: IToken, type: TokenType): void => {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
};
