import { type InterfaceCounters, type InterfaceState, sameInterface } from '../../show/interface-state.ts';
import { readInterfaces } from '../../show/interfaces.ts';
import type { Target } from '../target.ts';

/** Between the two readings, in milliseconds. */
export const INTERVAL_MS = 30_000;

/** How an interface's counters grew between two readings. */
export interface Growth {
  readonly name: string;
  readonly mtu?: number;
  /** Fibre, as far as the device tells. */
  readonly optical?: true;
  readonly grown: InterfaceCounters;
  /** How often the link went or came between the readings, or was reset; absent: not told. */
  readonly changed?: number;
}

/** Two answers of one device, one behind the other. @returns undefined when no interface stands in it twice. */
export function read(text: string, { subject }: Target): readonly Growth[] | undefined {
  const all = readInterfaces(text) ?? [];
  const first = new Map<string, InterfaceState>();
  const growths: Growth[] = [];
  for (const one of all) {
    const before = first.get(one.name);
    if (!before) first.set(one.name, one);
    else if (subject === undefined || sameInterface(one.name, subject)) growths.push(growthOf(before, one));
  }
  return growths.length > 0 ? growths : undefined;
}

function growthOf(before: InterfaceState, after: InterfaceState): Growth {
  const grown = Object.entries(after.counters).flatMap(([key, now]) => {
    const then = before.counters[key as keyof InterfaceCounters];
    const difference = then === undefined ? undefined : grew(then, now as number);
    return difference === undefined ? [] : [[key, difference]];
  });
  const { name, mtu, optical, changes } = after;
  const changed = changes === undefined || before.changes === undefined ? undefined : grew(before.changes, changes);
  return {
    name,
    ...(mtu !== undefined && { mtu }),
    ...(optical && { optical }),
    grown: Object.fromEntries(grown),
    ...(changed !== undefined && { changed }),
  };
}

const WRAP = 2 ** 32;

/** A counter of 32 bits starts anew behind its end; one that is smaller for another reason was cleared: nothing is known. */
function grew(then: number, now: number): number | undefined {
  if (now >= then) return now - then;
  const wrapped = now + WRAP - then;
  return then < WRAP && wrapped < WRAP / 4 ? wrapped : undefined;
}
