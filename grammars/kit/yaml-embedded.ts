import type { Embedded, EmbeddedSegment } from '../model/device.ts';
import type { YamlScalar } from './yaml-node.ts';

/** The text that a scalar stands for, and where each piece of it stands in the YAML. */
export function embeddedText(scalar: YamlScalar, host: string): Pick<Embedded, 'text' | 'segments' | 'indent'> {
  const source = host.slice(scalar.span.start, scalar.span.end);
  if (scalar.style === 'literal')
    return literal(scalar, host.slice(scalar.span.start, lineAfter(host, scalar.span.end)));
  const linear = (offset: number): EmbeddedSegment[] => [
    {
      start: 0,
      end: scalar.value.length,
      host: { start: scalar.span.start + offset, end: scalar.span.start + offset + scalar.value.length },
      linear: true,
    },
  ];
  if (source === scalar.value) return { text: scalar.value, segments: linear(0), indent: '' };
  if (source.slice(1, -1) === scalar.value) return { text: scalar.value, segments: linear(1), indent: '' };
  if (scalar.style === 'double') return { text: scalar.value, segments: escapedLines(scalar, source), indent: '' };
  return {
    text: scalar.value,
    segments: [{ start: 0, end: scalar.value.length, host: scalar.span, linear: false }],
    indent: '',
  };
}

/** The piece that holds the offset; pieces stand in text order. */
export function segmentAt(segments: readonly EmbeddedSegment[], offset: number): EmbeddedSegment | undefined {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  const found = segments[low];
  return found && found.start <= offset ? found : undefined;
}

/** Behind the line end: it belongs to the last line of a block. */
function lineAfter(host: string, offset: number): number {
  const end = host.indexOf('\n', offset);
  return end < 0 ? host.length : end + 1;
}

/** `|`: every line of the value is the end of a line of the source. */
function literal(scalar: YamlScalar, source: string): Pick<Embedded, 'text' | 'segments' | 'indent'> {
  const segments: EmbeddedSegment[] = [];
  let at = source.indexOf('\n') + 1;
  let offset = 0;
  let indent: string | undefined;
  const lines = scalar.value.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    const next = source.indexOf('\n', at);
    const rawEnd = next < 0 ? source.length : next;
    const carriage = source[rawEnd - 1] === '\r' ? 1 : 0;
    const raw = source.slice(at, rawEnd - carriage);
    const strip = Math.max(0, raw.length - line.length);
    const start = scalar.span.start + at + strip;
    const ended = offset + line.length < scalar.value.length && next >= 0 && carriage === 0 ? 1 : 0;
    segments.push({
      start: offset,
      end: offset + line.length + ended,
      host: { start, end: start + line.length + ended },
      linear: raw.endsWith(line),
    });
    if (line !== '') indent ??= raw.slice(0, strip);
    offset += line.length + 1;
    if (next < 0) break;
    at = next + 1;
  }
  return { text: scalar.value, segments, indent: indent ?? '' };
}

/** `"a\nb"`: each line stands for its piece of the quoted text; an edit there would need escapes. */
function escapedLines(scalar: YamlScalar, source: string): EmbeddedSegment[] {
  const pieces = source.slice(1, -1).split('\\n');
  const lines = scalar.value.split('\n');
  if (pieces.length !== lines.length) return [{ start: 0, end: scalar.value.length, host: scalar.span, linear: false }];
  const segments: EmbeddedSegment[] = [];
  let at = scalar.span.start + 1;
  let offset = 0;
  for (const [i, piece] of pieces.entries()) {
    const length = lines[i]!.length;
    segments.push({ start: offset, end: offset + length, host: { start: at, end: at + piece.length }, linear: false });
    offset += length + 1;
    at += piece.length + 2;
  }
  return segments;
}
