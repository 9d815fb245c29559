import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { type Permit, usePermit } from '../permit.ts';
import { plainText } from '../plain-text.ts';
import type { Observation } from '../probe.ts';
import { type BindingResponse, bindingRequest, decodeBindingResponse, type Endpoint } from '../stun-message.ts';
import type { Address } from '../target.ts';

export interface StunObservation extends Observation {
  readonly probe: 'stun';
  readonly addresses: readonly StunAnswer[];
}

export interface StunAnswer {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  /** `refused`: ICMP says that nothing listens. `malformed`: an answer to the request that is no STUN message. */
  readonly end: 'response' | 'silent' | 'refused' | 'unreachable' | 'malformed' | 'not-made' | 'cancelled' | 'flood';
  /** Requests sent before it ended. */
  readonly sent: number;
  /** Milliseconds from the last request to the answer; only with `response`. */
  readonly ms?: number;
  /** Address and port of the socket here, before any translation. */
  readonly local?: Endpoint;
  readonly response?: BindingResponse;
}

/** When requests leave, in milliseconds: RFC 8489 6.2.1 with RTO 500 ms, cut to four so that nobody waits 40 seconds. */
const SCHEDULE_MS = [0, 500, 1_500, 3_500];
export const DEADLINE_MS = 6_000;
export const REQUESTS = SCHEDULE_MS.length;

/** An answer is smaller than any path's MTU; what is larger is read no further. */
const LARGEST = 1_500;
/** Datagrams that are none of our business, before the peer counts as hostile. */
const STRAYS = 100;

export async function observe(permit: Permit, signal: AbortSignal): Promise<StunObservation> {
  usePermit(permit, 'stun');
  const port = permit.target.port!;
  return {
    probe: 'stun',
    target: permit.target,
    addresses: await Promise.all(permit.addresses.map((address) => ask(address, port, signal))),
  };
}

function ask({ text, family }: Address, port: number, signal: AbortSignal): Promise<StunAnswer> {
  const known = { address: text, family };
  if (signal.aborted) return Promise.resolve({ ...known, end: 'cancelled', sent: 0 });
  return new Promise((resolve) => {
    const socket = createSocket(family === 'ipv4' ? 'udp4' : 'udp6');
    const transaction = randomBytes(12);
    const request = bindingRequest(transaction);
    const timers: NodeJS.Timeout[] = [];
    let local: Endpoint | undefined;
    let sent = 0;
    let strays = 0;
    let lastSent = 0;
    let settled = false;
    const settle = (end: StunAnswer['end'], more: Pick<StunAnswer, 'ms' | 'response'> = {}): void => {
      if (settled) return;
      settled = true;
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      socket.close();
      resolve({ ...known, end, sent, ...(local && { local }), ...more });
    };
    const cancel = (): void => settle('cancelled');
    signal.addEventListener('abort', cancel, { once: true });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => settle(endOf(code)));
    socket.on('message', (message) => {
      const decoded = message.length > LARGEST ? undefined : decodeBindingResponse(message, transaction);
      if (decoded?.ok) {
        const ms = Math.round((performance.now() - lastSent) * 10) / 10;
        return settle('response', { ms, response: showable(decoded.response) });
      }
      if (decoded?.why === 'malformed') return settle('malformed');
      strays += 1;
      if (strays >= STRAYS) settle('flood');
    });
    socket.on('connect', () => {
      if (settled) return;
      const { address, port: localPort } = socket.address();
      local = { address, port: localPort };
      for (const at of SCHEDULE_MS) {
        timers.push(
          setTimeout(() => {
            sent += 1;
            lastSent = performance.now();
            socket.send(request, (problem) => problem && settle(endOf((problem as NodeJS.ErrnoException).code)));
          }, at),
        );
      }
      timers.push(setTimeout(() => settle('silent'), DEADLINE_MS));
    });
    // Connected, so that datagrams of others are not heard and ICMP errors are. Without a callback: it would get the error.
    socket.connect(port, text);
  });
}

/** The server chooses these texts: they are made plain before anybody sees them. */
const showable = ({ software, error, ...rest }: BindingResponse): BindingResponse => ({
  ...rest,
  ...(software !== undefined && { software: plainText(software, 80) }),
  ...(error && { error: { code: error.code, reason: plainText(error.reason, 80) } }),
});

/** errno of connect(2), send(2) and recv(2) on a connected UDP socket. */
function endOf(code: string | undefined): StunAnswer['end'] {
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'refused';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL') return 'unreachable';
  return 'not-made';
}
