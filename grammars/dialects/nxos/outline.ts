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

/** `banner motd #`: any character delimits the text. */
function blobAfter(words: readonly Word[], text: string, lineEnd: number): BlobStart | undefined {
  if (words[0]!.text.toLowerCase() !== 'banner' || !/^(?:motd|exec)$/i.test(words[1]?.text ?? '')) return undefined;
  const from = words[2]?.span.start;
  if (from === undefined || from >= lineEnd) return undefined;
  const delimiter = /^\^[A-Z]/.test(text.slice(from, from + 2)) ? text.slice(from, from + 2) : text[from]!;
  return { kind: 'delimited', delimiter, from: from + delimiter.length, keepWords: 2 };
}
