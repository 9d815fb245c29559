import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { Address } from '../target.ts';

/** What an answer's header says (RFC 1035 4.1.1). */
export interface Header {
  readonly code: number;
  /** From the zone itself, not from what somebody remembers of it. */
  readonly authority: boolean;
  readonly answers: number;
}

export const REFUSED = 5;
export const SERVFAIL = 2;
const NO_ERROR = 0;
const NO_NAME = 3;
const HEADER = 12;

/** The query, asking for an answer whose signatures nobody has checked (CD, RFC 4035 3.2.2). */
export function unchecked(query: Buffer): Buffer {
  const asked = Buffer.from(query);
  asked[3]! |= 0x10;
  return asked;
}

/** A query for one name, without recursion unless it is asked for. @param type 2: NS, 6: SOA. @param name of letters, digits, hyphens and dots. @param kind its class, 1: the Internet */
export function queryFor(name: string, type: number, recursion: boolean, kind = 1): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([
    randomBytes(2),
    Buffer.from([recursion ? 1 : 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0, 0, type, 0, kind]),
  ]);
}

/** Whether the resolver has found the zone: it knows, or knows that there is no such name. */
export const isFound = (said: Header | NoAnswer): boolean =>
  typeof said !== 'string' && (said.code === NO_ERROR || said.code === NO_NAME);

type NoAnswer = 'silent' | 'closed' | 'unreachable' | 'cancelled';

/** Looks at nothing but the header of the answer, which c-ares does not show; see `askRaw`. */
export async function askHeader(...asking: Parameters<typeof askRaw>): Promise<Header | NoAnswer> {
  const said = await askRaw(...asking);
  if (typeof said === 'string') return said;
  return { code: said[3]! & 0x0f, authority: (said[2]! & 0x04) !== 0, answers: said.readUInt16BE(6) };
}

/**
 * Sends a query once.
 * @returns the answer, with a header at least; `silent` after so many milliseconds, `closed` where the host says that nothing listens;
 * never rejects
 */
export function askRaw(
  { text, family }: Address,
  port: number,
  query: Buffer,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Buffer | NoAnswer> {
  if (signal.aborted) return Promise.resolve('cancelled');
  return new Promise((resolve) => {
    const socket = createSocket(family === 'ipv4' ? 'udp4' : 'udp6');
    const settle = (answer: Buffer | NoAnswer): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      socket.removeAllListeners('message').close();
      resolve(answer);
    };
    const cancel = (): void => settle('cancelled');
    const timer = setTimeout(() => settle('silent'), timeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    socket.once('error', (problem: NodeJS.ErrnoException) =>
      settle(problem.code === 'ECONNREFUSED' ? 'closed' : 'unreachable'),
    );
    socket.on('message', (message) => {
      const ours = message.length >= HEADER && message.subarray(0, 2).equals(query.subarray(0, 2));
      // An answer, not a question sent back.
      if (ours && (message[2]! & 0x80) !== 0) settle(message);
    });
    socket.once('connect', () => socket.send(query));
    socket.connect(port, text);
  });
}
