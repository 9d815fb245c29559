import { medianOf } from '../median.ts';
import type { Grounds } from '../probe.ts';
import { LONG_TTL, SHORT_TTL } from './judge.ts';
import { PASSES } from './large-answer.ts';
import { type DnsObservation, TIMEOUT_MS, TRIES } from './observe.ts';

export const grounds: Grounds<DnsObservation> = {
  source: 'RFC 1035, RFC 1912',
  thresholds: {
    'ttl-short': {
      en: `records that live for ${SHORT_TTL} s or more`,
      'zh-cn': `记录的生存时间不少于 ${SHORT_TTL} 秒`,
    },
    'ttl-long': {
      en: `records of names that move in a failure live for at most ${LONG_TTL} s`,
      'zh-cn': `故障切换名称的记录生存时间不超过 ${LONG_TTL} 秒`,
    },
    'fragments-lost': {
      en: `answers over ${PASSES} bytes come in one datagram, or the server does not send them so`,
      'zh-cn': `超过 ${PASSES} 字节的应答能以单个数据报到达,或服务器不这样发送`,
      source: 'RFC 9715',
    },
    lame: {
      en: 'every name server of the zone answers for it with authority',
      'zh-cn': '该区的每台域名服务器都以权威身份应答',
      source: 'RFC 1912 2.8',
    },
    'tcp-blocked': { en: 'the server answers over TCP as well', 'zh-cn': '服务器也通过 TCP 应答', source: 'RFC 7766' },
    'no-answer': {
      en: `an answer within ${TIMEOUT_MS / 1000} s, asked ${TRIES} times`,
      'zh-cn': `询问 ${TRIES} 次,${TIMEOUT_MS / 1000} 秒内有应答`,
    },
  },
  measure: {
    title: { en: 'Median time to the answer', 'zh-cn': '应答时间中位数' },
    unit: 'ms',
    of: ({ servers }) =>
      medianOf(
        servers.flatMap(({ answers }) =>
          answers.flatMap(({ end, ms }) => (end === 'answer' || end === 'no-data' || end === 'no-name' ? [ms] : [])),
        ),
      ),
  },
};
