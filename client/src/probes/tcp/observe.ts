import { connect, type Socket } from 'node:net';
import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import type { Address } from '../target.ts';

export interface TcpObservation extends Observation {
  readonly probe: 'tcp';
  readonly addresses: readonly {
    readonly address: string;
    readonly family: 'ipv4' | 'ipv6';
    readonly attempts: readonly Attempt[];
  }[];
}

/** `dropped`: no answer in time. `unreachable`: no route, or ICMP said so. `not-made`: this machine refused to send. */
export interface Attempt {
  readonly end: 'open' | 'refused' | 'dropped' | 'unreachable' | 'not-made' | 'cancelled';
  /** Milliseconds until that was known. */
  readonly ms: number;
}

export const ATTEMPTS = 3;
export const TIMEOUT_MS = 3_000;

/** Connects and closes at once: sends no byte of its own and reads none, whatever the other side says. */
export async function observe(permit: Permit, signal: AbortSignal): Promise<TcpObservation> {
  usePermit(permit, 'tcp');
  const port = permit.target.port!;
  const addresses = await Promise.all(
    permit.addresses.map(async (address) => ({
      address: address.text,
      family: address.family,
      attempts: await attempts(address, port, signal),
    })),
  );
  return { probe: 'tcp', target: permit.target, addresses };
}

/** One after the other; a refusal or a missing route will not change within seconds, so it ends them. */
async function attempts(address: Address, port: number, signal: AbortSignal): Promise<Attempt[]> {
  const made: Attempt[] = [];
  while (made.length < ATTEMPTS) {
    const last = await attempt(address, port, signal);
    made.push(last);
    if (last.end !== 'open' && last.end !== 'dropped') break;
  }
  return made;
}

function attempt({ text, family }: Address, port: number, signal: AbortSignal): Promise<Attempt> {
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
