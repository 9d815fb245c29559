import type { Origination } from '../model/routing.ts';
import type { Span } from '../text/span.ts';

/** The `as-set` of a line with other words before it: it goes with the space in front of it. */
export const wordOfSet = (span: Span): NonNullable<Origination['asSet']> => ({
  span,
  without: { span: { start: span.start - 1, end: span.end }, newText: '' },
});
