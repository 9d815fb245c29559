import { type BlobStart, type IndentedDialect, readIndented } from '../../kit/indented-outline.ts';
import type { OutlineMemory } from '../../kit/kept-blocks.ts';
import type { Outline, Word } from '../../outline.ts';
import { commands } from './commands.ts';

export const parse = (text: string, memory?: OutlineMemory): Outline => readIndented(text, READER, memory);

const READER: IndentedDialect = {
  root: 'global',
  kindOf: commands.find,
  abbreviated: commands.findAbbreviated,
  blobAfter,
  // Jinja's statements and comments: the lines between them are configuration.
  commentMarks: ['!', '{%', '{#'],
};

/** `banner login`, `comment`, `code unit POLICIES`: text follows up to a line `EOF` at the command's own column. */
function blobAfter(words: readonly Word[], text: string, lineEnd: number): BlobStart | undefined {
  const spelt = words.map((word) => word.text.toLowerCase()).join(' ');
  if (!TEXT_FOLLOWS.test(spelt)) return undefined;
  const { start } = words[0]!.span;
  let margin = start;
  while (margin > 0 && /[ \t]/.test(text[margin - 1]!)) margin -= 1;
  return { kind: 'delimited', delimiter: `\n${text.slice(margin, start)}EOF`, from: lineEnd, keepWords: words.length };
}

const TEXT_FOLLOWS = /^(?:banner (?:login|motd|exec)|comment|code(?: unit \S+)?|action bash|message)$/;
