import { type BgpSession, bgpState } from './bgp-session.ts';

/**
 * `show bgp ... summary` of IOS, NX-OS, EOS, IOS XR and FRR (and who prints like them): tables under a header that begins
 * with `Neighbor`, each below lines that name its VRF and address family.
 */
export function readBgpSummaryTable(text: string): BgpSession[] {
  const sessions: BgpSession[] = [];
  let columns: readonly string[] | undefined;
  let context: { readonly vrf?: string; readonly family?: string } = {};
  let wrapped = '';
  for (const line of text.split(/\r?\n/)) {
    const named = contextOf(line, context);
    if (named) {
      [context, columns, wrapped] = [named, undefined, ''];
      continue;
    }
    const header = columnsOf(line);
    if (header) {
      [columns, wrapped] = [header, ''];
      continue;
    }
    if (!columns) continue;
    const words = `${wrapped} ${line}`.trim().split(/\s+/);
    const session = sessionOf(words, columns, context);
    if (session) sessions.push(session);
    // A long address has the rest of its row below it.
    wrapped = !session && words.length <= 3 && isNeighbour(words[0]!) ? words.join(' ') : '';
  }
  return sessions;
}

function contextOf(
  line: string,
  before: { readonly vrf?: string; readonly family?: string },
): { readonly vrf?: string; readonly family?: string } | undefined {
  // BGP summary information for VRF default, address family IPv4 Unicast
  const both = /^BGP summary information for VRF (\S+?)(?:, address family (\S.*?))?\s*$/.exec(line);
  if (both) return { vrf: both[1]!, ...(both[2] && { family: both[2] }) };
  // For address family: IPv4 Unicast
  // IPv4 Unicast Summary (VRF default):
  // Address Family: VPNv4 Unicast
  const family =
    /^ *(?:For )?[Aa]ddress [Ff]amily: (\S.*?)\s*$/.exec(line) ??
    /^((?:IPv[46]|L2VPN|VPNv[46]) \w+) Summary(?: \(VRF (\S+)\))?:?\s*$/i.exec(line);
  if (family) {
    const vrf = family[2] ?? before.vrf;
    return { ...(vrf && { vrf }), family: family[1]! };
  }
  // VRF: PROD
  const vrf = /^VRF: (\S+)\s*$/.exec(line);
  return vrf ? { vrf: vrf[1]! } : undefined;
}

// Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
// Neighbor        Spk    AS MsgRcvd MsgSent   TblVer  InQ OutQ  Up/Down  St/PfxRcd
//   Description   Neighbor V AS           MsgRcvd   MsgSent  InQ OutQ  Up/Down State   PfxRcd PfxAcc
function columnsOf(line: string): readonly string[] | undefined {
  const words = line.trim().split(/\s+/);
  return words.includes('Neighbor') && words.includes('AS') && words.includes('Up/Down') ? words : undefined;
}

/** An address or the name of an interface. */
const isNeighbour = (word: string): boolean => /^\*?(?:[\da-f]*[.:][\da-f.:%\w]*|[A-Za-z][\w./-]*)$/i.test(word);
const isAddress = (word: string): boolean =>
  /^\*?(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*)(?:%\S+)?$/i.test(word);

// 10.10.14.4      4        65001       0       0        1    0    0 never    Idle (Admin)
function sessionOf(
  words: readonly string[],
  columns: readonly string[],
  context: { readonly vrf?: string; readonly family?: string },
): BgpSession | undefined {
  const before = columns.slice(columns.indexOf('Neighbor') + 1, columns.indexOf('Up/Down'));
  // Unnumbered sessions have the name of an interface in its place: no address, so the first word.
  const at = Math.max(0, words.findIndex(isAddress));
  const values = words.slice(at + 1, at + 1 + before.length);
  if (values.length < before.length || !values.every((value) => /^\d[\d.]*$/.test(value))) return undefined;
  const since = words[at + 1 + before.length];
  const rest = words.slice(at + 2 + before.length);
  if (since === undefined || rest.length === 0) return undefined;
  const value = (name: string): string | undefined => values[before.indexOf(name)];
  const told = stateOf(rest, columns);
  if (!told) return undefined;
  const [received, sent] = [value('MsgRcvd'), value('MsgSent')];
  return {
    neighbour: words[at]!.replace(/^\*/, ''),
    ...context,
    remoteAs: value('AS')!,
    since,
    ...(received !== undefined && { messagesReceived: Number(received) }),
    ...(sent !== undefined && { messagesSent: Number(sent) }),
    ...told,
  };
}

/** `7`, `Idle`, `Idle (Admin)`, `Idle(NoIf)`, `0!`, `(Policy)`, `Estab  7  4`; FRR has the count of what it sent behind. */
function stateOf(
  words: readonly string[],
  columns: readonly string[],
): Pick<BgpSession, 'state' | 'note' | 'prefixesReceived' | 'prefixesAccepted' | 'withoutPolicy'> | undefined {
  const [first = '', second = '', third] = words;
  const count = /^(\d+)(!?)$/.exec(first);
  if (count) {
    return {
      state: 'established',
      prefixesReceived: Number(count[1]),
      ...(count[2] && { withoutPolicy: true as const }),
    };
  }
  if (first === '(Policy)') return { state: 'established', note: 'Policy', withoutPolicy: true };
  const state = bgpState(first);
  if (!state) return undefined;
  const note = /\(([\w -]{1,40})\)/.exec(`${first} ${second}`)?.[1];
  const counted = columns.includes('PfxRcd') && /^\d+$/.test(second);
  return {
    state,
    ...(note && { note }),
    ...(counted && { prefixesReceived: Number(second) }),
    ...(counted && columns.includes('PfxAcc') && /^\d+$/.test(third ?? '') && { prefixesAccepted: Number(third) }),
  };
}
