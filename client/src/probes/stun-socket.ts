import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  type Attribute,
  type BindingResponse,
  bindingRequest,
  decodeBindingResponse,
  type Endpoint,
} from './stun-message.ts';
import type { Address } from './target.ts';

/** A UDP socket that keeps its port while it asks several servers: what a translation makes of it can be compared. */
export interface StunSocket {
  /** The socket's own address and port, before any translation. */
  readonly local: Endpoint;
  /** Sends a binding request up to three times. @returns what came back, `silent`, or why nothing could be asked. */
  ask(to: Endpoint, attributes?: readonly Attribute[]): Promise<StunReply>;
  /** Sends one binding request whose answer or arrival another socket hears. @returns its transaction */
  send(to: Endpoint, attributes?: readonly Attribute[]): Buffer;
  /** Waits for an answer to, or the very request of, a transaction. */
  hears(transaction: Buffer, withinMs: number): Promise<boolean>;
  close(): void;
}

export type StunReply =
  | { readonly end: 'response'; readonly response: BindingResponse }
  | { readonly end: 'silent' | 'refused' | 'unreachable' | 'not-stun' | 'not-made' | 'cancelled' };

const REPEAT_MS = [0, 500, 1_500];
const TIMEOUT_MS = 3_000;
const REFUSED_MS = 1_000;
const LARGEST = 1_500;
/** Datagrams that are none of our business, before the peer counts as hostile; over the life of a socket. */
const STRAYS = 500;

type Ear = (message: Buffer) => void;

/** @returns why there is no socket: no route to the server, mostly. */
export async function openStunSocket(
  server: Address,
  port: number,
  signal: AbortSignal,
): Promise<StunSocket | Exclude<StunReply['end'], 'response'>> {
  if (signal.aborted) return 'cancelled';
  const address = await localAddressTowards(server, port);
  if (typeof address !== 'string') return address.end;
  const socket = createSocket(server.family === 'ipv4' ? 'udp4' : 'udp6');
  const ears = new Set<Ear>();
  let strays = 0;
  let trouble: Exclude<StunReply['end'], 'response'> | undefined;
  const fail = ({ code }: NodeJS.ErrnoException): void => {
    trouble ??= endOf(code);
  };
  socket.on('error', fail);
  socket.on('message', (message) => {
    if (message.length > LARGEST || strays > STRAYS) return;
    strays += 1;
    for (const ear of ears) ear(message);
  });
  socket.bind(0, address);
  await once(socket, 'listening');
  const local = { address, port: socket.address().port };
  let open = true;

  const listen = <T>(hear: (message: Buffer) => T | undefined, otherwise: () => T, withinMs: number): Promise<T> =>
    new Promise((resolve) => {
      const settle = (value: T): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        ears.delete(ear);
        resolve(value);
      };
      const ear: Ear = (message) => {
        const heard = hear(message);
        if (heard !== undefined) settle(heard);
      };
      const cancel = (): void => settle(otherwise());
      const timer = setTimeout(cancel, withinMs);
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) cancel();
      ears.add(ear);
    });

  const transmit = (request: Buffer, to: Endpoint): void => {
    if (open && !signal.aborted) socket.send(request, to.port, to.address, (problem) => problem && fail(problem));
  };

  return {
    local,
    async ask(to, attributes) {
      const transaction = randomBytes(12);
      const request = bindingRequest(transaction, attributes);
      const timers = REPEAT_MS.map((at) => setTimeout(() => transmit(request, to), at));
      const reply = await listen<StunReply>(
        (message) => {
          const decoded = decodeBindingResponse(message, transaction);
          if (decoded.ok) return { end: 'response', response: decoded.response };
          return decoded.why === 'malformed' ? { end: 'not-stun' } : undefined;
        },
        () => ({ end: signal.aborted ? 'cancelled' : (trouble ?? 'silent') }),
        TIMEOUT_MS,
      );
      for (const timer of timers) clearTimeout(timer);
      return reply;
    },
    send(to, attributes) {
      const transaction = randomBytes(12);
      transmit(bindingRequest(transaction, attributes), to);
      return transaction;
    },
    hears: (transaction, withinMs) =>
      listen(
        (message) => (message.length >= 20 && message.subarray(8, 20).equals(transaction)) || undefined,
        () => false,
        withinMs,
      ),
    close() {
      if (open) socket.close();
      open = false;
    },
  };
}

/** Sockets towards one server, however many a measurement needs: closed all together. */
export interface StunSockets {
  /** @returns why there is no socket, as `openStunSocket` */
  open(): Promise<StunSocket | Exclude<StunReply['end'], 'response'>>;
  closeAll(): void;
}

export function stunSockets(server: Address, port: number, signal: AbortSignal): StunSockets {
  const opened: StunSocket[] = [];
  return {
    open: async () => {
      const socket = await openStunSocket(server, port, signal);
      if (typeof socket !== 'string') opened.push(socket);
      return socket;
    },
    closeAll: () => {
      for (const socket of opened) socket.close();
    },
  };
}

/** Translations are a matter of IPv4: a server that has both is asked over that. */
export const askedAddress = (addresses: readonly Address[]): Address =>
  addresses.find(({ family }) => family === 'ipv4') ?? addresses[0]!;

/**
 * Why a server gave no answer: a socket that asks several hears no ICMP, so one that is connected asks once more.
 * @returns `refused` where the host says that nothing listens
 */
export function whySilent({ text, family }: Address, port: number, signal: AbortSignal): Promise<'refused' | 'silent'> {
  const socket = createSocket(family === 'ipv4' ? 'udp4' : 'udp6');
  return new Promise((resolve) => {
    const settle = (why: 'refused' | 'silent'): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket
        .removeAllListeners('error')
        .on('error', () => {})
        .close();
      resolve(why);
    };
    const stop = (): void => settle('silent');
    const timer = setTimeout(stop, REFUSED_MS);
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => settle(endOf(code) === 'refused' ? 'refused' : 'silent'));
    socket.once('connect', () => socket.send(bindingRequest(randomBytes(12))));
    socket.connect(port, text);
  });
}

/** Which of this machine's addresses the way to the server starts from: asked of the kernel, nothing is sent. */
async function localAddressTowards(
  { text, family }: Address,
  port: number,
): Promise<string | { readonly end: 'unreachable' | 'not-made' | 'refused' }> {
  const scout = createSocket(family === 'ipv4' ? 'udp4' : 'udp6');
  try {
    scout.connect(port, text);
    await once(scout, 'connect');
    return scout.address().address;
  } catch (problem) {
    return { end: endOf((problem as NodeJS.ErrnoException).code) };
  } finally {
    scout.close();
  }
}

function endOf(code: string | undefined): 'unreachable' | 'not-made' | 'refused' {
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'refused';
  return code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL' ? 'unreachable' : 'not-made';
}
