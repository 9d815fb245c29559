import { percent } from '../percent.ts';
import type { Grounds } from '../probe.ts';
import { ENOUGH, ONE_WAY, REPEATED } from './judge.ts';
import type { CaptureObservation } from './observe.ts';

export const grounds: Grounds<CaptureObservation> = {
  source: 'RFC 792, RFC 4443, RFC 9293',
  thresholds: {
    repeated: {
      en: `at most ${percent(REPEATED)} of the segments sent again; judged from ${ENOUGH}`,
      'zh-cn': `重传的报文段至多占 ${percent(REPEATED)};达到 ${ENOUGH} 个才判断`,
    },
    unanswered: {
      en: 'an answer before the first packet is sent again, after a second',
      'zh-cn': '首个报文在一秒后重传之前有应答',
      source: 'RFC 6298 2.1',
    },
    'some-unanswered': {
      en: 'an answer before the first packet is sent again, after a second',
      'zh-cn': '首个报文在一秒后重传之前有应答',
      source: 'RFC 6298 2.1',
    },
    'one-way': { en: `an answer to one of ${ONE_WAY} datagrams`, 'zh-cn': `${ONE_WAY} 个数据报中至少有一个得到应答` },
  },
  measure: { title: { en: 'Packets seen', 'zh-cn': '看到的报文数' }, unit: '', of: ({ summary }) => summary?.packets },
};
