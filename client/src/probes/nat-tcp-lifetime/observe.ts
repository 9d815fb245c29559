import type { Socket } from 'node:net';
import { type Attempt, openConnection } from '../connect.ts';
import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import { rest, type SilenceClock } from '../silence-clock.ts';
import { silencesAround, withStated } from '../stated-idle.ts';
import { askedAddress } from '../stun-socket.ts';
import type { Target } from '../target.ts';

export interface NatTcpLifetimeObservation extends Observation {
  readonly probe: 'nat-tcp-lifetime';
  readonly address: string;
  /** `no-echo`: a byte that was sent did not come back, so nothing can be measured. */
  readonly end: 'done' | 'no-echo' | Exclude<Attempt['end'], 'open'>;
  /** Seconds: the longest silence that was to be tried. */
  readonly longest: number;
  /** Seconds of silence after which a byte still came back; 0: none was tried in time. Kept when cancelled. */
  readonly aliveAfter?: number;
  /** What ended it; absent: it outlived the probe, or the probe was cancelled first. */
  readonly gone?: {
    /** Seconds of silence; for what is not asked, when it happened. */
    readonly after: number;
    /**
     * `silent`: the byte was swallowed. `reset`: it was answered with a reset. `reset-idle`, `closed-idle`: the connection was reset or
     * closed though nothing was sent.
     */
    readonly how: 'silent' | 'reset' | 'reset-idle' | 'closed-idle';
  };
}

/**
 * Silences that are tried, in seconds; each on a connection of its own, all at once. Close on both sides of what platforms are set
 * to (240, 350, 600, 1200, 1800, 3600), and beyond what RFC 5382 asks for (7440).
 */
export const SILENCES: readonly number[] = [
  5, 10, 15, 30, 60, 120, 180, 235, 245, 300, 345, 355, 595, 605, 900, 1195, 1205, 1795, 1805, 3595, 3605, 7200, 7445,
];
/** Seconds: ten minutes, unless the user gives it more. */
export const USUAL_LONGEST = 605;
/** How long a byte may take to come back: the kernel sends it again after 0.2, 0.6, 1.4 and 3 seconds. */
const ECHO_MS = 5_000;
/** Connections are opened in turn. */
const PACE_MS = 110;
/** An echo server says no more than it heard. */
const LARGEST = 1_024;

type Given = Pick<Target, 'longest' | 'idle'>;

/** Seconds: what the user gives it; else long enough for what a configuration states. */
export const longestOf = ({ longest, idle }: Given): number =>
  longest ?? Math.min(SILENCES.at(-1)!, Math.max(USUAL_LONGEST, ...(idle === undefined ? [] : silencesAround(idle))));

export const triedSilences = (given: Given): readonly number[] => withStated(SILENCES, given.idle, longestOf(given));

/** @param clock of the silences; how fast sockets are opened goes by it too */
export const observeBy =
  (clock: SilenceClock) =>
  (permit: Permit, signal: AbortSignal): Promise<NatTcpLifetimeObservation> =>
    observeSilences(permit, signal, clock);

async function observeSilences(
  permit: Permit,
  signal: AbortSignal,
  clock: SilenceClock,
): Promise<NatTcpLifetimeObservation> {
  usePermit(permit, 'nat-tcp-lifetime');
  const { target, addresses } = permit;
  const address = askedAddress(addresses);
  const longest = longestOf(target);
  const known = { probe: 'nat-tcp-lifetime', target, address: address.text, longest } as const;
  const trials: Trial[] = [];
  try {
    for (const silence of triedSilences(target)) {
      const socket = await openConnection(address, target.port!, signal);
      if (typeof socket === 'string') return { ...known, end: socket };
      const line = listenTo(socket);
      trials.push({ silence, line, since: clock.now() });
      if ((await line.echo(ECHO_MS, signal)) !== 'echo')
        return { ...known, end: signal.aborted ? 'cancelled' : 'no-echo' };
      trials[trials.length - 1] = { silence, line, since: clock.now() };
      await clock.wait(PACE_MS, signal);
    }
    return { ...known, ...(await measure(trials, signal, clock)) };
  } finally {
    for (const { line } of trials) line.close();
  }
}

interface Trial {
  readonly silence: number;
  readonly line: Line;
  /** Of the clock: when the last byte came in. */
  readonly since: number;
}

/** All silences at once; the rest is given up with the first that was too long. */
async function measure(
  trials: readonly Trial[],
  signal: AbortSignal,
  clock: SilenceClock,
): Promise<Pick<NatTcpLifetimeObservation, 'end' | 'aliveAfter' | 'gone'>> {
  let aliveAfter = 0;
  for (const { silence, line, since } of trials) {
    const ended = await Promise.race([line.ended, clock.wait(since + silence * 1_000 - clock.now(), signal)]);
    if (signal.aborted) return { end: 'cancelled', aliveAfter };
    if (ended) {
      const after = Math.round((clock.now() - since) / 1_000);
      return { end: 'done', aliveAfter, gone: { after, how: `${ended}-idle` } };
    }
    const heard = await line.echo(ECHO_MS, signal);
    if (signal.aborted) return { end: 'cancelled', aliveAfter };
    // A server that closes instead of answering gave the connection up before; on the way nobody sends a FIN for it.
    if (heard !== 'echo')
      return { end: 'done', aliveAfter, gone: { after: silence, how: heard === 'closed' ? 'closed-idle' : heard } };
    aliveAfter = silence;
  }
  return { end: 'done', aliveAfter };
}

interface Line {
  /** Settles when the other side, or somebody in its name, ends the connection. */
  readonly ended: Promise<'reset' | 'closed'>;
  /** Sends a byte. */
  echo(ms: number, signal: AbortSignal): Promise<'echo' | 'silent' | 'reset' | 'closed'>;
  close(): void;
}

function listenTo(socket: Socket): Line {
  let heard = 0;
  let hear: (() => void) | undefined;
  const ended = new Promise<'reset' | 'closed'>((resolve) => {
    socket.on('error', () => resolve('reset'));
    socket.on('end', () => resolve('closed'));
  });
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.length;
    if (heard > LARGEST) return socket.destroy(new Error('no echo'));
    hear?.();
  });
  return {
    ended,
    async echo(ms, signal) {
      const echoed = new Promise<'echo'>((resolve) => {
        hear = () => resolve('echo');
      });
      const done = new AbortController();
      socket.write('.');
      const late = rest(ms, AbortSignal.any([signal, done.signal])).then(() => 'silent' as const);
      const result = await Promise.race([echoed, ended, late]);
      done.abort();
      return result;
    },
    close: () => void socket.destroy(),
  };
}
