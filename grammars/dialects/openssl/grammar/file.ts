import { type CustomPatternMatcherReturn, createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import { rulesetReader } from '../../../kit/ruleset-outline.ts';
import { Blank, Continuation, Newline, Remark, STRAY_RANGES, sign, spanOf } from '../../../kit/ruleset-tokens.ts';
import { sectionBlocks } from '../../../kit/section-blocks.ts';
import type { Bilingual, Outline, SyntaxProblem } from '../../../outline.ts';

/** `[ CA_default ]`, at the start of a line. */
const Header = createToken({
  name: 'Header',
  pattern: headerAt,
  start_chars_hint: ['['],
  line_breaks: false,
});
const Equals = sign('Equals', /=/);
/** `MinProtocol`, `"a # b"`, `DEFAULT@SECLEVEL`, `$dir/certs`; a quote without an end runs to the line's. */
const AnyWord = createToken({
  name: 'AnyWord',
  pattern: new RegExp(
    `(?:[!$-&(-<>-\\[\\]-~${STRAY_RANGES}]|\\\\[^\\r\\n]|"(?:[^"\\\\\\r\\n]|\\\\[^\\r\\n])*"?|'(?:[^'\\\\\\r\\n]|\\\\[^\\r\\n])*'?)+`,
  ),
});
const Backslash = sign('Backslash', /\\/);

const tokens: TokenType[] = [Blank, Continuation, Newline, Remark, Header, Equals, AnyWord, Backslash];

/** Sections with a header in brackets, and `name = value` a line in them. It never fails, loses nothing, costs linear time. */
export const parse: (text: string) => Outline = rulesetReader({
  lexer: new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' }),
  tokens,
  pieces: [Header, Equals, AnyWord, Backslash],
  separators: [],
  sortBraces: (all) => ({
    tokens: sectionBlocks(all, ({ tokenType }) => tokenType === Header),
    problems: withoutEquals(all),
  }),
});

function headerAt(text: string, offset: number, matched: IToken[]): CustomPatternMatcherReturn | null {
  const last = matched.at(-1);
  if (last && last.tokenType !== Newline) return null;
  let end = offset;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') {
    if (text[end] === ']') return [text.slice(offset, end + 1)];
    if (text[end] === '#') return null;
    end += 1;
  }
  return null;
}

/** `name = value`: the name is one word. `.include PATH` and `.pragma` take either. */
function withoutEquals(all: readonly IToken[]): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  let fresh = true;
  for (const [i, token] of all.entries()) {
    const first = fresh;
    fresh = token.tokenType === Newline;
    if (!first || token.tokenType !== AnyWord || /^[.[]/.test(token.image)) continue;
    const next = all[i + 1];
    if (next?.tokenType === Equals) continue;
    const wrong = next && next.tokenType !== Newline ? next : token;
    problems.push({ span: spanOf(wrong), code: 'missing-equals', text: NO_EQUALS });
  }
  return problems;
}

const NO_EQUALS: Bilingual = {
  en: 'An equals sign is missing behind the name, which is one word: OpenSSL refuses the whole file, and programs go on without any of it.',
  'zh-cn': '名称(一个词)之后缺少等号:OpenSSL 会拒绝整个文件,程序将在没有该配置的情况下继续运行。',
};
