import type { Bilingual } from '../../../../grammars/outline.ts';
import type { Verdict } from '../probe.ts';
import type { PingObservation, ReachabilityObservation } from './observe.ts';

/** Milliseconds of mean deviation from which a path counts as unsteady. */
export const JITTER_MS = 30;

type Reach = 'answers' | 'loses' | 'silent' | 'no-route' | 'host-unreachable' | 'prohibited' | 'not-made';

/** One verdict for all addresses of the target: the families are compared, for a name that only one of them reaches. */
export function judge({ target, addresses }: ReachabilityObservation): Verdict {
  const reached = addresses.map((address) => ({ address, reach: reachOf(address) }));
  const made = reached.filter(({ reach }) => reach !== 'not-made');
  if (made.length === 0) return notMade(addresses);
  const answering = made.filter(({ reach }) => reach === 'answers' || reach === 'loses');
  if (answering.length === 0) {
    const worst = made.find(({ reach }) => reach !== 'silent') ?? made[0]!;
    return unreachable(worst.address, worst.reach);
  }
  const silent = made.filter(({ reach }) => reach !== 'answers' && reach !== 'loses');
  if (silent.length > 0) {
    const family = answering[0]!.address.family === 'ipv4' ? 'IPv4' : 'IPv6';
    const lists = { yes: list(answering), no: list(silent) };
    return {
      level: 'warning',
      code: family === 'IPv4' ? 'v4-only' : 'v6-only',
      text: {
        en: `${target.host} answers over ${family} only (${lists.yes}); ${lists.no} does not answer. Clients that try the other family first wait.`,
        'zh-cn': `${target.host} 仅通过 ${family} 应答(${lists.yes});${lists.no} 无应答。优先尝试另一协议族的客户端会等待。`,
      },
    };
  }
  const losing = answering.find(({ reach }) => reach === 'loses');
  if (losing) return loss(losing.address);
  const shaky = answering.find(({ address }) => deviation(address.ping?.times ?? []) > JITTER_MS);
  return shaky ? jitter(shaky.address) : allAnswered(answering.map(({ address }) => address));
}

function reachOf({ end, ping }: PingObservation): Reach {
  if (ping?.complaint === 'not-permitted') return 'not-made';
  if (ping && ping.received > 0) return ping.received < ping.sent ? 'loses' : 'answers';
  if (end === 'missing' || end === 'denied' || end === 'cancelled' || end === 'flood') return 'not-made';
  if (ping?.complaint === 'other' || (!ping && end === 'exit')) return 'not-made';
  const complaint = ping?.complaint;
  return complaint === undefined ? 'silent' : (complaint as Exclude<typeof complaint, 'other' | 'not-permitted'>);
}

function notMade(addresses: readonly PingObservation[]): Verdict {
  const why = addresses.some(({ end }) => end === 'missing')
    ? { code: 'no-program', en: 'there is no ping program on this machine', zh: '本机没有 ping 程序' }
    : addresses.some(({ end, ping }) => end === 'denied' || ping?.complaint === 'not-permitted')
      ? { code: 'no-privilege', en: 'this user may not send ICMP', zh: '当前用户无权发送 ICMP' }
      : addresses.some(({ end }) => end === 'cancelled')
        ? { code: 'cancelled', en: 'it was cancelled', zh: '已取消' }
        : {
            code: 'no-answer-read',
            en: 'the ping program said nothing that could be read',
            zh: '无法读懂 ping 程序的输出',
          };
  return {
    level: 'unknown',
    code: why.code,
    text: { en: `The ping was not made: ${why.en}.`, 'zh-cn': `未能执行 ping:${why.zh}。` },
  };
}

const REASONS: Readonly<Record<Exclude<Reach, 'answers' | 'loses' | 'not-made'>, Bilingual>> = {
  silent: {
    en: 'nothing came back: the host is down, or ICMP echo is filtered on the way (a TCP probe tells them apart)',
    'zh-cn': '没有任何回应:主机不在线,或途中过滤了 ICMP 回显(可用 TCP 探测区分)',
  },
  'no-route': { en: 'there is no route to it', 'zh-cn': '没有到达它的路由' },
  'host-unreachable': {
    en: 'the last router found no such host on its link',
    'zh-cn': '最后一跳路由器在链路上找不到该主机',
  },
  prohibited: { en: 'a filter on the way says it is prohibited', 'zh-cn': '途中的过滤器声明禁止访问' },
};

function unreachable({ address }: PingObservation, reach: Reach): Verdict {
  const reason = REASONS[reach as keyof typeof REASONS];
  return {
    level: 'error',
    code: reach === 'silent' ? 'no-reply' : reach,
    text: {
      en: `${address} does not answer a ping: ${reason.en}.`,
      'zh-cn': `${address} 不应答 ping:${reason['zh-cn']}。`,
    },
  };
}

function loss({ address, ping }: PingObservation): Verdict {
  const { sent, received } = ping!;
  return {
    level: 'warning',
    code: 'loss',
    text: {
      en: `${address} answered ${received} of ${sent} pings; sessions over this path stall now and then.`,
      'zh-cn': `${address} 应答了 ${sent} 个 ping 中的 ${received} 个;经过此路径的会话会不时停顿。`,
    },
  };
}

function jitter({ address, ping }: PingObservation): Verdict {
  const spread = deviation(ping!.times).toFixed(0);
  return {
    level: 'info',
    code: 'jitter',
    text: {
      en: `${address} answers, but the round-trip time varies by ${spread} ms (over ${JITTER_MS} ms is heard in calls).`,
      'zh-cn': `${address} 有应答,但往返时延波动 ${spread} 毫秒(超过 ${JITTER_MS} 毫秒会影响通话)。`,
    },
  };
}

function allAnswered(addresses: readonly PingObservation[]): Verdict {
  const parts = addresses.map(({ address, ping }) => `${address} ${mean(ping!.times).toFixed(1)} ms`).join(', ');
  return {
    level: 'ok',
    code: 'ok',
    text: { en: `Answers every ping: ${parts}.`, 'zh-cn': `所有 ping 均有应答:${parts}。` },
  };
}

const list = (entries: readonly { readonly address: PingObservation }[]): string =>
  entries.map(({ address }) => address.address).join(', ');

const mean = (times: readonly number[]): number =>
  times.length === 0 ? 0 : times.reduce((sum, time) => sum + time, 0) / times.length;

function deviation(times: readonly number[]): number {
  const middle = mean(times);
  return mean(times.map((time) => Math.abs(time - middle)));
}
