import { percent } from '../percent.ts';
import type { Verdict } from '../probe.ts';
import { verdict } from '../verdict.ts';
import type { TcpFlows } from './tcp-flows.ts';

/** Share of the segments to one peer that were sent again, of a number that says something. */
export const RESENT_TO = { share: 0.02, ofTotal: 1_000 } as const;
/** Share of the time with something to send in which the peer had no room for it, of a time that says something. */
export const NO_ROOM = { share: 0.5, ofMs: 1_000 } as const;

/** What connections that stand now suffer from, with the peer. */
export function judgeFlows({ resent, waitedFor }: TcpFlows): Verdict | undefined {
  const lossy = resent.find((one) => one.sent >= RESENT_TO.ofTotal && one.resent / one.sent > RESENT_TO.share);
  if (lossy) {
    const share = percent(lossy.resent / lossy.sent);
    return verdict(
      'warning',
      'resent-to',
      `To ${lossy.peer}, ${lossy.resent} of ${lossy.sent} segments were sent again (${share}) on connections that stand now: packets are lost on the way there. Ask path and pmtu about it, and look at the errors of the links (probe vlan-errors).`,
      `在现有连接上,发往 ${lossy.peer} 的 ${lossy.sent} 个段中有 ${lossy.resent} 个被重传(${share}):途中有丢包。请用 path 与 pmtu 探测,并查看链路的错误计数(vlan-errors 探测)。`,
    );
  }
  const slow = waitedFor.find(({ busy, waited }) => busy >= NO_ROOM.ofMs && waited / busy >= NO_ROOM.share);
  if (slow) {
    const share = percent(slow.waited / slow.busy);
    return verdict(
      'info',
      'peer-has-no-room',
      `${slow.peer} had no room for what is sent to it in ${share} of the time (${slow.waited} of ${slow.busy} ms): its program reads too slowly, or its receive buffer is too small for the distance (tcp_rmem there).`,
      `${slow.peer} 在 ${share} 的时间内(${slow.busy} 毫秒中的 ${slow.waited} 毫秒)没有空间接收发送的数据:其程序读取太慢,或其接收缓冲区对该距离而言太小(对端的 tcp_rmem)。`,
    );
  }
  return undefined;
}
