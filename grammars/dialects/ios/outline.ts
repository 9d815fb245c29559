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
  trailingComment,
};

/** Commands that end in free text or a secret: a mark in them is part of it. */
const FREE_TEXT = new Set(
  (
    'description remark banner username enable password secret key key-string name alias action event snmp-server macro ' +
    'menu prompt set title dialer location contact param regexp pattern'
  ).split(' '),
);
const TEXT_INSIDE = new Set([
  'description',
  'remark',
  'password',
  'secret',
  'key',
  'key-string',
  'name',
  'text',
  'command',
]);

/** People explain commands behind them: `match ip address 10  ! the office`. */
function trailingComment(words: readonly Word[]): number | undefined {
  const at = words.findIndex((word, i) => i > 0 && word.text.charCodeAt(0) === MARK);
  if (at < 0 || FREE_TEXT.has(words[0]!.text.toLowerCase())) return undefined;
  return words.slice(0, at).some((word) => TEXT_INSIDE.has(word.text.toLowerCase())) ? undefined : at;
}

const MARK = '!'.charCodeAt(0);

/** How many words stand before the delimiter of a text. */
const TEXT_AFTER: readonly (readonly string[])[] = [
  ['banner', '*'],
  ['aaa', 'authentication', 'banner'],
  ['aaa', 'authentication', 'fail-message'],
  ['menu', '*', 'title'],
  ['vacant-message'],
  ['refuse-message'],
  ['ip', 'http', 'banner'],
];

const TEXT_STARTS = new Set(TEXT_AFTER.map(([first]) => first!));

const BANNERS = new Set(['motd', 'login', 'exec', 'incoming', 'slip-ppp', 'prompt-timeout', 'config-save']);

/** `banner motd ^C`: any character delimits; `^C` stands for one that cannot be printed. */
function blobAfter(words: readonly Word[], text: string, lineEnd: number): BlobStart | undefined {
  const first = words[0]!.text.toLowerCase();
  if (first === 'certificate' && words.length >= 2) return { kind: 'hex-lines' };
  if (first === 'crl' && words.length === 1) return { kind: 'hex-lines' };
  if (!TEXT_STARTS.has(first)) return undefined;
  for (const pattern of TEXT_AFTER) {
    if (words.length < pattern.length || !pattern.every((want, i) => want === '*' || matches(words[i]!, want)))
      continue;
    const bare = first === 'banner' && !BANNERS.has(words[1]!.text.toLowerCase());
    const keepWords = bare ? 1 : pattern.length;
    const from = words[keepWords]?.span.start;
    if (from === undefined || from >= lineEnd) return undefined;
    const delimiter =
      text.startsWith('^', from) && /[A-Z]/.test(text[from + 1] ?? '') ? text.slice(from, from + 2) : text[from]!;
    return { kind: 'delimited', delimiter, from: from + delimiter.length, keepWords };
  }
  return undefined;
}

const matches = (word: Word, want: string): boolean => word.text.toLowerCase() === want;
