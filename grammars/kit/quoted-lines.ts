import { type CustomPatternMatcherReturn, createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import type { Bilingual, Outline, SyntaxProblem } from '../outline.ts';
import { rulesetReader } from './ruleset-outline.ts';
import { Blank, Newline, Remark, STRAY_RANGES, sign, spanOf } from './ruleset-tokens.ts';
import { sectionBlocks } from './section-blocks.ts';

/** Files of one statement a line, whose words may have blanks in quotes of both kinds or behind a backslash. */
export interface QuotedLines {
  /** Where `#` begins a remark: anywhere outside of quotes, or at the start of a line only. */
  readonly remarks: 'anywhere' | 'at line start';
  /** Words that begin a section wherever a line begins with them. */
  readonly sections?: ReadonlySet<string>;
  /** Said of a quote without an end on its line, which the platform refuses. */
  readonly notClosed: Bilingual;
}

/** @returns a reader that never fails, loses nothing, costs linear time. */
export function quotedLines({ remarks, sections, notClosed }: QuotedLines): (text: string) => Outline {
  const plain = remarks === 'anywhere' ? '!$-&(-\\[\\]-~' : '!#-&(-\\[\\]-~';
  // bind     "a b"     it\ is     x'y z'
  const AnyWord = createToken({
    name: 'AnyWord',
    pattern: new RegExp(
      `(?:[${plain}${STRAY_RANGES}]|\\\\[^\\r\\n]|"(?:[^"\\\\\\r\\n]|\\\\[^\\r\\n])*"|'(?:[^'\\\\\\r\\n]|\\\\[^\\r\\n])*')+`,
    ),
  });
  /** The rest of its line. */
  const OpenQuote = createToken({ name: 'OpenQuote', pattern: /["'][^\r\n]*/ });
  const Backslash = sign('Backslash', /\\/);
  const LineRemark = createToken({
    name: 'LineRemark',
    pattern: remarkAt,
    start_chars_hint: ['#'],
    line_breaks: false,
    group: 'comments',
  });
  const tokens: TokenType[] = [
    Blank,
    Newline,
    remarks === 'anywhere' ? Remark : LineRemark,
    AnyWord,
    OpenQuote,
    Backslash,
  ];
  return rulesetReader({
    lexer: new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' }),
    tokens,
    pieces: [AnyWord, OpenQuote, Backslash],
    separators: [],
    sortBraces: (all) => {
      const sorted = sections ? sectionBlocks(all, ({ image }) => sections.has(image)) : [...all];
      const problems: SyntaxProblem[] = all
        .filter(({ tokenType }) => tokenType === OpenQuote)
        .map((token) => ({ span: spanOf(token), code: 'quote-not-closed', text: notClosed }));
      return { tokens: sorted, problems };
    },
  });
}

function remarkAt(text: string, offset: number, matched: IToken[]): CustomPatternMatcherReturn | null {
  const last = matched.at(-1);
  if (text[offset] !== '#' || (last && last.tokenType !== Newline)) return null;
  let end = offset;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return [text.slice(offset, end)];
}
