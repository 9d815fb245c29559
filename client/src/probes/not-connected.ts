import type { Attempt } from './connect.ts';
import type { Verdict } from './probe.ts';
import { verdict } from './verdict.ts';

/** Why a server could not be talked to over TCP. @param server with its port, as people read it */
export function notConnected(server: string, end: Exclude<Attempt['end'], 'open'>): Verdict {
  switch (end) {
    case 'refused':
      return verdict(
        'error',
        'refused',
        `Nothing listens at ${server}, or a filter rejects the connect.`,
        `${server} 没有服务监听,或连接被过滤器拒绝。`,
      );
    case 'dropped':
      return verdict(
        'error',
        'dropped',
        `${server} does not answer a TCP connect: a filter drops it, or the host is down.`,
        `${server} 不应答 TCP 连接:报文被过滤,或主机不在线。`,
      );
    case 'unreachable':
      return verdict('error', 'unreachable', `There is no way to ${server}.`, `没有到达 ${server} 的路径。`);
    case 'not-made':
      return verdict(
        'unknown',
        'not-made',
        `${server} was not asked: this machine could not send.`,
        `未能询问 ${server}:本机无法发送。`,
      );
    case 'cancelled':
      return verdict('unknown', 'cancelled', 'The probe was cancelled.', '探测已取消。');
  }
}
