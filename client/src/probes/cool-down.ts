import type { ProbeId } from '../protocol.ts';
import { type Target, targetText } from './target.ts';

/** Between two runs of one probe against one target, so that no loop of clicks becomes a load. */
export const COOL_DOWN_MS = 10_000;

/** @param now milliseconds of a clock that never goes back. @returns milliseconds still to wait; 0 admits the run and counts it. */
export function coolDown(now: () => number): (probe: ProbeId, target: Target) => number {
  const last = new Map<string, number>();
  return (probe, target) => {
    const key = `${probe} ${targetText(target)}`;
    const time = now();
    const wait = (last.get(key) ?? Number.NEGATIVE_INFINITY) + COOL_DOWN_MS - time;
    if (wait > 0) return wait;
    last.set(key, time);
    return 0;
  };
}
