import { randomBytes } from 'node:crypto';
import { connect, isIP } from 'node:net';
import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import type { Address } from '../target.ts';
import { type Alpn, chosenProtocol } from './alpn.ts';
import { type Presented, presentedBy } from './certificates.ts';
import {
  ALL_GROUPS,
  ALL_WEAK_SUITES,
  clientHello,
  type HelloReply,
  OTHER_POST_QUANTUM,
  readHelloReply,
  VERSIONS,
  type Version,
  X25519MLKEM768,
} from './hello.ts';

export interface TlsObservation extends Observation {
  readonly probe: 'tls';
  /** Milliseconds since the epoch: certificates end at a date. */
  readonly at: number;
  readonly servers: readonly TlsServer[];
}

export interface TlsServer {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  /** Answers to a ClientHello that offers one version only. */
  readonly versions: Readonly<Record<Version, Answer>>;
  /** To TLS 1.3 with X25519MLKEM768 as the only group. */
  readonly postQuantum: Answer;
  /** To the other post-quantum groups alone. Absent: not asked, that one is known. */
  readonly otherPostQuantum?: Answer;
  /** To a hello that takes two segments, as one with a post-quantum key share does. Absent: one of TLS 1.3 is not answered. */
  readonly large?: Large;
  /** What it chose of the protocols of the web. Absent: not asked, or no handshake says. */
  readonly alpn?: Alpn;
  /** To TLS 1.2 with suites that must not be agreed on. Absent: nothing below TLS 1.3 is spoken. */
  readonly weak?: Answer;
  /** Absent: no handshake ended well. */
  readonly presented?: Presented;
}

export type Answer =
  | HelloReply
  | { readonly kind: 'closed' | 'refused' | 'silent' | 'unreachable' | 'not-made' | 'cancelled' };

export interface Large {
  /** Bytes of the hello. */
  readonly size: number;
  /** The second answer, where the first time there was none. */
  readonly answer: Answer;
  /** To a small hello in between. Absent: the large one was answered at once. */
  readonly small?: Answer;
}

/** Added to a hello: about what the key share of X25519MLKEM768 (1,216 bytes) and the rest of a browser's hello add. */
const PADDING = 1_800;
/** Bytes that go first, and by themselves; what is left is in another segment however long packets may be. */
const FIRST_PART = 1_300;
/** What arrives together is read together, by those as well that read once. */
const APART_MS = 50;

const TIMEOUT_MS = 4_000;
/** One record and its header. */
const LARGEST = 5 + 16_384;
/** Hellos and handshakes with each address. */
export const CONNECTS = Object.keys(VERSIONS).length + 9;

/** The name that is asked for: the one given, else the target's when it is a name. */
export const serverName = ({ target }: Pick<Permit, 'target'>): string => target.name ?? target.host;

export async function observe(permit: Permit, signal: AbortSignal): Promise<TlsObservation> {
  usePermit(permit, 'tls');
  const { target } = permit;
  const servers = await Promise.all(
    permit.addresses.map((address) => look(address, target.port!, serverName(permit), signal)),
  );
  return { probe: 'tls', target, at: Date.now(), servers };
}

/** One connect after the other: a server that limits connects must not look as if it had no TLS. */
async function look(address: Address, port: number, name: string, signal: AbortSignal): Promise<TlsServer> {
  const ask = (version: Version, groups: readonly number[], suites?: readonly number[]): Promise<Answer> =>
    hello(address, port, clientHello(version, groups, name, randomBytes(32), suites), signal);
  const known = { address: address.text, family: address.family };
  const first = await ask('TLS 1.3', ALL_GROUPS);
  const versions: Record<Version, Answer> = { 'TLS 1.0': first, 'TLS 1.1': first, 'TLS 1.2': first, 'TLS 1.3': first };
  // Who does not answer at all is not asked seven times more.
  if (first.kind !== 'hello' && first.kind !== 'alert' && first.kind !== 'closed')
    return { ...known, versions, postQuantum: first };
  for (const version of ['TLS 1.2', 'TLS 1.1', 'TLS 1.0'] as const) versions[version] = await ask(version, ALL_GROUPS);
  const modern = first.kind === 'hello';
  const postQuantum = modern ? await ask('TLS 1.3', [X25519MLKEM768]) : first;
  const otherPostQuantum =
    modern && postQuantum.kind === 'alert' ? await ask('TLS 1.3', Object.values(OTHER_POST_QUANTUM)) : undefined;
  const large = modern ? await askLarge(address, port, name, signal) : undefined;
  const older = (['TLS 1.2', 'TLS 1.1', 'TLS 1.0'] as const).some((version) => versions[version].kind === 'hello');
  const weak = older ? await ask('TLS 1.2', ALL_GROUPS, ALL_WEAK_SUITES) : undefined;
  const presented = await presentedBy(address, port, isIP(name) ? undefined : name, signal);
  const alpn = presented && (await chosenProtocol(address, port, name, signal));
  return {
    ...known,
    ...{ versions, postQuantum },
    ...(otherPostQuantum && { otherPostQuantum }),
    ...(large && { large }),
    ...(weak && { weak }),
    ...(presented && { presented }),
    ...(alpn && { alpn }),
  };
}

/** Twice where it meets no answer, with a small hello in between: one packet may be lost, and a server may be tired of us. */
async function askLarge(address: Address, port: number, name: string, signal: AbortSignal): Promise<Large> {
  const message = (padding: number): Buffer =>
    clientHello('TLS 1.3', ALL_GROUPS, name, randomBytes(32), undefined, padding);
  const large = message(PADDING);
  const first = await hello(address, port, large, signal);
  if (spoke(first) || first.kind === 'cancelled') return { size: large.length, answer: first };
  const small = await hello(address, port, message(0), signal);
  const answer = await hello(address, port, message(PADDING), signal);
  return { size: large.length, answer, small };
}

/** Whether it was heard, whatever the server thinks of it. */
export const spoke = ({ kind }: Answer): boolean => kind === 'hello' || kind === 'alert';

function hello({ text, family }: Address, port: number, message: Buffer, signal: AbortSignal): Promise<Answer> {
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
  return new Promise((resolve) => {
    const socket = connect({ host: text, port, family: family === 'ipv4' ? 4 : 6, noDelay: true });
    let bytes = Buffer.alloc(0);
    let rest: NodeJS.Timeout | undefined;
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      clearTimeout(rest);
      signal.removeEventListener('abort', cancel);
      socket.destroy();
      resolve(answer);
    };
    const cancel = (): void => settle({ kind: 'cancelled' });
    const timer = setTimeout(() => settle({ kind: 'silent' }), TIMEOUT_MS);
    signal.addEventListener('abort', cancel, { once: true });
    socket.on('connect', () => {
      socket.write(message.subarray(0, FIRST_PART));
      if (message.length > FIRST_PART) rest = setTimeout(() => socket.write(message.subarray(FIRST_PART)), APART_MS);
    });
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]).subarray(0, LARGEST);
      const reply = readHelloReply(bytes);
      if (reply) settle(reply);
    });
    socket.on('end', () => settle({ kind: 'closed' }));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      // A reset after the hello is how some say no to a version.
      if (code === 'ECONNRESET' || code === 'EPIPE') settle({ kind: 'closed' });
      else if (code === 'ECONNREFUSED') settle({ kind: 'refused' });
      else if (code === 'ETIMEDOUT') settle({ kind: 'silent' });
      else settle({ kind: code === 'EHOSTUNREACH' || code === 'ENETUNREACH' ? 'unreachable' : 'not-made' });
    });
  });
}
