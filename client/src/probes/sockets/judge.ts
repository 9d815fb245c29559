import { notAnswered } from '../../device/not-answered.ts';
import type { Verdict } from '../probe.ts';
import { verdict } from '../verdict.ts';
import { judgeCounters } from './judge-counters.ts';
import { judgeFlows } from './judge-flows.ts';
import type { SocketsObservation } from './observe.ts';
import type { SocketCounts } from './ss-output.ts';

/** Connects that wait for an answer, per established connection; judged from so many of one, or of both. */
export const WAITING = { warning: 0.05, error: 0.2, atLeast: 10, ofTotal: 40 } as const;
/** Half-open connections, as a share of the longest backlog: a flood, or answers that do not arrive. */
export const HALF_OPEN = { share: 0.5, atLeast: 64 } as const;
/** Connections that the peer has closed and the program has not. */
export const FORGOTTEN = 100;
/** Ports that Linux gives to outgoing connections where nobody says otherwise (32768 to 60999), and the share to one peer that is as good as all. */
export const EPHEMERAL = { ports: 28_232, share: 0.8 } as const;

export function judge({ end, over, counts }: SocketsObservation): Verdict {
  if (!counts) return over ? notAnswered(over) : notRead(end);
  return (
    backlogFull(counts) ??
    unanswered(counts) ??
    halfOpen(counts) ??
    forgotten(counts) ??
    lingering(counts) ??
    (counts.flows && judgeFlows(counts.flows)) ??
    (counts.tcp && judgeCounters(counts.tcp)) ??
    fine(counts)
  );
}

const of = ({ states }: SocketCounts, state: string): number => states[state] ?? 0;

function backlogFull({ full }: SocketCounts): Verdict | undefined {
  const [first] = full;
  return (
    first &&
    verdict(
      'error',
      'backlog-full',
      `The listener ${first.local} has ${first.waiting} connections waiting, its backlog holds ${first.backlog}: new clients are turned away. The program is too slow to accept, or the backlog (somaxconn) is too small.`,
      `监听 ${first.local} 有 ${first.waiting} 个连接在等待,其队列只容纳 ${first.backlog} 个:新客户端会被拒绝。程序接受连接太慢,或队列(somaxconn)太小。`,
    )
  );
}

function unanswered(counts: SocketCounts): Verdict | undefined {
  const waiting = of(counts, 'SYN-SENT');
  const standing = of(counts, 'ESTAB');
  if (waiting < WAITING.atLeast && waiting + standing < WAITING.ofTotal) return undefined;
  const ratio = standing === 0 ? (waiting > 0 ? Number.POSITIVE_INFINITY : 0) : waiting / standing;
  if (ratio <= WAITING.warning) return undefined;
  const to = counts.unanswered
    .slice(0, 3)
    .map(({ peer, sockets }) => `${peer} (${sockets})`)
    .join(', ');
  return verdict(
    ratio > WAITING.error ? 'error' : 'warning',
    'unanswered',
    `${waiting} connects wait for their first answer against ${standing} that stand, most to ${to}: a filter on the way drops them, or the peers are down.`,
    `有 ${waiting} 个连接在等待首个应答,而已建立的有 ${standing} 个,主要去往 ${to}:途中的过滤器丢弃了报文,或对端不在线。`,
  );
}

function halfOpen(counts: SocketCounts): Verdict | undefined {
  const open = of(counts, 'SYN-RECV');
  if (open < HALF_OPEN.atLeast || open <= HALF_OPEN.share * (counts.backlog ?? 0)) return undefined;
  return verdict(
    'warning',
    'half-open',
    `${open} connections are half open: a SYN flood, or the answers of this machine do not reach its clients.`,
    `有 ${open} 个半开连接:遭受 SYN 洪泛,或本机的应答到不了客户端。`,
  );
}

function forgotten(counts: SocketCounts): Verdict | undefined {
  const left = of(counts, 'CLOSE-WAIT');
  if (left <= FORGOTTEN) return undefined;
  return verdict(
    'warning',
    'close-wait',
    `${left} connections are in CLOSE-WAIT: peers have closed them and a program there has not (over ${FORGOTTEN}).`,
    `有 ${left} 个连接处于 CLOSE-WAIT:对端已关闭,而程序没有关闭(超过 ${FORGOTTEN} 个)。`,
  );
}

function lingering({ lingering: [most], ports = EPHEMERAL.ports }: SocketCounts): Verdict | undefined {
  if (!most || most.sockets <= EPHEMERAL.share * ports) return undefined;
  return verdict(
    'warning',
    'ports-exhausted',
    `${most.sockets} connections to ${most.peer} linger in TIME-WAIT, of ${ports} ports there are: new ones soon find none. Keep connections open and use them again.`,
    `到 ${most.peer} 的 ${most.sockets} 个连接停留在 TIME-WAIT,而可用端口为 ${ports} 个:新连接将很快无端口可用。请保持并复用连接。`,
  );
}

function fine(counts: SocketCounts): Verdict {
  const list = Object.entries(counts.states)
    .sort(([, a], [, b]) => b - a)
    .map(([state, sockets]) => `${state} ${sockets}`)
    .join(', ');
  return verdict('ok', 'ok', `The TCP sockets are in good order: ${list}.`, `TCP 套接字状态正常:${list}。`);
}

function notRead(end: SocketsObservation['end']): Verdict {
  if (end === 'cancelled') return verdict('unknown', 'cancelled', 'The probe was cancelled.', '探测已取消。');
  return verdict(
    'unknown',
    'not-read',
    'There are no TCP sockets here, or the program that lists them could not be run or read.',
    '此处没有 TCP 套接字,或列出它们的程序无法运行或读懂。',
  );
}
