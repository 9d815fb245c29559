import { type BgpSession, bgpState } from './bgp-session.ts';
import { knownFacts, wholeNumber } from './known-facts.ts';
import { readRouterosPrint } from './routeros-print.ts';

/** `/routing bgp peer print status` of RouterOS 6. */
export function readRouterosBgp(text: string): BgpSession[] {
  return readRouterosPrint(text).flatMap(({ flags, properties }): BgpSession[] => {
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
  });
}
