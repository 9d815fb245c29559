import { medianOf } from '../median.ts';
import { plainText } from '../plain-text.ts';

/** What the kernel tells of connections that stand; peers only where they are the finding. */
export interface TcpFlows {
  readonly connections: number;
  /** Connections by congestion control: `cubic`, `bbr`. */
  readonly congestion: Readonly<Record<string, number>>;
  /** Milliseconds; absent: nothing was measured. */
  readonly medianRtt?: number;
  /** Segments; absent: none told. */
  readonly medianWindow?: number;
  /** Peers that most was sent to again, all their connections together, most first. */
  readonly resent: readonly PeerResent[];
  /** Peers whose connections waited longest for room at the peer. */
  readonly waitedFor: readonly PeerWait[];
}

export interface PeerResent {
  /** An address, without a port. */
  readonly peer: string;
  /** Segments with data that left, and how often one was sent again. */
  readonly sent: number;
  readonly resent: number;
}

export interface PeerWait {
  readonly peer: string;
  /** Milliseconds in which there was something to send, and those of them in which the peer had no room for it. */
  readonly busy: number;
  readonly waited: number;
}

/** Without the state in front, so that its lines are no sockets of `ss -tan`. */
export const flowsCommand = ['ss', '-tinH', 'state', 'established'] as const;

const TOP = 3;
const PEERS = 10_000;

interface Sum {
  sent: number;
  resent: number;
  busy: number;
  waited: number;
}

/** Reads what `ss -tin` says among other outputs: two lines for each connection. @returns undefined where it says nothing */
export function readTcpFlows(output: string): TcpFlows | undefined {
  const congestion: Record<string, number> = {};
  const rtts: number[] = [];
  const windows: number[] = [];
  const sums = new Map<string, Sum>();
  let connections = 0;
  let peer: string | undefined;
  for (const line of output.split(/\r?\n/)) {
    // 0      0               10.0.0.2:40000          10.0.0.80:443
    const head = /^(?:ESTAB +)?\d{1,10} +\d{1,10} +\S{1,80} +(\S{1,80}):\d{1,5} *$/.exec(line);
    const before = peer;
    peer = head ? plainText(head[1]!) : undefined;
    // 	 cubic wscale:7,7 rto:204 rtt:3.5/1.2 mss:1448 cwnd:10 data_segs_out:90 busy:12ms rwnd_limited:8ms(66.7%) retrans:0/3
    if (before === undefined || !/^\s/.test(line) || !line.includes(' cwnd:')) continue;
    connections += 1;
    const words = line.trim().split(/ +/, 80);
    const told = new Map(words.flatMap((word) => (word.includes(':') ? [word.split(':', 2) as [string, string]] : [])));
    const number = (name: string): number | undefined => {
      const value = Number.parseFloat(told.get(name) ?? '');
      return Number.isFinite(value) ? value : undefined;
    };
    const control = words.find((word) => /^[a-z][a-z0-9_-]{1,15}$/.test(word) && !OPTIONS.has(word));
    if (control !== undefined) congestion[control] = (congestion[control] ?? 0) + 1;
    const rtt = number('rtt');
    if (rtt !== undefined) rtts.push(rtt);
    const window = number('cwnd');
    if (window !== undefined) windows.push(window);
    const sum = sums.get(before) ?? { sent: 0, resent: 0, busy: 0, waited: 0 };
    sum.sent += number('data_segs_out') ?? 0;
    sum.resent += Number(told.get('retrans')?.split('/')[1] ?? 0) || 0;
    sum.busy += number('busy') ?? 0;
    sum.waited += number('rwnd_limited') ?? 0;
    if (sums.size < PEERS) sums.set(before, sum);
  }
  if (connections === 0) return undefined;
  const peers = [...sums].map(([name, sum]) => ({ peer: name, ...sum }));
  const [medianRtt, medianWindow] = [medianOf(rtts), medianOf(windows)];
  return {
    connections,
    congestion,
    ...(medianRtt !== undefined && { medianRtt }),
    ...(medianWindow !== undefined && { medianWindow }),
    resent: most(peers, ({ resent }) => resent).map(({ peer: name, sent, resent }) => ({ peer: name, sent, resent })),
    waitedFor: most(peers, ({ waited }) => waited).map(({ peer: name, busy, waited }) => ({
      ...{ peer: name, busy, waited },
    })),
  };
}

/** Words of options that stand among those with a value. */
const OPTIONS: ReadonlySet<string> = new Set(['ts', 'sack', 'ecn', 'ecnseen', 'fastopen', 'app_limited', 'send']);

const most = <T>(peers: readonly T[], of: (peer: T) => number): readonly T[] =>
  peers
    .filter((peer) => of(peer) > 0)
    .sort((a, b) => of(b) - of(a))
    .slice(0, TOP);
