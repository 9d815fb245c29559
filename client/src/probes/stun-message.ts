import { createHash, createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { parseAddress } from '../../../grammars/model/address.ts';
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
  createPermissionRequest: 0x0008,
  createPermissionSuccess: 0x0108,
  createPermissionError: 0x0118,
  channelBindRequest: 0x0009,
  channelBindSuccess: 0x0109,
  channelBindError: 0x0119,
  sendIndication: 0x0016,
  dataIndication: 0x0017,
} as const;

/** RFC 8489 18.3, RFC 8656 18, RFC 5780 7 */
export const ATTRIBUTE = {
  mappedAddress: 0x0001,
  changeRequest: 0x0003,
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  channelNumber: 0x000c,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  data: 0x0013,
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
export function messageLength(stream: Buffer): number | undefined {
  if (stream.length < 4) return undefined;
  const length = stream.readUInt16BE(2);
  return isChannelData(stream) ? CHANNEL_HEADER + Math.ceil(length / 4) * 4 : HEADER + length;
}

/** RFC 8656 12: where a STUN message begins with two zero bits, what a channel carries begins with 01. */
const isChannelData = (message: Buffer): boolean => message[0]! >> 6 === 1;
const CHANNEL_HEADER = 4;

/** RFC 8656 12.4, with the padding that streams need. */
export function encodeChannelData(channel: number, data: Buffer): Buffer {
  const head = Buffer.alloc(CHANNEL_HEADER);
  head.writeUInt16BE(channel, 0);
  head.writeUInt16BE(data.length, 2);
  return Buffer.concat([head, data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
}

/** @returns what came through a channel; undefined for anything else, another channel's too. */
export function decodeChannelData(message: Buffer, channel: number): Buffer | undefined {
  if (message.length < CHANNEL_HEADER || message.readUInt16BE(0) !== channel) return undefined;
  const end = CHANNEL_HEADER + message.readUInt16BE(2);
  return end <= message.length ? message.subarray(CHANNEL_HEADER, end) : undefined;
}

/**
 * Reads an answer to the given transaction; never throws, never reads past the message.
 * @param transaction undefined: any, of indications, which answer nothing
 */
export function decodeMessage(
  message: Buffer,
  transaction: Buffer | undefined,
  types: readonly number[],
): { readonly ok: true; readonly message: Message } | { readonly ok: false; readonly why: 'stray' | 'malformed' } {
  if (message.length < HEADER || message.readUInt32BE(4) !== MAGIC) return { ok: false, why: 'stray' };
  const type = message.readUInt16BE(0);
  if (!types.includes(type)) return { ok: false, why: 'stray' };
  if (transaction && !message.subarray(8, HEADER).equals(transaction)) return { ok: false, why: 'stray' };
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

const MASKED: readonly number[] = [ATTRIBUTE.xorMappedAddress, ATTRIBUTE.xorRelayedAddress, ATTRIBUTE.xorPeerAddress];

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

/** RFC 8656 18.3. @param address in canonical form. @param transaction of the message that it is for */
export function xorPeerAddress({ address, port }: Endpoint, transaction: Buffer): Attribute {
  const { family, address: number } = parseAddress(address)!;
  const size = family === 'ipv4' ? 4 : 16;
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(MAGIC, 0);
  transaction.copy(mask, 4, 0, 12);
  const value = Buffer.alloc(4 + size);
  value[1] = family === 'ipv4' ? 1 : 2;
  value.writeUInt16BE(port ^ (MAGIC >>> 16), 2);
  Buffer.from(number.toString(16).padStart(size * 2, '0'), 'hex').copy(value, 4);
  for (let at = 0; at < size; at += 1) value[4 + at]! ^= mask[at]!;
  return [ATTRIBUTE.xorPeerAddress, value];
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
