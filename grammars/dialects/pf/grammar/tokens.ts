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
/** pf.conf takes any punctuation in a word that means nothing else: `em0:network`, `67:68`, `192.0.2.1`. */
export const PlainWord = word('PlainWord', /[A-Za-z0-9_.:*@&+;%^~|?[\]`-]+/);
/** A character that pf gives no meaning. */
export const Stray = sign('Stray', new RegExp(`[${STRAY_RANGES}$\\\\]`));

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
