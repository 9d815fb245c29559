import type { Outline, Statement } from '../../../outline.ts';
import { contains, type Span } from '../../../text/span.ts';

/** The statement of the margin that holds the place; they stand in text order, so it is not sought from the beginning. */
export function blockAround({ statements }: Outline, place: Span): Statement | undefined {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (statements[middle]!.span.start <= place.start) low = middle + 1;
    else high = middle;
  }
  const block = statements[low - 1];
  return block && contains(block.span, place) ? block : undefined;
}
