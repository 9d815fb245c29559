import type { InterfaceCounters } from './interface-state.ts';
import { knownFacts } from './known-facts.ts';

/** What `ethtool NAME` and `ethtool --statistics NAME` add to one interface; absent: not told. */
export interface Ethtool {
  /** Mbit/s: the most that this end offers where it negotiates. */
  readonly able?: number;
  /** The same of the other end. */
  readonly peerAble?: number;
  readonly counters: InterfaceCounters;
}

/**
 * Modes that are offered, and what the hardware counts of damaged frames beyond what the kernel tells; drivers call it as they like, so only
 * names that several share are read, and none of a queue.
 */
export function readEthtool(text: string): Ethtool {
  const negotiates = /^\s*Auto-negotiation: on\s*$/m.test(text);
  const statistics = new Map<string, number>();
  // NIC statistics:
  //      rx_crc_errors: 3
  const start = text.search(/^NIC statistics:/m);
  for (const [, name, count] of start < 0 ? [] : text.slice(start).matchAll(/^\s{1,8}([\w.]{1,64}): (\d{1,20})\s*$/gm))
    statistics.set(name!, Number(count));
  const most = (...names: readonly string[]): number | undefined => {
    const told = names.flatMap((name) => statistics.get(name) ?? []);
    return told.length > 0 ? Math.max(...told) : undefined;
  };
  return {
    ...knownFacts({
      able: negotiates ? fastest(text, 'Advertised link modes') : undefined,
      peerAble: negotiates ? fastest(text, 'Link partner advertised link modes') : undefined,
    }),
    counters: knownFacts({
      crc: most('rx_crc_errors', 'rx_crc_errors_phy', 'rx_fcs_errors', 'rx_fcs_error', 'crc_errors'),
      frame: most('rx_align_errors', 'align_errors', 'rx_frame_errors'),
      runts: most('rx_undersize', 'rx_undersize_pkts_phy', 'rx_undersize_packets', 'rx_fragments'),
      giants: most('rx_oversize', 'rx_oversize_pkts_phy', 'rx_oversize_packets', 'rx_jabbers', 'rx_jabber'),
    }),
  };
}

//         Advertised link modes:  10baseT/Half 10baseT/Full
//                                 100baseT/Half 100baseT/Full
//                                 1000baseT/Full
function fastest(text: string, label: string): number | undefined {
  const start = text.search(new RegExp(`^\\s*${label}:`, 'm'));
  if (start < 0) return undefined;
  const [first = '', ...rest] = text.slice(start).trimStart().split(/\r?\n/);
  const end = rest.findIndex((line) => line.includes(':'));
  const lines = [first.replace(/^[^:]*:/, ''), ...rest.slice(0, end < 0 ? rest.length : end).slice(0, 40)];
  const speeds = [...lines.join(' ').matchAll(/\b(\d{1,6})base\S{0,20}\/(?:Full|Half)\b/g)].map(([, speed]) =>
    Number(speed),
  );
  return speeds.length > 0 ? Math.max(...speeds) : undefined;
}
