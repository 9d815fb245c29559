import { readBgpNeighbourText } from './bgp-neighbour-text.ts';
import type { BgpSession } from './bgp-session.ts';
import { readBgpSummaryTable } from './bgp-summary-table.ts';
import { readBirdBgp } from './bird-bgp.ts';
import { readFrrBgp } from './frr-bgp.ts';
import { readJunosBgp } from './junos-bgp.ts';

/**
 * What any of the known devices says of its BGP sessions, lists and details of neighbours in any order: one entry for each
 * address family of a session. @returns undefined when there is none in the text.
 */
export function readBgpSessions(text: string): readonly BgpSession[] | undefined {
  const rows = [...readBgpSummaryTable(text), ...readJunosBgp(text), ...readFrrBgp(text), ...readBirdBgp(text)];
  const details = readBgpNeighbourText(text);
  const merged = merge([...rows, ...details]);
  return merged.length > 0 ? merged : undefined;
}

/** VRFs and families in which one neighbour is looked for; no device has more. */
const MOST = 64;

/** A list and a neighbour's details tell of one session: they are one entry where VRF, neighbour and family do not differ. */
function merge(sessions: readonly BgpSession[]): readonly BgpSession[] {
  const kept: BgpSession[] = [];
  const places = new Map<string, number[]>();
  for (const session of sessions) {
    const same = places.get(session.neighbour) ?? [];
    const at = same.find((place) => agrees(kept[place]!, session));
    if (at !== undefined) {
      kept[at] = { ...kept[at]!, ...session };
      continue;
    }
    if (same.length < MOST) places.set(session.neighbour, [...same, kept.length]);
    kept.push(session);
  }
  return kept;
}

const agrees = (a: BgpSession, b: BgpSession): boolean =>
  (a.vrf === undefined || b.vrf === undefined || a.vrf === b.vrf) &&
  (a.family === undefined || b.family === undefined || a.family === b.family) &&
  (a.remoteAs === undefined || b.remoteAs === undefined || a.remoteAs === b.remoteAs) &&
  a.state === b.state;
