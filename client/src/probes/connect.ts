import { connect, type Socket } from 'node:net';
import type { Address } from './target.ts';

/** `dropped`: no answer in time. `unreachable`: no route, or ICMP said so. `not-made`: this machine refused to send. */
export interface Attempt {
  readonly end: 'open' | 'refused' | 'dropped' | 'unreachable' | 'not-made' | 'cancelled';
  /** Milliseconds until that was known. */
  readonly ms: number;
}

export const TIMEOUT_MS = 3_000;

/** One TCP connect, closed as soon as it stands; sends no byte and reads none. Never rejects. */
export async function attemptConnect(address: Address, port: number, signal: AbortSignal): Promise<Attempt> {
  const started = performance.now();
  const opened = await openConnection(address, port, signal);
  const ms = Math.round((performance.now() - started) * 10) / 10;
  if (typeof opened === 'string') return { end: opened, ms };
  opened.destroy();
  return { end: 'open', ms };
}

/**
 * A TCP connection, or how the connect ended. Never rejects; an error of the connection later on closes it, and is the
 * caller's to hear. The caller destroys it: `signal` ends the connect only.
 */
export function openConnection(
  { text, family }: Address,
  port: number,
  signal: AbortSignal,
): Promise<Socket | Exclude<Attempt['end'], 'open'>> {
  if (signal.aborted) return Promise.resolve('cancelled');
  return new Promise((resolve) => {
    const socket: Socket = connect({ host: text, port, family: family === 'ipv4' ? 4 : 6, noDelay: true });
    const settle = (end: Attempt['end']): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      if (end !== 'open') socket.destroy();
      resolve(end === 'open' ? socket : end);
    };
    const timer = setTimeout(() => settle('dropped'), TIMEOUT_MS);
    const cancel = (): void => settle('cancelled');
    signal.addEventListener('abort', cancel, { once: true });
    socket.on('connect', () => settle('open'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => settle(endOf(code)));
  });
}

/** errno of connect(2). */
function endOf(code: string | undefined): Exclude<Attempt['end'], 'open'> {
  switch (code) {
    case 'ECONNREFUSED':
    case 'ECONNRESET':
      return 'refused';
    case 'ETIMEDOUT':
      return 'dropped';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return 'unreachable';
    default:
      return 'not-made';
  }
}
