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
  /** Seconds since the epoch, of the first and the last record. */
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
  const timeline = timelineOf(target.routes ?? []);
  let [records, routes] = [0, 0];
  let from: number | undefined;
  let until: number | undefined;
  for await (const record of file.records) {
    records += 1;
    for (const said of reader.read(record)) {
      routes += 1;
      from = Math.min(from ?? said.time, said.time);
      until = Math.max(until ?? said.time, said.time);
      timeline.add(said);
    }
  }
  const end = file.end();
  // A text is no damaged file.
  if (routes === 0 && end !== 'bzip2') return undefined;
  return {
    ...{ probe: 'mrt', target, end, records, routes, asked: timeline.answers },
    ...(from !== undefined && until !== undefined && { from, until }),
  };
}
