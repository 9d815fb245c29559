import { percent } from '../percent.ts';
import type { Verdict } from '../probe.ts';
import { verdict } from '../verdict.ts';
import type { TcpCounters } from './tcp-counters.ts';

/** Share of segments that were sent again, of a number that says something. */
export const RESENT = { share: 0.02, ofTotal: 10_000 } as const;
/** Connects that came to nothing, as a share of those that were begun here. */
export const FAILED = { share: 0.05, ofTotal: 100 } as const;

/** What has happened since the machine started: of a loss on the way a warning, else a hint, for it may be long ago. */
export const judgeCounters = (counters: TcpCounters): Verdict | undefined =>
  lossy(counters) ?? turnedAway(counters) ?? failing(counters);

function lossy({ sent = 0, resent = 0 }: TcpCounters): Verdict | undefined {
  if (sent < RESENT.ofTotal || resent / sent <= RESENT.share) return undefined;
  return verdict(
    'warning',
    'resent',
    `${resent} of ${sent} TCP segments that left since the start were sent again (${percent(resent / sent)}): packets are lost on the way, or a queue is full. Look at errors and drops of the links (probe vlan-errors).`,
    `自开机以来发出的 ${sent} 个 TCP 段中有 ${resent} 个被重传(${percent(resent / sent)}):途中有丢包,或队列已满。请查看链路的错误与丢弃计数(vlan-errors 探测)。`,
  );
}

function turnedAway({ turnedAway: clients = 0 }: TcpCounters): Verdict | undefined {
  if (clients === 0) return undefined;
  return verdict(
    'info',
    'backlog-was-full',
    `A listener's queue was full ${clients} times since the start, though none is now: clients had to wait or were turned away. Raise the backlog of the program and somaxconn if it happens again.`,
    `自开机以来监听队列曾 ${clients} 次占满,但现在没有:客户端当时需要等待或被拒绝。若再次发生,请调高程序的 backlog 与 somaxconn。`,
  );
}

function failing({ opens = 0, failed = 0 }: TcpCounters): Verdict | undefined {
  if (opens < FAILED.ofTotal || failed / opens <= FAILED.share) return undefined;
  return verdict(
    'info',
    'connects-failed',
    `${failed} connects came to nothing since the start, against ${opens} that were begun here: peers refuse or do not answer, or others begin connections here and leave them (a scan). Ask tcp about the peers that matter.`,
    `自开机以来有 ${failed} 次连接未能建立,而本机发起的连接为 ${opens} 次:对端拒绝或不应答,或他人向本机发起连接后放弃(扫描)。请用 tcp 探测重要的对端。`,
  );
}
