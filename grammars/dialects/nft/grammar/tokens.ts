import { createToken, Lexer, type TokenType } from 'chevrotain';
import {
  Blank,
  Comma,
  Continuation,
  CurlyClose,
  CurlyOpen,
  Newline,
  Not,
  Remark,
  RoundClose,
  RoundOpen,
  Slash,
  STRAY_RANGES,
  sign,
} from '../../../kit/ruleset-tokens.ts';

/** Anything that can be a name or a value: keywords are told apart by their place. */
export const AnyWord = createToken({ name: 'AnyWord', pattern: Lexer.NA });
const word = (name: string, pattern: RegExp): TokenType => createToken({ name, pattern, categories: [AnyWord] });

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
export const BitOperator = sign('BitOperator', /<<|>>|[&|^]/);
export const Equals = sign('Equals', /=/);
export const Dot = sign('Dot', /\./);
export const Colon = sign('Colon', /:/);
export const Dash = sign('Dash', /-/);
export const Star = word('Star', /\*/);
export const SquareOpen = sign('SquareOpen', /\[/);
export const SquareClose = sign('SquareClose', /\]/);
export const Semicolon = sign('Semicolon', /;/);
/** A character that nftables gives no meaning. */
export const Stray = sign('Stray', new RegExp(`[${STRAY_RANGES}$@%+'?~\\\\\`]`));

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
