import { request as plainRequest, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Permit, usePermit } from '../permit.ts';
import { plainText } from '../plain-text.ts';
import type { Observation } from '../probe.ts';
import { type Address, type Target, targetText } from '../target.ts';

export interface HttpObservation extends Observation {
  readonly probe: 'http';
  readonly servers: readonly {
    readonly address: string;
    readonly family: 'ipv4' | 'ipv6';
    readonly secure: boolean;
    readonly answers: readonly HttpAnswer[];
  }[];
}

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
  readonly status?: number;
  /** Milliseconds until the first byte of the answer. */
  readonly ms?: number;
  /** What names itself in the answer as having passed it on. */
  readonly via?: string;
  /** Where a redirection points; it is not followed. */
  readonly location?: string;
}

export const REQUESTS = 10;
const PAUSE_MS = 250;
export const TIMEOUT_MS = 5_000;
/** Of an answer's body, in bytes: enough to see that it comes. */
const BODY = 64 * 1024;
const HEADERS = 16 * 1024;
/** Where TLS is spoken without being asked for. */
const SECURE_PORTS = [443, 8443, 9443];

export const isSecure = ({ port }: Target): boolean => SECURE_PORTS.includes(port!);

/** One GET after the other for `/`, each on a connection of its own; a server that gives no answer is not asked again. */
export async function observe(permit: Permit, signal: AbortSignal): Promise<HttpObservation> {
  usePermit(permit, 'http');
  const { target } = permit;
  const servers = await Promise.all(
    permit.addresses.map(async (address) => {
      const answers: HttpAnswer[] = [];
      while (answers.length < REQUESTS) {
        const answer = await ask(address, target, signal);
        answers.push(answer);
        if (answer.end !== 'answered' && answer.end !== 'closed' && answer.end !== 'silent') break;
        if (answers.length === 2 && answers.every(({ end }) => end === 'silent')) break;
        await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
      }
      return { address: address.text, family: address.family, secure: isSecure(target), answers };
    }),
  );
  return { probe: 'http', target, servers };
}

function ask({ text, family }: Address, target: Target, signal: AbortSignal): Promise<HttpAnswer> {
  if (signal.aborted) return Promise.resolve({ end: 'cancelled' });
  const name = target.name ?? target.host;
  const host = targetText({ host: name, ...([80, 443].includes(target.port!) ? {} : { port: target.port! }) });
  const options: RequestOptions & { readonly servername?: string; readonly rejectUnauthorized: boolean } = {
    ...{ host: text, port: target.port!, family: family === 'ipv4' ? 4 : 6, method: 'GET', path: '/' },
    headers: { host, 'user-agent': 'netreview', accept: '*/*', connection: 'close' },
    maxHeaderSize: HEADERS,
    agent: false,
    // Whether its certificate is right, the TLS probe asks; no secret is sent.
    rejectUnauthorized: false,
    ...(isIP(name) ? {} : { servername: name }),
  };
  return new Promise((resolve) => {
    const started = performance.now();
    let seen: HttpAnswer | undefined;
    const request = (isSecure(target) ? secureRequest : plainRequest)(options);
    const settle = (answer: HttpAnswer): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      request.destroy();
      resolve(answer);
    };
    const cancel = (): void => settle({ end: 'cancelled' });
    const timer = setTimeout(() => settle(seen ?? { end: 'silent' }), TIMEOUT_MS);
    signal.addEventListener('abort', cancel, { once: true });
    request.on('error', ({ code }: NodeJS.ErrnoException) => settle(seen ?? { end: endOf(code) }));
    request.on('response', (response) => {
      const { via, server, location } = response.headers;
      const shown = (value: unknown): string | undefined =>
        typeof value === 'string' ? plainText(value, 100) : undefined;
      const passed = shown(via ?? server);
      const next = shown(location);
      seen = {
        end: 'answered',
        status: response.statusCode ?? 0,
        ms: Math.round((performance.now() - started) * 10) / 10,
        ...(passed !== undefined && { via: passed }),
        ...(next !== undefined && { location: next }),
      };
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > BODY) settle(seen!);
      });
      response.on('end', () => settle(seen!));
      response.on('error', () => settle(seen!));
    });
    request.end();
  });
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
