import { medianOf } from '../median.ts';
import type { Grounds } from '../probe.ts';
import { JITTER_MS, LOSS_COUNT, LOSS_PERCENT } from './judge.ts';
import type { ReachabilityObservation } from './observe.ts';

export const grounds: Grounds<ReachabilityObservation> = {
  source: 'RFC 792, RFC 4443',
  thresholds: {
    jitter: {
      en: `round-trip times that deviate by at most ${JITTER_MS} ms on average`,
      'zh-cn': `往返时间的平均偏差不超过 ${JITTER_MS} 毫秒`,
    },
    loss: {
      en: `an answer to each request; an error from ${LOSS_PERCENT} % of at least ${LOSS_COUNT} requests on`,
      'zh-cn': `每个请求都得到应答;在至少 ${LOSS_COUNT} 个请求中丢失达到 ${LOSS_PERCENT} % 时为错误`,
    },
    'transition-tunnel': {
      en: 'a source address outside 2002::/16 (6to4) and 2001::/32 (Teredo)',
      'zh-cn': '源地址不在 2002::/16(6to4)与 2001::/32(Teredo)之内',
      source: 'RFC 3056, RFC 4380',
    },
    'v4-only': { en: 'both families of a name answer', 'zh-cn': '名称的两个协议族都应答', source: 'RFC 8305' },
    'v6-only': { en: 'both families of a name answer', 'zh-cn': '名称的两个协议族都应答', source: 'RFC 8305' },
  },
  measure: {
    title: { en: 'Median round trip', 'zh-cn': '往返时间中位数' },
    unit: 'ms',
    of: ({ addresses }) => medianOf(addresses.flatMap(({ ping }) => ping?.times ?? [])),
  },
};
