import { knownFacts, wholeNumber } from '../known-facts.ts';
import { type BgpSession, bgpState } from './bgp-session.ts';

/** `show protocols all` of BIRD 2: a block for each protocol, with its channels; protocols that are not BGP are passed over. */
export function readBirdBgp(text: string): BgpSession[] {
  return text.split(/\r?\n(?:[ \t]*\r?\n)+/).flatMap((block) => sessionsOf(block));
}

const find = (text: string, pattern: RegExp): string | undefined => pattern.exec(text)?.[1];

// up         BGP        ---        up     18:55:10.272  Established
//   BGP state:          Established
//     Neighbor address: 10.0.0.2
function sessionsOf(block: string): BgpSession[] {
  const head = /^\S+ +BGP +\S+ +\w+ +(\S+(?: \d\S*)?)/m.exec(block);
  const neighbour = find(block, /^ +Neighbor address: (\S+)/m);
  const told = find(block, /^ +BGP state: +(\w+)/m);
  if (!head || !neighbour || !told) return [];
  const state = bgpState(told);
  const hold = find(block, /^ +Hold timer: +[\d.]+\/(\d+)/m);
  const whole: BgpSession = {
    neighbour: neighbour.replace(/%.*$/, ''),
    // "Down": the protocol is disabled, or its own end has stopped it.
    state: state ?? 'idle',
    ...knownFacts({
      note: state ? undefined : 'Admin',
      since: head[1],
      remoteAs: find(block, /^ +Neighbor AS: +(\d+)/m),
      lastResetReason: find(block, /^ +Last error: +(\S.{0,119}?)\s*$/m),
      hold: wholeNumber(hold),
      keepalive: wholeNumber(find(block, /^ +Keepalive timer: +[\d.]+\/(\d+)/m)),
    }),
  };
  const channels = block.split(/^ +Channel /m).slice(1);
  if (channels.length === 0) return [whole];
  return channels.map((channel) => ({
    ...whole,
    family: channel.slice(0, 40).split(/\s/)[0]!,
    ...knownFacts({
      prefixesAccepted: wholeNumber(find(channel, /^ +Routes: +(\d+) imported/m)),
      prefixLimit: wholeNumber(find(channel, /^ +(?:Import|Receive) limit: +(\d+)/m)),
    }),
  }));
}
