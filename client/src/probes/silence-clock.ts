import { setTimeout as delay } from 'node:timers/promises';

/** How a probe that waits for silence to pass counts it. What it sends, and how long it waits for an answer, goes by the real clock. */
export interface SilenceClock {
  /** Milliseconds since some beginning. */
  now(): number;
  /** Settles after so many milliseconds, or when the signal says so; at once for none. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const realTime: SilenceClock = { now: () => performance.now(), wait: rest };

/** @returns as `SilenceClock.wait`, in real time */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal }).catch(() => {});
}
