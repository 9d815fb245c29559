import type { Span } from './span.ts';

export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/**
 * Applies edits given against the original text. Insertions at one offset keep their order.
 * @throws RangeError when two edits overlap or one leaves the text.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.index - b.index);
  let result = '';
  let done = 0;
  for (const { edit } of ordered) {
    const { start, end } = edit.span;
    if (start < done || end < start || end > text.length)
      throw new RangeError(`edit ${start}..${end} overlaps or leaves the text`);
    result += text.slice(done, start) + edit.newText;
    done = end;
  }
  return result + text.slice(done);
}

/** Whether `applyEdits` would take these edits of a text of this length. */
export function canApply(length: number, edits: readonly TextEdit[]): boolean {
  let done = 0;
  for (const { span } of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    if (span.start < done || span.end < span.start || span.end > length) return false;
    done = span.end;
  }
  return true;
}
