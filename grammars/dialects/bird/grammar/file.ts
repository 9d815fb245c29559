import type { IToken } from 'chevrotain';
import { rulesetReader } from '../../../kit/ruleset-outline.ts';
import {
  BlockClose,
  BlockOpen,
  blockEnd,
  CurlyClose,
  CurlyOpen,
  Newline,
  RoundClose,
  RoundOpen,
  retype,
  StrayClose,
  spanOf,
} from '../../../kit/ruleset-tokens.ts';
import type { Bilingual, SyntaxProblem } from '../../../outline.ts';
import {
  AnyWord,
  InnerSemicolon,
  lexer,
  MaskClose,
  MaskOpen,
  OpenQuote,
  Semicolon,
  SquareClose,
  SquareOpen,
  Stray,
  signs,
  tokens,
} from './tokens.ts';

/** Definitions, protocols with their options, filters with their commands. Never fails, loses nothing, costs linear time. */
export const readFile = rulesetReader({
  lexer,
  tokens,
  pieces: [AnyWord, OpenQuote, InnerSemicolon, CurlyOpen, CurlyClose, Stray, ...signs],
  separators: [Semicolon],
  sortBraces,
});

/** Deeper blocks are read as lists: the parser recurses. */
const DEEPEST = 40;

/**
 * Tells blocks from braces inside of sets, in one pass. Line ends mean nothing here and are taken out. Where a brace is missing, the block
 * ends before the next definition that only the top of a file can hold.
 */
function sortBraces(all: readonly IToken[]): { tokens: IToken[]; problems: SyntaxProblem[] } {
  const out: IToken[] = [];
  const problems: SyntaxProblem[] = [];
  /** `bare`: begins with its brace; read as words. */
  const blocks: { readonly open: IToken; readonly bare: boolean }[] = [];
  /** Brackets that are open in this statement, and braces inside of them. */
  let inner: IToken[] = [];
  /** The brace of a flow specification, which is a value: `flow4 { dst 192.0.2.0/24; proto = 17; }`. */
  let flow: IToken | undefined;
  let first: IToken | undefined;
  let newLine = true;
  const unclosed = (offset: number): void => {
    problems.push({ span: spanOf(blocks[0]!.open), code: 'brace-not-closed', text: NOT_CLOSED });
    for (let block = blocks.pop(); block; block = blocks.pop()) if (!block.bare) out.push(blockEnd(offset));
  };
  for (let i = 0; i < all.length; i += 1) {
    const token = all[i]!;
    const type = token.tokenType;
    if (type === Newline) {
      newLine = true;
      continue;
    }
    if (newLine && blocks.length > 0 && opensFile(all, i)) {
      unclosed(token.startOffset);
      inner = [];
      flow = undefined;
      first = undefined;
    }
    newLine = false;
    out.push(token);
    const declares = blocks.length === 0 && first !== undefined && DECLARES.has(first.image);
    first ??= token;
    if (type === Semicolon) {
      if (declares || flow) retype(token, InnerSemicolon);
      else {
        inner = [];
        first = undefined;
      }
    } else if (type === RoundOpen || type === SquareOpen || type === MaskOpen) inner.push(token);
    else if (type === RoundClose || type === SquareClose || type === MaskClose) inner.pop();
    else if (type === CurlyOpen) {
      const before = all[i - 1];
      if (!flow && before !== first && FLOWS.has(before?.image ?? '')) flow = token;
      if (flow || inner.length > 0 || blocks.length >= DEEPEST) inner.push(token);
      else {
        const bare = first === token;
        blocks.push({ open: token, bare });
        first = undefined;
        if (!bare) retype(token, BlockOpen);
      }
    } else if (type === CurlyClose) {
      if (inner.at(-1)?.tokenType === CurlyOpen) {
        if (inner.pop() === flow) flow = undefined;
        continue;
      }
      inner = [];
      flow = undefined;
      first = undefined;
      const block = blocks.pop();
      if (block) {
        if (!block.bare) retype(token, BlockClose);
        continue;
      }
      retype(token, StrayClose);
      problems.push({ span: spanOf(token), code: 'brace-not-opened', text: NOT_OPENED });
    }
  }
  const last = all.at(-1);
  if (blocks.length > 0) unclosed(last ? last.startOffset + last.image.length : 0);
  return { tokens: out, problems };
}

/** In front of a brace inside a statement; at its beginning they name a channel. */
const FLOWS: ReadonlySet<string> = new Set(['flow4', 'flow6']);

const DECLARES: ReadonlySet<string> = new Set(['filter', 'function']);

/** `protocol bgp x {`, `template bgp y {`, `function f(`: whatever was open has been left open. */
function opensFile(all: readonly IToken[], at: number): boolean {
  const [a, b, c] = [all[at]!, all[at + 1], all[at + 2]];
  if (!b || !c || !isWord(b)) return false;
  switch (a.image) {
    case 'protocol':
    case 'template':
      return isWord(c) || c.tokenType === CurlyOpen;
    case 'function':
      return c.tokenType === RoundOpen;
    case 'filter':
      return c.tokenType === CurlyOpen || c.tokenType === Newline;
    default:
      return false;
  }
}

const isWord = ({ tokenType }: IToken): boolean => tokenType.CATEGORIES?.includes(AnyWord) === true;

const NOT_CLOSED: Bilingual = {
  en: 'This brace is never closed: BIRD refuses the file.',
  'zh-cn': '这个花括号没有关闭:BIRD 会拒绝整个文件。',
};
const NOT_OPENED: Bilingual = {
  en: 'This brace closes nothing: there is one too many, or an opening brace is missing above.',
  'zh-cn': '这个花括号没有可关闭的块:要么多余,要么前面缺少左花括号。',
};
