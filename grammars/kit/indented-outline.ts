import type { Coverage, Outline, Statement, TriviaKind, Word } from '../outline.ts';
import type { Span } from '../text/span.ts';
import { type Block, keep, moved, type OutlineMemory, takeUnchanged } from './kept-blocks.ts';
import { behindPager } from './pager-mark.ts';
import { behindPrompt, showsOnly } from './prompt.ts';

/** What a command is in a mode: how well it is known and which mode its block is read in. */
export interface CommandKind {
  readonly coverage: Coverage;
  /** The command opens a block read in this mode; absent: it has no block. */
  readonly opens?: string;
  /** The command ends the block it stands in: `exit`, `exit-address-family`. */
  readonly closes?: boolean;
  /** The command with its keywords written out, where the text abbreviates them; spans stay where they are. */
  readonly words?: readonly Word[];
}

/** What follows a statement and is no configuration: a banner's text, a certificate's bytes. */
export type BlobStart =
  /** Up to the next occurrence of `delimiter` at or after offset `from`. */
  | { readonly kind: 'delimited'; readonly delimiter: string; readonly from: number; readonly keepWords: number }
  /** Lines of nothing but hexadecimal groups, and `quit` after them. */
  | { readonly kind: 'hex-lines' };

/** What a dialect tells the reader; everything else the indentation says. */
export interface IndentedDialect {
  /** The mode of the margin. */
  readonly root: string;
  /** @returns undefined where the mode does not know the command. */
  kindOf(mode: string, words: readonly Word[]): CommandKind | undefined;
  /** Asked for what `kindOf` knows nowhere: `int gi0/1` for `interface gi0/1`. */
  abbreviated?(mode: string, words: readonly Word[]): CommandKind | undefined;
  blobAfter?(words: readonly Word[], text: string, lineEnd: number): BlobStart | undefined;
  /** What a line starts with that is a comment. */
  readonly commentMarks: readonly string[];
  /** A lone mark ends the blocks at its column and right of it: what the view around them knows is none of theirs, however far right it stands. */
  readonly markEnds?: boolean;
  /** The index of the word that starts a comment behind the command; absent or undefined: there is none. */
  trailingComment?(words: readonly Word[]): number | undefined;
}

interface Draft {
  readonly words: readonly Word[];
  readonly header: Span;
  span: Span;
  readonly children: Draft[];
  readonly parent: Draft | undefined;
  coverage: Coverage;
}

interface Open {
  readonly draft: Draft;
  readonly indent: number;
  /** Undefined: not known to have a block. */
  readonly mode: string | undefined;
  /** Has children that are indented deeper: lines at its own column are no part of it. */
  indented: boolean;
  /** A lone comment mark at or left of its column came after it. */
  separated: boolean;
  /** As `separated`, where marks end blocks. */
  ended: boolean;
}

/**
 * Reads CLI text whose blocks are shown by indentation: linear, lossless, cannot fail.
 * Real files lose their indentation, have too much of it, or come from platforms that print nested blocks at one column;
 * what the modes know decides then. A command that only the open block knows belongs to it whatever its column.
 * @param dialect the same object for every version of a text, where there is a memory
 * @param memory of the last version: what an edit does not touch is taken from there
 */
export function readIndented(text: string, dialect: IndentedDialect, memory?: OutlineMemory): Outline {
  const stack: Open[] = [];
  const exhausted = new Set<string>();
  const flat = isFlat(text, dialect.commentMarks);
  const unchanged = memory && takeUnchanged(memory, { by: dialect, text, flat });
  const { head = [], tail = [], from = 0, by = 0 } = unchanged ?? {};
  let next = 0;
  let joined = 0;
  const blocks: Block[] = [...head];
  if (blocks.length === 0) blocks.push({ start: 0, statement: undefined, trivia: [] });
  let at = from;

  const modeOf = (open: Open | undefined): string | undefined => (open ? open.mode : dialect.root);
  const say = (kind: TriviaKind, span: Span): void => void blocks.at(-1)!.trivia.push({ kind, span });
  const sayMarks = (pager: Span | undefined, prompt: Span | undefined): void => {
    if (pager) say('blob', pager);
    if (prompt) say('blob', prompt);
  };

  while (at < text.length) {
    const lineStart = at;
    const lineEnd = endOfLine(text, at);
    at = behindPager(text, at);
    const pager = at > lineStart ? trimmed(text, lineStart, at) : undefined;
    const command = behindPrompt(text, at);
    const shows = command > at && (command >= lineEnd || showsOnly(text, command));
    const prompt = command > at ? trimmed(text, at, shows ? lineEnd : command) : undefined;
    if (shows) {
      sayMarks(pager, prompt);
      at = lineEnd + 1;
      continue;
    }
    const all = wordsBetween(text, command, lineEnd);
    const first = all[0];
    const isComment = first && dialect.commentMarks.some((mark) => first.text.startsWith(mark));
    if (!first || isComment) {
      sayMarks(pager, prompt);
      if (first) {
        say('comment', { start: first.span.start, end: all.at(-1)!.span.end });
        if (first.text.length === 1 && all.length === 1)
          separate(stack, columnOf(text, command, first.span.start), flat, dialect);
      }
      at = lineEnd + 1;
      continue;
    }
    const indent = columnOf(text, command, first.span.start);
    const comment = dialect.trailingComment?.(all);
    const words = comment ? all.slice(0, comment) : all;
    const place = placeOf(words, indent, stack, dialect, flat);
    const parent = stack[place.depth - 1];
    stack.length = place.depth;
    const kind = place.kind;
    if (!parent && next < tail.length) {
      while (next < tail.length && tail[next]!.start + by < lineStart) next += 1;
      // It began a block before, and begins one now: what a line is at the margin depends on nothing before it.
      if (tail[next]?.start === lineStart - by && exhausted.size === 0) {
        joined = tail.length - next;
        for (const block of tail.slice(next)) blocks.push(moved(block, by));
        break;
      }
    }
    const end = words.at(-1)!.span.end;
    const blob = dialect.blobAfter?.(words, text, lineEnd);
    const kept = blob?.kind === 'delimited' ? words.slice(0, blob.keepWords) : (kind?.words ?? words);
    const header = { start: first.span.start, end: kept.at(-1)?.span.end ?? end };
    const draft: Draft = {
      words: kept,
      header,
      span: header,
      children: [],
      parent: parent?.draft,
      coverage: kind?.coverage ?? (modeOf(parent) === ANY_MODE ? 'recognised' : 'unknown'),
    };
    if (parent) parent.draft.children.push(draft);
    else blocks.push({ start: lineStart, statement: draft as Statement, trivia: [] });
    sayMarks(pager, prompt);
    if (comment) say('comment', { start: all[comment]!.span.start, end: all.at(-1)!.span.end });
    if (parent && indent > parent.indent) parent.indented = true;
    at = lineEnd + 1;
    if (blob) {
      const done = endOfBlob(text, blob, lineEnd, exhausted);
      if (blob.kind === 'delimited' && done === undefined) {
        for (const word of words.slice(blob.keepWords)) say('blob', word.span);
      } else if (done !== undefined && done > 0) {
        const span = trimmed(text, blob.kind === 'delimited' ? kept.at(-1)!.span.end : lineEnd, done);
        if (span) say('blob', span);
        at = done;
      }
    }
    if (kind?.closes) {
      if (parent) stack.length = place.depth - 1;
    } else {
      const mode = kind?.opens ?? (modeOf(parent) === ANY_MODE ? ANY_MODE : undefined);
      stack.push({ draft, indent, mode, indented: false, separated: false, ended: false });
    }
  }
  for (const { statement } of blocks.slice(head.length, blocks.length - joined))
    if (statement) closeSpan(statement as Draft);
  // A delimiter that never comes is looked for up to the text's end.
  if (memory && exhausted.size === 0) keep(memory, { by: dialect, text, flat, blocks });
  return {
    text,
    statements: blocks.flatMap(({ statement }) => statement ?? []),
    trivia: blocks.flatMap(({ trivia }) => trivia),
    problems: [],
  };
}

function separate(stack: readonly Open[], indent: number, flat: boolean, { markEnds }: IndentedDialect): void {
  for (const open of stack)
    if (indent <= open.indent) {
      open.separated = !flat;
      open.ended = markEnds === true;
    }
}

/** A block of which only the extent is known: everything inside is recognised. */
export const ANY_MODE = '*';

type Find = (mode: string, words: readonly Word[]) => CommandKind | undefined;

function placeOf(
  words: readonly Word[],
  indent: number,
  stack: readonly Open[],
  dialect: IndentedDialect,
  flat: boolean,
): Place {
  const place = parentOf(words, indent, stack, dialect.root, dialect.kindOf, flat);
  const inAnyMode = place.depth > 0 && stack[place.depth - 1]!.mode === ANY_MODE;
  if (place.kind || inAnyMode || !dialect.abbreviated) return place;
  const guess = parentOf(words, indent, stack, dialect.root, dialect.abbreviated, flat);
  return guess.kind ? guess : place;
}

/** How many entries of the stack stay open for a line, and what the line is there. */
interface Place {
  readonly depth: number;
  readonly kind: CommandKind | undefined;
}

function parentOf(
  words: readonly Word[],
  indent: number,
  stack: readonly Open[],
  root: string,
  find: Find,
  flat: boolean,
): Place {
  const kindAt = (depth: number): CommandKind | undefined => {
    const mode = depth === 0 ? root : stack[depth - 1]!.mode;
    return mode === undefined || mode === ANY_MODE ? undefined : find(mode, words);
  };
  let depth = stack.length;
  while (depth > 0 && stack[depth - 1]!.indent >= indent) depth -= 1;
  const ended = stack.findIndex((open) => open.ended);
  if (ended >= 0 && ended < depth) {
    const kind = kindAt(ended);
    if (kind) return { depth: ended, kind };
  }
  const shown = depth;
  // Printed at the column of the block it belongs to.
  for (let inner = stack.length; inner > shown; inner -= 1) {
    const open = stack[inner - 1]!;
    if (open.mode === undefined) continue;
    if (open.mode === ANY_MODE) {
      if (flat && !knownOutside(inner - 1, kindAt)) return { depth: inner, kind: undefined };
      continue;
    }
    const kind = kindAt(inner);
    if (!kind || (flat && beginsAnew(kind, kindAt(0)))) continue;
    if (kind.closes && open.indent === indent) return { depth: inner, kind };
    const fresh = !open.indented && !open.separated && open.indent === indent;
    if (fresh || !knownOutside(inner - 1, kindAt)) return { depth: inner, kind };
  }
  // Indented below a command that has no block: it belongs to whoever knows it.
  if (depth > 0 && stack[depth - 1]!.mode === undefined) {
    let known = depth;
    while (known > 0 && stack[known - 1]!.mode === undefined) known -= 1;
    const kind = kindAt(known);
    if (kind) return { depth: known, kind };
    if (stack[depth - 1]!.draft.coverage !== 'unknown') depth = known;
    return { depth, kind: undefined };
  }
  const kind = kindAt(depth);
  if (kind || depth === 0) return { depth, kind };
  // Indented, and only the margin knows it: a block that is not closed, in a file that is indented throughout.
  if (stack[depth - 1]!.mode !== ANY_MODE) {
    for (let outer = depth - 1; outer > 0; outer -= 1) {
      const outside = kindAt(outer);
      if (outside && stack[outer - 1]!.mode !== ANY_MODE) return { depth: outer, kind: outside };
    }
    const margin = kindAt(0);
    if (margin?.opens !== undefined) return { depth: 0, kind: margin };
  }
  return { depth, kind: undefined };
}

/** Without indentation, what begins a block that is looked into is no line of another one that is only known there (`interface` after a router). */
const beginsAnew = (inside: CommandKind, margin: CommandKind | undefined): boolean =>
  inside.coverage !== 'modelled' &&
  margin?.coverage === 'modelled' &&
  margin.opens !== undefined &&
  margin.opens !== ANY_MODE;

/** Nothing is indented: blocks are shown by what the commands are, as when they are typed in. */
function isFlat(text: string, commentMarks: readonly string[]): boolean {
  const indented = /(?:^|[\n\r])[ \t]+(?=\S)/g;
  while (indented.exec(text)) if (!commentMarks.some((mark) => text.startsWith(mark, indented.lastIndex))) return false;
  return true;
}

function knownOutside(depth: number, kindAt: (depth: number) => CommandKind | undefined): boolean {
  for (let outer = depth; outer >= 0; outer -= 1) if (kindAt(outer)) return true;
  return false;
}

function closeSpan(draft: Draft): number {
  let end = draft.header.end;
  for (const child of draft.children) end = Math.max(end, closeSpan(child));
  if (end > draft.span.end) draft.span = { start: draft.span.start, end };
  return draft.span.end;
}

/** @returns the offset after the blob; undefined when a delimiter never comes, 0 when nothing follows. */
function endOfBlob(text: string, blob: BlobStart, lineEnd: number, exhausted: Set<string>): number | undefined {
  if (blob.kind === 'delimited') {
    if (exhausted.has(blob.delimiter)) return undefined;
    const found = text.indexOf(blob.delimiter, blob.from);
    if (found < 0) {
      exhausted.add(blob.delimiter);
      return undefined;
    }
    return endOfLine(text, found + blob.delimiter.length);
  }
  let done = 0;
  let at = lineEnd + 1;
  while (at < text.length) {
    const end = endOfLine(text, at);
    const words = wordsBetween(text, at, end);
    if (words.length === 1 && words[0]!.text === 'quit') return end;
    if (words.length > 0 && !words.every((word) => /^[0-9A-Fa-f]{1,8}$/.test(word.text))) break;
    if (words.length > 0) done = end;
    at = end + 1;
  }
  return done;
}

function trimmed(text: string, from: number, to: number): Span | undefined {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return start < end ? { start, end } : undefined;
}

function endOfLine(text: string, from: number): number {
  for (let i = from; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return text.length;
}

function wordsBetween(text: string, from: number, to: number): Word[] {
  const words: Word[] = [];
  let start = -1;
  for (let i = from; i <= to; i += 1) {
    const blank = i === to || isBlank(text.charCodeAt(i));
    if (!blank && start < 0) start = i;
    if (blank && start >= 0) {
      words.push({ text: text.slice(start, i), span: { start, end: i } });
      start = -1;
    }
  }
  return words;
}

/** Columns before an offset of its line; a tab goes to the next multiple of 8. */
function columnOf(text: string, lineStart: number, offset: number): number {
  let column = 0;
  for (let i = lineStart; i < offset; i += 1) column = text.charCodeAt(i) === 9 ? (column | 7) + 1 : column + 1;
  return column;
}

/** As `\s`, and the byte order mark. */
function isBlank(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return code === 0xa0 || code === 0xfeff || (code >= 0x1680 && /\s/.test(String.fromCharCode(code)));
}
