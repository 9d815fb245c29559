import type { Embedded, EmbeddedSegment } from '../../model/device.ts';
import type { Span } from '../../text/span.ts';
import { isTemplate } from './quoted-text.ts';

/** The text that a heredoc stands for, where it has no expressions, and where each line of it stands. */
export function heredocText(
  host: string,
  { start, end }: Span,
): Pick<Embedded, 'text' | 'segments' | 'indent'> | undefined {
  const source = host.slice(start, end);
  const first = source.indexOf('\n') + 1;
  const last = source.lastIndexOf('\n');
  if (first <= 0 || last < first) return undefined;
  const lines = source.slice(first, last + 1).split('\n');
  lines.pop();
  if (lines.some(isTemplate)) return undefined;
  // `<<-` takes away what all lines start with, blank ones apart.
  const strip = source.startsWith('<<-') ? commonIndent(lines) : 0;
  const segments: EmbeddedSegment[] = [];
  let text = '';
  let at = start + first;
  for (const line of lines) {
    const skipped = Math.min(strip, line.length - line.trimStart().length);
    const written = `${line.slice(skipped).replace(/\r$/, '')}\n`;
    const value = written.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{');
    segments.push({
      start: text.length,
      end: text.length + value.length,
      host: { start: at + skipped, end: at + line.length + 1 },
      linear: value.length === line.length + 1 - skipped,
    });
    text += value;
    at += line.length + 1;
  }
  return { text, segments, indent: lines.find((line) => line.trim() !== '')?.slice(0, strip) ?? '' };
}

function commonIndent(lines: readonly string[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    if (line.trim() === '') continue;
    least = Math.min(least, line.length - line.trimStart().length);
  }
  return Number.isFinite(least) ? least : 0;
}
