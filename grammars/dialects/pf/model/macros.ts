import { createTokenInstance, type IToken } from 'chevrotain';
import type { TokenWord } from '../../../kit/ruleset-outline.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';
import { unquoted } from '../grammar/condition-parser.ts';
import { lexer, PlainWord, Variable } from '../grammar/tokens.ts';

/** Tokens that stand for a name, as they would be written. */
export type Macros = ReadonlyMap<string, readonly IToken[]>;

/** More tokens than this in one statement are not put together. */
const MOST = 20_000;

/** `name = "value" $other`: its name, if the statement is one. */
export function macroName({ words }: Statement): Located<string> | undefined {
  const [name, equals] = words;
  if (!name || equals?.text !== '=' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name.text)) return undefined;
  return at(name.text, name.span);
}

/** What a macro's words stand for: the text in its quotes is read as if it stood there. */
export function macroValue(words: readonly Word[], macros: Macros): readonly IToken[] | undefined {
  const tokens = words.flatMap((word) => {
    const { token } = word as TokenWord;
    const text = unquoted(token);
    return text === token.image ? [token] : lexer.tokenize(text).tokens.map((inner) => moved(inner, word));
  });
  return expanded(tokens, macros);
}

/** The words' tokens with macros put in; undefined where one is not known. */
export const tokensOf = (words: readonly Word[], macros: Macros): readonly IToken[] | undefined =>
  expanded(
    words.map((word) => (word as TokenWord).token),
    macros,
  );

function expanded(tokens: readonly IToken[], macros: Macros): readonly IToken[] | undefined {
  const out: IToken[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.tokenType !== Variable) {
      const before = tokens[i - 1];
      const last = out.at(-1);
      // `$ext_if:network` is one word.
      if (
        before?.tokenType === Variable &&
        last &&
        token.image.startsWith(':') &&
        before.startOffset + before.image.length === token.startOffset
      ) {
        out[out.length - 1] = named(
          last.image + token.image,
          before.startOffset,
          token.startOffset + token.image.length,
        );
      } else out.push(token);
      continue;
    }
    const value = macros.get(token.image.slice(1));
    if (!value) return undefined;
    const span = { start: token.startOffset, end: token.startOffset + token.image.length };
    for (const one of value) out.push(moved(one, { span }));
    if (out.length > MOST) return undefined;
  }
  return out;
}

/** The same token, said to stand where the macro does. */
function moved(token: IToken, { span }: Pick<Word, 'span'>): IToken {
  return createTokenInstance(token.tokenType, token.image, span.start, span.end, NaN, NaN, NaN, NaN);
}

const named = (image: string, start: number, end: number): IToken =>
  createTokenInstance(PlainWord, image, start, end, NaN, NaN, NaN, NaN);
