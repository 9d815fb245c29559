import { createHash, createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { asAddress } from './target.ts';

/** RFC 8489 5: every message carries it at offset 4. */
const MAGIC = 0x2112a442;
const HEADER = 20;
/** RFC 8489 5, 18.1; RFC 8656 17: class and method together. */
export const MESSAGE = {
  bindingRequest: 0x0001,
  bindingSuccess: 0x0101,
  bindingError: 0x0111,
  allocateRequest: 0x0003,
  allocateSuccess: 0x0103,
  allocateError: 0x0113,
  refreshRequest: 0x0004,
  refreshSuccess: 0x0104,
  refreshError: 0x0114,
} as const;

/** RFC 8489 18.3, RFC 8656 18, RFC 5780 7 */
export const ATTRIBUTE = {
  mappedAddress: 0x0001,
  changeRequest: 0x0003,
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedTransport: 0x0019,
  xorMappedAddress: 0x0020,
  responsePort: 0x0027,
  software: 0x8022,
  alternateServer: 0x8023,
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

/** One attribute of a message to be sent: its kind and its value. */
export type Attribute = readonly [kind: number, value: Buffer];

/** A binding request with a FINGERPRINT, so that a server that shares its port with other protocols knows it. */
export const bindingRequest = (transaction: Buffer, attributes: readonly Attribute[] = []): Buffer =>
  encodeMessage(MESSAGE.bindingRequest, transaction, attributes);

/** @param key of a user (`longTermKey`): adds MESSAGE-INTEGRITY (RFC 8489 14.5). A FINGERPRINT ends every message. */
export function encodeMessage(
  type: number,
  transaction: Buffer,
  attributes: readonly Attribute[],
  key?: Buffer,
): Buffer {
  const head = Buffer.alloc(HEADER);
  head.writeUInt16BE(type, 0);
  head.writeUInt32BE(MAGIC, 4);
  transaction.copy(head, 8, 0, 12);
  let message: Buffer = Buffer.concat([head, ...attributes.map(encodeAttribute)]);
  if (key)
    message = closed(message, ATTRIBUTE.messageIntegrity, 20, (so) => createHmac('sha1', key).update(so).digest());
  return closed(message, ATTRIBUTE.fingerprint, 4, (so) => {
    const value = Buffer.alloc(4);
    value.writeUInt32BE(fingerprint(so));
    return value;
  });
}

/** RFC 8489 9.2.2; SASLprep leaves ASCII as it is. */
export const longTermKey = (username: string, realm: string, password: string): Buffer =>
  createHash('md5').update(`${username}:${realm}:${password}`).digest();

/** An attribute over all before it; the length in the header counts it already (RFC 8489 14.5, 14.7). */
function closed(message: Buffer, kind: number, size: number, of: (so: Buffer) => Buffer): Buffer {
  message.writeUInt16BE(message.length - HEADER + 4 + size, 2);
  return Buffer.concat([message, encodeAttribute([kind, of(message)])]);
}

function encodeAttribute([kind, value]: Attribute): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(kind, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/** A message of the right transaction whose lengths hold. */
export interface Message {
  readonly type: number;
  /** Value of the first attribute of a kind: of those that come twice, the first counts (RFC 8489 14). */
  value(kind: number): Buffer | undefined;
  endpoint(kind: number): Endpoint | undefined;
  /** Absent: the message carries no FINGERPRINT. */
  readonly fingerprintRight?: boolean;
}

/** Bytes of the message that a stream starts with; undefined while its header is not complete. */
export const messageLength = (stream: Buffer): number | undefined =>
  stream.length < 4 ? undefined : HEADER + stream.readUInt16BE(2);

/** Reads an answer to the given transaction; never throws, never reads past the message. */
export function decodeMessage(
  message: Buffer,
  transaction: Buffer,
  types: readonly number[],
): { readonly ok: true; readonly message: Message } | { readonly ok: false; readonly why: 'stray' | 'malformed' } {
  if (message.length < HEADER || message.readUInt32BE(4) !== MAGIC) return { ok: false, why: 'stray' };
  const type = message.readUInt16BE(0);
  if (!types.includes(type)) return { ok: false, why: 'stray' };
  if (!message.subarray(8, HEADER).equals(transaction)) return { ok: false, why: 'stray' };
  const length = message.readUInt16BE(2);
  if (length % 4 !== 0 || HEADER + length !== message.length) return { ok: false, why: 'malformed' };
  const found = new Map<number, { readonly value: Buffer; readonly at: number }>();
  for (let at = HEADER; at < message.length; ) {
    if (at + 4 > message.length) return { ok: false, why: 'malformed' };
    const kind = message.readUInt16BE(at);
    const size = message.readUInt16BE(at + 2);
    if (at + 4 + size > message.length) return { ok: false, why: 'malformed' };
    if (!found.has(kind)) found.set(kind, { value: message.subarray(at + 4, at + 4 + size), at });
    at += 4 + size + ((4 - (size % 4)) % 4);
  }
  const mask = message.subarray(4, HEADER);
  const print = found.get(ATTRIBUTE.fingerprint);
  return {
    ok: true,
    message: {
      type,
      value: (kind) => found.get(kind)?.value,
      endpoint: (kind) => {
        const value = found.get(kind)?.value;
        return value && endpointOf(value, MASKED.includes(kind) ? mask : undefined);
      },
      ...(print?.value.length === 4 && {
        fingerprintRight: print.value.readUInt32BE(0) === fingerprint(message.subarray(0, print.at)),
      }),
    },
  };
}

const MASKED: readonly number[] = [ATTRIBUTE.xorMappedAddress, ATTRIBUTE.xorRelayedAddress];

export function decodeBindingResponse(message: Buffer, transaction: Buffer): Decoded {
  const decoded = decodeMessage(message, transaction, [MESSAGE.bindingSuccess, MESSAGE.bindingError]);
  return decoded.ok ? { ok: true, response: responseOf(decoded.message) } : decoded;
}

function responseOf({ type, value, endpoint, fingerprintRight }: Message): BindingResponse {
  const mapped = endpoint(ATTRIBUTE.xorMappedAddress);
  const plainMapped = endpoint(ATTRIBUTE.mappedAddress);
  const origin = endpoint(ATTRIBUTE.responseOrigin);
  const other = endpoint(ATTRIBUTE.otherAddress);
  const software = value(ATTRIBUTE.software)?.toString('utf8');
  const error = type === MESSAGE.bindingError ? errorOf(value(ATTRIBUTE.errorCode)) : undefined;
  return {
    ...(mapped && { mapped }),
    ...(plainMapped && { plainMapped }),
    ...(error && { error }),
    ...(software !== undefined && { software }),
    ...(origin && { origin }),
    ...(other && { other }),
    ...(fingerprintRight !== undefined && { fingerprintRight }),
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
export function errorOf(value: Buffer | undefined): { code: number; reason: string } {
  if (!value || value.length < 4) return { code: 0, reason: '' };
  return { code: (value[2]! & 7) * 100 + value[3]!, reason: value.subarray(4).toString('utf8') };
}

/** RFC 8489 14.7 */
const fingerprint = (before: Buffer): number => (crc32(before) ^ 0x5354554e) >>> 0;
