import type { Grounds } from '../probe.ts';
import { REPEATS } from './judge.ts';
import { LONG, MORE_HOPS, MORE_MS, TIMES_HOPS, TIMES_MS, UNEVEN } from './judge-arrival.ts';
import type { Path, PathObservation } from './observe.ts';

export const grounds: Grounds<PathObservation> = {
  source: 'RFC 1812, RFC 4443',
  thresholds: {
    lengthened: {
      en: `fewer than ${MORE_HOPS} hops more than the median of earlier runs, and fewer than ${TIMES_HOPS} times as many`,
      'zh-cn': `比此前运行的中位数多出不到 ${MORE_HOPS} 跳,且不到其 ${TIMES_HOPS} 倍`,
    },
    slower: {
      en: `a shortest round trip of less than ${MORE_MS} ms more than the median of earlier runs, or less than ${TIMES_MS} times as long`,
      'zh-cn': `最短往返时延比此前运行的中位数多出不到 ${MORE_MS} 毫秒,或不到其 ${TIMES_MS} 倍`,
    },
    asymmetric: {
      en: `at most ${UNEVEN} hops between the lengths of the ways out and back`,
      'zh-cn': `去程与回程的跳数相差不超过 ${UNEVEN}`,
    },
    'other-first-hop': { en: "the first hop answers as this machine's gateway", 'zh-cn': '第一跳以本机的网关地址应答' },
    'carrier-nat': {
      en: 'no hop in 100.64.0.0/10',
      'zh-cn': '没有任何一跳在 100.64.0.0/10 之内',
      source: 'RFC 6598',
    },
    long: { en: `fewer than ${LONG} hops`, 'zh-cn': `少于 ${LONG} 跳` },
    loop: {
      en: `no router comes again, nor ${REPEATS} times in a row`,
      'zh-cn': `没有路由器重复出现,也不连续出现 ${REPEATS} 次`,
    },
  },
  measure: { title: { en: 'Hops', 'zh-cn': '跳数' }, unit: '', of: ({ paths }) => longest(paths) },
};

function longest(paths: readonly Path[]): number | undefined {
  const hops = paths.flatMap(({ trace }) => (trace && trace.hops.length > 0 ? [trace.hops.length] : []));
  return hops.length > 0 ? Math.max(...hops) : undefined;
}
