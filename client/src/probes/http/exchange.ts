import { ClientRequest, Agent as PlainAgent, type RequestOptions } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { plainText } from '../plain-text.ts';
import { type Address, type Target, targetText } from '../target.ts';

/** One request and what came of it. */
export interface HttpAnswer {
  readonly end:
    | 'answered'
    | 'closed'
    | 'silent'
    | 'refused'
    | 'unreachable'
    | 'not-http'
    | 'no-tls'
    | 'not-made'
    | 'cancelled';
  /** What was asked for; absent: `/`. */
  readonly path?: string;
  readonly status?: number;
  /** Milliseconds until the first byte of the answer. */
  readonly ms?: number;
  /** Where they went; absent: over a connection that stood already. */
  readonly phases?: Phases;
  /** What names itself in the answer as having passed it on. */
  readonly via?: string;
  /** What a cache on the way says of it: `HIT`. */
  readonly cache?: string;
  /** Seconds that the answer has lain in caches (RFC 9111 5.1). */
  readonly age?: number;
  /** Where a redirection points; it is not followed. */
  readonly location?: string;
}

/** Milliseconds, one after the other. */
export interface Phases {
  readonly connect: number;
  /** Absent: no TLS is spoken. */
  readonly tls?: number;
  /** From the request until the first byte of its answer. */
  readonly answer: number;
}

/** A request over a connection that stands, and whether it may be used again afterwards. */
export interface KeptAnswer {
  readonly answer: HttpAnswer;
  readonly kept: boolean;
}

export const TIMEOUT_MS = 5_000;
/** Of an answer's body, in bytes: enough to see that it comes. */
const BODY = 64 * 1024;
const HEADERS = 16 * 1024;
/** Where TLS is spoken without being asked for. */
const SECURE_PORTS = [443, 8443, 9443];

export const isSecure = ({ port }: Target): boolean => SECURE_PORTS.includes(port!);

/** The name that the request and the TLS handshake are for. */
export const nameFor = ({ name, host }: Target): string => name ?? host;

/** One request on a connection of its own. */
export async function ask(address: Address, target: Target, path: string, signal: AbortSignal): Promise<HttpAnswer> {
  const name = nameFor(target);
  const { answer } = await exchange(
    {
      ...{ host: address.text, port: target.port!, family: address.family === 'ipv4' ? 4 : 6 },
      // Whether its certificate is right, the TLS probe asks; no secret is sent.
      rejectUnauthorized: false,
      ...(isIP(name) ? {} : { servername: name }),
    },
    target,
    path,
    signal,
  );
  return answer;
}

/** One request on a connection that stands, TLS included; it is left as it is when the answer has come to its end. */
export const askOver = (socket: Socket, target: Target, path: string, signal: AbortSignal): Promise<KeptAnswer> =>
  exchange({ createConnection: () => socket }, target, path, signal);

type Way = RequestOptions & { readonly servername?: string; readonly rejectUnauthorized?: boolean };

function exchange(way: Way, target: Target, path: string, signal: AbortSignal): Promise<KeptAnswer> {
  const asked = path === '/' ? {} : { path };
  if (signal.aborted) return Promise.resolve({ answer: { end: 'cancelled', ...asked }, kept: false });
  const again = way.createConnection !== undefined;
  const secure = isSecure(target);
  return new Promise((resolve) => {
    const started = performance.now();
    const passed = (since = started): number => Math.round((performance.now() - since) * 10) / 10;
    let connected: number | undefined;
    let ready: number | undefined;
    let seen: HttpAnswer | undefined;
    const { method = 'GET', port } = target;
    const host = targetText({ host: nameFor(target), ...([80, 443].includes(port!) ? {} : { port: port! }) });
    // A connection that stands has its TLS already.
    // Not by `request`: an editor puts its own in the place of that, which has proxies and connections of its own.
    const request = new ClientRequest({
      ...(!again && (secure ? { protocol: 'https:', agent: new SecureAgent() } : { agent: new PlainAgent() })),
      ...way,
      ...{ method, path, maxHeaderSize: HEADERS },
      headers: { host, 'user-agent': 'netreview', accept: '*/*', connection: again ? 'keep-alive' : 'close' },
    });
    const settle = (answer: HttpAnswer, kept = false): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      if (!kept) request.destroy();
      resolve({ answer: { ...answer, ...asked }, kept });
    };
    const cancel = (): void => settle({ end: 'cancelled' });
    const timer = setTimeout(() => settle(seen ?? { end: 'silent' }), TIMEOUT_MS);
    signal.addEventListener('abort', cancel, { once: true });
    if (!again)
      request.on('socket', (socket) => {
        socket.once('connect', () => {
          connected = performance.now();
          if (!secure) ready = connected;
        });
        socket.once('secureConnect', () => {
          ready = performance.now();
        });
      });
    request.on('error', ({ code }: NodeJS.ErrnoException) => settle(seen ?? { end: endOf(code) }));
    request.on('response', (response) => {
      seen = {
        end: 'answered',
        status: response.statusCode ?? 0,
        ms: passed(),
        ...(connected !== undefined &&
          ready !== undefined && {
            phases: {
              connect: rounded(connected - started),
              ...(secure && { tls: rounded(ready - connected) }),
              answer: passed(ready),
            },
          }),
        ...saidBy(response.headers),
      };
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > BODY) settle(seen!);
      });
      // The library has taken back its word to keep the connection where the server takes back its own.
      response.on('end', () => settle(seen!, again && request.shouldKeepAlive));
      response.on('error', () => settle(seen!));
    });
    request.end();
  });
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** RFC 9211 has a header for what caches say; most have one of their own. */
const CACHE_HEADERS = ['cache-status', 'x-cache', 'x-cache-status', 'cf-cache-status'];

function saidBy(headers: Headers): Pick<HttpAnswer, 'via' | 'cache' | 'age' | 'location'> {
  const shown = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' ? plainText(value, 100) : undefined;
  };
  const via = shown('via') ?? shown('server');
  const cache = CACHE_HEADERS.map(shown).find((value) => value !== undefined && value !== '');
  const age = shown('age');
  const location = shown('location');
  return {
    ...(via !== undefined && { via }),
    ...(cache !== undefined && { cache }),
    ...(age !== undefined && /^\d{1,9}$/.test(age) && { age: Number(age) }),
    ...(location !== undefined && { location }),
  };
}

/** errno of sockets, and codes of the HTTP parser and the TLS library. */
function endOf(code: string | undefined): HttpAnswer['end'] {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'closed';
    case 'ETIMEDOUT':
      return 'silent';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'unreachable';
    default:
      if (code?.startsWith('HPE_')) return 'not-http';
      return code?.startsWith('ERR_SSL') || code === 'EPROTO' ? 'no-tls' : 'not-made';
  }
}
