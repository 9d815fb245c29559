import type { RecordType } from '../inputs.ts';
import type { Address } from '../target.ts';
import { askRaw, queryFor } from './header-query.ts';
import { TYPE_NUMBERS } from './records.ts';

/** An answer that is longer than what passes everywhere. */
export interface LargeAnswer {
  readonly question: RecordType;
  /**
   * Asked for in one datagram of up to 4,096 bytes: `whole`, it came; `cut`, the server keeps to less and points to TCP; `lost`, nothing
   * came, twice, and short answers do.
   */
  readonly end: 'whole' | 'cut' | 'lost';
  /** Bytes of it; absent: it did not come. */
  readonly size?: number;
}

/** RFC 9715: what passes without fragments on any way of IPv6. */
export const PASSES = 1_232;
const ASKED = 4_096;
const OPT = 41;

/** Asks as a resolver does that checks signatures. @returns undefined where the answer is short, or none comes at all */
export async function askLarge(
  address: Address,
  port: number,
  question: RecordType,
  name: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<LargeAnswer | undefined> {
  const ask = (size: number): ReturnType<typeof askRaw> =>
    askRaw(address, port, withSize(queryFor(name, TYPE_NUMBERS[question], true), size), timeoutMs, signal);
  const short = await ask(PASSES);
  if (typeof short === 'string' || !isCut(short)) return undefined;
  for (let tries = 1; tries <= 2; tries += 1) {
    const long = await ask(ASKED);
    if (typeof long !== 'string') return { question, end: isCut(long) ? 'cut' : 'whole', size: long.length };
    if (long !== 'silent') return undefined;
  }
  return typeof (await ask(PASSES)) === 'string' ? undefined : { question, end: 'lost' };
}

/** RFC 1035 4.1.1: TC. */
const isCut = (answer: Buffer): boolean => (answer[2]! & 0x02) !== 0;

/** An OPT record with a size and the flag DO (RFC 6891 6.1.2, RFC 3225). */
function withSize(query: Buffer, size: number): Buffer {
  query.writeUInt16BE(1, 10);
  return Buffer.concat([query, Buffer.from([0, 0, OPT, size >> 8, size & 255, 0, 0, 0x80, 0, 0, 0])]);
}
