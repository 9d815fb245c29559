import type { IToken } from 'chevrotain';
import { blockBegin, blockEnd, Newline } from './ruleset-tokens.ts';

/** Sections without braces: a line whose first word is a header ends the one before and begins its own. */
export function sectionBlocks(all: readonly IToken[], isHeader: (first: IToken) => boolean): IToken[] {
  const out: IToken[] = [];
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
    if (fresh && isHeader(token)) {
      if (open) out.push(blockEnd(end));
      open = false;
      header = true;
    }
    fresh = false;
    end = token.startOffset + token.image.length;
    out.push(token);
  }
  if (header) out.push(blockBegin(end));
  if (header || open) out.push(blockEnd(end));
  return out;
}
