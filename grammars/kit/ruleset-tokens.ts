import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import { type Span, span } from '../text/span.ts';

/** What nft and pf.conf write alike: blanks, remarks, lines that go on, brackets. Each adds its own words and signs. */

const skipped = (name: string, pattern: RegExp, group: string = Lexer.SKIPPED): TokenType =>
  createToken({ name, pattern, group, line_breaks: true });
export const sign = (name: string, pattern: RegExp): TokenType => createToken({ name, pattern });

export const Blank = skipped('Blank', /[\t\v\f \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/);
export const Continuation = skipped('Continuation', /\\[\t ]*(?:\r\n|\n|\r)/, 'continuations');
export const Remark = createToken({ name: 'Remark', pattern: /#[^\r\n]*/, group: 'comments' });
export const Newline = createToken({ name: 'Newline', pattern: /\r\n|\n|\r/, line_breaks: true });

export const Not = sign('Not', /!/);
export const Comma = sign('Comma', /,/);
export const Slash = sign('Slash', /\//);
export const RoundOpen = sign('RoundOpen', /\(/);
export const RoundClose = sign('RoundClose', /\)/);
export const CurlyOpen = sign('CurlyOpen', /\{/);
export const CurlyClose = sign('CurlyClose', /\}/);

/** A `{` after which statements stand; one that stays CurlyOpen begins a list. */
export const BlockOpen = createToken({ name: 'BlockOpen', pattern: /\{/ });
export const BlockClose = createToken({ name: 'BlockClose', pattern: /\}/ });
/** Stands where a block ends without a brace; has no text. */
export const BlockEnd = createToken({ name: 'BlockEnd', pattern: /\}/ });
/** Closes nothing. */
export const StrayClose = createToken({ name: 'StrayClose', pattern: /\}/ });

/**
 * Inside of a character class: neither blank nor ASCII that can be seen, as explicit ranges, because complement classes cost the lexer
 * its speed.
 */
export const STRAY_RANGES =
  '\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f\\u00a1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e' +
  '\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\ufefe\\uff00-\\uffff';

export const spanOf = (token: IToken): Span => span(token.startOffset, token.startOffset + token.image.length);

export const retype = (token: IToken, type: TokenType): void => {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
};

/** Stands where a section begins behind its header; has no text. */
export const blockBegin = (offset: number): IToken => ({
  image: '',
  startOffset: offset,
  tokenType: BlockOpen,
  tokenTypeIdx: BlockOpen.tokenTypeIdx!,
});

export const blockEnd = (offset: number): IToken => ({
  image: '',
  startOffset: offset,
  tokenType: BlockEnd,
  tokenTypeIdx: BlockEnd.tokenTypeIdx!,
});
