import { STATED_THRESHOLDS } from '../judge-stated.ts';
import type { Grounds } from '../probe.ts';
import { KEEPALIVE, RECOMMENDED, RFC4787 } from './judge.ts';
import type { NatUdpLifetimeObservation } from './observe.ts';

export const grounds: Grounds<NatUdpLifetimeObservation> = {
  source: 'RFC 5780 4.6',
  thresholds: {
    ...STATED_THRESHOLDS,
    'under-300s': {
      en: `remembered for ${RECOMMENDED} s (recommended)`,
      'zh-cn': `保持 ${RECOMMENDED} 秒(推荐值)`,
      source: 'RFC 4787 REQ-5',
    },
    'under-120s': {
      en: `remembered for ${RFC4787} s (required)`,
      'zh-cn': `保持 ${RFC4787} 秒(必须)`,
      source: 'RFC 4787 REQ-5',
    },
    'under-30s': {
      en: `remembered for ${KEEPALIVE} s, as usual keepalives need it`,
      'zh-cn': `保持 ${KEEPALIVE} 秒,满足常见保活间隔`,
    },
  },
  measure: {
    title: { en: 'Stream remembered for', 'zh-cn': '流的保持时间' },
    unit: 's',
    of: ({ stream }) => stream?.aliveAfter,
  },
};
