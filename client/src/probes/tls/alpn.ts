import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Address } from '../target.ts';

/** What browsers offer (RFC 7301, RFC 9113 3.2). */
export const OFFERED = ['h2', 'http/1.1'] as const;

/** Where HTTP is what TLS is for, so that its protocols are offered. */
const WEB_PORTS = [443, 8443, 9443];

/** `none`: the handshake stands and no protocol was chosen. `refused`: it ended because of what was offered (alert 120). */
export type Alpn = (typeof OFFERED)[number] | 'none' | 'refused';

const TIMEOUT_MS = 4_000;

/** One handshake that offers the protocols of the web. @returns undefined where it says nothing of them: another port, another end */
export function chosenProtocol(
  { text, family }: Address,
  port: number,
  name: string,
  signal: AbortSignal,
): Promise<Alpn | undefined> {
  if (signal.aborted || !WEB_PORTS.includes(port)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const socket = connect({
      ...{ host: text, port, family: family === 'ipv4' ? 4 : 6 },
      ...(isIP(name) ? {} : { servername: name }),
      // Certificates are looked at elsewhere; no byte of data is sent.
      rejectUnauthorized: false,
      ALPNProtocols: [...OFFERED],
    });
    const settle = (chosen: Alpn | undefined): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      socket.destroy();
      resolve(chosen);
    };
    const cancel = (): void => settle(undefined);
    const timer = setTimeout(cancel, TIMEOUT_MS);
    signal.addEventListener('abort', cancel, { once: true });
    socket.once('secureConnect', () => {
      const { alpnProtocol } = socket;
      settle(OFFERED.find((one) => one === alpnProtocol) ?? 'none');
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      settle(code?.includes('NO_APPLICATION_PROTOCOL') ? 'refused' : undefined),
    );
  });
}
