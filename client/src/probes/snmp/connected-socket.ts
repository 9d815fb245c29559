import { createSocket } from 'node:dgram';
import { EventEmitter } from 'node:events';
import type { Address } from '../target.ts';

/** What the library asks of a socket. */
export interface SnmpSocket {
  /** As `dgramModule` takes it. */
  readonly module: { createSocket(): object };
  /** What the network said of it: ICMP errors come as errno. */
  readonly problem: () => string | undefined;
  close(): void;
}

/** RFC 3417 3.2 asks for 484 octets; what is larger than an agent on an Ethernet says is not read. */
const LARGEST = 16_384;

/**
 * A UDP socket that hears one address and port only, where the library would take an answer from anybody; and whatever the library makes
 * of a malformed answer stays here.
 */
export function connectedSocket({ text, family }: Address, port: number): SnmpSocket {
  const socket = createSocket(family === 'ipv4' ? 'udp4' : 'udp6');
  const library = new EventEmitter();
  const waiting: { readonly send: () => void; readonly fail: (error: Error) => void }[] = [];
  let problem: string | undefined;
  let state: 'opening' | 'open' | 'closed' = 'opening';
  socket.on('error', (error: NodeJS.ErrnoException) => {
    problem ??= error.code ?? 'unknown';
    for (const { fail } of waiting.splice(0)) fail(error);
  });
  socket.on('connect', () => {
    state = 'open';
    for (const { send } of waiting.splice(0)) send();
  });
  socket.on('message', (message, from) => {
    if (message.length > LARGEST) return;
    try {
      library.emit('message', message, from);
    } catch {
      problem ??= 'malformed';
    }
  });
  socket.connect(port, text);
  const close = (): void => {
    if (state !== 'closed') socket.close();
    state = 'closed';
  };
  const adapter = Object.assign(library, {
    send(
      buffer: Buffer,
      _offset: number,
      _length: number,
      _port: number,
      _target: string,
      done: (error: Error | null) => void,
    ) {
      const send = (): void => socket.send(buffer, (error) => done(error));
      if (state === 'open') send();
      else if (state === 'opening' && problem === undefined) waiting.push({ send, fail: done });
      else done(new Error(problem ?? 'closed'));
    },
    close() {
      close();
      library.emit('close');
    },
    ref: () => void socket.ref(),
    unref: () => void socket.unref(),
  });
  return { module: { createSocket: () => adapter }, problem: () => problem, close };
}
