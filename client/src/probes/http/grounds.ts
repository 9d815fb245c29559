import { medianOf } from '../median.ts';
import type { Grounds } from '../probe.ts';
import { SLOW_MS } from './judge.ts';
import { type HttpObservation, TIMEOUT_MS } from './observe.ts';

export const grounds: Grounds<HttpObservation> = {
  source: 'RFC 9110',
  thresholds: {
    slow: {
      en: `a first byte within ${SLOW_MS} ms (95th percentile)`,
      'zh-cn': `首字节在 ${SLOW_MS} 毫秒内到达(第 95 百分位)`,
    },
    'no-answer': { en: `an answer within ${TIMEOUT_MS / 1000} s`, 'zh-cn': `${TIMEOUT_MS / 1000} 秒内有应答` },
  },
  measure: {
    title: { en: 'Median time to the first byte', 'zh-cn': '首字节时间中位数' },
    unit: 'ms',
    of: ({ servers }) => medianOf(servers.flatMap(({ answers }) => answers.flatMap(({ ms }) => ms ?? []))),
  },
};
