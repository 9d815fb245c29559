import { embeddedText } from '../../../kit/yaml-embedded.ts';
import { childOf, itemsOf, textOf, type YamlNode } from '../../../kit/yaml-node.ts';
import type { Embedded } from '../../../model/device.ts';
import { type Span, span } from '../../../text/span.ts';
import { kindOf } from '../kind.ts';

/** The cloud-configs among the parts of a MIME message; encoded ones are left alone. */
export function partsOfMessage(text: string): Embedded[] {
  const { headers, end } = headersAt(text, 0);
  const boundary = /;\s*boundary=(?:"([^"\r\n]+)"|([^\s;"]+))/i.exec(headers.get('content-type') ?? '');
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return [];
  return bodiesOf(text, end, `--${mark}`).flatMap((body) => {
    const part = headersAt(text, body.start);
    if (/base64|quoted-printable/i.test(part.headers.get('content-transfer-encoding') ?? '')) return [];
    return configOf({ text: text.slice(part.end, body.end), host: span(part.end, body.end) });
  });
}

/** The cloud-configs of a `#cloud-config-archive`: a list of texts, or of texts with their types. */
export function partsOfArchive(root: YamlNode | undefined, host: string): Embedded[] {
  return itemsOf(root).flatMap(({ value }) => {
    const content = value.kind === 'map' ? childOf(value, 'content') : value;
    if (content?.kind !== 'scalar' || content.opaque || textOf(content) === undefined) return [];
    const file = embeddedText(content, host);
    return kindOf(file.text) === 'cloud-config' ? [{ ...file, dialect: 'cloudinit' }] : [];
  });
}

function configOf({ text, host }: { readonly text: string; readonly host: Span }): Embedded[] {
  if (kindOf(text) !== 'cloud-config') return [];
  return [{ text, dialect: 'cloudinit', segments: [{ start: 0, end: text.length, host, linear: true }], indent: '' }];
}

/** `Content-Type: text/cloud-config; charset="us-ascii"`; a line that begins with a blank goes on with the one before. `end`: behind the empty line. */
function headersAt(
  text: string,
  start: number,
): { readonly headers: ReadonlyMap<string, string>; readonly end: number } {
  const headers = new Map<string, string>();
  let name = '';
  let at = start;
  for (const line of linesFrom(text, start)) {
    at = line.next;
    if (line.text === '') break;
    const found = /^([\w-]+):[ \t]*(.*)$/.exec(line.text);
    if (found) name = found[1]!.toLowerCase();
    headers.set(name, found ? found[2]! : `${headers.get(name) ?? ''} ${line.text.trim()}`);
  }
  return { headers, end: at };
}

/** What stands between lines of the mark, without the line end before the next one. */
function bodiesOf(text: string, start: number, mark: string): Span[] {
  const bodies: Span[] = [];
  let open: number | undefined;
  for (const line of linesFrom(text, start)) {
    if (!line.text.startsWith(mark)) continue;
    const rest = line.text.slice(mark.length).trimEnd();
    if (rest !== '' && rest !== '--') continue;
    if (open !== undefined) bodies.push(span(open, line.start));
    open = rest === '' ? line.next : undefined;
  }
  return bodies;
}

function* linesFrom(text: string, start: number): Generator<{ text: string; start: number; next: number }> {
  for (let at = start; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end + 1;
    yield { text: text.slice(at, next).replace(/\r?\n$/, ''), start: at, next };
    at = next;
  }
}
