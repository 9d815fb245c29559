import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import { parseIpv4, parseIpv6, parsePrefix } from '../model/address.ts';
import type { Word } from '../outline.ts';

/**
 * A vocabulary for one-statement parsers: words that the outline already found become tokens by lookup, so no lexer runs.
 * Every token is also a `Word`, because names may be keywords; a word may belong to several categories.
 */
export interface Vocabulary {
  /** All token types, for the parser. */
  readonly types: TokenType[];
  /** Any word at all. */
  readonly Word: TokenType;
  /** A word that is nothing else. */
  readonly Name: TokenType;
  readonly Digits: TokenType;
  readonly Ipv4: TokenType;
  readonly Ipv6: TokenType;
  readonly Prefix: TokenType;
  /** The type of a keyword; each word of it is its own token. */
  keyword(text: string): TokenType;
  /** The category of a word list given to `vocabulary`. */
  category(name: string): TokenType;
  tokens(words: readonly Word[]): IToken[];
}

/** `categories`: word lists by name; `#` in one takes all plain numbers in. */
export function vocabulary(
  keywords: readonly string[],
  categories: Readonly<Record<string, readonly string[]>>,
): Vocabulary {
  const Word = createToken({ name: 'Word', pattern: Lexer.NA });
  const groups = new Map(
    Object.keys(categories).map((name) => [name, createToken({ name, pattern: Lexer.NA })] as const),
  );
  const groupsOf = (word: string): TokenType[] =>
    Object.entries(categories)
      .filter(([, words]) => words.includes(word))
      .map(([name]) => groups.get(name)!);
  const make = (name: string, own: TokenType[]): TokenType =>
    createToken({ name, pattern: Lexer.NA, categories: [Word, ...own] });
  const Digits = make('Digits', groupsOf('#'));
  const Ipv4 = make('Ipv4', []);
  const Ipv6 = make('Ipv6', []);
  const Prefix = make('Prefix', []);
  const Name = make('Name', []);
  const byText = new Map<string, TokenType>();
  for (const text of new Set([...keywords, ...Object.values(categories).flat()]))
    if (text !== '#') byText.set(text, make(`'${text}'`, groupsOf(text)));

  const typeOf = (text: string): TokenType => {
    const known = byText.get(text) ?? byText.get(text.toLowerCase());
    if (known) return known;
    const first = text.charCodeAt(0);
    if (first >= 48 && first <= 57) {
      if (/^\d{1,10}$/.test(text)) return Digits;
      if (parseIpv4(text) !== undefined) return Ipv4;
    }
    if (text.includes('/') && parsePrefix(text)) return Prefix;
    if (text.includes(':') && parseIpv6(text) !== undefined) return Ipv6;
    return Name;
  };

  return {
    types: [Word, Digits, Ipv4, Ipv6, Prefix, Name, ...groups.values(), ...byText.values()],
    Word,
    Name,
    Digits,
    Ipv4,
    Ipv6,
    Prefix,
    keyword: (text) => byText.get(text) ?? missing(text),
    category: (name) => groups.get(name) ?? missing(name),
    tokens: (words) =>
      words.map(({ text, span }) => {
        const tokenType = typeOf(text);
        return {
          image: text,
          startOffset: span.start,
          endOffset: span.end - 1,
          tokenType,
          tokenTypeIdx: tokenType.tokenTypeIdx!,
        } as IToken;
      }),
  };
}

/** Back from a token to the word it was made of. */
export const wordOf = (token: IToken): Word => ({
  text: token.image,
  span: { start: token.startOffset, end: token.startOffset + token.image.length },
});

function missing(text: string): never {
  throw new Error(`vocabulary: no word ${text}`);
}
