import { isIP } from 'node:net';

/** On the wire (RFC 8446 4.2.1). */
export const VERSIONS = { 'TLS 1.0': 0x0301, 'TLS 1.1': 0x0302, 'TLS 1.2': 0x0303, 'TLS 1.3': 0x0304 } as const;
export type Version = keyof typeof VERSIONS;

/** RFC 8446 4.2.7, draft-ietf-tls-ecdhe-mlkem */
export const X25519MLKEM768 = 0x11ec;
/** The others that last, of servers that must keep to NIST's curves; and the draft that browsers have given up again. */
export const OTHER_POST_QUANTUM = {
  SecP256r1MLKEM768: 0x11eb,
  SecP384r1MLKEM1024: 0x11ed,
  X25519Kyber768Draft00: 0x6399,
} as const;
/** X25519, P-256, P-384, P-521, X448, and the post-quantum ones that last. */
export const ALL_GROUPS = [0x001d, 0x0017, 0x0018, 0x0019, 0x001e, X25519MLKEM768, 0x11eb, 0x11ed];

/** What a server said to a ClientHello, read from its first record; nothing is decrypted. */
export type HelloReply =
  /** `group`: chosen in a HelloRetryRequest. */
  | { readonly kind: 'hello'; readonly version: number; readonly cipher: number; readonly group?: number }
  | { readonly kind: 'alert'; readonly description: number }
  | { readonly kind: 'not-tls' };

/** RFC 8446 4.1.3: a ServerHello with this random asks for another key share. */
const RETRY = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');

const MODERN_SUITES = [0x1301, 0x1302, 0x1303];
/** ECDHE and RSA with AES and 3DES, and the sign that renegotiation is safe: what servers since 2006 have one of. */
const OLD_SUITES = [
  0xc02f, 0xc030, 0xc02b, 0xc02c, 0xcca8, 0xcca9, 0xc013, 0xc014, 0xc009, 0xc00a, 0xc027, 0xc028, 0x009c, 0x009d,
  0x002f, 0x0035, 0x003c, 0x003d, 0x0033, 0x0039, 0xc012, 0x000a, 0x00ff,
];
/**
 * What must not be agreed on (RFC 9325 4.1, RFC 7465), by kind, the worst first. Suites without authentication are not among them: mail servers
 * offer those on purpose (RFC 7672 8.2).
 */
export const WEAK_SUITES = {
  null: [0x0001, 0x0002, 0x003b, 0xc006, 0xc010],
  export: [0x0003, 0x0006, 0x0008, 0x0014],
  des: [0x0009, 0x0015],
  rc4: [0x0004, 0x0005, 0xc007, 0xc011],
  '3des': [0x000a, 0x0016, 0xc008, 0xc012],
} as const;
/** All of them, and the sign that renegotiation is safe. */
export const ALL_WEAK_SUITES: readonly number[] = [...Object.values(WEAK_SUITES).flat(), 0x00ff];
const SIGNATURES = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201,
];

/**
 * A ClientHello that offers exactly one version and the groups given. TLS 1.3 goes without a key share, so that the server
 * names the group it wants before any key is made (RFC 8446 4.1.4).
 * @param random 32 bytes. @param suites what to offer; absent: what servers have one of. @param padding zeros to add, in bytes (RFC 7685)
 */
export function clientHello(
  version: Version,
  groups: readonly number[],
  host: string,
  random: Buffer,
  suites: readonly number[] = version === 'TLS 1.3' ? MODERN_SUITES : OLD_SUITES,
  padding = 0,
): Buffer {
  const number = VERSIONS[version];
  const modern = version === 'TLS 1.3';
  const extensions = Buffer.concat([
    ...(isIP(host)
      ? []
      : [extension(0x0000, vector(2, Buffer.concat([byte(0), vector(2, Buffer.from(host, 'ascii'))])))]),
    extension(0x000a, vector(2, numbers(groups))),
    extension(0x000b, vector(1, byte(0))),
    ...(number >= VERSIONS['TLS 1.2'] ? [extension(0x000d, vector(2, numbers(SIGNATURES)))] : []),
    ...(modern ? [extension(0x002b, vector(1, numbers([number]))), extension(0x0033, vector(2, Buffer.alloc(0)))] : []),
    ...(padding > 0 ? [extension(0x0015, Buffer.alloc(padding))] : []),
  ]);
  const body = Buffer.concat([
    numbers([Math.min(number, VERSIONS['TLS 1.2'])]),
    random,
    // Middleboxes let TLS 1.3 pass when it looks like a resumed session (RFC 8446 D.4).
    vector(1, modern ? random : Buffer.alloc(0)),
    vector(2, numbers(suites)),
    vector(1, byte(0)),
    vector(2, extensions),
  ]);
  const handshake = Buffer.concat([byte(1), vector(3, body)]);
  return Buffer.concat([byte(22), numbers([VERSIONS['TLS 1.0']]), vector(2, handshake)]);
}

/** @returns undefined while the first record is not complete. Never throws, never reads past the bytes. */
export function readHelloReply(bytes: Buffer): HelloReply | undefined {
  if (bytes.length < 5) return undefined;
  const [type, major] = bytes;
  const length = bytes.readUInt16BE(3);
  // RFC 8446 5.1: a record holds at most 2^14 bytes.
  if ((type !== 21 && type !== 22) || major !== 3 || length === 0 || length > 16_384) return { kind: 'not-tls' };
  if (bytes.length < 5 + length) return undefined;
  const record = bytes.subarray(5, 5 + length);
  if (type === 21) return record.length === 2 ? { kind: 'alert', description: record[1]! } : { kind: 'not-tls' };
  return readServerHello(record) ?? { kind: 'not-tls' };
}

function readServerHello(record: Buffer): HelloReply | undefined {
  if (record.length < 4 || record[0] !== 2) return undefined;
  const body = record.subarray(4, 4 + record.readUIntBE(1, 3));
  if (body.length < 35) return undefined;
  const retry = body.subarray(2, 34).equals(RETRY);
  const session = body[34]!;
  const at = 35 + session;
  if (body.length < at + 3) return undefined;
  const cipher = body.readUInt16BE(at);
  const extensions = extensionsOf(body.subarray(at + 3));
  if (!extensions) return undefined;
  const chosen = extensions.get(0x002b);
  const share = retry ? extensions.get(0x0033) : undefined;
  return {
    kind: 'hello',
    version: chosen?.length === 2 ? chosen.readUInt16BE(0) : body.readUInt16BE(0),
    cipher,
    ...(share?.length === 2 && { group: share.readUInt16BE(0) }),
  };
}

function extensionsOf(bytes: Buffer): ReadonlyMap<number, Buffer> | undefined {
  const found = new Map<number, Buffer>();
  if (bytes.length < 2) return found;
  const end = 2 + bytes.readUInt16BE(0);
  if (end > bytes.length) return undefined;
  for (let at = 2; at < end; ) {
    if (at + 4 > end) return undefined;
    const size = bytes.readUInt16BE(at + 2);
    if (at + 4 + size > end) return undefined;
    found.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return found;
}

const byte = (value: number): Buffer => Buffer.from([value]);
const numbers = (values: readonly number[]): Buffer =>
  Buffer.from(values.flatMap((value) => [value >> 8, value & 255]));
const extension = (type: number, data: Buffer): Buffer => Buffer.concat([numbers([type]), vector(2, data)]);

function vector(lengthBytes: 1 | 2 | 3, data: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(data.length, 0, lengthBytes);
  return Buffer.concat([length, data]);
}
