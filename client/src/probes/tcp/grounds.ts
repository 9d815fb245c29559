import { TIMEOUT_MS } from '../connect.ts';
import { medianOf } from '../median.ts';
import type { Grounds } from '../probe.ts';
import { RETRANSMITTED_MS, SLOW_MS } from './judge.ts';
import type { TcpObservation } from './observe.ts';

export const grounds: Grounds<TcpObservation> = {
  source: 'RFC 9293',
  thresholds: {
    slow: { en: `a median connect of at most ${SLOW_MS} ms`, 'zh-cn': `连接时间的中位数不超过 ${SLOW_MS} 毫秒` },
    loss: {
      en: `no connect of ${RETRANSMITTED_MS} ms or more: then its first packet was sent again`,
      'zh-cn': `没有用时达到 ${RETRANSMITTED_MS} 毫秒的连接:否则首个报文曾被重传`,
      source: 'RFC 6298 2.1',
    },
    dropped: { en: `an answer within ${TIMEOUT_MS / 1000} s`, 'zh-cn': `${TIMEOUT_MS / 1000} 秒内有应答` },
  },
  measure: {
    title: { en: 'Median connect', 'zh-cn': '连接时间中位数' },
    unit: 'ms',
    of: ({ addresses }) =>
      medianOf(addresses.flatMap(({ attempts }) => attempts.flatMap(({ end, ms }) => (end === 'open' ? [ms] : [])))),
  },
};
