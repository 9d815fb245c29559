import { knownFacts, wholeNumber } from '../known-facts.ts';
import { type RouterosEntry, readRouterosPrint } from '../routeros-print.ts';
import { type BgpSession, bgpState } from './bgp-session.ts';

/**
 * `/routing bgp peer print status` of RouterOS 6; of RouterOS 7 `/routing bgp session print detail`, which has those that stand, and
 * `/routing bgp connection print detail`, which has all that should.
 */
export function readRouterosBgp(text: string): BgpSession[] {
  const entries = readRouterosPrint(text);
  return [...entries.flatMap(peerOf), ...sessionsOf(entries)];
}

function peerOf({ flags, properties }: RouterosEntry): BgpSession[] {
  const neighbour = properties['remote-address'];
  const remoteAs = properties['remote-as'];
  // A peer that is switched off tells no state.
  const off = flags.includes('X');
  const state = off ? 'idle' : bgpState(properties.state ?? '');
  if (!neighbour || !remoteAs || !state) return [];
  return [
    {
      neighbour,
      remoteAs,
      state,
      ...(off && { note: 'Admin' }),
      ...knownFacts({ since: properties.uptime, prefixesReceived: wholeNumber(properties['prefix-count']) }),
    },
  ];
}

// 0 E name="peer1-1" remote.address=10.0.0.2 .as=65002 ... hold-time=3m uptime=3d23h5m41s130ms prefix-count=812
function sessionsOf(entries: readonly RouterosEntry[]): BgpSession[] {
  const sessions = new Map<string, BgpSession>();
  for (const { flags, properties } of entries) {
    // A connection names one address; a range is listened to, and says nothing of a neighbour.
    const neighbour = /^([\da-fA-F.:]+)(?:\/(?:32|128))?$/.exec(properties['remote.address'] ?? '')?.[1];
    if (!neighbour || sessions.get(neighbour)?.state === 'established') continue;
    const off = flags.includes('X');
    sessions.set(neighbour, {
      neighbour,
      state: flags.includes('E') ? 'established' : 'idle',
      ...(off && { note: 'Admin' }),
      ...knownFacts({
        remoteAs: properties['remote.as'],
        vrf: properties.vrf,
        since: flags.includes('E') ? properties.uptime?.replace(/\d+ms$/, '') : undefined,
        prefixesReceived: wholeNumber(properties['prefix-count']),
      }),
    });
  }
  return [...sessions.values()];
}
