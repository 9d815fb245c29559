import type { Bilingual } from '../../../../grammars/outline.ts';
import type { Verdict } from '../probe.ts';
import { returnHops } from '../return-hops.ts';
import type { Connect, PingObservation, ReachabilityObservation } from './observe.ts';

/** Milliseconds of mean deviation from which a path counts as unsteady. */
export const JITTER_MS = 30;

/** From so many requests on, a share of them that is lost is a share and not chance; from that share on it is an error. */
export const LOSS_COUNT = 20;
export const LOSS_PERCENT = 5;

type Reach = 'answers' | 'loses' | 'tcp-only' | 'silent' | 'no-route' | 'host-unreachable' | 'prohibited' | 'not-made';

/** One verdict for all addresses of the target: the families are compared, for a name that only one of them reaches. */
export function judge({ target, addresses }: ReachabilityObservation): Verdict {
  const reached = addresses.map((address) => ({ address, reach: reachOf(address) }));
  const made = reached.filter(({ reach }) => reach !== 'not-made');
  if (made.length === 0) return notMade(addresses);
  const answering = made.filter(({ reach }) => isThere(reach));
  if (answering.length === 0) {
    const worst = made.find(({ reach }) => reach !== 'silent') ?? made[0]!;
    return unreachable(worst.address, worst.reach);
  }
  const silent = made.filter(({ reach }) => !isThere(reach));
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
  const onlyTcp = answering.find(({ reach }) => reach === 'tcp-only');
  if (onlyTcp) return tcpOnly(onlyTcp.address);
  const tunnelled = answering.find(({ address }) => tunnelOf(address.source));
  if (tunnelled) return transitionTunnel(tunnelled.address);
  const shaky = answering.find(({ address }) => deviation(address.ping?.times ?? []) > JITTER_MS);
  return shaky ? jitter(shaky.address) : allAnswered(answering.map(({ address }) => address));
}

const isThere = (reach: Reach): boolean => reach === 'answers' || reach === 'loses' || reach === 'tcp-only';

function reachOf({ end, ping, tcp = [] }: PingObservation): Reach {
  if (tcp.some(speaksTcp)) return 'tcp-only';
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

const REASONS: Readonly<Record<Exclude<Reach, 'answers' | 'loses' | 'tcp-only' | 'not-made'>, Bilingual>> = {
  silent: {
    en: `nothing came back: the host is down, or filtered on the way (a TCP probe of a port that it serves tells them apart)`,
    'zh-cn': '没有任何回应:主机不在线,或途中被过滤(可用对其服务端口的 TCP 探测区分)',
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
  const grave = sent >= LOSS_COUNT && (sent - received) * 100 >= LOSS_PERCENT * sent;
  return {
    level: grave ? 'error' : 'warning',
    code: 'loss',
    text: {
      en: `${address} answered ${received} of ${sent} pings; sessions over this path stall now and then.`,
      'zh-cn': `${address} 应答了 ${sent} 个 ping 中的 ${received} 个;经过此路径的会话会不时停顿。`,
    },
  };
}

function tcpOnly({ address, tcp = [], ...known }: PingObservation): Verdict {
  const { port, end, ms } = tcp.find(speaksTcp)!;
  const notAsked = reachOf({ address, ...known }) === 'not-made' ? notMade([{ address, ...known }]).text : undefined;
  const why = notAsked ?? {
    en: 'It answers no ping: ICMP echo is filtered, there or on the way.',
    'zh-cn': '它不应答 ping:ICMP 回显在该主机或途中被过滤。',
  };
  const said =
    end === 'open'
      ? { en: 'is open', zh: '开放' }
      : { en: 'is refused (by it, or by a firewall in its name)', zh: '拒绝连接(由该主机或代其应答的防火墙)' };
  return {
    level: 'info',
    code: 'tcp-only',
    text: {
      en: `${address} answers TCP: port ${port} ${said.en}, in ${ms} ms. ${why.en}`,
      'zh-cn': `${address} 应答 TCP:端口 ${port} ${said.zh},耗时 ${ms} 毫秒。${why['zh-cn']}`,
    },
  };
}

const speaksTcp = ({ end }: Connect): boolean => end === 'open' || end === 'refused';

function transitionTunnel({ address, source = '' }: PingObservation): Verdict {
  const tunnel = tunnelOf(source)!;
  return {
    level: 'info',
    code: 'transition-tunnel',
    text: {
      en: `${address} answers, and this machine sends to it from ${source}: through ${tunnel}, over relays that nobody runs for it. Give it a native IPv6 address, or none.`,
      'zh-cn': `${address} 有应答,而本机以 ${source} 为源地址:经由 ${tunnel} 隧道,依赖无人专门维护的中继。请配置原生 IPv6 地址,或不使用 IPv6。`,
    },
  };
}

/** Canonical text: 2002::/16 and 2001:0::/32 show in it. */
function tunnelOf(source = ''): '6to4' | 'Teredo' | undefined {
  if (source.startsWith('2002:')) return '6to4';
  return /^2001:(?::|0:)/.test(source) ? 'Teredo' : undefined;
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
  const parts = addresses.map(({ address, ping }) => {
    const hops = ping?.ttl ? returnHops(ping.ttl) : undefined;
    const time = `${address} ${mean(ping!.times).toFixed(1)} ms`;
    return {
      en: hops === undefined ? time : `${time} over ${hops} hop${hops === 1 ? '' : 's'} back`,
      zh: hops === undefined ? time : `${time}(返回 ${hops} 跳)`,
    };
  });
  return {
    level: 'ok',
    code: 'ok',
    text: {
      en: `Answers every ping: ${parts.map(({ en }) => en).join(', ')}.`,
      'zh-cn': `所有 ping 均有应答:${parts.map(({ zh }) => zh).join(', ')}。`,
    },
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
