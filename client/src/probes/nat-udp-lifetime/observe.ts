import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import { realTime, rest, type SilenceClock } from '../silence-clock.ts';
import { withStated } from '../stated-idle.ts';
import { ATTRIBUTE, type Attribute, type Endpoint } from '../stun-message.ts';
import { askedAddress, type StunReply, type StunSocket, stunSockets, whySilent } from '../stun-socket.ts';

export interface NatUdpLifetimeObservation extends Observation {
  readonly probe: 'nat-udp-lifetime';
  readonly address: string;
  /**
   * `no-response-port`: the server does not answer to another port (RFC 5780 7.5), and ports that stay as they are tell nothing.
   * `by-port`: it does not, and flows got other ports after a silence; the lower bounds are then of ports that stayed, which a flow
   * that was forgotten may get again.
   */
  readonly end: 'done' | 'by-port' | Exclude<StunReply['end'], 'response'> | 'no-address' | 'no-response-port';
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
/** Those, and around what a configuration states. */
export const triedSilences = (stated: number | undefined): readonly number[] =>
  withStated(SILENCES, stated, SILENCES.at(-1)!);

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
    const silences = triedSilences(target.idle);
    const measured = async (still: StillThere) => {
      const rows = { silences, still, server, open, signal, clock };
      const [brief, stream] = await Promise.all([lifetime(false, rows), lifetime(true, rows)]);
      return brief && stream && { brief, stream };
    };
    if (await alive(asker, ear, await mappedPort(ear, server), server)) {
      const both = await measured(({ ear: silent, port }) => alive(asker, silent, port, server));
      if (signal.aborted || !both) return { ...seen, end: signal.aborted ? 'cancelled' : 'not-made' };
      return { ...seen, ...both, end: 'done' };
    }
    if (signal.aborted) return { ...seen, end: 'cancelled' };
    // Where ports are kept a new flow gets the old one's: then they tell nothing.
    if (mapped.port === asker.local.port) return { ...seen, end: 'no-response-port' };
    // An answer that was lost shows no other port.
    const samePort: StillThere = async ({ ear: silent, port }) => ((await mappedPort(silent, server)) ?? port) === port;
    const both = await measured(samePort);
    if (signal.aborted || !both) return { ...seen, end: signal.aborted ? 'cancelled' : 'not-made' };
    return both.stream.goneAfter === undefined
      ? { ...seen, end: 'no-response-port' }
      : { ...seen, ...both, end: 'by-port' };
  } finally {
    closeAll();
  }
}

interface Trial {
  readonly silence: number;
  readonly ear: StunSocket;
  readonly port: number;
  /** Of the clock: when it fell silent. */
  readonly since: number;
}

/** Whether a flow that was silent is remembered. */
type StillThere = (trial: Trial) => Promise<boolean>;

interface Rows {
  readonly silences: readonly number[];
  readonly still: StillThere;
  readonly server: Endpoint;
  readonly open: () => Promise<StunSocket | string>;
  readonly signal: AbortSignal;
  readonly clock: SilenceClock;
}

/** All silences at once; the rest is given up with the first that was too long. */
async function lifetime(
  stream: boolean,
  { silences, still, server, open, signal, clock }: Rows,
): Promise<Lifetime | undefined> {
  const trials: Trial[] = [];
  for (const silence of silences) {
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
  for (const trial of trials) {
    const { silence, since } = trial;
    await clock.wait(since + silence * 1_000 - clock.now(), signal);
    if (signal.aborted) return undefined;
    const there = await still(trial);
    if (signal.aborted) return undefined;
    if (!there) return { aliveAfter, goneAfter: silence };
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
