import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A server on loopback that does to each connection what a test wants of it. */
export interface TcpPeer {
  /** @returns its address and port. */
  listen(meets: (socket: Socket) => void): Promise<string>;
  /** All there were since the last stop. */
  readonly sockets: ReadonlySet<Socket>;
  /** Cuts everything off. */
  stop(): void;
}

export function tcpPeer(): TcpPeer {
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  return {
    async listen(meets) {
      server?.close();
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => {});
        meets(socket);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    sockets,
    stop() {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      server?.close();
      server = undefined;
    },
  };
}

/** Writes a piece over and over for as long as it is taken. @param poured called after each fill of the buffers */
export function pourInto(socket: Socket, piece: Buffer | string, poured?: () => void): void {
  const pour = (): void => {
    while (!socket.destroyed && socket.write(piece));
    poured?.();
  };
  socket.on('drain', pour);
  pour();
}
