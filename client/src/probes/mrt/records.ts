import { unpacked } from '../unpacked.ts';

/** One record of an MRT file (RFC 6396 2), with its header read. */
export interface MrtRecord {
  /** Seconds since the epoch, with microseconds where the record has them. */
  readonly time: number;
  readonly type: number;
  readonly subtype: number;
  /** What follows the header, and the microseconds. */
  readonly body: Buffer;
}

/** Where reading ended early. `bzip2`: packed in a way that is not read here. `damaged`: a record that cannot be one. */
export type MrtEnd = 'whole' | 'bzip2' | 'damaged' | 'too-large';

export interface MrtFile {
  readonly records: AsyncIterable<MrtRecord>;
  /** Known when the records have been read. */
  readonly end: () => MrtEnd;
}

const HEADER = 12;
/** A route with all its peers is far smaller. */
const LARGEST_RECORD = 4 * 1024 * 1024;
/** Unpacked; a gzip may claim to be anything. */
const MOST_BYTES = 8 * 1024 * 1024 * 1024;
export const TYPE = { tableDump: 12, tableDumpV2: 13, bgp4mp: 16, bgp4mpEt: 17 } as const;

/** Reads record by record, plain or gzip; never throws for what the file holds. */
export function mrtFile(chunks: AsyncIterable<Uint8Array>): MrtFile {
  let end: MrtEnd = 'whole';
  async function* records(): AsyncIterable<MrtRecord> {
    let rest: Buffer = Buffer.alloc(0);
    let bytes = 0;
    try {
      for await (const chunk of unpacked(chunks)) {
        if (chunk === 'bzip2') {
          end = 'bzip2';
          return;
        }
        bytes += chunk.length;
        if (bytes > MOST_BYTES) {
          end = 'too-large';
          return;
        }
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        let at = 0;
        while (rest.length - at >= HEADER) {
          const length = rest.readUInt32BE(at + 8);
          if (length > LARGEST_RECORD) {
            end = 'damaged';
            return;
          }
          if (rest.length - at < HEADER + length) break;
          const record = recordOf(rest.subarray(at, at + HEADER + length));
          if (record) yield record;
          at += HEADER + length;
        }
        rest = rest.subarray(at);
      }
    } catch (error) {
      // What the caller does with a record is the caller's; only unpacking fails here.
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
      end = 'damaged';
      return;
    }
    if (rest.length > 0) end = 'damaged';
  }
  return { records: records(), end: () => end };
}

function recordOf(bytes: Buffer): MrtRecord | undefined {
  const [time, type, subtype] = [bytes.readUInt32BE(0), bytes.readUInt16BE(4), bytes.readUInt16BE(6)];
  if (type !== TYPE.bgp4mpEt) return { time, type, subtype, body: bytes.subarray(HEADER) };
  if (bytes.length < HEADER + 4) return undefined;
  return { time: time + bytes.readUInt32BE(HEADER) / 1_000_000, type, subtype, body: bytes.subarray(HEADER + 4) };
}
