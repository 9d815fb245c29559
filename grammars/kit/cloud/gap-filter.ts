import type { Filter, FilterRule } from '../../model/filter.ts';
import type { Span } from '../../text/span.ts';

/** A rule that may be there: what it lets pass is not told. @param text canonical: what is not known */
export const gapRule = (text: string, span: Span): FilterRule => ({
  span: { start: span.start, end: span.start },
  matches: [{ family: 'both', opaque: [{ text, span }] }],
  action: { kind: 'permit' },
  effects: [],
  active: true,
  implicit: true,
});

/** A filter of which nothing is known but that there may be one. */
export const gapFilter = (name: string, span: Span): Filter => ({
  name: { value: name, span },
  family: 'both',
  purpose: 'packet',
  rules: [gapRule(name, span)],
  fallback: { action: 'deny' },
  stateful: true,
  implicit: true,
  span,
  closed: false,
});
