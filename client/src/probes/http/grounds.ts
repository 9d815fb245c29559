import { medianOf } from '../median.ts';
import type { Grounds } from '../probe.ts';
import { TIMEOUT_MS } from './exchange.ts';
import { SLOW_MS } from './judge.ts';
import type { HttpObservation } from './observe.ts';

export const grounds: Grounds<HttpObservation> = {
  source: 'RFC 9110, RFC 9112',
  thresholds: {
    slow: {
      en: `a first byte within ${SLOW_MS} ms (95th percentile)`,
      'zh-cn': `首字节在 ${SLOW_MS} 毫秒内到达(第 95 百分位)`,
    },
    'no-answer': { en: `an answer within ${TIMEOUT_MS / 1000} s`, 'zh-cn': `${TIMEOUT_MS / 1000} 秒内有应答` },
    'closes-early': {
      en: 'an idle connection outlives the silence that it is kept for elsewhere',
      'zh-cn': '空闲连接的存活时间长于其他设备保持它的时间',
      source: 'RFC 9112 9.3.1',
    },
  },
  measure: {
    title: { en: 'Median time to the first byte', 'zh-cn': '首字节时间中位数' },
    unit: 'ms',
    of: ({ servers }) => medianOf(servers.flatMap(({ answers }) => answers.flatMap(({ ms }) => ms ?? []))),
  },
};
