import { judgeStated } from '../judge-stated.ts';
import { notConnected } from '../not-connected.ts';
import type { Verdict } from '../probe.ts';
import { againstStated } from '../stated-idle.ts';
import { targetText } from '../target.ts';
import { verdict } from '../verdict.ts';
import type { NatTcpLifetimeObservation } from './observe.ts';

/** Seconds. Sessions that pause for a minute are everybody's: a shell, a database pool. */
export const MINUTE = 60;
/** The half hour that middle boxes of today keep. */
export const HALF_HOUR = 1_800;
/** RFC 5382 REQ-5: an idle established connection must not be forgotten in less than 2 hours 4 minutes. */
export const RFC5382 = 7_440;

/** Idle timeouts that platforms come with, in seconds. */
const PLATFORMS: readonly { readonly seconds: number; readonly en: string; readonly zh: string }[] = [
  {
    seconds: 240,
    en: 'Azure (NAT gateway, load balancer) forgets after 240 s by default',
    zh: 'Azure(NAT 网关、负载均衡)默认在 240 秒后忘记',
  },
  {
    seconds: 350,
    en: 'AWS (NAT gateway, network load balancer) forgets after 350 s',
    zh: 'AWS(NAT 网关、网络负载均衡)在 350 秒后忘记',
  },
  {
    seconds: 600,
    en: 'the VPC firewall of Google Cloud forgets after 600 s',
    zh: 'Google Cloud 的 VPC 防火墙在 600 秒后忘记',
  },
  {
    seconds: 1_200,
    en: 'Cloud NAT of Google Cloud forgets after 1200 s by default',
    zh: 'Google Cloud 的 Cloud NAT 默认在 1200 秒后忘记',
  },
  { seconds: 1_800, en: 'SRX forgets after 1800 s by default', zh: 'SRX 默认在 1800 秒后忘记' },
  {
    seconds: 3_600,
    en: 'ASA, FortiGate and PAN-OS forget after 3600 s by default',
    zh: 'ASA、FortiGate 与 PAN-OS 默认在 3600 秒后忘记',
  },
];

export function judge({ address, target, end, longest, aliveAfter = 0, gone }: NatTcpLifetimeObservation): Verdict {
  const server = targetText({ host: address, port: target.port! });
  if (end === 'no-echo') {
    return verdict(
      'unknown',
      'no-echo',
      `${server} does not send back what it gets, so nothing can be measured with it. Give an echo server of your own (RFC 862).`,
      `${server} 不会原样返回收到的数据,无法用它测量。请使用您自己的回显服务器(RFC 862)。`,
    );
  }
  if (end === 'cancelled') {
    return verdict(
      'unknown',
      'cancelled',
      aliveAfter > 0
        ? `The measurement was cancelled; until then, connections to ${server} outlived ${aliveAfter} s of silence.`
        : 'The measurement was cancelled.',
      aliveAfter > 0 ? `测量已取消;此前到 ${server} 的连接在静默 ${aliveAfter} 秒后仍存活。` : '测量已取消。',
    );
  }
  if (end !== 'done') return notConnected(server, end);
  if (gone?.how === 'closed-idle') {
    return verdict(
      'unknown',
      'server-closes',
      `${server} itself closes a connection after ${gone.after} s of silence; the way to it remembers one for ${aliveAfter} s at least. Measure with a server that waits longer.`,
      `${server} 在静默 ${gone.after} 秒后自行关闭连接;路径至少在 ${aliveAfter} 秒内记得它。请使用等待更久的服务器测量。`,
    );
  }
  const bounds = { aliveAfter, goneAfter: gone?.after };
  const { idle } = target;
  if (!gone && idle !== undefined && againstStated(bounds, idle) === 'open') {
    return verdict(
      'unknown',
      'not-reached',
      `The way to ${server} remembers a TCP connection for ${aliveAfter} s of silence or more; the probe ended there, before the ${idle} s that the configuration reckons with. Give it more time.`,
      `到 ${server} 的路径在静默 ${aliveAfter} 秒后仍记得 TCP 连接;探测到此结束,未达到配置所依据的 ${idle} 秒。请给它更多时间。`,
    );
  }
  const own = gone ? forgotten(server, aliveAfter, gone) : outlived(server, aliveAfter, longest);
  return judgeStated(own, bounds, idle, {
    en: `The way to ${server} ${gone ? `forgets a TCP connection after ${aliveAfter} to ${gone.after} s` : `remembers a TCP connection after ${aliveAfter} s`} of silence`,
    'zh-cn': `到 ${server} 的路径在静默 ${gone ? `${aliveAfter} 至 ${gone.after} 秒后忘记 TCP 连接` : `${aliveAfter} 秒后仍记得 TCP 连接`}`,
  });
}

function outlived(server: string, aliveAfter: number, longest: number): Verdict {
  if (aliveAfter > RFC5382) {
    return verdict(
      'ok',
      'ok',
      `The way to ${server} remembers a TCP connection for more than 2 hours 4 minutes of silence, as RFC 5382 demands.`,
      `到 ${server} 的路径在静默超过 2 小时 4 分钟后仍记得 TCP 连接,符合 RFC 5382 的要求。`,
    );
  }
  return verdict(
    'ok',
    'outlived',
    `The way to ${server} remembers a TCP connection for ${aliveAfter} s of silence or more; the probe ended there (RFC 5382 asks for 7440 s; it can be given up to ${longest < RFC5382 ? RFC5382 + 5 : longest} s).`,
    `到 ${server} 的路径在静默 ${aliveAfter} 秒后仍记得 TCP 连接;探测到此结束(RFC 5382 要求 7440 秒;可将时长放宽到 ${longest < RFC5382 ? RFC5382 + 5 : longest} 秒)。`,
  );
}

function forgotten(
  server: string,
  aliveAfter: number,
  { after, how }: NonNullable<NatTcpLifetimeObservation['gone']>,
): Verdict {
  const between = `${aliveAfter} to ${after}`;
  const said = {
    silent: { en: 'and swallows what comes next, so both ends wait', zh: '并丢弃其后的报文,两端都会一直等待' },
    reset: { en: 'and what comes next is answered with a reset', zh: '其后的报文以重置应答' },
    'reset-idle': { en: 'and resets it then, or the server does', zh: '届时由它或服务器重置连接' },
    'closed-idle': { en: '', zh: '' },
  }[how];
  const platform = PLATFORMS.find(
    ({ seconds }) => aliveAfter < seconds && seconds <= after && after - aliveAfter <= 60,
  );
  const known = platform
    ? { en: ` ${platform.en[0]!.toUpperCase()}${platform.en.slice(1)}.`, zh: `${platform.zh}。` }
    : { en: '', zh: '' };
  const keep = Math.max(1, Math.floor(aliveAfter / 2));
  const advice =
    aliveAfter > 0
      ? {
          en: ` Raise the TCP idle timeout, or send keepalives every ${keep} s or sooner. For the review of keepalives set defaultPathTimeout of nat/keepalive-exceeds-timeout to ${aliveAfter}.`,
          zh: `请调高 TCP 空闲超时,或至少每 ${keep} 秒发送保活。若要据此审查保活设置,请将 nat/keepalive-exceeds-timeout 的 defaultPathTimeout 设为 ${aliveAfter}。`,
        }
      : { en: ' Raise the TCP idle timeout.', zh: '请调高 TCP 空闲超时。' };
  const [level, code, limit] =
    after <= MINUTE
      ? ([
          'error',
          'under-60s',
          { en: ', too soon for any session that pauses', zh: ',任何会停顿的会话都来不及' },
        ] as const)
      : after <= HALF_HOUR + 5
        ? ([
            'warning',
            'under-30min',
            { en: ', far under the 2 hours 4 minutes of RFC 5382', zh: ',远低于 RFC 5382 要求的 2 小时 4 分钟' },
          ] as const)
        : ([
            'info',
            'under-2h',
            { en: ', under the 2 hours 4 minutes of RFC 5382', zh: ',低于 RFC 5382 要求的 2 小时 4 分钟' },
          ] as const);
  return verdict(
    level,
    code,
    `The way to ${server} forgets a TCP connection after ${between} s of silence, ${said.en}${limit.en}.${known.en}${advice.en}`,
    `到 ${server} 的路径在静默 ${aliveAfter} 至 ${after} 秒后忘记 TCP 连接,${said.zh}${limit.zh}。${known.zh}${advice.zh}`,
  );
}
