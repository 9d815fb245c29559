import type { Span } from '../text/span.ts';

/**
 * The span with its lines and the last one's end; only itself where other text shares its lines.
 * @param mark starts a comment that goes with it
 */
export function wholeLines(span: Span, text: string, mark?: string): Span {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const next = text.indexOf('\n', span.end);
  const end = next < 0 ? text.length : next + 1;
  const behind = text.slice(span.end, end).trim();
  const alone =
    text.slice(start, span.start).trim() === '' && (behind === '' || (mark !== undefined && behind.startsWith(mark)));
  return alone ? { start, end } : span;
}
