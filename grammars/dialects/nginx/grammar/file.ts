import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import { rulesetReader } from '../../../kit/ruleset-outline.ts';
import {
  BlockClose,
  BlockOpen,
  blockEnd,
  CurlyClose,
  CurlyOpen,
  retype,
  STRAY_RANGES,
  StrayClose,
  sign,
  spanOf,
} from '../../../kit/ruleset-tokens.ts';
import type { Bilingual, Outline, SyntaxProblem } from '../../../outline.ts';

const Blank = createToken({ name: 'Blank', pattern: /[\s\ufeff]+/, group: Lexer.SKIPPED, line_breaks: true });
const Remark = createToken({ name: 'Remark', pattern: /#[^\r\n]*/, group: 'comments' });
const Semicolon = sign('Semicolon', /;/);
const Quoted = createToken({
  name: 'Quoted',
  pattern: /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^'\\]*(?:\\[\s\S][^'\\]*)*'/,
  line_breaks: true,
});
/** A quote that never ends: the rest of its line. */
const OpenQuote = createToken({ name: 'OpenQuote', pattern: /["'][^\r\n]*/ });
/** Neither blank nor `;` `{` `}` `"` `'` `#` `\` `$`, as explicit ranges: complement classes cost the lexer its speed. */
const ORDINARY = `!%&(-:<-\\[\\]-z|~${STRAY_RANGES}`;
/** `$uri`, `~*\.php$`, `"` in the middle; `${name}` keeps its braces. */
const Plain = createToken({
  name: 'Plain',
  pattern: new RegExp(
    `(?:[${ORDINARY}]|\\$\\{[^}\\r\\n]*\\}?|\\$|\\\\[\\s\\S])(?:[${ORDINARY}"'#}]|\\$\\{[^}\\r\\n]*\\}?|\\$|\\\\[\\s\\S])*`,
  ),
  line_breaks: true,
});
/** The code of `content_by_lua_block { ... }`, with its braces: another language. */
const Code = createToken({ name: 'Code', pattern: codeAt, line_breaks: true, start_chars_hint: ['{'] });
const Backslash = sign('Backslash', /\\/);

const tokens: TokenType[] = [
  Blank,
  Remark,
  Code,
  CurlyOpen,
  CurlyClose,
  Semicolon,
  Quoted,
  OpenQuote,
  Plain,
  Backslash,
];

/** A file of nginx: `name parameters;` and `name parameters { ... }`. It never fails, loses nothing, costs linear time. */
export const parse: (text: string) => Outline = rulesetReader({
  lexer: new Lexer(tokens, { ensureOptimizations: true, positionTracking: 'onlyOffset' }),
  tokens,
  pieces: [Code, CurlyOpen, CurlyClose, Quoted, OpenQuote, Plain, Backslash],
  separators: [Semicolon],
  sortBraces,
});

function codeAt(text: string, offset: number, matched: IToken[]): [string] | null {
  if (text[offset] !== '{' || !matched.at(-1)?.image.endsWith('_by_lua_block')) return null;
  let depth = 0;
  for (let i = offset; i < text.length; i += 1) {
    if (text[i] === '{') depth += 1;
    else if (text[i] === '}') depth -= 1;
    if (depth === 0) return [text.slice(offset, i + 1)];
  }
  return [text.slice(offset)];
}

/** Deeper blocks are no nginx, and the parser recurses. */
const DEEPEST = 64;

/** Every brace behind a name begins a block; one behind nothing, and what closes nothing, is a word or a fault. */
function sortBraces(all: readonly IToken[]): { tokens: IToken[]; problems: SyntaxProblem[] } {
  const out: IToken[] = [];
  const problems: SyntaxProblem[] = [];
  const open: IToken[] = [];
  let named = false;
  for (const token of all) {
    const type = token.tokenType;
    if (type === CurlyOpen && named && open.length < DEEPEST) {
      retype(token, BlockOpen);
      open.push(token);
      named = false;
    } else if (type === CurlyClose && open.length > 0) {
      if (named) problems.push({ span: spanOf(token), code: 'missing-semicolon', text: NO_SEMICOLON });
      retype(token, BlockClose);
      open.pop();
      named = false;
    } else if (type === CurlyClose && !named) {
      retype(token, StrayClose);
      problems.push({ span: spanOf(token), code: 'brace-not-opened', text: NOT_OPENED });
    } else named = type !== Semicolon && type !== Code;
    out.push(token);
    // Code ends its directive as a block does.
    if (type === Code) out.push(semicolonAt(token.startOffset + token.image.length));
  }
  if (open[0]) problems.push({ span: spanOf(open[0]), code: 'brace-not-closed', text: NOT_CLOSED });
  const last = all.at(-1);
  const end = last ? last.startOffset + last.image.length : 0;
  while (open.pop()) out.push(blockEnd(end));
  return { tokens: out, problems };
}

/** Without text: it stands for a block's end. */
const semicolonAt = (offset: number): IToken => ({
  image: '',
  startOffset: offset,
  tokenType: Semicolon,
  tokenTypeIdx: Semicolon.tokenTypeIdx!,
});

const NO_SEMICOLON: Bilingual = {
  en: 'A semicolon is missing before this brace.',
  'zh-cn': '此花括号之前缺少分号。',
};
const NOT_CLOSED: Bilingual = { en: 'This block has no closing brace.', 'zh-cn': '这个块缺少右花括号。' };
const NOT_OPENED: Bilingual = {
  en: 'This brace closes nothing: there is one too many, or an opening brace is missing above.',
  'zh-cn': '这个花括号没有可关闭的块:要么多余,要么前面缺少左花括号。',
};
