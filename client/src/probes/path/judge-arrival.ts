import type { Bilingual } from '../../../../grammars/outline.ts';
import { readAllowList } from '../allow-list.ts';
import type { Verdict, VerdictLevel } from '../probe.ts';
import { asAddress } from '../target.ts';
import { verdict } from '../verdict.ts';
import type { Path } from './observe.ts';
import type { Hop } from './traceroute-output.ts';
import type { UsualWay } from './usual-way.ts';

/** Hops from which a way within one country is called long: the Internet's longest common ways have about as many. */
export const LONG = 20;
/** Hops more than usual, or times as many, from which a way has become another one and not a little longer. */
export const MORE_HOPS = 15;
export const TIMES_HOPS = 4;
/** Milliseconds more than usual that are also so many times as long: what distance makes, and a busy router does not. */
export const MORE_MS = 50;
export const TIMES_MS = 3;
/** Hops by which the ways out and back may differ. */
export const UNEVEN = 5;

/** Something worth saying about a way that leads to its end. */
interface Remark {
  readonly level: VerdictLevel;
  readonly code: string;
  readonly text: Bilingual;
}

/** The gravest remark names the verdict; all of them are said. @param usual absent: no earlier run reached the address */
export function judgeArrival(path: Path, reached: Hop, usual: UsualWay | undefined): Verdict {
  const hops = path.trace?.hops ?? [];
  const before = hops.filter(({ ttl }) => ttl < reached.ttl);
  const remarks = [
    usual && lengthened(path, reached, usual),
    usual && slower(hops, reached, usual),
    asymmetric(reached),
    otherFirstHop(path, before),
    carrierNat(before),
    long(reached),
  ].filter((remark) => remark !== undefined);
  const first = remarks[0] ?? { level: 'ok', code: 'ok' };
  const { en, 'zh-cn': zh } = distance(path.address, reached, before, usual);
  return verdict(
    first.level,
    first.code,
    [en, ...remarks.map(({ text }) => text.en)].join(' '),
    [zh, ...remarks.map(({ text }) => text['zh-cn'])].join(''),
  );
}

function distance(address: string, { ttl }: Hop, before: readonly Hop[], usual: UsualWay | undefined): Bilingual {
  const silent = before.filter(({ addresses }) => addresses.length === 0).length;
  const said = {
    en: [silent > 0 && `${silent} of them silent`, usual && usual.hops !== ttl && `usually ${usual.hops}`],
    zh: [silent > 0 && `其中 ${silent} 跳无应答`, usual && usual.hops !== ttl && `平时为 ${usual.hops} 跳`],
  };
  return {
    en: [`${address} is reached in ${ttl} hop${ttl === 1 ? '' : 's'}`, ...said.en.filter(Boolean)]
      .join(', ')
      .concat('.'),
    'zh-cn': [`经 ${ttl} 跳到达 ${address}`, ...said.zh.filter(Boolean)].join(',').concat('。'),
  };
}

function lengthened({ trace }: Path, { ttl }: Hop, { hops, runs, last }: UsualWay): Remark | undefined {
  if (ttl - hops < MORE_HOPS && ttl < hops * TIMES_HOPS) return undefined;
  const turn = trace?.hops.find((hop) => turnsOff(hop, last));
  const from = turn
    ? {
        en: ` From hop ${turn.ttl}, ${turn.addresses.join(', ')}, on it is another way.`,
        zh: `从第 ${turn.ttl} 跳 ${turn.addresses.join(', ')} 起改走了另一条路。`,
      }
    : { en: '', zh: '' };
  return {
    level: 'warning',
    code: 'lengthened',
    text: {
      en: `That is far more than the ${hops} of ${runs} earlier run${runs === 1 ? '' : 's'}.${from.en} Look for a link that is down, or a route that was withdrawn or is announced by somebody else.`,
      'zh-cn': `远多于此前 ${runs} 次运行的 ${hops} 跳。${from.zh}请检查是否有链路中断,或路由被撤销或由他人宣告。`,
    },
  };
}

/** Others answer than in the run before; silence says nothing. */
function turnsOff({ ttl, addresses }: Hop, last: readonly Hop[]): boolean {
  const known = last.find((hop) => hop.ttl === ttl)?.addresses ?? [];
  return addresses.length > 0 && known.length > 0 && !addresses.some((address) => known.includes(address));
}

function slower(hops: readonly Hop[], { ms }: Hop, usual: UsualWay): Remark | undefined {
  if (ms === undefined || usual.ms === undefined) return undefined;
  if (ms - usual.ms < MORE_MS || ms < usual.ms * TIMES_MS) return undefined;
  const jump = largestJump(hops);
  return {
    level: 'info',
    code: 'slower',
    text: {
      en: `The round trip takes ${ms} ms, usually ${usual.ms} ms: a longer way, or a queue on it.${jump ? ` Most of it comes in at hop ${jump.ttl}, ${jump.addresses.join(', ')}.` : ''}`,
      'zh-cn': `往返时延为 ${ms} 毫秒,平时为 ${usual.ms} 毫秒:路径变长,或途中出现排队。${jump ? `主要增加在第 ${jump.ttl} 跳 ${jump.addresses.join(', ')}。` : ''}`,
    },
  };
}

/** Where the time goes up most and stays up: a router that is only slow to answer is not on the bill of those behind it. */
function largestJump(hops: readonly Hop[]): Hop | undefined {
  let floor = Number.POSITIVE_INFINITY;
  const stays = hops
    .toReversed()
    .flatMap((hop) => {
      if (hop.ms === undefined) return [];
      floor = Math.min(floor, hop.ms);
      return [{ hop, floor }];
    })
    .toReversed();
  const rises = stays.map(({ hop, floor }, at) => ({ hop, rise: floor - (stays[at - 1]?.floor ?? 0) }));
  return rises.toSorted((a, b) => b.rise - a.rise)[0]?.hop;
}

function asymmetric({ ttl, back }: Hop): Remark | undefined {
  if (back === undefined || Math.abs(back - ttl) <= UNEVEN) return undefined;
  return {
    level: 'info',
    code: 'asymmetric',
    text: {
      en: `The answer has come over about ${back} hops, as the hop limit left in it tells: the way back is another one. Who is on it shows only in a trace from the other end; a stateful firewall or a strict reverse path filter on either way drops such traffic.`,
      'zh-cn': `由应答中剩余的跳数限制推知,应答经过约 ${back} 跳返回:回程走的是另一条路。回程经过哪些路由器,只能从对端跟踪得知;任一方向上的有状态防火墙或严格反向路径过滤会丢弃此类流量。`,
    },
  };
}

function otherFirstHop({ gateway }: Path, before: readonly Hop[]): Remark | undefined {
  const first = before.find(({ ttl }) => ttl === 1);
  if (gateway === undefined || !first || first.addresses.length === 0 || first.addresses.includes(gateway))
    return undefined;
  const answering = first.addresses.join(', ');
  return {
    level: 'info',
    code: 'other-first-hop',
    text: {
      en: `The first hop answers as ${answering}, and this machine's route goes by ${gateway}: fine where routers share that address (VRRP, HSRP), where there are several routes, and in clouds, whose gateways stay silent; if not, another device takes its place.`,
      'zh-cn': `第一跳以 ${answering} 应答,而本机的路由经由 ${gateway}:如果路由器共享该地址(VRRP、HSRP)、存在多条路由,或在网关不作应答的云中,则属正常;否则有另一台设备取代了它。`,
    },
  };
}

/** RFC 6598. */
const shared = readAllowList(['100.64.0.0/10']);

function carrierNat(before: readonly Hop[]): Remark | undefined {
  const hop = before.find(({ addresses }) =>
    addresses.flatMap((text) => asAddress(text) ?? []).some((address) => shared.allowsAddress(address)),
  );
  if (!hop) return undefined;
  return {
    level: 'info',
    code: 'carrier-nat',
    text: {
      en: `Hop ${hop.ttl}, ${hop.addresses.join(', ')}, has an address that providers use behind a translation of their own (RFC 6598): nobody outside may be able to connect to this machine.`,
      'zh-cn': `第 ${hop.ttl} 跳 ${hop.addresses.join(', ')} 使用运营商级 NAT 之后的共享地址(RFC 6598):外部可能无法连接到本机。`,
    },
  };
}

function long({ ttl }: Hop): Remark | undefined {
  if (ttl < LONG) return undefined;
  return {
    level: 'info',
    code: 'long',
    text: { en: `${LONG} hops or more are unusual.`, 'zh-cn': `达到 ${LONG} 跳较为少见。` },
  };
}
