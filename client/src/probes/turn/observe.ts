import { type Permit, usePermit } from '../permit.ts';
import { plainText } from '../plain-text.ts';
import type { Credentials, Observation } from '../probe.ts';
import { ATTRIBUTE, type Attribute, type Endpoint, errorOf, type Message } from '../stun-message.ts';
import type { Address } from '../target.ts';
import { converse, type Failure, type Transport } from './exchange.ts';
import { loopThrough, type RelayLoop } from './relay-loop.ts';
import { openSession } from './session.ts';
import { userForNow } from './user-for-now.ts';

export interface TurnObservation extends Observation {
  readonly probe: 'turn';
  /** Whether a user's name and password were at hand; they are not recorded. */
  readonly asUser: boolean;
  /** The user was made with the secret that the server shares. */
  readonly sharedSecret?: true;
  readonly servers: readonly {
    readonly address: string;
    readonly family: 'ipv4' | 'ipv6';
    readonly allocations: readonly Allocation[];
  }[];
}

export interface Allocation extends Way {
  /** `granted-to-nobody`: without any user. `wants-user`: 401, and no user was at hand. `error`: see `error`. */
  readonly end: 'granted' | 'granted-to-nobody' | 'wants-user' | 'error' | Failure;
  readonly relayed?: Endpoint;
  readonly error?: { readonly code: number; readonly reason: string };
  /** Whom it names instead (RFC 8489 14.15); nothing is sent there. */
  readonly alternate?: Endpoint;
  readonly realm?: string;
  /** Milliseconds until the last reply about the relay itself. */
  readonly ms?: number;
  /** Of the first relay that a user is granted: whether anything passes. */
  readonly loop?: RelayLoop;
}

const UDP = 17;
const TURN_PORT = 3478;
const TLS_PORT = 5349;

/** Where networks that let out nothing but the web still let clients through; seldom served, so that nobody is asked to. */
const WEB_PORT = 443;

interface Way {
  readonly transport: Transport;
  readonly port: number;
  /** Its absence is no fault. */
  readonly extra?: true;
}

/** RFC 8656 4: turns is at 5349 where turn is at its own port; a server on another port answers both on it. */
export const waysTo = (port: number): readonly Way[] => [
  { transport: 'udp', port },
  { transport: 'tcp', port },
  { transport: 'tls', port: port === TURN_PORT ? TLS_PORT : port },
  ...(port === TURN_PORT ? [{ transport: 'tls', port: WEB_PORT, extra: true } as const] : []),
];

export async function observe(permit: Permit, signal: AbortSignal, known?: Credentials): Promise<TurnObservation> {
  usePermit(permit, 'turn');
  const user = known && userForNow(known, Date.now());
  const { target } = permit;
  const servers = await Promise.all(
    permit.addresses.map(async (address) => {
      const allocations: Allocation[] = [];
      // One after the other: a user may have a quota of one.
      for (const way of waysTo(target.port!)) {
        const { transport, port } = way;
        const server = { address, port };
        // One relay tells; where UDP is dropped on the way, what is dropped behind the relay cannot be told from that.
        const through = allocations.every(({ end }) => end !== 'granted' && end !== 'silent') ? permit : undefined;
        allocations.push({
          ...way,
          ...(await allocate(transport, server, target.host, user, through, signal)),
        });
      }
      return { address: address.text, family: address.family, allocations };
    }),
  );
  return {
    probe: 'turn',
    target,
    asUser: user !== undefined,
    ...(known?.sharedSecret && { sharedSecret: true }),
    servers,
  };
}

async function allocate(
  transport: Transport,
  server: { readonly address: Address; readonly port: number },
  host: string,
  user: Credentials | undefined,
  through: Permit | undefined,
  signal: AbortSignal,
): Promise<Omit<Allocation, keyof Way>> {
  const conversation = converse(transport, server.address, server.port, host, signal);
  const session = openSession(conversation, user);
  const started = performance.now();
  try {
    const answer = await session.request('allocate', () => ALLOCATE);
    const ms = Math.round((performance.now() - started) * 10) / 10;
    if (answer.end === 'rejected') return { ...refusalOf(answer.message, user), ms };
    if (answer.end !== 'granted') return { end: answer.end };
    const realm = session.realm();
    const loop =
      realm !== undefined && through
        ? await loopThrough(answer.message, session, conversation, through, server, signal)
        : undefined;
    await session.request('refresh', () => RELEASE);
    return {
      end: realm === undefined ? 'granted-to-nobody' : 'granted',
      ms,
      ...relayedBy(answer.message),
      ...(realm !== undefined && { realm }),
      ...(loop && { loop }),
    };
  } finally {
    conversation.close();
  }
}

/** RFC 8656 7.1: a relay over UDP. */
const ALLOCATE: readonly Attribute[] = [[ATTRIBUTE.requestedTransport, Buffer.from([UDP, 0, 0, 0])]];
/** RFC 8656 7.2: no lifetime gives the allocation back. */
const RELEASE: readonly Attribute[] = [[ATTRIBUTE.lifetime, Buffer.alloc(4)]];

function refusalOf(challenge: Message, user: Credentials | undefined): Omit<Allocation, keyof Way> {
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
