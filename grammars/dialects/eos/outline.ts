import { type BlobStart, readIndented } from '../../kit/indented-outline.ts';
import type { Outline, Word } from '../../outline.ts';
import { commands } from './commands.ts';

export const parse = (text: string): Outline =>
  readIndented(text, {
    root: 'global',
    kindOf: commands.find,
    abbreviated: commands.findAbbreviated,
    blobAfter,
    // Jinja's statements and comments: the lines between them are configuration.
    commentMarks: ['!', '{%', '{#'],
  });

/** `banner login`, `comment`, `code unit POLICIES`: text follows up to a line `EOF`. */
function blobAfter(words: readonly Word[], _text: string, lineEnd: number): BlobStart | undefined {
  const spelt = words.map((word) => word.text.toLowerCase()).join(' ');
  return TEXT_FOLLOWS.test(spelt)
    ? { kind: 'delimited', delimiter: 'EOF', from: lineEnd, keepWords: words.length }
    : undefined;
}

const TEXT_FOLLOWS = /^(?:banner (?:login|motd|exec)|comment|code(?: unit \S+)?|action bash|message)$/;
