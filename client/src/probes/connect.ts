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
export function attemptConnect({ text, family }: Address, port: number, signal: AbortSignal): Promise<Attempt> {
  if (signal.aborted) return Promise.resolve({ end: 'cancelled', ms: 0 });
  return new Promise((resolve) => {
    const started = performance.now();
    const socket: Socket = connect({ host: text, port, family: family === 'ipv4' ? 4 : 6, noDelay: true });
    const settle = (end: Attempt['end']): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      socket.destroy();
      resolve({ end, ms: Math.round((performance.now() - started) * 10) / 10 });
    };
    const timer = setTimeout(() => settle('dropped'), TIMEOUT_MS);
    const cancel = (): void => settle('cancelled');
    signal.addEventListener('abort', cancel, { once: true });
    socket.on('connect', () => settle('open'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => settle(endOf(code)));
  });
}

/** errno of connect(2). */
function endOf(code: string | undefined): Attempt['end'] {
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
