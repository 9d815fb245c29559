/** What one peer said at a time, for files of the tests' own. */
export interface Update {
  readonly at: number;
  readonly peer?: number;
  readonly announce?: string;
  readonly withdraw?: string;
  readonly path?: readonly number[];
  readonly communities?: readonly (readonly [number, number])[];
}

/** BGP4MP_MESSAGE_AS4 records (RFC 6396 4.4.3). */
export function written(updates: readonly Update[]): Buffer {
  const network = (text: string | undefined): Buffer => {
    if (text === undefined) return Buffer.alloc(0);
    const [address, length] = text.split('/') as [string, string];
    return Buffer.from([
      Number(length),
      ...address
        .split('.')
        .map(Number)
        .slice(0, Math.ceil(Number(length) / 8)),
    ]);
  };
  return Buffer.concat(
    updates.map(({ at, peer = 64496, announce, withdraw, path = [peer, 64500], communities = [] }) => {
      const gone = network(withdraw);
      const asns = Buffer.alloc(2 + path.length * 4);
      asns.set([2, path.length]);
      for (const [nth, asn] of path.entries()) asns.writeUInt32BE(asn, 2 + nth * 4);
      const attributes =
        announce === undefined
          ? Buffer.alloc(0)
          : Buffer.concat([
              Buffer.from([0x40, 1, 1, 0, 0x40, 2, asns.length]),
              asns,
              Buffer.from([0x40, 3, 4, 10, 0, 0, 1]),
              Buffer.from(communities.length === 0 ? [] : [0xc0, 8, communities.length * 4]),
              ...communities.map(([asn, value]) => Buffer.from([asn >> 8, asn & 255, value >> 8, value & 255])),
            ]);
      const size = (part: Buffer): Buffer => Buffer.from([part.length >> 8, part.length & 255]);
      const update = Buffer.concat([size(gone), gone, size(attributes), attributes, network(announce)]);
      const head = Buffer.alloc(20);
      head.writeUInt32BE(peer, 0);
      head.writeUInt32BE(64499, 4);
      head.set([0, 0, 0, 1, 10, 0, 0, peer & 255, 10, 0, 0, 254], 8);
      const message = Buffer.concat([
        Buffer.alloc(16, 0xff),
        size(Buffer.alloc(19 + update.length)),
        Buffer.from([2]),
        update,
      ]);
      const body = Buffer.concat([head, message]);
      const header = Buffer.alloc(12);
      header.writeUInt32BE(1_700_000_000 + at, 0);
      header.set([0, 16, 0, 4], 4);
      header.writeUInt32BE(body.length, 8);
      return Buffer.concat([header, body]);
    }),
  );
}

export async function* cut(bytes: Buffer, size = 1_000): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
