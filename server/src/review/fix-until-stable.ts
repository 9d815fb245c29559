import { applyEdits, type TextEdit } from '../../../grammars/text/edit.ts';
import type { Finding } from './finding.ts';
import { type Selection, selectFixes } from './fix-all.ts';
import type { Prepared } from './prepare.ts';

/** Enough for fixes that wait for one another; a fix that breeds its own finding would never end. */
const ROUNDS = 10;

export interface Fixed {
  readonly prepared: Prepared;
  readonly findings: readonly Finding[];
  /** How many fixes were applied, over all rounds. */
  readonly fixed: number;
  /** From the first text to the last, as few characters as the fixes themselves. */
  readonly edits: readonly TextEdit[];
}

/**
 * Applies the selected fixes, reviews the result and goes on until nothing is left to fix.
 * @param prepare reads a changed text again; undefined when it is no configuration any more: that round is not taken.
 */
export async function fixUntilStable(
  first: Prepared,
  selection: Selection,
  prepare: (text: string) => Prepared | undefined,
  review: (prepared: Prepared) => Promise<readonly Finding[]>,
): Promise<Fixed> {
  let prepared = first;
  let findings = await review(first);
  let pieces: readonly Piece[] = [{ start: 0, end: first.text.length }];
  let fixed = 0;
  // Two fixes that undo each other would end wherever the rounds do.
  const seen = new Set([first.text]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const fixes = selectFixes(findings, selection);
    if (fixes.length === 0) break;
    const edits = fixes.flatMap((fix) => fix.edits);
    const text = applyEdits(prepared.text, edits);
    const next = seen.has(text) ? undefined : prepare(text);
    if (!next) break;
    seen.add(text);
    pieces = replaced(pieces, edits);
    fixed += fixes.length;
    prepared = next;
    findings = await review(next);
  }
  return { prepared, findings, fixed, edits: editsOf(pieces, first.text.length) };
}

/** What a changed text is made of: stretches of the original, in order, and new text between them. */
type Piece = { readonly start: number; readonly end: number } | { readonly text: string };

const lengthOf = (piece: Piece): number => ('text' in piece ? piece.text.length : piece.end - piece.start);

function replaced(pieces: readonly Piece[], edits: readonly TextEdit[]): Piece[] {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const result: Piece[] = [];
  let at = 0;
  let next = 0;
  let skip = 0;
  for (const piece of pieces) {
    const end = at + lengthOf(piece);
    let from = Math.max(at, skip);
    while (next < ordered.length && ordered[next]!.span.start < end) {
      const { span, newText } = ordered[next]!;
      if (span.start > from) result.push(slice(piece, from - at, span.start - at));
      result.push({ text: newText });
      skip = Math.max(skip, span.end);
      from = Math.max(from, span.end);
      next += 1;
    }
    if (from < end) result.push(slice(piece, from - at, end - at));
    at = end;
  }
  for (; next < ordered.length; next += 1) result.push({ text: ordered[next]!.newText });
  return result;
}

const slice = (piece: Piece, from: number, to: number): Piece =>
  'text' in piece ? { text: piece.text.slice(from, to) } : { start: piece.start + from, end: piece.start + to };

function editsOf(pieces: readonly Piece[], length: number): TextEdit[] {
  const edits: TextEdit[] = [];
  let done = 0;
  let newText = '';
  for (const piece of [...pieces, { start: length, end: length }]) {
    if ('text' in piece) {
      newText += piece.text;
      continue;
    }
    if (newText !== '' || piece.start > done) edits.push({ span: { start: done, end: piece.start }, newText });
    done = piece.end;
    newText = '';
  }
  return edits;
}
