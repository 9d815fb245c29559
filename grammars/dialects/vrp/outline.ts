import { type CommandKind, type IndentedDialect, readIndented } from '../../kit/indented-outline.ts';
import type { OutlineMemory } from '../../kit/kept-blocks.ts';
import type { Outline, Word } from '../../outline.ts';
import { commands } from './commands.ts';

/** Blocks by indentation, `#` between them; `undo` in front of a command takes it back. */
export const parse = (text: string, memory?: OutlineMemory): Outline => readIndented(text, READER, memory);

const READER: IndentedDialect = {
  root: 'global',
  kindOf,
  blobAfter: (words, whole, lineEnd) => {
    // `header login information "` ... `"`: any character delimits the text.
    const at =
      words[0]!.text.toLowerCase() === 'header' && /^information$/i.test(words[2]?.text ?? '') ? words[3] : undefined;
    if (!at || at.span.start >= lineEnd) return undefined;
    const delimiter = whole[at.span.start]!;
    return { kind: 'delimited', delimiter, from: at.span.start + 1, keepWords: 3 };
  },
  // What was typed to get the text, and the version: `<Huawei> display current-configuration`, `[V200R003C00]`.
  commentMarks: ['#', '!', '<', '[', '{%', '{#'],
  markEnds: true,
};

/** The command table looks through `no`; here it is `undo`, and nothing that is undone has a block. */
function kindOf(mode: string, words: readonly Word[]): CommandKind | undefined {
  if (words[0]!.text.toLowerCase() !== 'undo') return commands.find(mode, words);
  if (words.length === 1) return undefined;
  const own = commands.find(mode, words.slice(1));
  const kind = own ?? commands.find(mode, [{ text: 'no', span: words[0]!.span }, ...words.slice(1)]);
  return kind && { coverage: kind.coverage };
}
