import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { openConnection } from '../connect.ts';
import { rest } from '../silence-clock.ts';
import type { Address, Target } from '../target.ts';
import { askOver, isSecure, nameFor, TIMEOUT_MS } from './exchange.ts';

/** A second request on a connection that has been silent. */
export interface Reuse {
  /** Seconds of silence that were to be kept. */
  readonly idle: number;
  /**
   * `closed-idle`, `reset-idle`: the server, or somebody in its name, ended the connection before the second request. `lost`, `silent`:
   * it seemed to stand, and the second request was answered with its end, or with nothing. `not-kept`: the first answer says that no
   * second one may come. `not-made`: there was no
   * first answer, or no silence after it.
   */
  readonly end: 'answered' | 'closed-idle' | 'reset-idle' | 'lost' | 'silent' | 'not-kept' | 'not-made' | 'cancelled';
  /** Seconds of silence after which it was ended. */
  readonly after?: number;
}

/** Bytes of what a server may say unasked before it closes: a 408 with its page. */
const FAREWELL = 16 * 1024;

export async function reuseAfter(
  idle: number,
  address: Address,
  target: Target,
  path: string,
  signal: AbortSignal,
): Promise<Reuse> {
  const ended = (end: Reuse['end'], after?: number): Reuse => ({
    idle,
    end: signal.aborted ? 'cancelled' : end,
    ...(after !== undefined && { after }),
  });
  const opened = await openConnection(address, target.port!, signal);
  if (typeof opened === 'string') return ended('not-made');
  // What happens to it at any time is heard below; an error must not end the program in between.
  opened.on('error', () => {});
  try {
    const socket = isSecure(target) ? await secured(opened, target, signal) : opened;
    if (!socket) return ended('not-made');
    const first = await askOver(socket, target, path, signal);
    if (first.answer.end !== 'answered') return ended('not-made');
    if (!first.kept) return ended('not-kept');
    const since = performance.now();
    const early = await endWithin(idle * 1_000, socket, signal);
    const after = Math.round((performance.now() - since) / 100) / 10;
    if (early === 'flooded') return ended('not-made');
    if (early) return ended(early, after);
    if (signal.aborted) return ended('cancelled');
    const { end } = (await askOver(socket, target, path, signal)).answer;
    if (end === 'answered') return ended(end);
    return ended(end === 'silent' ? 'silent' : 'lost');
  } finally {
    opened.destroy();
  }
}

/** @returns undefined where no handshake ends well */
function secured(socket: Socket, target: Target, signal: AbortSignal): Promise<Socket | undefined> {
  const name = nameFor(target);
  // As with the requests before: the certificate is the TLS probe's to judge.
  const secure = connectTls({ socket, rejectUnauthorized: false, ...(isIP(name) ? {} : { servername: name }) });
  return new Promise((resolve) => {
    const settle = (result: Socket | undefined): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(result);
    };
    const cancel = (): void => settle(undefined);
    const timer = setTimeout(cancel, TIMEOUT_MS);
    signal.addEventListener('abort', cancel, { once: true });
    secure.once('secureConnect', () => settle(secure));
    // Stays: an error of a later time is none of the program's.
    secure.on('error', cancel);
  });
}

type Early = 'closed-idle' | 'reset-idle' | 'flooded';

/** @returns how the other side ended it in that time, or that it does not stop to speak; undefined: it did neither */
async function endWithin(ms: number, socket: Socket, signal: AbortSignal): Promise<Early | undefined> {
  const done = new AbortController();
  // Nobody reads while it is silent; what comes unasked is a farewell, and without a reader its end is not seen.
  let heard = 0;
  let leave = (_: Buffer): void => {};
  const over = new Promise<Early>((resolve) => {
    socket.once('error', () => resolve('reset-idle'));
    socket.once('end', () => resolve('closed-idle'));
    socket.once('close', () => resolve('closed-idle'));
    leave = (chunk) => {
      heard += chunk.length;
      if (heard > FAREWELL) resolve('flooded');
    };
  });
  socket.on('data', leave).resume();
  const early = await Promise.race([over, rest(ms, AbortSignal.any([signal, done.signal])).then(() => undefined)]);
  done.abort();
  socket.removeListener('data', leave);
  return early;
}
