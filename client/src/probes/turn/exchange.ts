import { createSocket } from 'node:dgram';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { messageLength } from '../stun-message.ts';
import type { Address } from '../target.ts';

export type Transport = 'udp' | 'tcp' | 'tls';

/** How a conversation that cannot go on ended. */
export type Failure = 'silent' | 'refused' | 'unreachable' | 'not-turn' | 'not-made' | 'cancelled';

export type Asked<T> = { readonly ok: true; readonly reply: T } | { readonly ok: false; readonly end: Failure };

/** A conversation over one transport, until it is closed. One listens at a time. */
export interface Conversation {
  /** Sends a request, over UDP up to three times. @param read undefined: not the reply, go on listening. */
  ask<T>(request: Buffer, read: (message: Buffer) => T | undefined): Promise<Asked<T>>;
  /** Waits for what was provoked another way. */
  listen<T>(read: (message: Buffer) => T | undefined, withinMs: number): Promise<Asked<T>>;
  /** Sends what is not answered. */
  send(message: Buffer): void;
  close(): void;
}

/** When a request over UDP is sent again, in milliseconds (RFC 8489 6.2.1, cut to three). */
const REPEAT_MS = [500, 1_500];
const TIMEOUT_MS = 4_000;
/** Replies are smaller than any path's MTU; what is larger is read no further. */
const LARGEST = 1_500;
const STRAYS = 100;

/** Opens lazily: the first request meets what a connect would. Never rejects. */
export function converse(
  transport: Transport,
  address: Address,
  port: number,
  name: string,
  signal: AbortSignal,
): Conversation {
  const line = transport === 'udp' ? overUdp(address, port) : overStream(transport, address, port, name);
  let ended: Failure | undefined = signal.aborted ? 'cancelled' : undefined;
  let hear: ((message: Buffer) => void) | undefined;
  let stop: ((end: Failure) => void) | undefined;
  const end = (why: Failure): void => {
    ended ??= why;
    stop?.(ended);
  };
  const cancel = (): void => end('cancelled');
  signal.addEventListener('abort', cancel, { once: true });
  line.start(
    (message) => hear?.(message),
    (why) => end(why),
  );
  const listen: Conversation['listen'] = (read, withinMs) =>
    new Promise((resolve) => {
      if (ended) return resolve({ ok: false, end: ended });
      let strays = 0;
      const settle = (result: Parameters<typeof resolve>[0]): void => {
        clearTimeout(timer);
        hear = undefined;
        stop = undefined;
        resolve(result);
      };
      const timer = setTimeout(() => settle({ ok: false, end: 'silent' }), withinMs);
      stop = (why) => settle({ ok: false, end: why });
      hear = (message) => {
        const reply = read(message);
        if (reply !== undefined) return settle({ ok: true, reply });
        strays += 1;
        if (strays >= STRAYS) end('not-turn');
      };
    });
  const send = (message: Buffer): void => {
    if (!ended) line.send(message);
  };
  return {
    listen,
    send,
    async ask(request, read) {
      send(request);
      const again = transport === 'udp' ? REPEAT_MS.map((at) => setTimeout(() => send(request), at)) : [];
      const asked = await listen(read, TIMEOUT_MS);
      for (const timer of again) clearTimeout(timer);
      return asked;
    },
    close: () => {
      signal.removeEventListener('abort', cancel);
      line.close();
    },
  };
}

interface Line {
  start(hear: (message: Buffer) => void, end: (why: Failure) => void): void;
  send(message: Buffer): void;
  close(): void;
}

function overUdp({ text, family }: Address, port: number): Line {
  const socket = createSocket(family === 'ipv4' ? 'udp4' : 'udp6');
  const waiting: Buffer[] = [];
  let connected = false;
  let open = true;
  return {
    start(hear, end) {
      socket.on('error', ({ code }: NodeJS.ErrnoException) => end(failureOf(code)));
      socket.on('message', (message) => message.length <= LARGEST && hear(message));
      socket.on('connect', () => {
        connected = true;
        for (const message of waiting.splice(0)) socket.send(message);
      });
      socket.connect(port, text);
    },
    send: (message) => {
      if (!open) return;
      if (connected) socket.send(message, (problem) => problem && socket.emit('error', problem));
      else waiting.push(message);
    },
    close: () => {
      if (open) socket.close();
      open = false;
    },
  };
}

function overStream(transport: 'tcp' | 'tls', { text, family }: Address, port: number, name: string): Line {
  const options = { host: text, port, family: family === 'ipv4' ? 4 : 6, noDelay: true };
  const socket =
    transport === 'tcp'
      ? connectTcp(options)
      : // Whether its certificate is right, the TLS probe asks; the user's password is never sent, only a proof of it.
        connectTls({ ...options, rejectUnauthorized: false, ...(isIP(name) ? {} : { servername: name }) });
  let stream = Buffer.alloc(0);
  return {
    start(hear, end) {
      socket.on('error', ({ code }: NodeJS.ErrnoException) => end(failureOf(code)));
      socket.on('end', () => end('not-turn'));
      socket.on('data', (chunk: Buffer) => {
        stream = Buffer.concat([stream, chunk]);
        for (let length = messageLength(stream); length !== undefined; length = messageLength(stream)) {
          if (length > LARGEST) {
            socket.destroy();
            return end('not-turn');
          }
          if (stream.length < length) return;
          const message = stream.subarray(0, length);
          stream = stream.subarray(length);
          hear(message);
        }
      });
    },
    send: (message) => void (socket.destroyed || socket.write(message)),
    close: () => void socket.destroy(),
  };
}

/** errno of sockets, and codes of the TLS library. */
function failureOf(code: string | undefined): Failure {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ETIMEDOUT':
      return 'silent';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'unreachable';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'EPROTO':
      return 'not-turn';
    default:
      return code?.startsWith('ERR_SSL') ? 'not-turn' : 'not-made';
  }
}
