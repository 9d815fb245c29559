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
  // `: Saved`, the checksum after the last line, and Jinja's statements.
  commentMarks: ['!', ':', 'Cryptochecksum:', '{%', '{#'],
  trailingComment,
};

/** `certificate 01`, `certificate ca 01` in a chain: bytes, and `quit` after them. */
function blobAfter(words: readonly Word[]): BlobStart | undefined {
  const [first, second, third] = words.map(({ text }) => text.toLowerCase());
  if (first !== 'certificate') return undefined;
  return /^[\da-f]+$/.test((second === 'ca' ? third : second) ?? '') ? { kind: 'hex-lines' } : undefined;
}

/** Commands that end in free text or a secret: a mark in them is part of it. */
const FREE_TEXT =
  /^(?:description|remark|banner|username|enable|passwd|password|key|access-list|hostname|prompt|ikev[12]|pre-shared-key)$/i;

/** A lone `!` behind a command, as people explain it. */
function trailingComment(words: readonly Word[]): number | undefined {
  if (FREE_TEXT.test(words[0]?.text ?? '')) return undefined;
  const at = words.findIndex(({ text }, i) => i > 0 && text === '!');
  return at < 0 || words.slice(0, at).some(({ text }) => /^(?:description|remark|banner|key)$/i.test(text))
    ? undefined
    : at;
}
