import type { IToken } from 'chevrotain';
import {
  BlockClose,
  BlockOpen,
  blockEnd,
  CurlyClose,
  CurlyOpen,
  Newline,
  retype,
  StrayClose,
  spanOf,
} from '../../../kit/ruleset-tokens.ts';
import type { Bilingual, SyntaxProblem } from '../../../outline.ts';

/** Words that begin a rule and are no member of any list: a list that meets one at a line's start was left open. */
const BEGINS = new Set(['pass', 'block', 'match', 'table', 'set', 'nat', 'rdr', 'binat', 'antispoof', 'load', 'scrub']);

/** Deeper anchors are read as lists: the parser recurses. */
const DEEPEST = 32;

/** Tells the blocks of anchors from lists and takes line ends out of lists, in one pass. */
export function sortBraces(all: readonly IToken[]): { tokens: IToken[]; problems: SyntaxProblem[] } {
  const out: IToken[] = [];
  const problems: SyntaxProblem[] = [];
  const blocks: IToken[] = [];
  const lists: IToken[] = [];
  let first: string | undefined;
  const unclosed = (open: IToken): void => {
    problems.push({ span: spanOf(open), code: 'brace-not-closed', text: NOT_CLOSED });
  };
  for (let i = 0; i < all.length; i += 1) {
    const token = all[i]!;
    const type = token.tokenType;
    if (type === Newline) {
      const next = all[i + 1]?.image;
      if (lists.length > 0 && next !== undefined && BEGINS.has(next)) {
        unclosed(lists[0]!);
        lists.length = 0;
      }
      if (lists.length === 0) {
        first = undefined;
        out.push(token);
      }
      continue;
    }
    if (type === CurlyOpen) {
      if (lists.length === 0 && first === 'anchor' && all[i + 1]?.tokenType === Newline && blocks.length < DEEPEST) {
        retype(token, BlockOpen);
        blocks.push(token);
        first = undefined;
      } else lists.push(token);
    } else if (type === CurlyClose) {
      if (lists.length > 0) lists.pop();
      else if (blocks.length > 0) {
        retype(token, BlockClose);
        blocks.pop();
      } else {
        retype(token, StrayClose);
        problems.push({ span: spanOf(token), code: 'brace-not-opened', text: NOT_OPENED });
      }
    } else first ??= token.image;
    out.push(token);
  }
  if (lists[0]) unclosed(lists[0]);
  else if (blocks[0]) unclosed(blocks[0]);
  const last = all.at(-1);
  const end = last ? last.startOffset + last.image.length : 0;
  while (blocks.pop()) out.push(blockEnd(end));
  return { tokens: out, problems };
}

const NOT_CLOSED: Bilingual = {
  en: 'This brace is never closed: pfctl refuses the file.',
  'zh-cn': '这个花括号没有关闭:pfctl 会拒绝整个文件。',
};
const NOT_OPENED: Bilingual = {
  en: 'This brace closes nothing: there is one too many, or an opening brace is missing above.',
  'zh-cn': '这个花括号没有可关闭的块:要么多余,要么前面缺少左花括号。',
};
