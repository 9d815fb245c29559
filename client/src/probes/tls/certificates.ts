import type { X509Certificate } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import { plainText } from '../plain-text.ts';
import type { Address } from '../target.ts';

/** What a server showed in handshakes that ended well. */
export interface Presented {
  /** As sent, the server's own first. */
  readonly chain: readonly Certificate[];
  /** Bytes of the OCSP response; 0: none came. */
  readonly staple: number;
  /** Why this machine's roots do not lead to it, or the name is another: a code of Node.js. Absent: trusted. */
  readonly distrust?: string;
  /** Bytes of the chain; absent: it was recorded before they were counted. */
  readonly size?: number;
}

export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly selfSigned: boolean;
  /** Says where its issuer's certificate lies (authority information access), as public authorities do. */
  readonly namesIssuer: boolean;
  /** Says where its revocation is asked for. */
  readonly namesOcsp: boolean;
}

const TIMEOUT_MS = 5_000;
const CHAIN = 10;

/**
 * Two handshakes. The first trusts nothing: with roots at hand Node.js completes the chain from them, and what was sent
 * could not be told from what was added. The second trusts this machine's roots and says whether they lead there.
 * @param name absent: the target is an address, and nobody is asked for by name.
 */
export async function presentedBy(
  address: Address,
  port: number,
  name: string | undefined,
  signal: AbortSignal,
): Promise<Presented | undefined> {
  const sent = await handshake(address, port, name, [], signal);
  if (!sent) return undefined;
  const trusting = await handshake(address, port, name, undefined, signal);
  const { chain, staple, size } = sent;
  return {
    ...{ chain, staple },
    ...(trusting?.distrust && { distrust: trusting.distrust }),
    ...(size !== undefined && { size }),
  };
}

function handshake(
  { text, family }: Address,
  port: number,
  name: string | undefined,
  roots: string[] | undefined,
  signal: AbortSignal,
): Promise<Presented | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let staple = 0;
    const socket: TLSSocket = connect({
      ...{ host: text, port, family: family === 'ipv4' ? 4 : 6 },
      ...(name !== undefined && { servername: name }),
      ...(roots && { ca: roots }),
      // It looks at certificates that are wrong; no byte of data is sent over what comes of it.
      rejectUnauthorized: false,
      requestOCSP: true,
    });
    const settle = (presented: Presented | undefined): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      socket.destroy();
      resolve(presented);
    };
    const cancel = (): void => settle(undefined);
    const timer = setTimeout(cancel, TIMEOUT_MS);
    signal.addEventListener('abort', cancel, { once: true });
    socket.on('OCSPResponse', (response: Buffer | null) => {
      staple = response?.length ?? 0;
    });
    socket.on('secureConnect', () => {
      const distrust = socket.authorized ? undefined : plainText(String(socket.authorizationError), 60);
      settle({ ...chainOf(socket), staple, ...(distrust !== undefined && { distrust }) });
    });
    socket.on('error', cancel);
  });
}

function chainOf(socket: TLSSocket): Pick<Presented, 'chain' | 'size'> {
  const chain: Certificate[] = [];
  let size = 0;
  let next: X509Certificate | undefined = socket.getPeerX509Certificate();
  while (next && chain.length < CHAIN) {
    chain.push(read(next));
    size += next.raw.length;
    const issuer: X509Certificate | undefined = next.issuerCertificate;
    next = issuer === next ? undefined : issuer;
  }
  return { chain, size };
}

function read(certificate: X509Certificate): Certificate {
  const access = certificate.infoAccess ?? '';
  return {
    subject: plainText(certificate.subject.split('\n').at(-1) ?? '', 120),
    issuer: plainText(certificate.issuer.split('\n').at(-1) ?? '', 120),
    from: Date.parse(certificate.validFrom),
    to: Date.parse(certificate.validTo),
    selfSigned: certificate.subject === certificate.issuer,
    namesIssuer: access.includes('CA Issuers - '),
    namesOcsp: access.includes('OCSP - '),
  };
}
