import type { OpticalModule, OpticalReading } from './optical-module.ts';
import { readOpticsDiagnosis } from './optics-diagnosis.ts';
import { readOpticsFortios } from './optics-fortios.ts';
import { readOpticsLabelled } from './optics-labelled.ts';
import { readOpticsNxos } from './optics-nxos.ts';
import { readOpticsTables } from './optics-tables.ts';
import { readOpticsXr } from './optics-xr.ts';

/** What any of the known devices says of its optical modules: one for each interface, whatever tables it stands in. */
export function readOptics(text: string): readonly OpticalModule[] {
  const readers = [
    readOpticsTables,
    readOpticsNxos,
    readOpticsLabelled,
    readOpticsXr,
    readOpticsDiagnosis,
    readOpticsFortios,
  ];
  const byName = new Map<string | undefined, Map<string, OpticalReading>>();
  for (const { name, readings } of readers.flatMap((read) => read(text))) {
    const known = byName.get(name) ?? new Map<string, OpticalReading>();
    byName.set(name, known);
    for (const reading of readings) {
      const key = `${reading.quantity} ${reading.lane ?? ''}`;
      const before = known.get(key);
      // A table without limits may stand behind the one that has them.
      if (!before || Object.keys(before.limits).length === 0) known.set(key, reading);
    }
  }
  return [...byName].map(([name, known]) => ({ ...(name !== undefined && { name }), readings: [...known.values()] }));
}
