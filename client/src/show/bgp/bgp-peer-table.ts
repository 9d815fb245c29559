import { knownFacts, wholeNumber } from '../known-facts.ts';
import { type BgpSession, bgpState } from './bgp-session.ts';

/** `display bgp peer` of VRP and Comware: a table under a header that begins with `Peer` and names its columns. */
export function readBgpPeerTable(text: string): BgpSession[] {
  const sessions: BgpSession[] = [];
  let columns: readonly string[] | undefined;
  let vrf: string | undefined;
  let wrapped = '';
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 400) continue;
    //   VPN-Instance BLUE, Router ID 192.0.2.1:
    const instance = /^ *VPN-[Ii]nstance:? ([^\s,:]{1,64})/.exec(line);
    if (instance) {
      vrf = instance[1]!;
      continue;
    }
    const words = line.trim().split(/\s+/);
    //   Peer            V          AS  MsgRcvd  MsgSent  OutQ  Up/Down       State  PrefRcv
    //   Peer                    AS  MsgRcvd  MsgSent OutQ PrefRcv Up/Down  State
    if (words[0] === 'Peer' && words.includes('MsgRcvd') && words.includes('Up/Down')) {
      [columns, wrapped] = [words, ''];
      continue;
    }
    if (!columns) continue;
    const row = wrapped === '' ? words : [wrapped, ...words];
    const session = sessionOf(row, columns);
    if (session) sessions.push({ ...session, ...(vrf !== undefined && { vrf }) });
    // A long address has the rest of its row below it.
    wrapped = words.length === 1 && ADDRESS.test(words[0]!) ? words[0]! : '';
  }
  return sessions;
}

/** `*`: a peer that came by itself, from a range that is listened to. */
const ADDRESS = /^\*?(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*)$/i;

//   192.0.2.189        100   101225   113460    0       1 0286h47m Established
//   192.0.2.3       4       65003        0        0     0 00:10:11 Idle(Admin)        0
function sessionOf(words: readonly string[], columns: readonly string[]): BgpSession | undefined {
  const value = (name: string): string | undefined => words[columns.indexOf(name)];
  const address = words[0]!;
  const told = /^([A-Za-z]{3,12})(?:\(([\w -]{1,40})\))?$/.exec(value('State') ?? '');
  const state = told && bgpState(told[1]!);
  const remoteAs = value('AS');
  if (words.length !== columns.length || !ADDRESS.test(address) || !state || !/^\d[\d.]*$/.test(remoteAs ?? '')) {
    return undefined;
  }
  return {
    neighbour: address.replace('*', ''),
    remoteAs: remoteAs!,
    state,
    ...knownFacts({
      note: told[2],
      since: value('Up/Down'),
      messagesReceived: wholeNumber(value('MsgRcvd')),
      messagesSent: wholeNumber(value('MsgSent')),
      // Of a session that does not stand "0" is no count.
      prefixesReceived: state === 'established' ? wholeNumber(value('PrefRcv')) : undefined,
    }),
  };
}
