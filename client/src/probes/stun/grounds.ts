import { medianOf } from '../median.ts';
import type { Grounds } from '../probe.ts';
import { DEADLINE_MS, REQUESTS, type StunObservation } from './observe.ts';

export const grounds: Grounds<StunObservation> = {
  source: 'RFC 8489',
  thresholds: {
    'udp-blocked': {
      en: `an answer to one of ${REQUESTS} requests within ${DEADLINE_MS / 1000} s`,
      'zh-cn': `${DEADLINE_MS / 1000} 秒内 ${REQUESTS} 个请求中至少一个得到应答`,
      source: 'RFC 8489 6.2.1',
    },
    altered: { en: 'FINGERPRINT fits the message', 'zh-cn': 'FINGERPRINT 与报文相符', source: 'RFC 8489 14.7' },
    rewritten: {
      en: 'MAPPED-ADDRESS equals XOR-MAPPED-ADDRESS',
      'zh-cn': 'MAPPED-ADDRESS 与 XOR-MAPPED-ADDRESS 相同',
      source: 'RFC 8489 14.2',
    },
  },
  measure: {
    title: { en: 'Time to the answer', 'zh-cn': '应答时间' },
    unit: 'ms',
    of: ({ addresses }) => medianOf(addresses.flatMap(({ ms }) => ms ?? [])),
  },
};
