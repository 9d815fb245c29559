import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import type { Bilingual, Outline, SyntaxProblem } from '../outline.ts';
import { rulesetReader } from './ruleset-outline.ts';
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
  sign,
  spanOf,
} from './ruleset-tokens.ts';

/** Files of blocks in braces, whose opening one may stand on a line of its own, and of one statement a line. */
export interface BracedLines {
  /** What starts a remark, anywhere outside of quotes. */
  readonly remarks: RegExp;
  /** `=` stands between names and values, with or without blanks. */
  readonly assigns: boolean;
}

/** @returns a reader that never fails, loses nothing, costs linear time. */
export function bracedLines({ remarks, assigns }: BracedLines): (text: string) => Outline {
  const Remark = createToken({ name: 'Remark', pattern: remarks, group: 'comments' });
  const marks = remarks.test('!') ? '' : '!';
  const plain = assigns ? `${marks}$-<>-z|~` : `${marks}$-z|~`;
  // state     ${VIP}     @node1     aes256-sha256
  const AnyWord = createToken({
    name: 'AnyWord',
    pattern: new RegExp(
      `(?:\\$\\{[^}\\r\\n]*\\}|[${plain}${STRAY_RANGES}])(?:\\$\\{[^}\\r\\n]*\\}|[${plain}"${STRAY_RANGES}])*`,
    ),
  });
  const Equals = sign('Equals', /=/);
  const Quoted = createToken({ name: 'Quoted', pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/ });
  /** The rest of its line. */
  const OpenQuote = createToken({ name: 'OpenQuote', pattern: /"[^\r\n]*/ });
  const tokens: TokenType[] = [
    Blank,
    Newline,
    Remark,
    CurlyOpen,
    CurlyClose,
    ...(assigns ? [Equals] : []),
    AnyWord,
    Quoted,
    OpenQuote,
  ];
  return rulesetReader({
    lexer: new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' }),
    tokens,
    pieces: [AnyWord, ...(assigns ? [Equals] : []), Quoted, OpenQuote, CurlyOpen, CurlyClose],
    separators: [],
    sortBraces,
  });
}

/** Deeper blocks are none of these languages', and the parser recurses. */
const DEEPEST = 32;

function sortBraces(all: readonly IToken[]): { tokens: IToken[]; problems: SyntaxProblem[] } {
  const out: IToken[] = [];
  const problems: SyntaxProblem[] = [];
  const open: IToken[] = [];
  /** How much of `out` ends with the header that a brace would belong to; -1: a brace here would open nothing. */
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
    const before = out.at(-1)?.tokenType;
    if (type === CurlyClose && open.length > 0) {
      retype(token, BlockClose);
      open.pop();
      headerEnd = -1;
    } else if (type === CurlyClose && (before === undefined || before === Newline || before === BlockClose)) {
      retype(token, StrayClose);
      // What stands before it is no header of a brace that comes after it.
      headerEnd = -1;
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
