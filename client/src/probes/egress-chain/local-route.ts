import { createSocket } from 'node:dgram';
import type { Address } from '../target.ts';

export interface LocalRoute {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly end: 'route' | 'no-route' | 'not-made';
  /** The address that this machine would send from. */
  readonly source?: string;
}

/** Discard; nothing is sent to it. */
const PORT = 9;

/** Asks the system which way it would send, by a UDP socket that is connected and closed: no packet leaves. Never rejects. */
export function localRoute({ text, family }: Address): Promise<LocalRoute> {
  const known = { address: text, family };
  return new Promise((resolve) => {
    const socket = createSocket(family === 'ipv4' ? 'udp4' : 'udp6');
    const settle = (end: LocalRoute['end'], source?: string): void => {
      socket.close();
      resolve({ ...known, end, ...(source !== undefined && { source }) });
    };
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      settle(code && NO_ROUTE.has(code) ? 'no-route' : 'not-made'),
    );
    socket.once('connect', () => settle('route', socket.address().address));
    socket.connect(PORT, text);
  });
}

/** errno of connect(2): no entry, one that says unreachable, and no address to send from (IPv6 without any). */
const NO_ROUTE: ReadonlySet<string> = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL']);
