import { readBgpNeighbourText } from './bgp-neighbour-text.ts';
import { readBgpPeerTable } from './bgp-peer-table.ts';
import type { BgpSession } from './bgp-session.ts';
import { readBgpSummaryTable } from './bgp-summary-table.ts';
import { readBirdBgp } from './bird-bgp.ts';
import { readFrrBgp } from './frr-bgp.ts';
import { readJunosBgp } from './junos-bgp.ts';
import { readPanosBgp } from './panos-bgp.ts';
import { readRouterosBgp } from './routeros-bgp.ts';

/**
 * What any of the known devices says of its BGP sessions, lists and details of neighbours in any order: one entry for each
 * address family of a session. @returns undefined when there is none in the text.
 */
export function readBgpSessions(text: string): readonly BgpSession[] | undefined {
  // Details stand behind: what they tell of a session is more.
  const merged = merge(READERS.flatMap((read) => read(text)));
  return merged.length > 0 ? merged : undefined;
}

const READERS: readonly ((text: string) => readonly BgpSession[])[] = [
  readBgpSummaryTable,
  readBgpPeerTable,
  readJunosBgp,
  readFrrBgp,
  readBirdBgp,
  readPanosBgp,
  readRouterosBgp,
  readBgpNeighbourText,
];

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
