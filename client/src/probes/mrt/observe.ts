import { type Permit, usePermit } from '../permit.ts';
import type { Observation } from '../probe.ts';
import type { Target } from '../target.ts';
import { type MrtEnd, mrtFile } from './records.ts';
import { routeReader } from './routes.ts';
import { type AskedHistory, timelineOf } from './timeline.ts';

export interface MrtObservation extends Observation {
  readonly probe: 'mrt';
  /** `no-file`: it reads files, and asks nobody. */
  readonly end: MrtEnd | 'no-file';
  /** Records, and routes and withdrawals in them. */
  readonly records: number;
  readonly routes: number;
  /** Seconds since the epoch, of the first and the last record, or of the window that was asked about. */
  readonly from?: number;
  readonly until?: number;
  readonly asked: readonly AskedHistory[];
}

/** Nothing is asked live: a collector's file says what its peers saw. */
export async function observe(permit: Permit): Promise<MrtObservation> {
  usePermit(permit, 'mrt');
  return { probe: 'mrt', target: permit.target, end: 'no-file', records: 0, routes: 0, asked: [] };
}

export async function readFile(chunks: AsyncIterable<Uint8Array>, target: Target): Promise<MrtObservation | undefined> {
  const file = mrtFile(chunks);
  const reader = routeReader();
  const { from: opens = Number.NEGATIVE_INFINITY, until: closes = Number.POSITIVE_INFINITY } = target.window ?? {};
  const timeline = timelineOf(target.routes ?? [], opens);
  let [records, routes] = [0, 0];
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for await (const record of file.records) {
    records += 1;
    // The peers of a table are told once, whenever that was.
    for (const said of reader.read(record)) {
      first = Math.min(first, said.time);
      last = Math.max(last, said.time);
      if (said.time > closes) continue;
      if (said.time < opens) {
        timeline.before(said);
        continue;
      }
      routes += 1;
      timeline.add(said);
    }
  }
  const end = file.end();
  // A text is no damaged file.
  const known = first <= last;
  if (!known && end !== 'bzip2') return undefined;
  return {
    ...{ probe: 'mrt', target, end, records, routes, asked: timeline.answers },
    ...(known && { from: Math.max(first, opens), until: Math.min(last, closes) }),
  };
}
