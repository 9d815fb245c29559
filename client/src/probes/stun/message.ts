import { crc32 } from 'node:zlib';
import { asAddress } from '../target.ts';

/** RFC 8489 5: every message carries it at offset 4. */
const MAGIC = 0x2112a442;
const HEADER = 20;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const BINDING_ERROR = 0x0111;

/** RFC 8489 18.3, RFC 5780 7 */
const ATTRIBUTE = {
  mappedAddress: 0x0001,
  errorCode: 0x0009,
  xorMappedAddress: 0x0020,
  software: 0x8022,
  fingerprint: 0x8028,
  responseOrigin: 0x802b,
  otherAddress: 0x802c,
} as const;

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface BindingResponse {
  /** XOR-MAPPED-ADDRESS: where the server saw the request come from. */
  readonly mapped?: Endpoint;
  /** MAPPED-ADDRESS, as servers also send it for RFC 3489 clients; differs when something on the way rewrites payloads. */
  readonly plainMapped?: Endpoint;
  readonly error?: { readonly code: number; readonly reason: string };
  readonly software?: string;
  readonly origin?: Endpoint;
  readonly other?: Endpoint;
  /** Absent: the message carries no FINGERPRINT. */
  readonly fingerprintRight?: boolean;
}

export type Decoded =
  | { readonly ok: true; readonly response: BindingResponse }
  /** `stray`: another transaction's or no STUN at all; `malformed`: an answer to ours that breaks its own lengths. */
  | { readonly ok: false; readonly why: 'stray' | 'malformed' };

/** A binding request with a FINGERPRINT, so that a server that shares its port with other protocols knows it. */
export function bindingRequest(transaction: Buffer): Buffer {
  const message = Buffer.alloc(HEADER + 8);
  message.writeUInt16BE(BINDING_REQUEST, 0);
  message.writeUInt16BE(8, 2);
  message.writeUInt32BE(MAGIC, 4);
  transaction.copy(message, 8, 0, 12);
  message.writeUInt16BE(ATTRIBUTE.fingerprint, HEADER);
  message.writeUInt16BE(4, HEADER + 2);
  message.writeUInt32BE(fingerprint(message.subarray(0, HEADER)), HEADER + 4);
  return message;
}

/** Reads an answer to the given transaction; never throws, never reads past the message. */
export function decodeBindingResponse(message: Buffer, transaction: Buffer): Decoded {
  if (message.length < HEADER || message.readUInt32BE(4) !== MAGIC) return { ok: false, why: 'stray' };
  const type = message.readUInt16BE(0);
  if (type !== BINDING_SUCCESS && type !== BINDING_ERROR) return { ok: false, why: 'stray' };
  if (!message.subarray(8, HEADER).equals(transaction)) return { ok: false, why: 'stray' };
  const length = message.readUInt16BE(2);
  if (length % 4 !== 0 || HEADER + length !== message.length) return { ok: false, why: 'malformed' };
  const found = new Map<number, { readonly value: Buffer; readonly at: number }>();
  for (let at = HEADER; at < message.length; ) {
    if (at + 4 > message.length) return { ok: false, why: 'malformed' };
    const kind = message.readUInt16BE(at);
    const size = message.readUInt16BE(at + 2);
    if (at + 4 + size > message.length) return { ok: false, why: 'malformed' };
    // RFC 8489 14: of attributes that come twice, the first counts.
    if (!found.has(kind)) found.set(kind, { value: message.subarray(at + 4, at + 4 + size), at });
    at += 4 + size + ((4 - (size % 4)) % 4);
  }
  return { ok: true, response: responseOf(message, type, found) };
}

function responseOf(
  message: Buffer,
  type: number,
  found: ReadonlyMap<number, { readonly value: Buffer; readonly at: number }>,
): BindingResponse {
  const key = message.subarray(4, HEADER);
  const endpoint = (kind: number, mask?: Buffer): Endpoint | undefined => {
    const value = found.get(kind)?.value;
    return value && endpointOf(value, mask);
  };
  const mapped = endpoint(ATTRIBUTE.xorMappedAddress, key);
  const plainMapped = endpoint(ATTRIBUTE.mappedAddress);
  const origin = endpoint(ATTRIBUTE.responseOrigin);
  const other = endpoint(ATTRIBUTE.otherAddress);
  const software = found.get(ATTRIBUTE.software)?.value.toString('utf8');
  const error = type === BINDING_ERROR ? errorOf(found.get(ATTRIBUTE.errorCode)?.value) : undefined;
  const print = found.get(ATTRIBUTE.fingerprint);
  return {
    ...(mapped && { mapped }),
    ...(plainMapped && { plainMapped }),
    ...(error && { error }),
    ...(software !== undefined && { software }),
    ...(origin && { origin }),
    ...(other && { other }),
    ...(print?.value.length === 4 && {
      fingerprintRight: print.value.readUInt32BE(0) === fingerprint(message.subarray(0, print.at)),
    }),
  };
}

/** @param key magic cookie and transaction: the mask of XOR-MAPPED-ADDRESS (RFC 8489 14.2). */
function endpointOf(value: Buffer, key?: Buffer): Endpoint | undefined {
  const size = value[1] === 1 ? 4 : value[1] === 2 ? 16 : 0;
  if (size === 0 || value.length !== 4 + size) return undefined;
  const mask = (at: number): number => key?.[at] ?? 0;
  const port = value.readUInt16BE(2) ^ ((mask(0) << 8) | mask(1));
  const bytes = [...value.subarray(4)].map((byte, at) => byte ^ mask(at));
  const text = size === 4 ? bytes.join('.') : (Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? []).join(':');
  return { address: asAddress(text)?.text ?? text, port };
}

/** RFC 8489 14.8 */
function errorOf(value: Buffer | undefined): { code: number; reason: string } {
  if (!value || value.length < 4) return { code: 0, reason: '' };
  return { code: (value[2]! & 7) * 100 + value[3]!, reason: value.subarray(4).toString('utf8') };
}

/** RFC 8489 14.7 */
const fingerprint = (before: Buffer): number => (crc32(before) ^ 0x5354554e) >>> 0;
