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
import { AnyWord, Semicolon } from './tokens.ts';

const COMMANDS = new Set('add create insert replace delete destroy reset list flush'.split(' '));
const OBJECTS = new Set('table chain set map flowtable counter quota limit secmark synproxy'.split(' '));
/** What can only begin a declaration, inside of a chain too: there it says that the chain's brace is missing. */
const OUTER = new Set(['chain', 'table', 'flowtable']);

type Place = 'table' | 'chain' | 'object';

/** Deeper blocks are read as lists: no ruleset nests so far, and the parser recurses. */
const DEEPEST = 24;

/**
 * Tells blocks from lists, in one pass: what a `{` begins depends on the words before it. Line ends inside of lists are taken out.
 * Where a brace is missing, the block ends before the next declaration that cannot stand in it.
 */
export function sortBraces(all: readonly IToken[]): { tokens: IToken[]; problems: SyntaxProblem[] } {
  const out: IToken[] = [];
  const problems: SyntaxProblem[] = [];
  const blocks: { readonly place: Place; readonly open: IToken }[] = [];
  const lists: IToken[] = [];
  let lead: IToken[] = [];
  const unclosed = (open: IToken): void => {
    problems.push({ span: spanOf(open), code: 'brace-not-closed', text: NOT_CLOSED });
  };
  const endBlock = (before: number): void => {
    const { open } = blocks.pop()!;
    unclosed(open);
    out.push(blockEnd(before));
  };
  for (let i = 0; i < all.length; i += 1) {
    const token = all[i]!;
    const type = token.tokenType;
    if (type === Newline || type === Semicolon) {
      if (lists.length === 0) {
        lead = [];
        out.push(token);
      } else if (type === Newline && declares(all, i + 1)) {
        unclosed(lists[0]!);
        lists.length = 0;
        lead = [];
        out.push(token);
      } else if (type === Semicolon) out.push(token);
      continue;
    }
    if (type === CurlyOpen) {
      const place =
        lists.length === 0 && blocks.length < DEEPEST ? placeOf(lead, blocks.at(-1)?.place, out.at(-1)) : undefined;
      if (place) {
        retype(token, BlockOpen);
        blocks.push({ place, open: token });
        lead = [];
      } else lists.push(token);
      out.push(token);
      continue;
    }
    if (type === CurlyClose) {
      if (lists.length > 0) lists.pop();
      else if (blocks.length > 0) {
        retype(token, BlockClose);
        blocks.pop();
        lead = [];
      } else {
        retype(token, StrayClose);
        problems.push({ span: spanOf(token), code: 'brace-not-opened', text: NOT_OPENED });
        lead = [];
      }
      out.push(token);
      continue;
    }
    if (lists.length === 0 && lead.length === 0) {
      const { image } = token;
      if (OUTER.has(image) && declares(all, i)) {
        while (blocks.length > 0 && mustEnd(blocks.at(-1)!.place, image)) endBlock(token.startOffset);
      }
    }
    if (lists.length === 0 && lead.length < 6) lead.push(token);
    out.push(token);
  }
  if (lists[0]) unclosed(lists[0]);
  else if (blocks[0]) unclosed(blocks[0].open);
  const end = all.at(-1) ? all.at(-1)!.startOffset + all.at(-1)!.image.length : 0;
  while (blocks.pop()) out.push(blockEnd(end));
  return { tokens: out, problems };
}

/** A chain holds no chains, a table no tables. */
const mustEnd = (place: Place, word: string): boolean => place !== 'table' || word === 'table';

/** `chain NAME {`, `table inet NAME {`: whatever was open has been left open. */
function declares(all: readonly IToken[], at: number): boolean {
  const word = all[at];
  if (!word || !OUTER.has(word.image)) return false;
  for (let i = at + 1; i <= at + 3; i += 1) {
    const token = all[i];
    if (!token) return false;
    if (token.tokenType === CurlyOpen) return i > at + 1;
    if (token.tokenType !== AnyWord && !token.tokenType.CATEGORIES?.includes(AnyWord)) return false;
  }
  return false;
}

/** What the block that begins here would hold; undefined for a list. */
function placeOf(lead: readonly IToken[], inside: Place | undefined, last: IToken | undefined): Place | undefined {
  if (inside === 'object') return undefined;
  if (inside === 'chain') return last?.image === 'jump' || last?.image === 'goto' ? 'chain' : undefined;
  const first = lead[0] && COMMANDS.has(lead[0].image) ? 1 : 0;
  const word = lead[first]?.image;
  if (word === undefined || (first === 1 && inside !== undefined)) return undefined;
  if (word === 'ct')
    return /^(?:helper|timeout|expectation)$/.test(lead[first + 1]?.image ?? '') ? 'object' : undefined;
  if (!OBJECTS.has(word)) return undefined;
  if (word === 'table') return inside === undefined ? 'table' : undefined;
  return word === 'chain' ? 'chain' : 'object';
}

const NOT_CLOSED: Bilingual = {
  en: 'This brace is never closed: nftables refuses the file.',
  'zh-cn': '这个花括号没有关闭:nftables 会拒绝整个文件。',
};
const NOT_OPENED: Bilingual = {
  en: 'This brace closes nothing: there is one too many, or an opening brace is missing above.',
  'zh-cn': '这个花括号没有可关闭的块:要么多余,要么前面缺少左花括号。',
};
