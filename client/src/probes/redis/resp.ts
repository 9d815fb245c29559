import type { Socket } from 'node:net';

/** A reply of the Redis serialization protocol, version 2; texts as they came, bulk strings among them. */
export type Reply =
  | { readonly kind: 'text' | 'error'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly items: readonly Reply[] };

/** `not-redis`: what came is no reply. `silent`: nothing in time. `closed`: the connection ended. */
export type NoReply = 'not-redis' | 'silent' | 'closed' | 'cancelled';

/** The refusal of protected mode is a whole page in one line. */
const LONGEST_LINE = 8_192;
/** Of one conversation. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_ITEMS = 10_000;
const DEEPEST = 6;
const TIMEOUT_MS = 5_000;

/** Ends the conversation; whatever is asked afterwards gets the same. */
class Ended extends Error {
  readonly why: NoReply;
  constructor(why: NoReply) {
    super(why);
    this.why = why;
  }
}

export interface RedisConversation {
  /** One command as its words, and its reply. Never rejects. */
  ask(...words: readonly string[]): Promise<Reply | NoReply>;
}

/** Talks over an open connection, one command at a time. The caller destroys the socket. */
export function converse(socket: Socket, signal: AbortSignal): RedisConversation {
  const bytes = byteReader(socket);
  let ended: NoReply | undefined;
  return {
    async ask(...words) {
      if (ended) return ended;
      let why: NoReply = 'closed';
      const stop = (reason: NoReply) => (): void => {
        why = reason;
        socket.destroy();
      };
      const cancel = stop('cancelled');
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel, { once: true });
      const timer = setTimeout(stop('silent'), TIMEOUT_MS);
      try {
        socket.write(encoded(words));
        return await readReply(bytes, 0, { items: MOST_ITEMS });
      } catch (error) {
        ended = error instanceof Ended ? error.why : why;
        return ended;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
      }
    },
  };
}

/** Every word with its length, so that none can end another or be a command of its own. */
function encoded(words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`);
}

async function readReply(bytes: ByteReader, depth: number, left: { items: number }): Promise<Reply> {
  const line = await bytes.line();
  const text = line.slice(1);
  switch (line[0]) {
    case '+':
      return { kind: 'text', text };
    case '-':
      return { kind: 'error', text };
    case ':':
      return { kind: 'number', number: whole(text) };
    case '$': {
      const length = whole(text);
      return length < 0 ? { kind: 'nothing' } : { kind: 'text', text: await bytes.bulk(length) };
    }
    case '*': {
      const count = whole(text);
      if (count < 0) return { kind: 'nothing' };
      left.items -= count;
      if (depth >= DEEPEST || left.items < 0) throw new Ended('not-redis');
      const items: Reply[] = [];
      while (items.length < count) items.push(await readReply(bytes, depth + 1, left));
      return { kind: 'list', items };
    }
    default:
      throw new Ended('not-redis');
  }
}

function whole(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new Ended('not-redis');
  return Number(text);
}

interface ByteReader {
  /** Without its line end. */
  line(): Promise<string>;
  /** So many bytes, and the line end behind them. */
  bulk(length: number): Promise<string>;
}

function byteReader(socket: Socket): ByteReader {
  const chunks = socket.iterator({ destroyOnReturn: false });
  let rest: Buffer = Buffer.alloc(0);
  let total = 0;
  const more = async (): Promise<Buffer> => {
    const { value, done } = (await chunks.next()) as IteratorResult<Buffer>;
    if (done) throw new Error('closed');
    total += value.length;
    if (total > MOST_BYTES) throw new Ended('not-redis');
    return value;
  };
  return {
    async line() {
      for (;;) {
        const end = rest.indexOf('\r\n');
        if (end >= 0 && end <= LONGEST_LINE) {
          const line = rest.toString('utf8', 0, end);
          rest = rest.subarray(end + 2);
          return line;
        }
        if (rest.length > LONGEST_LINE) throw new Ended('not-redis');
        rest = Buffer.concat([rest, await more()]);
      }
    },
    async bulk(length) {
      if (length > MOST_BYTES) throw new Ended('not-redis');
      const parts = [rest];
      let have = rest.length;
      while (have < length + 2) {
        const part = await more();
        parts.push(part);
        have += part.length;
      }
      const all = Buffer.concat(parts);
      rest = all.subarray(length + 2);
      if (all.toString('latin1', length, length + 2) !== '\r\n') throw new Ended('not-redis');
      return all.toString('utf8', 0, length);
    },
  };
}
