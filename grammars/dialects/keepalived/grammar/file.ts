import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import { rulesetReader } from '../../../kit/ruleset-outline.ts';
import {
  Blank,
  BlockClose,
  BlockOpen,
  blockEnd,
  CurlyClose,
  CurlyOpen,
  Newline,
  retype,
  STRAY_RANGES,
  StrayClose,
  spanOf,
} from '../../../kit/ruleset-tokens.ts';
import type { Bilingual, Outline, SyntaxProblem } from '../../../outline.ts';

/** `!` starts a remark as `#` does, anywhere outside of quotes. */
const Remark = createToken({ name: 'Remark', pattern: /[#!][^\r\n]*/, group: 'comments' });
/** `state`, `"/bin/check arg"`, `${VIP}`, `@node1`. */
const AnyWord = createToken({
  name: 'AnyWord',
  pattern: new RegExp(
    `(?:\\$\\{[^}\\r\\n]*\\}|[$-z|~${STRAY_RANGES}])(?:\\$\\{[^}\\r\\n]*\\}|[$-z|~"${STRAY_RANGES}])*`,
  ),
});
const Quoted = createToken({ name: 'Quoted', pattern: /"[^"\r\n]*"/ });
/** The rest of its line. */
const OpenQuote = createToken({ name: 'OpenQuote', pattern: /"[^\r\n]*/ });

const tokens: TokenType[] = [Blank, Newline, Remark, CurlyOpen, CurlyClose, AnyWord, Quoted, OpenQuote];

/** Blocks in braces, whose opening one may stand on a line of its own, and a statement a line. Never fails, loses nothing. */
export const parse: (text: string) => Outline = rulesetReader({
  lexer: new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' }),
  tokens,
  pieces: [AnyWord, Quoted, OpenQuote, CurlyOpen, CurlyClose],
  separators: [],
  sortBraces,
});

/** Deeper blocks are no Keepalived, and the parser recurses. */
const DEEPEST = 32;

function sortBraces(all: readonly IToken[]): { tokens: IToken[]; problems: SyntaxProblem[] } {
  const out: IToken[] = [];
  const problems: SyntaxProblem[] = [];
  const open: IToken[] = [];
  /** Where the line ends before a brace that opens a block begin; -1: a brace here would open nothing. */
  let headerEnd = -1;
  let end = 0;
  for (const token of all) {
    const type = token.tokenType;
    if (type === Newline) {
      out.push(token);
      continue;
    }
    end = token.startOffset + token.image.length;
    if (type === CurlyOpen && headerEnd >= 0 && open.length < DEEPEST) {
      // Line ends between a header and its brace.
      out.length = headerEnd;
      retype(token, BlockOpen);
      open.push(token);
      headerEnd = -1;
      out.push(token);
      continue;
    }
    if (type === CurlyClose && open.length > 0) {
      retype(token, BlockClose);
      open.pop();
      headerEnd = -1;
    } else if (
      type === CurlyClose &&
      (out.length === 0 || out.at(-1)!.tokenType === Newline || out.at(-1)!.tokenType === BlockClose)
    ) {
      retype(token, StrayClose);
      problems.push({ span: spanOf(token), code: 'brace-not-opened', text: NOT_OPENED });
    } else headerEnd = out.length + 1;
    out.push(token);
  }
  if (open[0]) problems.push({ span: spanOf(open[0]), code: 'brace-not-closed', text: NOT_CLOSED });
  while (open.pop()) out.push(blockEnd(end));
  return { tokens: out, problems };
}

const NOT_CLOSED: Bilingual = { en: 'This block has no closing brace.', 'zh-cn': '这个块缺少右花括号。' };
const NOT_OPENED: Bilingual = {
  en: 'This brace closes nothing: there is one too many, or an opening brace is missing above.',
  'zh-cn': '这个花括号没有可关闭的块:要么多余,要么前面缺少左花括号。',
};
