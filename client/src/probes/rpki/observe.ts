import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import type { Target } from '../target.ts';
import { askCache, type RtrSession } from './rtr-client.ts';
import { coveringOf } from './vrp.ts';
import { readVrpFile } from './vrp-file.ts';

export interface RpkiObservation extends Observation, RtrSession {
  readonly probe: 'rpki';
  /** Absent: read from a file. */
  readonly address?: string;
  /** Milliseconds between the writing of the file and its reading, where it says when it was written. */
  readonly age?: number;
}

/** One session with the first address that is to be asked; payloads that cover no asked route are counted and forgotten. */
export async function observe(permit: Permit, signal: AbortSignal): Promise<RpkiObservation> {
  usePermit(permit, 'rpki');
  const { target, addresses } = permit;
  const [address] = addresses;
  const covering = () => coveringOf(target.routes ?? []);
  return {
    probe: 'rpki',
    target,
    address: address!.text,
    ...(await askCache(address!, target.port!, covering, signal)),
  };
}

export async function readFile(
  chunks: AsyncIterable<Uint8Array>,
  target: Target,
  at: number,
): Promise<RpkiObservation | undefined> {
  const covering = coveringOf(target.routes ?? []);
  const file = await readVrpFile(chunks, covering);
  if (!file) return undefined;
  const { payloads, written } = file;
  const age = written !== undefined && written <= at ? { age: at - written } : {};
  return { probe: 'rpki', target, end: 'done', payloads, routes: covering.answers, ...age };
}
