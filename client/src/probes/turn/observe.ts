import { randomBytes } from 'node:crypto';
import { type Permit, usePermit } from '../permit.ts';
import { plainText } from '../plain-text.ts';
import type { Credentials, Observation } from '../probe.ts';
import {
  ATTRIBUTE,
  type Attribute,
  decodeMessage,
  type Endpoint,
  encodeMessage,
  errorOf,
  longTermKey,
  MESSAGE,
  type Message,
} from '../stun-message.ts';
import type { Address } from '../target.ts';
import { type Conversation, converse, type Failure, type Transport } from './exchange.ts';

export interface TurnObservation extends Observation {
  readonly probe: 'turn';
  /** Whether a user's name and password were at hand; they are not recorded. */
  readonly asUser: boolean;
  readonly servers: readonly {
    readonly address: string;
    readonly family: 'ipv4' | 'ipv6';
    readonly allocations: readonly Allocation[];
  }[];
}

export interface Allocation {
  readonly transport: Transport;
  readonly port: number;
  /** `granted-to-nobody`: without any user. `wants-user`: 401, and no user was at hand. `error`: see `error`. */
  readonly end: 'granted' | 'granted-to-nobody' | 'wants-user' | 'error' | Failure;
  readonly relayed?: Endpoint;
  readonly error?: { readonly code: number; readonly reason: string };
  /** Whom it names instead (RFC 8489 14.15); nothing is sent there. */
  readonly alternate?: Endpoint;
  readonly realm?: string;
  /** Milliseconds until the last reply. */
  readonly ms?: number;
}

const UDP = 17;
const TURN_PORT = 3478;
const TLS_PORT = 5349;

/** RFC 8656 4: turns is at 5349 where turn is at its own port; a server on another port answers both on it. */
export const portOf = (transport: Transport, port: number): number =>
  transport === 'tls' && port === TURN_PORT ? TLS_PORT : port;

export const TRANSPORTS: readonly Transport[] = ['udp', 'tcp', 'tls'];

export async function observe(permit: Permit, signal: AbortSignal, user?: Credentials): Promise<TurnObservation> {
  usePermit(permit, 'turn');
  const { target } = permit;
  const servers = await Promise.all(
    permit.addresses.map(async (address) => {
      const allocations: Allocation[] = [];
      // One after the other: a user may have a quota of one.
      for (const transport of TRANSPORTS) {
        const port = portOf(transport, target.port!);
        allocations.push({
          transport,
          port,
          ...(await allocate(transport, address, port, target.host, user, signal)),
        });
      }
      return { address: address.text, family: address.family, allocations };
    }),
  );
  return { probe: 'turn', target, asUser: user !== undefined, servers };
}

type Outcome = Omit<Allocation, 'transport' | 'port'>;

async function allocate(
  transport: Transport,
  address: Address,
  port: number,
  host: string,
  user: Credentials | undefined,
  signal: AbortSignal,
): Promise<Outcome> {
  const conversation = converse(transport, address, port, host, signal);
  const started = performance.now();
  const took = (): number => Math.round((performance.now() - started) * 10) / 10;
  try {
    const first = await request(conversation, 'allocate', ALLOCATE);
    if (!first.ok) return { end: first.end };
    if (first.reply === 'malformed') return { end: 'not-turn' };
    if (first.reply.type === MESSAGE.allocateSuccess) {
      await request(conversation, 'refresh', RELEASE);
      return { end: 'granted-to-nobody', ms: took(), ...relayedBy(first.reply) };
    }
    let challenge = first.reply;
    // 401 asks who it is; 438 says that the nonce is old (RFC 8489 9.2.5).
    for (let round = 0; round < 2; round += 1) {
      const login = loginFor(challenge, user);
      const { code } = errorOf(challenge.value(ATTRIBUTE.errorCode));
      if (!login || (round === 0 ? code !== 401 : code !== 438)) break;
      const next = await request(conversation, 'allocate', [...ALLOCATE, ...login.attributes], login.key);
      if (!next.ok) return { end: next.end };
      if (next.reply === 'malformed') return { end: 'not-turn' };
      if (next.reply.type === MESSAGE.allocateSuccess) {
        await request(conversation, 'refresh', [...RELEASE, ...login.attributes], login.key);
        return { end: 'granted', ms: took(), ...relayedBy(next.reply), realm: login.realm };
      }
      challenge = next.reply;
    }
    return { ...refusalOf(challenge, user), ms: took() };
  } finally {
    conversation.close();
  }
}

/** RFC 8656 7.1: a relay over UDP. */
const ALLOCATE: readonly Attribute[] = [[ATTRIBUTE.requestedTransport, Buffer.from([UDP, 0, 0, 0])]];
/** RFC 8656 7.2: no lifetime gives the allocation back. */
const RELEASE: readonly Attribute[] = [[ATTRIBUTE.lifetime, Buffer.alloc(4)]];

function request(
  conversation: Conversation,
  method: 'allocate' | 'refresh',
  attributes: readonly Attribute[],
  key?: Buffer,
) {
  const transaction = randomBytes(12);
  const types =
    method === 'allocate'
      ? [MESSAGE.allocateSuccess, MESSAGE.allocateError]
      : [MESSAGE.refreshSuccess, MESSAGE.refreshError];
  return conversation.ask<Message | 'malformed'>(
    encodeMessage(MESSAGE[`${method}Request`], transaction, attributes, key),
    (bytes) => {
      const decoded = decodeMessage(bytes, transaction, types);
      return decoded.ok ? decoded.message : decoded.why === 'malformed' ? 'malformed' : undefined;
    },
  );
}

function loginFor(challenge: Message, user: Credentials | undefined) {
  const realm = challenge.value(ATTRIBUTE.realm);
  const nonce = challenge.value(ATTRIBUTE.nonce);
  if (!user || !realm || !nonce) return undefined;
  const attributes: readonly Attribute[] = [
    [ATTRIBUTE.username, Buffer.from(user.username)],
    [ATTRIBUTE.realm, realm],
    [ATTRIBUTE.nonce, nonce],
  ];
  const name = realm.toString('utf8');
  return { attributes, realm: plainText(name, 80), key: longTermKey(user.username, name, user.password) };
}

function refusalOf(challenge: Message, user: Credentials | undefined): Outcome {
  const { code, reason } = errorOf(challenge.value(ATTRIBUTE.errorCode));
  const realm = challenge.value(ATTRIBUTE.realm);
  const alternate = challenge.endpoint(ATTRIBUTE.alternateServer);
  return {
    ...(alternate && { alternate }),
    end: code === 401 && !user ? 'wants-user' : 'error',
    ...(!(code === 401 && !user) && { error: { code, reason: plainText(reason, 80) } }),
    ...(realm && { realm: plainText(realm.toString('utf8'), 80) }),
  };
}

function relayedBy(reply: Message): Pick<Allocation, 'relayed'> {
  const relayed = reply.endpoint(ATTRIBUTE.xorRelayedAddress);
  return relayed ? { relayed } : {};
}
