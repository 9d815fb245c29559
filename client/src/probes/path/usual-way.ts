import { medianOf } from '../median.ts';
import type { PathObservation } from './observe.ts';
import { reachedHop } from './reached-hop.ts';
import type { Hop } from './traceroute-output.ts';

/** What the way to an address was in earlier runs that reached it. */
export interface UsualWay {
  /** How many runs. */
  readonly runs: number;
  /** Medians: hops, and milliseconds of the shortest round trip. */
  readonly hops: number;
  readonly ms?: number;
  /** Of the latest of them. */
  readonly last: readonly Hop[];
}

/** @param earlier the latest first. @returns undefined where none of them reached the address */
export function usualWay(address: string, earlier: readonly PathObservation[]): UsualWay | undefined {
  const ways = earlier
    .flatMap(({ paths }) => paths)
    .filter((path) => path.address === address)
    .flatMap((path) => {
      const reached = reachedHop(path);
      return reached ? [{ reached, hops: path.trace?.hops ?? [] }] : [];
    });
  const hops = medianOf(ways.map(({ reached }) => reached.ttl));
  if (hops === undefined) return undefined;
  const ms = medianOf(ways.flatMap(({ reached }) => reached.ms ?? []));
  return { runs: ways.length, hops, ...(ms !== undefined && { ms }), last: ways[0]!.hops };
}
