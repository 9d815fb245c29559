import type { Socket } from 'node:net';
import { type Attempt, openConnection } from '../connect.ts';
import { plainText } from '../plain-text.ts';
import type { Address } from '../target.ts';
import type { Covering, RouteAnswer } from './vrp.ts';

/** What came of one session with a cache (RFC 8210). */
export interface RtrSession {
  /**
   * `no-data`: the cache says that it has none yet. `error`: it reported an error. `not-rtr`: what answers does not speak the protocol.
   * `silent`: nothing in time. `truncated`: it stopped before the end of its data. `flood`: more than any cache holds.
   */
  readonly end:
    | 'done'
    | 'no-data'
    | 'error'
    | 'not-rtr'
    | 'silent'
    | 'truncated'
    | 'flood'
    | Exclude<Attempt['end'], 'open'>;
  /** Of the protocol. 0: RFC 6810; 1: RFC 8210. */
  readonly version?: number;
  readonly serial?: number;
  readonly payloads?: { readonly ipv4: number; readonly ipv6: number };
  /** Seconds, as the cache recommends them; of version 1. */
  readonly timers?: { readonly refresh: number; readonly retry: number; readonly expire: number };
  readonly error?: { readonly code: number; readonly text: string };
  readonly routes?: readonly RouteAnswer[];
}

const PDU = { notify: 0, resetQuery: 2, response: 3, ipv4: 4, ipv6: 6, endOfData: 7, routerKey: 9, error: 10 } as const;
const HEADER = 8;
/** RFC 8210 12 */
const NO_DATA = 2;
const UNSUPPORTED_VERSION = 4;
/** Payloads have a size of their own; router keys and error texts are small. */
const LARGEST_PDU = 65_536;
/** Ten times what the whole Internet has today. */
const MOST_BYTES = 256 * 1024 * 1024;
const DEADLINE_MS = 60_000;
const PAUSE_MS = 8_000;

/** Asks for all that the cache has, in version 1, and in version 0 where the cache knows no other. Never rejects. */
export async function askCache(
  address: Address,
  port: number,
  covering: () => Covering,
  signal: AbortSignal,
): Promise<RtrSession> {
  const first = await converse(1, address, port, covering(), signal);
  return first.error?.code === UNSUPPORTED_VERSION ? converse(0, address, port, covering(), signal) : first;
}

async function converse(
  version: 0 | 1,
  address: Address,
  port: number,
  covering: Covering,
  signal: AbortSignal,
): Promise<RtrSession> {
  const socket = await openConnection(address, port, signal);
  if (typeof socket === 'string') return { end: socket };
  const stop = (): void => void socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(stop, DEADLINE_MS);
  socket.setTimeout(PAUSE_MS, stop);
  try {
    socket.write(Buffer.from([version, PDU.resetQuery, 0, 0, 0, 0, 0, HEADER]));
    const session = await listen(socket, covering);
    return signal.aborted ? { end: 'cancelled' } : session;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

/** Reads until the end of the data, or until the connection is destroyed. */
async function listen(socket: Socket, covering: Covering): Promise<RtrSession> {
  const reader = new PduReader(covering);
  let rest: Buffer = Buffer.alloc(0);
  let bytes = 0;
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) return { end: 'flood' };
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      while (rest.length - at >= HEADER) {
        const length = rest.readUInt32BE(at + 4);
        if (length < HEADER || length > LARGEST_PDU) return { end: 'not-rtr' };
        if (rest.length - at < length) break;
        const ended = reader.read(rest.subarray(at, at + length));
        if (ended) return ended;
        at += length;
      }
      rest = rest.subarray(at);
    }
  } catch {
    // Reset, or destroyed by a deadline: told below by how far it had come.
  }
  return { end: reader.begun ? 'truncated' : bytes > 0 ? 'not-rtr' : 'silent' };
}

/** What the data says so far; RFC 8210 5 has the layouts. */
class PduReader {
  begun = false;
  readonly #covering: Covering;
  #ipv4 = 0;
  #ipv6 = 0;

  constructor(covering: Covering) {
    this.#covering = covering;
  }

  /** @returns what ends the session; undefined: it goes on. */
  read(pdu: Buffer): RtrSession | undefined {
    const [version = 0, type] = pdu;
    if (version > 1) return { end: 'not-rtr' };
    if (type === PDU.error) return errorOf(pdu, version);
    if (type === PDU.notify && pdu.length === 12) return undefined;
    if (type === PDU.response && pdu.length === HEADER) {
      this.begun = true;
      return undefined;
    }
    if (!this.begun) return { end: 'not-rtr' };
    if (type === PDU.ipv4 && pdu.length === 20) return this.#payload(pdu, 'ipv4', 4);
    if (type === PDU.ipv6 && pdu.length === 32) return this.#payload(pdu, 'ipv6', 16);
    if (type === PDU.routerKey) return undefined;
    if (type === PDU.endOfData && pdu.length === (version === 0 ? 12 : 24)) return this.#done(pdu, version);
    return { end: 'not-rtr' };
  }

  #payload(pdu: Buffer, family: 'ipv4' | 'ipv6', octets: 4 | 16): RtrSession | undefined {
    const [length, maxLength] = [pdu[9]!, pdu[10]!];
    // An answer to a Reset Query withdraws nothing.
    if ((pdu[8]! & 1) === 0 || length > maxLength || maxLength > octets * 8) return { end: 'not-rtr' };
    const address =
      octets === 4 ? BigInt(pdu.readUInt32BE(12)) : (pdu.readBigUInt64BE(12) << 64n) | pdu.readBigUInt64BE(20);
    if (octets === 4) this.#ipv4 += 1;
    else this.#ipv6 += 1;
    this.#covering.add(family, address, length, maxLength, pdu.readUInt32BE(12 + octets));
    return undefined;
  }

  #done(pdu: Buffer, version: number): RtrSession {
    return {
      end: 'done',
      version,
      serial: pdu.readUInt32BE(8),
      payloads: { ipv4: this.#ipv4, ipv6: this.#ipv6 },
      ...(version > 0 && {
        timers: { refresh: pdu.readUInt32BE(12), retry: pdu.readUInt32BE(16), expire: pdu.readUInt32BE(20) },
      }),
      routes: this.#covering.answers,
    };
  }
}

/** The error's own text follows the copy of what was wrong. */
function errorOf(pdu: Buffer, version: number): RtrSession {
  const code = pdu.readUInt16BE(2);
  const copied = pdu.length >= 12 ? pdu.readUInt32BE(8) : 0;
  const at = 16 + copied;
  const text = at <= pdu.length ? plainText(pdu.subarray(at, at + 400).toString('utf8'), 100) : '';
  return { end: code === NO_DATA ? 'no-data' : 'error', version, error: { code, text } };
}
