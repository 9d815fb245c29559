import type { Embedded } from '../../../grammars/model/device.ts';
import type { TextEdit } from '../../../grammars/text/edit.ts';
import type { Span } from '../../../grammars/text/span.ts';
import type { Finding } from './finding.ts';

/** A finding about an embedded text, told of its host's text. */
export function toHost(finding: Finding, embedding: Embedded): Finding {
  return {
    ...finding,
    span: hostSpan(finding.span, embedding),
    related: finding.related.map((related) =>
      related.elsewhere ? related : { ...related, span: hostSpan(related.span, embedding) },
    ),
    fixes: finding.fixes.flatMap((fix) => {
      const edits = fix.edits.map((edit) => lineEdits(edit, embedding) ?? hostEdit(edit, embedding));
      return edits.every((edit) => edit !== undefined) ? [{ ...fix, edits: edits.flat() }] : [];
    }),
  };
}

/** Where a span of the embedded text stands in its host; a span in text that the host does not show goes to the nearest shown piece. */
export function hostSpan(span: Span, embedding: Embedded): Span {
  const start = hostOffset(span.start, embedding, 'start');
  const end = hostOffset(span.end, embedding, 'end');
  if (end > start || span.end === span.start) return { start, end: Math.max(start, end) };
  const { segments } = embedding;
  const nearest =
    segments.find((segment) => segment.start >= span.end) ?? segments.findLast(({ end }) => end <= span.start);
  return nearest?.host ?? { start, end: start };
}

function hostOffset(offset: number, embedding: Embedded, side: 'start' | 'end'): number {
  const segments = embedding.segments;
  for (const segment of segments) {
    const inside =
      side === 'start'
        ? segment.start <= offset && offset < segment.end
        : segment.start < offset && offset <= segment.end;
    if (!inside) continue;
    if (segment.linear) return segment.host.start + (offset - segment.start);
    return side === 'start' ? segment.host.start : segment.host.end;
  }
  const next = segments.find((segment) => segment.start >= offset);
  const previous = segments.findLast((segment) => segment.end <= offset);
  if (side === 'start') return next?.host.start ?? previous?.host.end ?? 0;
  return previous?.host.end ?? next?.host.start ?? 0;
}

/** Whole lines that stand for lines of the host are taken out, or put before or behind one, as what they stand for. */
function lineEdits({ span, newText }: TextEdit, { lines = [], text }: Embedded): TextEdit[] | undefined {
  if (span.start < span.end) {
    const gone = lines.filter((line) => span.start <= line.start && line.end <= span.end);
    const length = gone.reduce((sum, line) => sum + line.end - line.start, 0);
    if (newText !== '' || gone.length === 0 || length !== span.end - span.start) return undefined;
    return gone.map(({ host }) => ({ span: host, newText: '' }));
  }
  const next = lines.find((line) => line.start === span.start);
  const previous = lines.find((line) => line.end === span.start);
  const head = (next ?? previous)?.head;
  const at = next ? next.host.start : previous?.host.end;
  if (head === undefined || at === undefined || !newText.endsWith('\n')) return undefined;
  const written = newText.match(/[^\n]*\n/g)!.map((added) => {
    const moved = lines.find((line) => text.slice(line.start, line.end) === added);
    // In a YAML list these would end the plain text.
    return moved?.text ?? (/: |:\n| #|\t/.test(added) ? undefined : head + added);
  });
  return written.every((line) => line !== undefined)
    ? [{ span: { start: at, end: at }, newText: written.join('') }]
    : undefined;
}

/** Only edits that lie in one piece, or run over whole lines of linear pieces, can be told of the host. */
function hostEdit(edit: TextEdit, embedding: Embedded): TextEdit | undefined {
  const first = embedding.segments.find((segment) => segment.start <= edit.span.start && edit.span.start < segment.end);
  const last = embedding.segments.findLast((segment) => segment.start <= edit.span.end && edit.span.end <= segment.end);
  if (!first?.linear || !last?.linear) return undefined;
  const start = first.host.start + (edit.span.start - first.start);
  const end = edit.span.end === edit.span.start ? start : last.host.start + (edit.span.end - last.start);
  if (end < start) return undefined;
  // The last line goes with the indentation before it; any other leaves its own to the line that follows.
  const lastLine =
    edit.newText === '' &&
    first.start === edit.span.start &&
    last.start !== edit.span.end &&
    embedding.text[edit.span.end - 1] === '\n';
  if (lastLine) {
    const before = embedding.segments[embedding.segments.indexOf(first) - 1]?.host.end ?? 0;
    return { span: { start: Math.max(before, start - embedding.indent.length), end }, newText: '' };
  }
  // A line put before another one: what follows keeps its own indentation only when it is written again.
  const tail = edit.newText.endsWith('\n') && last.start === edit.span.end ? embedding.indent : '';
  return { span: { start, end }, newText: edit.newText.replace(/\n(?=[^\n])/g, `\n${embedding.indent}`) + tail };
}
