import { medianOf } from '../median.ts';
import type { Grounds } from '../probe.ts';
import { JITTER_MS } from './judge.ts';
import { COUNT, type ReachabilityObservation } from './observe.ts';

export const grounds: Grounds<ReachabilityObservation> = {
  source: 'RFC 792, RFC 4443',
  thresholds: {
    jitter: {
      en: `round-trip times that deviate by at most ${JITTER_MS} ms on average`,
      'zh-cn': `往返时间的平均偏差不超过 ${JITTER_MS} 毫秒`,
    },
    loss: { en: `${COUNT} answers to ${COUNT} requests`, 'zh-cn': `${COUNT} 个请求得到 ${COUNT} 个应答` },
    'v4-only': { en: 'both families of a name answer', 'zh-cn': '名称的两个协议族都应答', source: 'RFC 8305' },
    'v6-only': { en: 'both families of a name answer', 'zh-cn': '名称的两个协议族都应答', source: 'RFC 8305' },
  },
  measure: {
    title: { en: 'Median round trip', 'zh-cn': '往返时间中位数' },
    unit: 'ms',
    of: ({ addresses }) => medianOf(addresses.flatMap(({ ping }) => ping?.times ?? [])),
  },
};
