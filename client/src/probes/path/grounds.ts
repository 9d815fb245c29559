import type { Grounds } from '../probe.ts';
import { LONG, REPEATS } from './judge.ts';
import type { Path, PathObservation } from './observe.ts';

export const grounds: Grounds<PathObservation> = {
  source: 'RFC 1812, RFC 4443',
  thresholds: {
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
