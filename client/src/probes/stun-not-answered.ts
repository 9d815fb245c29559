import type { Verdict } from './probe.ts';
import type { StunReply } from './stun-socket.ts';
import { verdict } from './verdict.ts';

/** Why a server's answer does not say where it saw the request come from; `no-address`: it answers, without one. */
export type NotAnswered = Exclude<StunReply['end'], 'response' | 'not-made' | 'cancelled'> | 'no-address';

/** @param server with its port, as people read it */
export function notAnswered(server: string, end: NotAnswered): Verdict {
  switch (end) {
    case 'silent':
      return verdict(
        'error',
        'udp-blocked',
        `${server} gives no STUN answer: UDP to this port is filtered on the way, or nothing listens.`,
        `${server} 没有 STUN 应答:途中过滤了到该端口的 UDP,或没有服务监听。`,
      );
    case 'refused':
      return verdict('error', 'refused', `Nothing listens at ${server}.`, `${server} 没有服务监听。`);
    case 'unreachable':
      return verdict('error', 'unreachable', `There is no way to ${server}.`, `没有到达 ${server} 的路径。`);
    case 'not-stun':
    case 'no-address':
      return verdict(
        'error',
        'not-stun',
        `What answers at ${server} does not say where it saw the request come from.`,
        `${server} 的应答没有说明所见的请求来源。`,
      );
  }
}
