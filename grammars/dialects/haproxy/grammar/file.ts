import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import { rulesetReader } from '../../../kit/ruleset-outline.ts';
import {
  Blank,
  blockBegin,
  blockEnd,
  Newline,
  Remark,
  STRAY_RANGES,
  sign,
  spanOf,
} from '../../../kit/ruleset-tokens.ts';
import type { Bilingual, Outline, SyntaxProblem } from '../../../outline.ts';
import { SECTIONS } from '../keywords.ts';

/** `bind`, `"a b"`, `it\ is`, `x'y z'`; `#` ends it even in the middle. */
const AnyWord = createToken({
  name: 'AnyWord',
  pattern: new RegExp(
    `(?:[!$-&(-\\[\\]-~${STRAY_RANGES}]|\\\\[^\\r\\n]|"(?:[^"\\\\\\r\\n]|\\\\[^\\r\\n])*"|'[^'\\r\\n]*')+`,
  ),
});
/** A quote that never ends: the rest of its line. */
const OpenQuote = createToken({ name: 'OpenQuote', pattern: /["'][^\r\n]*/ });
const Backslash = sign('Backslash', /\\/);

const tokens: TokenType[] = [Blank, Newline, Remark, AnyWord, OpenQuote, Backslash];

/** Sections that begin with their own word, and a statement a line in them. It never fails, loses nothing, costs linear time. */
export const parse: (text: string) => Outline = rulesetReader({
  lexer: new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' }),
  tokens,
  pieces: [AnyWord, OpenQuote, Backslash],
  separators: [],
  sortBraces: sortSections,
});

/** There are no braces: a line that begins with a section's word ends the one before. */
function sortSections(all: readonly IToken[]): { tokens: IToken[]; problems: SyntaxProblem[] } {
  const out: IToken[] = [];
  const problems: SyntaxProblem[] = [];
  let open = false;
  let header = false;
  let fresh = true;
  let end = 0;
  for (const token of all) {
    if (token.tokenType === Newline) {
      if (header) {
        out.push(blockBegin(end));
        open = true;
      } else out.push(token);
      header = false;
      fresh = true;
      continue;
    }
    if (fresh && SECTIONS.has(token.image)) {
      if (open) out.push(blockEnd(end));
      open = false;
      header = true;
    }
    fresh = false;
    if (token.tokenType === OpenQuote)
      problems.push({ span: spanOf(token), code: 'quote-not-closed', text: NOT_CLOSED });
    end = token.startOffset + token.image.length;
    out.push(token);
  }
  if (header) out.push(blockBegin(end));
  if (header || open) out.push(blockEnd(end));
  return { tokens: out, problems };
}

const NOT_CLOSED: Bilingual = {
  en: 'This quote has no end on its line: HAProxy refuses the file. Close it, or put a backslash before it.',
  'zh-cn': '此引号在本行内没有结束,HAProxy 会拒绝该文件。请补上结束引号,或在它前面加反斜杠。',
};
