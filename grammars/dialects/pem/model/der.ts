/** One value of DER (X.690): its tag, where its content lies, and where it begins and ends. */
export interface DerValue {
  readonly tag: number;
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

/** The value that begins at `start` and ends at `limit` or before; undefined where there is none. */
export function derAt(bytes: Uint8Array, start: number, limit: number): DerValue | undefined {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || start + 2 > limit) return undefined;
  let from = start + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    // Lengths of more than three bytes are no certificate's.
    if (count === 0 || count > 3) return undefined;
    length = 0;
    for (let i = 0; i < count; i += 1) length = length * 256 + (bytes[from + i] ?? 0);
    from += count;
  }
  const to = from + length;
  return to <= limit ? { tag, start, from, to } : undefined;
}

/** The values inside, in order; as far as they can be read. */
export function derChildren(bytes: Uint8Array, { from, to }: DerValue): DerValue[] {
  const children: DerValue[] = [];
  let at = from;
  while (at < to) {
    const child = derAt(bytes, at, to);
    if (!child) break;
    children.push(child);
    at = child.to;
  }
  return children;
}

export function hexOf(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i += 1) text += bytes[i]!.toString(16).padStart(2, '0');
  return text;
}

/** Base64 with any blanks in it; undefined where it is none. */
export function bytesOf(base64: string): Uint8Array | undefined {
  const tight = base64.replace(/\s+/g, '');
  if (tight === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(tight) || tight.length % 4 !== 0) return undefined;
  return Uint8Array.from(atob(tight), (character) => character.charCodeAt(0));
}
