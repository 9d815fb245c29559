import { type BlobStart, type IndentedDialect, readIndented } from '../../kit/indented-outline.ts';
import type { OutlineMemory } from '../../kit/kept-blocks.ts';
import type { Outline, Word } from '../../outline.ts';
import { commands } from './commands.ts';

export const parse = (text: string, memory?: OutlineMemory): Outline => readIndented(text, READER, memory);

const READER: IndentedDialect = {
  root: 'global',
  kindOf: commands.find,
  blobAfter,
  // `#` explains routing policies and sets; templates' statements and comments stand between configuration.
  // The date is what `show running-config` begins with; commands are in small letters.
  commentMarks: ['!', '#', '{%', '{#', '{{', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
};

/** `banner motd ^C`, `banner login "`: any character delimits the text. */
function blobAfter(words: readonly Word[], text: string, lineEnd: number): BlobStart | undefined {
  if (words[0]!.text.toLowerCase() !== 'banner') return undefined;
  const from = words[2]?.span.start;
  if (from === undefined || from >= lineEnd) return undefined;
  const delimiter = /^\^[A-Z]/.test(text.slice(from, from + 2)) ? text.slice(from, from + 2) : text[from]!;
  return { kind: 'delimited', delimiter, from: from + delimiter.length, keepWords: 2 };
}
