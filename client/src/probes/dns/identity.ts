import { plainText } from '../plain-text.ts';
import type { Address } from '../target.ts';
import { askRaw, queryFor } from './header-query.ts';

/** Which of the machines behind an address answered, and what it runs, as far as it says so. */
export interface Identity {
  /** RFC 5001; as text where all of it is printable, else in hexadecimal. */
  readonly nsid?: string;
  /** `id.server` (RFC 4892), else `hostname.bind`. */
  readonly name?: string;
  /** `version.bind` or `version.server`. */
  readonly version?: string;
}

export const IDENTITY_NAMES = ['id.server', 'hostname.bind', 'version.bind', 'version.server'] as const;

const HEADER = 12;
const NS = 2;
const TXT = 16;
const OPT = 41;
const CHAOS = 3;
const NSID = 3;
const MOST_RECORDS = 50;
const LONGEST = 80;

/** Asks once for each, at the same time; what does not come within the time is not told. Never rejects. */
export async function askIdentity(
  address: Address,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Identity | undefined> {
  const ask = async (query: Buffer): Promise<Buffer | undefined> => {
    const said = await askRaw(address, port, query, timeoutMs, signal);
    return typeof said === 'string' ? undefined : said;
  };
  const [root, ...texts] = await Promise.all([
    ask(withNsid(queryFor('', NS, true))),
    ...IDENTITY_NAMES.map((name) => ask(queryFor(name, TXT, false, CHAOS))),
  ]);
  const nsid = root && nsidIn(root);
  const [idServer, hostnameBind, versionBind, versionServer] = texts.map((answer) => answer && textIn(answer));
  const name = idServer ?? hostnameBind;
  const version = versionBind ?? versionServer;
  if (!nsid && !name && !version) return undefined;
  return { ...(nsid && { nsid }), ...(name && { name }), ...(version && { version }) };
}

/** An OPT record that asks for the identifier (RFC 6891 6.1.2, RFC 5001 2.1); 1232 bytes pass everywhere. */
function withNsid(query: Buffer): Buffer {
  query.writeUInt16BE(1, 10);
  return Buffer.concat([query, Buffer.from([0, 0, OPT, 1232 >> 8, 1232 & 255, 0, 0, 0, 0, 0, 4, 0, NSID, 0, 0])]);
}

/** @returns the identifier in an answer; undefined where there is none, or the answer breaks its own lengths. */
export function nsidIn(answer: Buffer): string | undefined {
  const opt = recordsOf(answer)?.find(({ type }) => type === OPT);
  for (let at = 0; opt && at + 4 <= opt.data.length; ) {
    const size = opt.data.readUInt16BE(at + 2);
    const value = opt.data.subarray(at + 4, at + 4 + size);
    if (opt.data.readUInt16BE(at) === NSID) return value.length === size ? shown(value) : undefined;
    at += 4 + size;
  }
  return undefined;
}

/** @returns the strings of the first TXT record of the class CHAOS, joined. */
export function textIn(answer: Buffer): string | undefined {
  const data = recordsOf(answer)?.find(({ type, kind }) => type === TXT && kind === CHAOS)?.data;
  const strings: string[] = [];
  for (let at = 0; data && at < data.length; at += 1 + data[at]!) {
    if (at + 1 + data[at]! > data.length) return undefined;
    strings.push(data.toString('utf8', at + 1, at + 1 + data[at]!));
  }
  return plainText(strings.join(''), LONGEST).trim() || undefined;
}

/** Operators choose words or bytes (RFC 5001 2.3). */
function shown(value: Buffer): string | undefined {
  const words = [...value].every((byte) => byte >= 0x20 && byte < 0x7f);
  return plainText(words ? value.toString('latin1') : `0x${value.toString('hex')}`, LONGEST).trim() || undefined;
}

interface Resource {
  readonly type: number;
  /** Its class; of OPT something else. */
  readonly kind: number;
  readonly data: Buffer;
}

/** All records of an answer without error (RFC 1035 4.1.3); names are stepped over, not read. */
function recordsOf(answer: Buffer): readonly Resource[] | undefined {
  if (answer.length < HEADER || (answer[3]! & 0x0f) !== 0) return undefined;
  let at = HEADER;
  for (let left = answer.readUInt16BE(4); left > 0; left -= 1) {
    const end = afterName(answer, at);
    if (end === undefined) return undefined;
    at = end + 4;
  }
  const count = answer.readUInt16BE(6) + answer.readUInt16BE(8) + answer.readUInt16BE(10);
  const records: Resource[] = [];
  for (let left = Math.min(count, MOST_RECORDS); left > 0; left -= 1) {
    const fixed = afterName(answer, at);
    if (fixed === undefined || fixed + 10 > answer.length) return undefined;
    const end = fixed + 10 + answer.readUInt16BE(fixed + 8);
    if (end > answer.length) return undefined;
    records.push({
      type: answer.readUInt16BE(fixed),
      kind: answer.readUInt16BE(fixed + 2),
      data: answer.subarray(fixed + 10, end),
    });
    at = end;
  }
  return records;
}

/** A pointer ends a name (RFC 1035 4.1.4). */
function afterName(message: Buffer, start: number): number | undefined {
  for (let at = start; at < message.length; ) {
    const length = message[at]!;
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    if (length > 63) return undefined;
    at += 1 + length;
  }
  return undefined;
}
