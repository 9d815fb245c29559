import { createToken, Lexer, type TokenType } from 'chevrotain';
import {
  Blank,
  Comma,
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

/** Anything that can be a name or a value. */
export const AnyWord = createToken({ name: 'AnyWord', pattern: Lexer.NA });
const word = (name: string, pattern: RegExp, categories: TokenType[] = [AnyWord]): TokenType =>
  createToken({ name, pattern, categories });

/** `import`, `transit_in`: options of protocols are told apart by their table, not by the lexer. */
export const Name = word('Name', /[A-Za-z_][A-Za-z0-9_]*/);
/** Words of the filter language; each may be a name elsewhere. */
const keyword = (name: string): TokenType =>
  createToken({ name: `Word_${name}`, pattern: name, longer_alt: Name, categories: [AnyWord] });

export const If = keyword('if');
export const Then = keyword('then');
export const Else = keyword('else');
export const Case = keyword('case');
export const For = keyword('for');
export const In = keyword('in');
export const Do = keyword('do');
export const Return = keyword('return');
export const Accept = keyword('accept');
export const Reject = keyword('reject');
export const ErrorWord = keyword('error');
export const Print = keyword('print');
export const Printn = keyword('printn');
export const True = keyword('true');
export const False = keyword('false');
export const SetWord = keyword('set');
/** Types of values: `int`, `prefix set`. */
export const TypeWord = createToken({ name: 'TypeWord', pattern: Lexer.NA, categories: [AnyWord] });
// A longer one before those it begins with.
const types = 'bytestring bgpmask bgppath eclist lclist prefix string clist bool pair quad int ip rd ec lc'
  .split(' ')
  .map((name) =>
    createToken({ name: `Type_${name}`, pattern: name, longer_alt: Name, categories: [AnyWord, TypeWord] }),
  );

export const Quoted = word('Quoted', /"[^"\r\n]*"/);
/** `'my-name'` is the name my-name. */
export const QuotedName = word('QuotedName', /'[A-Za-z0-9_.:-]*'/);
/** A quote that never ends: the rest of its line. */
export const OpenQuote = sign('OpenQuote', /["'][^\r\n]*/);
/** `hex:010203`, `01:02:03:04:05:06:07:08:09`. */
export const Bytes = word('Bytes', /hex:(?:[0-9A-Fa-f]{2}:?)*|(?:[0-9A-Fa-f]{2}:){8,}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{32,}/);
/** Two colons at least. */
export const Ipv6 = word(
  'Ipv6',
  /(?:[0-9A-Fa-f]{1,4}:){2,7}(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f]{1,4}|:(?:(?:[0-9A-Fa-f]{1,4}:){0,6}(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f]{1,4}))?)?|[0-9A-Fa-f]{1,4}::(?:(?:[0-9A-Fa-f]{1,4}:){0,6}(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f]{1,4}))?|::(?:(?:[0-9A-Fa-f]{1,4}:){0,6}(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f]{1,4}))?/,
);
export const Ipv4 = word('Ipv4', /[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/);
export const NumberWord = word('NumberWord', /0x[0-9A-Fa-f]+|[0-9]+/);

/** `[= * 64500 ? =]` */
export const MaskOpen = sign('MaskOpen', /\[=/);
export const MaskClose = sign('MaskClose', /=\]/);
export const Arrow = sign('Arrow', /->/);
export const NotEqual = sign('NotEqual', /!=/);
export const NotMatch = sign('NotMatch', /!~/);
export const Match = sign('Match', /~/);
export const Compare = sign('Compare', /<=|>=|<|>/);
export const And = sign('And', /&&/);
export const Or = sign('Or', /\|\|/);
export const Equals = sign('Equals', /=/);
export const Range = sign('Range', /\.\./);
export const Dot = sign('Dot', /\./);
export const Colon = sign('Colon', /:/);
export const Plus = sign('Plus', /\+/);
export const Dash = sign('Dash', /-/);
export const Star = sign('Star', /\*/);
export const Question = sign('Question', /\?/);
export const Percent = sign('Percent', /%/);
export const SquareOpen = sign('SquareOpen', /\[/);
export const SquareClose = sign('SquareClose', /\]/);
export const Semicolon = sign('Semicolon', /;/);
/** Between the arguments of a function, or its declarations: ends no statement. */
export const InnerSemicolon = createToken({ name: 'InnerSemicolon', pattern: Lexer.NA });
/** A character that BIRD gives no meaning. */
export const Stray = sign('Stray', new RegExp(`[${STRAY_RANGES}$@&^|\\\\\`]`));

const Comment = createToken({
  name: 'Comment',
  pattern: /\/\*[\s\S]*?\*\//,
  group: 'comments',
  line_breaks: true,
});
const OpenComment = createToken({ name: 'OpenComment', pattern: /\/\*[\s\S]*/, group: 'comments', line_breaks: true });

export const signs: readonly TokenType[] = [
  MaskOpen,
  MaskClose,
  Arrow,
  NotEqual,
  NotMatch,
  Match,
  Compare,
  And,
  Or,
  Equals,
  Range,
  Dot,
  Colon,
  Plus,
  Dash,
  Star,
  Question,
  Percent,
  SquareOpen,
  SquareClose,
  Comma,
  Not,
  Slash,
  RoundOpen,
  RoundClose,
];

export const tokens: TokenType[] = [
  Blank,
  Newline,
  Remark,
  Comment,
  OpenComment,
  Quoted,
  QuotedName,
  OpenQuote,
  Bytes,
  Ipv6,
  Ipv4,
  NumberWord,
  ...types,
  If,
  Then,
  Else,
  Case,
  For,
  In,
  Do,
  Return,
  Accept,
  Reject,
  ErrorWord,
  Printn,
  Print,
  True,
  False,
  SetWord,
  Name,
  ...signs,
  Semicolon,
  CurlyOpen,
  CurlyClose,
  Stray,
  AnyWord,
  TypeWord,
  InnerSemicolon,
];

export const lexer = new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' });
