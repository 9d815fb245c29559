import { STATED_THRESHOLDS } from '../judge-stated.ts';
import type { Grounds } from '../probe.ts';
import { HALF_HOUR, MINUTE, RFC5382 } from './judge.ts';
import type { NatTcpLifetimeObservation } from './observe.ts';

export const grounds: Grounds<NatTcpLifetimeObservation> = {
  source: 'RFC 862',
  thresholds: {
    ...STATED_THRESHOLDS,
    'under-2h': {
      en: `remembered for ${RFC5382} s (2 hours 4 minutes)`,
      'zh-cn': `保持 ${RFC5382} 秒(2 小时 4 分)`,
      source: 'RFC 5382 REQ-5',
    },
    'under-30min': { en: `remembered for ${HALF_HOUR} s`, 'zh-cn': `保持 ${HALF_HOUR} 秒` },
    'under-60s': { en: `remembered for ${MINUTE} s`, 'zh-cn': `保持 ${MINUTE} 秒` },
  },
  measure: {
    title: { en: 'Connection remembered for', 'zh-cn': '连接的保持时间' },
    unit: 's',
    of: ({ aliveAfter }) => aliveAfter,
  },
};
