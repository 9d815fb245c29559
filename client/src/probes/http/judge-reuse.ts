import type { Verdict } from '../probe.ts';
import { verdict } from '../verdict.ts';
import type { Reuse } from './reuse.ts';

/** Seconds that a server should keep a connection longer than who sends through it. */
const LONGER = 15;

/** What a second request on an idle connection met. @returns undefined: nothing is known of it */
export function judgeReuse(server: string, { idle, end, after = 0 }: Reuse): Verdict | undefined {
  switch (end) {
    case 'answered':
      return verdict(
        'ok',
        'ok',
        `A connection that was silent for ${idle} s still takes a request.`,
        `静默 ${idle} 秒的连接仍能处理请求。`,
      );
    case 'closed-idle':
    case 'reset-idle':
      return verdict(
        'warning',
        'closes-early',
        `${server} ${end === 'closed-idle' ? 'closes' : 'resets'} an idle connection after ${after} s, before the ${idle} s are over for which it is to be kept: a load balancer or proxy that still sends on it answers its client with 502. Keep idle connections of the server for ${idle + LONGER} s, or let what stands before it give them up sooner.`,
        `${server} 在 ${after} 秒后${end === 'closed-idle' ? '关闭' : '重置'}空闲连接,早于应保持的 ${idle} 秒:仍在其上发送请求的负载均衡或代理会向客户端返回 502。请让服务器保持空闲连接 ${idle + LONGER} 秒,或让其前方的设备更早放弃连接。`,
      );
    case 'lost':
    case 'silent':
      return verdict(
        'error',
        'reuse-lost',
        `${server} seems to keep an idle connection, but a request after ${idle} s of silence ${end === 'lost' ? 'is answered with its end' : 'gets nothing back'}: a firewall, a translation or a balancer on the way has forgotten it without a word. Raise its TCP idle timeout above ${idle} s, or send keepalives sooner.`,
        `${server} 的空闲连接看似仍在,但静默 ${idle} 秒后的请求${end === 'lost' ? '使连接终止' : '没有任何回应'}:途中的防火墙、地址转换或负载均衡已悄然忘记它。请将其 TCP 空闲超时调到 ${idle} 秒以上,或更早发送保活。`,
      );
    case 'not-kept':
      return verdict(
        'info',
        'no-reuse',
        `${server} ends the connection with its answer: every request pays for a new one, and nothing can be said of ${idle} s of silence.`,
        `${server} 应答后即关闭连接:每个请求都要新建连接,无法判断 ${idle} 秒静默后的情况。`,
      );
    case 'not-made':
    case 'cancelled':
      return undefined;
  }
}
