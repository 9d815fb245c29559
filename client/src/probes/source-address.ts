import { createSocket } from 'node:dgram';
import { type Address, asAddress } from './target.ts';

/** Any: nothing is sent to it. */
const DISCARD = 9;

/** The address that this machine would send from (RFC 6724), by connecting a UDP socket, which sends nothing. @returns undefined: it has none */
export function sourceAddressTo({ text, family }: Address): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(family === 'ipv4' ? 'udp4' : 'udp6');
    const settle = (source: string | undefined): void => {
      socket.close();
      resolve(source);
    };
    socket.once('error', () => settle(undefined));
    socket.connect(DISCARD, text, () => settle(asAddress(socket.address().address.replace(/%.*$/, ''))?.text));
  });
}
