import type { Path, PathObservation } from './observe.ts';
import type { Hop } from './traceroute-output.ts';

/** @param kept of a file or an earlier session: anything. @returns undefined unless it is an observation of this probe, whole */
export function readEarlier(kept: unknown): PathObservation | undefined {
  const { probe, target, paths } = (kept ?? {}) as Partial<PathObservation>;
  return probe === 'path' && typeof target?.host === 'string' && Array.isArray(paths) && paths.every(isPath)
    ? (kept as PathObservation)
    : undefined;
}

function isPath(value: unknown): value is Path {
  const { address, trace } = (value ?? {}) as Partial<Path>;
  return (
    typeof address === 'string' && (trace === undefined || (Array.isArray(trace?.hops) && trace.hops.every(isHop)))
  );
}

function isHop(value: unknown): value is Hop {
  const { ttl, addresses, ms } = (value ?? {}) as Partial<Hop>;
  return (
    typeof ttl === 'number' &&
    Array.isArray(addresses) &&
    addresses.every((address) => typeof address === 'string') &&
    (ms === undefined || typeof ms === 'number')
  );
}
