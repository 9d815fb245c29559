import { knownFacts, wholeNumber } from '../known-facts.ts';
import { type BgpSession, bgpState } from './bgp-session.ts';

/** `show bgp summary` and `show bgp neighbor` of Junos, in any order. */
export const readJunosBgp = (text: string): BgpSession[] => [...readSummary(text), ...readNeighbours(text)];

// Peer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State|#Active/Received/Accepted/Damped...
// 192.0.2.254           64496    1165670    1238837       0       1 9w2d 5:23:37 Establ
//   wanTrusted.inet.0: 23/224/224/0
function readSummary(text: string): BgpSession[] {
  const sessions: BgpSession[] = [];
  let inTable = false;
  let peer: BgpSession | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^Peer +AS +InPkt +OutPkt /.test(line)) {
      inTable = true;
      continue;
    }
    if (!inTable) continue;
    const row = /^([\da-fA-F.:]+) +(\d+) +(\d+) +(\d+) +\d+ +(\d+) +(\S+(?: \d+:\d\d:\d\d)?) +(\S.*?)\s*$/.exec(line);
    if (row) {
      const [, neighbour, remoteAs, received, sent, drops, since, told] = row;
      const counts = /^(\d+)\/(\d+)\/(\d+)\/\d+/.exec(told!);
      const state = counts ? 'established' : bgpState(told!);
      if (!state) continue;
      peer = {
        neighbour: neighbour!,
        state,
        remoteAs: remoteAs!,
        since: since!,
        messagesReceived: Number(received),
        messagesSent: Number(sent),
        drops: Number(drops),
        // Of one table: 23/224/224/0 behind the state's place.
        ...(counts && { prefixesReceived: Number(counts[2]), prefixesAccepted: Number(counts[3]) }),
      };
      sessions.push(peer);
      continue;
    }
    const table = /^ {2,}(\S+): (\d+)\/(\d+)\/(\d+)\/(\d+)/.exec(line);
    if (!table || !peer) continue;
    const counted = { family: table[1]!, prefixesReceived: Number(table[3]), prefixesAccepted: Number(table[4]) };
    // The first table of a peer completes its row; others are rows of their own.
    if (peer.family === undefined) sessions[sessions.length - 1] = { ...peer, ...counted };
    else sessions.push({ ...peer, ...counted });
    peer = sessions[sessions.length - 1]!;
  }
  return sessions;
}

// Peer: 10.10.10.1+54960 AS 65100    Local: 10.10.10.2+179 AS 65111
//   Type: External    State: Established    Flags: <Sync>
function readNeighbours(text: string): BgpSession[] {
  return text.split(/^(?=Peer: )/m).flatMap((block) => {
    const head = /^Peer: ([\da-fA-F.:]+?)(?:\+\d+)? +AS (\d+)/.exec(block);
    const state = bgpState(find(block, /^ *Type: \w+ +State: (\w+)/m) ?? '');
    if (!head || !state) return [];
    const whole: BgpSession = {
      neighbour: head[1]!,
      state,
      remoteAs: head[2]!,
      ...knownFacts({
        drops: wholeNumber(find(block, /^ *Number of flaps: (\d+)/m)),
        hold: wholeNumber(find(block, /\bActive Holdtime: (\d+)/)),
        configuredHold: wholeNumber(find(block, /^ *(?:[^\n]*\s)?Holdtime: (\d+)/m)),
        keepalive: wholeNumber(find(block, /^ *Keepalive Interval: (\d+)/m)),
        lastResetReason: find(block, /^ *Last Error: (?!None)(\S.{0,119}?)\s*$/m),
        inboundPolicy: find(block, /^ *Import: \[ (\S[^\]\n]{0,119}?) \]/m),
        outboundPolicy: find(block, /\bExport: \[ (\S[^\]\n]{0,119}?) \]/),
      }),
    };
    const tables = block.split(/^ +Table (?=\S+)/m).slice(1);
    if (tables.length === 0) return [whole];
    return tables.map((table) => ({
      ...whole,
      family: table.split(/\s/, 1)[0]!,
      ...knownFacts({
        prefixesReceived: wholeNumber(find(table, /^ *Received prefixes: +(\d+)/m)),
        prefixesAccepted: wholeNumber(find(table, /^ *Accepted prefixes: +(\d+)/m)),
      }),
    }));
  });
}

const find = (text: string, pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
