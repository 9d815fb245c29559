import type { Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { contains, type Span } from '../../../text/span.ts';

/** The list without this element and a comma beside it; undefined where it is the only one. */
export function withoutElement({ words }: Statement, element: Span): readonly TextEdit[] | undefined {
  const first = words.findIndex(({ span }) => contains(element, span));
  const last = words.findLastIndex(({ span }) => contains(element, span));
  const before = words[first - 1];
  const after = words[last + 1];
  if (after?.text === ',') {
    const next = words[last + 2];
    return [
      {
        span: { start: element.start, end: next && next.text !== '}' ? next.span.start : after.span.end },
        newText: '',
      },
    ];
  }
  return before?.text === ',' ? [{ span: { start: before.span.start, end: element.end }, newText: '' }] : undefined;
}
