import { knownFacts } from '../known-facts.ts';
import { readAsaNat } from './asa-nat.ts';
import { readFortiosNat } from './fortios-nat.ts';
import { readIosNat } from './ios-nat.ts';
import { readJunosNat } from './junos-nat.ts';
import { readLinuxNat } from './linux-nat.ts';
import type { NatFigures, NatState } from './nat-state.ts';
import { readNatTranslations } from './nat-translations.ts';
import { readPanosNat } from './panos-nat.ts';
import { readRouterosTracking } from './routeros-tracking.ts';
import { readVrpNat } from './vrp-nat.ts';

const READERS: readonly ((text: string) => NatFigures)[] = [
  readIosNat,
  readJunosNat,
  readLinuxNat,
  readAsaNat,
  readFortiosNat,
  readPanosNat,
  readVrpNat,
  readRouterosTracking,
];

/**
 * Address translation of any of the known devices: figures of a few lines, and translations one by one, in any order.
 * @returns undefined when there is none in the text.
 */
export function readNatTables(text: string): NatState | undefined {
  const figures = READERS.map((read) => read(text));
  const table = readNatTranslations(text);
  const first = (name: 'active' | 'peak' | 'most'): number | undefined =>
    figures.map((one) => one[name]).find((value) => value !== undefined);
  const failed = figures.flatMap((one) => one.failed ?? []);
  const pools = [...figures.flatMap((one) => one.pools ?? []), ...table.pools];
  const timeouts = Object.assign({}, ...figures.map((one) => one.timeouts ?? {})) as NatState['timeouts'];
  const facts = knownFacts({
    active: first('active'),
    peak: first('peak'),
    most: first('most'),
    failed: failed.length > 0 ? failed.reduce((sum, count) => sum + count, 0) : undefined,
    top: table.top,
  });
  const told = [facts, timeouts, table.seen].some((one) => Object.keys(one).length > 0);
  if (!told && pools.length === 0) return undefined;
  const lifetimes = {
    ...table.lifetimes,
    ...knownFacts({ udp: timeouts['udp-stream'] ?? timeouts.udp, tcp: timeouts['tcp-established'] }),
  };
  return { ...facts, pools, timeouts, lifetimes, seen: table.seen };
}
