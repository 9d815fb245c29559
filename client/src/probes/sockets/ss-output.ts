import { plainText } from '../plain-text.ts';
import { readTcpCounters, type TcpCounters } from './tcp-counters.ts';
import { readTcpFlows, type TcpFlows } from './tcp-flows.ts';

/** TCP sockets of a machine, counted; peers only where they are the finding. */
export interface SocketCounts {
  /** By state, in the words of Linux: `ESTAB`, `SYN-SENT`. */
  readonly states: Readonly<Record<string, number>>;
  /** Peers with the most sockets that wait for an answer to their first packet, most first. */
  readonly unanswered: readonly PeerCount[];
  /** Peers with the most sockets in TIME-WAIT. */
  readonly lingering: readonly PeerCount[];
  /** Listeners whose queue of finished connections is full. */
  readonly full: readonly { readonly local: string; readonly waiting: number; readonly backlog: number }[];
  /** The longest queue that any listener allows. */
  readonly backlog?: number;
  /** How many ports this machine gives to outgoing connections; absent: not told. */
  readonly ports?: number;
  readonly tcp?: TcpCounters;
  readonly flows?: TcpFlows;
}

export interface PeerCount {
  /** `10.0.0.80:443` */
  readonly peer: string;
  readonly sockets: number;
}

const TOP = 5;
/** Different peers that are counted; what comes after is counted by state only. */
const PEERS = 10_000;

/** In the words of netstat to those of ss. */
const NETSTAT_STATES: Readonly<Record<string, string>> = {
  ESTABLISHED: 'ESTAB',
  SYN_SENT: 'SYN-SENT',
  SYN_RECV: 'SYN-RECV',
  SYN_RECEIVED: 'SYN-RECV',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  FIN_WAIT_1: 'FIN-WAIT-1',
  FIN_WAIT_2: 'FIN-WAIT-2',
  TIME_WAIT: 'TIME-WAIT',
  CLOSE_WAIT: 'CLOSE-WAIT',
  LAST_ACK: 'LAST-ACK',
  LISTEN: 'LISTEN',
  LISTENING: 'LISTEN',
};

/** Reads `ss -tan` with or without its head, and `netstat -an` of Linux, BSD, macOS and Windows; other lines are passed over. */
export function readSockets(output: string): SocketCounts | undefined {
  const states: Record<string, number> = {};
  const unanswered = new Map<string, number>();
  const lingering = new Map<string, number>();
  const full: SocketCounts['full'][number][] = [];
  let backlog: number | undefined;
  for (const line of output.split(/\r?\n/)) {
    const socket = readSs(line) ?? readNetstat(line);
    if (!socket) continue;
    const { state, peer } = socket;
    states[state] = (states[state] ?? 0) + 1;
    if (state === 'SYN-SENT') count(unanswered, peer);
    if (state === 'TIME-WAIT') count(lingering, peer);
    if (state === 'LISTEN' && socket.queue) {
      const [waiting, most] = socket.queue;
      backlog = Math.max(backlog ?? 0, most);
      if (most > 0 && waiting >= most && full.length < TOP) full.push({ local: socket.local, waiting, backlog: most });
    }
  }
  if (Object.keys(states).length === 0) return undefined;
  const tcp = readTcpCounters(output);
  const flows = readTcpFlows(output);
  return {
    states,
    unanswered: top(unanswered),
    lingering: top(lingering),
    full,
    ...(backlog !== undefined && { backlog }),
    ...portsOf(output),
    ...(tcp && { tcp }),
    ...(flows && { flows }),
  };
}

// net.ipv4.ip_local_port_range = 32768\t60999
function portsOf(output: string): Pick<SocketCounts, 'ports'> {
  const [, first, last] = /^net\.ipv4\.ip_local_port_range = (\d{1,5})\s+(\d{1,5})\s*$/m.exec(output) ?? [];
  const ports = Number(last) - Number(first) + 1;
  return ports > 0 ? { ports } : {};
}

interface Socket {
  readonly state: string;
  readonly local: string;
  readonly peer: string;
  /** Waiting and allowed, of a listener; only ss tells. */
  readonly queue?: readonly [number, number];
}

function readSs(line: string): Socket | undefined {
  // SYN-SENT 0      1          10.0.0.2:40000    10.0.0.80:443
  // LISTEN 129    128             0.0.0.0:80          0.0.0.0:*
  const found =
    /^(ESTAB|SYN-SENT|SYN-RECV|FIN-WAIT-1|FIN-WAIT-2|TIME-WAIT|CLOSE-WAIT|LAST-ACK|CLOSING|LISTEN|UNCONN) +(\d{1,10}) +(\d{1,10}) +(\S{1,80}) +(\S{1,80})/.exec(
      line,
    );
  if (!found) return undefined;
  const [, state, received, sent, local, peer] = found;
  return { state: state!, local: plainText(local!), peer: plainText(peer!), queue: [Number(received), Number(sent)] };
}

function readNetstat(line: string): Socket | undefined {
  // tcp        0      1 10.0.0.2:40000          10.0.0.80:443           SYN_SENT
  //   TCP    10.0.0.2:40000         10.0.0.80:443          SYN_SENT
  const found = /^ {0,4}tcp[46]{0,2} +(?:\d{1,10} +\d{1,10} +)?(\S{1,80}) +(\S{1,80}) +([A-Z_0-9]{4,12})\b/i.exec(line);
  const state = found && Object.hasOwn(NETSTAT_STATES, found[3]!) ? NETSTAT_STATES[found[3]!] : undefined;
  return state === undefined ? undefined : { state, local: plainText(found![1]!), peer: plainText(found![2]!) };
}

function count(counts: Map<string, number>, peer: string): void {
  if (counts.size < PEERS || counts.has(peer)) counts.set(peer, (counts.get(peer) ?? 0) + 1);
}

const top = (counts: ReadonlyMap<string, number>): PeerCount[] =>
  [...counts]
    .map(([peer, sockets]) => ({ peer, sockets }))
    .sort((a, b) => b.sockets - a.sockets)
    .slice(0, TOP);
