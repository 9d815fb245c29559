import { knownFacts, wholeNumber } from '../known-facts.ts';
import { type BgpSession, bgpState } from './bgp-session.ts';

/** `show bgp ... neighbors` of IOS, NX-OS, EOS, IOS XR and FRR: a block for each neighbour, below it one for each address family. */
export function readBgpNeighbourText(text: string): BgpSession[] {
  return text.split(/^(?=BGP neighbor is )/m).flatMap(sessionsOf);
}

const INBOUND =
  /^ *(?:(?:Route map|Policy) for incoming advertisements is|Inbound route-map configured is|Inbound route map is) ([^\s,]+)/m;
const OUTBOUND =
  /^ *(?:(?:Route map|Policy) for outgoing advertisements is|Outbound route-map configured is|Outbound route map is) ([^\s,]+)/m;

/** What follows the first match of a pattern; patterns begin at a line's start and look at that line only. */
const find = (text: string, pattern: RegExp): string | undefined => pattern.exec(text)?.[1];

const number = (text: string, pattern: RegExp): number | undefined => wholeNumber(find(text, pattern));

// BGP neighbor is 20.30.255.14,  vrf DEV, remote AS 1255, internal link
//   BGP state = Established, up for 7w3d
//   Last read 00:00:24, last write 00:00:22, hold time is 180, keepalive interval is 60 seconds
function sessionsOf(block: string): BgpSession[] {
  const neighbour = find(block, /^BGP neighbor is \*?([^\s,]+)/);
  const told = /^ *BGP state(?: =| is) (\w+)(?: \(([^)\n]{1,40})\))?(?:, (?:up|down) for (\S+?))?[,\s]/m.exec(block);
  const state = told && bgpState(told[1]!);
  if (!neighbour || !state) return [];
  const reset = /^ *Last reset (?:by us )?(\S+?)(?:, due to ([^\n]{1,120}?))?\s*$/m.exec(block);
  const whole: BgpSession = {
    neighbour,
    state,
    ...knownFacts({
      vrf:
        find(block, /^BGP neighbor is [^\n]*?\bvrf (\S+?),/) ??
        find(block, /^ *BGP version [^\n]*, VRF (\S+)/m) ??
        find(block, /^ *Neighbor vrf: (\S+)/m),
      remoteAs: find(block, /\bremote AS ([\d.]+)/i),
      note: told[2],
      since: told[3],
      lastReset: reset?.[1],
      lastResetReason: reset?.[2],
      hold: number(block, /^[^\n]*?\bhold time(?: is| =) (\d+)/im),
      keepalive: number(block, /\bkeepalive interval is (\d+)/),
      configuredHold: number(block, /^ *Configured hold ?time(?: is|:) (\d+)/m),
      drops: number(block, /^ *Connections established \d+[;,] dropped (\d+)/m),
    }),
  };
  const [head = '', ...families] = block.split(/^ *For [Aa]ddress [Ff]amily: /m);
  if (families.length === 0) return [{ ...whole, ...familyFacts(head) }];
  return families.map((text) => ({ ...whole, family: text.split(/\s*\n/, 1)[0]!, ...familyFacts(text) }));
}

//  For address family: IPv4 Unicast
const familyFacts = (text: string) =>
  knownFacts({
    prefixLimit: number(text, /^ *(?:Maximum prefixes allowed|Configured maximum total number of routes is) (\d+)/m),
    // Sent and received stand side by side; of EOS below `Prefix Statistics`.
    prefixesReceived:
      number(text, /^ *Prefixes Current: +\d+ +(\d+)/m) ??
      number(text, /^ *Prefix Statistics:[^\n]*\n(?:[^\n]*Sent[^\n]*\n)? *IPv4 Unicast: +\d+ +(\d+)/m),
    prefixesAccepted: number(text, /^ *(\d+) accepted (?:prefixes|paths)\b/m),
    inboundPolicy: find(text, INBOUND),
    outboundPolicy: find(text, OUTBOUND),
  });
