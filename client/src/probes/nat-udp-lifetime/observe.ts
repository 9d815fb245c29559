import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import { realTime, rest, type SilenceClock } from '../silence-clock.ts';
import { ATTRIBUTE, type Attribute, type Endpoint } from '../stun-message.ts';
import { askedAddress, type StunReply, type StunSocket, stunSockets, whySilent } from '../stun-socket.ts';

export interface NatUdpLifetimeObservation extends Observation {
  readonly probe: 'nat-udp-lifetime';
  readonly address: string;
  /** `no-response-port`: the server does not answer to another port (RFC 5780 7.5), so nothing can be measured. */
  readonly end: 'done' | Exclude<StunReply['end'], 'response'> | 'no-address' | 'no-response-port';
  readonly local?: Endpoint;
  readonly mapped?: Endpoint;
  /** After one request and one answer. */
  readonly brief?: Lifetime;
  /** After requests and answers for longer than two seconds: Linux calls that a stream. */
  readonly stream?: Lifetime;
}

/** Seconds of silence. */
export interface Lifetime {
  /** The longest after which a datagram still came in. */
  readonly aliveAfter: number;
  /** The shortest after which none did; absent: it outlived the probe. */
  readonly goneAfter?: number;
}

/** Silences that are tried, in seconds; each on a socket of its own, all at once. Denser where standards draw lines. */
export const SILENCES = [5, 10, 15, 20, 25, 30, 45, 60, 90, 120, 150, 180, 240, 300, 360];
/** Linux makes a stream of what is still alive after two seconds. */
const STREAM_S = 2.5;
const HEAR_MS = 2_000;
/** Sockets are opened and asked in turn, so that no more than 20 datagrams leave in a second. */
const PACE_MS = 110;

/** @param clock of the silences; how fast sockets are opened goes by it too */
export const observeBy =
  (clock: SilenceClock) =>
  (permit: Permit, signal: AbortSignal): Promise<NatUdpLifetimeObservation> =>
    observeSilences(permit, signal, clock);

export const observe = observeBy(realTime);

async function observeSilences(
  permit: Permit,
  signal: AbortSignal,
  clock: SilenceClock,
): Promise<NatUdpLifetimeObservation> {
  usePermit(permit, 'nat-udp-lifetime');
  const { target, addresses } = permit;
  const address = askedAddress(addresses);
  const known = { probe: 'nat-udp-lifetime', target, address: address.text } as const;
  const server = { address: address.text, port: target.port! };
  const { open, closeAll } = stunSockets(address, target.port!, signal);
  try {
    const asker = await open();
    if (typeof asker === 'string') return { ...known, end: asker };
    const first = await asker.ask(server);
    if (first.end === 'silent') return { ...known, end: await whySilent(address, target.port!, signal) };
    if (first.end !== 'response') return { ...known, end: first.end };
    const { mapped } = first.response;
    if (!mapped) return { ...known, end: 'no-address' };
    const seen = { ...known, local: asker.local, mapped };
    // No translation: nothing is remembered that could be forgotten, a filter's state aside.
    const ear = await open();
    if (typeof ear === 'string') return { ...seen, end: ear };
    if (!(await alive(asker, ear, await mappedPort(ear, server), server)))
      return { ...seen, end: signal.aborted ? 'cancelled' : 'no-response-port' };
    const [brief, stream] = await Promise.all([
      lifetime(false, asker, server, open, signal, clock),
      lifetime(true, asker, server, open, signal, clock),
    ]);
    if (signal.aborted || !brief || !stream) return { ...seen, end: signal.aborted ? 'cancelled' : 'not-made' };
    return { ...seen, brief, stream, end: 'done' };
  } finally {
    closeAll();
  }
}

/** All silences at once; the rest is given up with the first that was too long. */
async function lifetime(
  stream: boolean,
  asker: StunSocket,
  server: Endpoint,
  open: () => Promise<StunSocket | string>,
  signal: AbortSignal,
  clock: SilenceClock,
): Promise<Lifetime | undefined> {
  const trials: {
    readonly silence: number;
    readonly ear: StunSocket;
    readonly port: number;
    readonly since: number;
  }[] = [];
  for (const silence of SILENCES) {
    const ear = await open();
    if (typeof ear === 'string') return undefined;
    const port = await mappedPort(ear, server);
    if (port === undefined) return undefined;
    trials.push({ silence, ear, port, since: clock.now() });
    await clock.wait(PACE_MS, signal);
  }
  if (stream) {
    await rest(STREAM_S * 1_000, signal);
    for (const [at, trial] of trials.entries()) {
      await mappedPort(trial.ear, server);
      trials[at] = { ...trial, since: clock.now() };
      await clock.wait(PACE_MS, signal);
    }
  }
  let aliveAfter = 0;
  for (const { silence, ear, port, since } of trials) {
    await clock.wait(since + silence * 1_000 - clock.now(), signal);
    if (signal.aborted) return undefined;
    if (!(await alive(asker, ear, port, server))) return { aliveAfter, goneAfter: silence };
    aliveAfter = silence;
  }
  return { aliveAfter };
}

/** Has the server answer to the outside port of a socket that is silent itself (RFC 5780 4.6); twice, for a lost datagram. */
async function alive(asker: StunSocket, ear: StunSocket, port: number | undefined, server: Endpoint): Promise<boolean> {
  if (port === undefined) return false;
  const value = Buffer.alloc(2);
  value.writeUInt16BE(port);
  const there: Attribute = [ATTRIBUTE.responsePort, value];
  const heard = await ear.hears(asker.send(server, [there]), HEAR_MS);
  return heard || ear.hears(asker.send(server, [there]), HEAR_MS);
}

async function mappedPort(socket: StunSocket, server: Endpoint): Promise<number | undefined> {
  const reply = await socket.ask(server);
  return reply.end === 'response' ? reply.response.mapped?.port : undefined;
}
