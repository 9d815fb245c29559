import { type Coverage, type Statement, type Trivia, walk } from '../outline.ts';
import type { Span } from '../text/span.ts';

/**
 * What is kept of the last outline of one document, so that an edit costs the reading of what it touches. The statements of unchanged
 * blocks are the same objects in the next outline, moved to where they are now: an outline that was read with a memory is at an end when
 * the next one is read with it.
 */
export interface OutlineMemory {
  kept?: KeptOutline;
}

interface KeptOutline {
  /** The dialect's reader. */
  readonly by: object;
  readonly text: string;
  readonly flat: boolean;
  readonly blocks: readonly Block[];
}

/** A statement of the margin with all that follows it up to the next one. */
export interface Block {
  /** Offset of the line that it begins on. */
  start: number;
  /** Undefined: what stands before the first statement. */
  readonly statement: Statement | undefined;
  readonly trivia: Trivia[];
}

/** What of the last outline holds before and behind the edited part. */
export interface Unchanged {
  readonly head: readonly Block[];
  /** Where to read on: a block begins there as it did. */
  readonly from: number;
  /** In text order, not yet moved; each begins where it did but for `by`. */
  readonly tail: readonly Block[];
  readonly by: number;
}

const coverages = new WeakMap<Block, readonly Coverage[]>();

/** To be called with every outline that is read with a memory, before a model refines what is declared. */
export function keep(memory: OutlineMemory, kept: KeptOutline): void {
  for (const block of kept.blocks)
    if (!coverages.has(block))
      coverages.set(
        block,
        [...statementsOf(block)].map(({ coverage }) => coverage),
      );
  memory.kept = kept;
}

/** Takes the last outline out of the memory; undefined where nothing of it can be used. Costs a comparison of the two texts. */
export function takeUnchanged(
  memory: OutlineMemory,
  { by, text, flat }: Omit<KeptOutline, 'blocks'>,
): Unchanged | undefined {
  const { kept } = memory;
  delete memory.kept;
  if (!kept || kept.by !== by || kept.flat !== flat) return undefined;
  const same = commonStart(kept.text, text);
  const behind = kept.text.length - commonEnd(kept.text, text, same);
  // What follows a statement may be looked at to see where it ends: the block before the edited one is read again.
  const from = Math.max(0, kept.blocks.findLastIndex(({ start }) => start <= same) - 1);
  const head = kept.blocks.slice(0, from);
  const next = kept.blocks.findIndex(({ start, statement }, at) => at > from && statement && start >= behind);
  for (const block of head) restore(block);
  return {
    head,
    from: kept.blocks[from]!.start,
    tail: next < 0 ? [] : kept.blocks.slice(next),
    by: text.length - kept.text.length,
  };
}

/** The block as it was read, where it is now. */
export function moved(block: Block, by: number): Block {
  restore(block);
  if (by === 0) return block;
  block.start += by;
  for (const { span } of block.trivia) move(span, by);
  for (const { words, header, span } of statementsOf(block)) {
    for (const word of words) move(word.span, by);
    move(header, by);
    if (span !== header) move(span, by);
  }
  return block;
}

/** What a model found out of a statement in the last version is not known of it in this one. */
function restore(block: Block): void {
  const read = coverages.get(block)!;
  let at = 0;
  for (const statement of statementsOf(block)) {
    statement.coverage = read[at]!;
    at += 1;
  }
}

const statementsOf = ({ statement }: Block): Iterable<Statement> => (statement ? walk([statement]) : []);

function move(span: { -readonly [K in keyof Span]: Span[K] }, by: number): void {
  span.start += by;
  span.end += by;
}

/** Characters that are compared at once. */
const PIECE = 4096;

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at + PIECE <= most && a.slice(at, at + PIECE) === b.slice(at, at + PIECE)) at += PIECE;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

/** @param start so much of both is the same already */
function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  const pieceOf = (text: string, count: number): string => text.slice(text.length - count - PIECE, text.length - count);
  let count = 0;
  while (count + PIECE <= most && pieceOf(a, count) === pieceOf(b, count)) count += PIECE;
  while (count < most && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)) count += 1;
  return count;
}
