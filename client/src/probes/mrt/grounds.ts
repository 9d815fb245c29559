import type { Grounds } from '../probe.ts';
import { FLAPS, FLAPS_PER_HOUR } from './judge.ts';
import type { MrtObservation } from './observe.ts';

export const grounds: Grounds<MrtObservation> = {
  source: 'RFC 6396, RFC 4271',
  thresholds: {
    flapping: {
      en: `at most ${FLAPS_PER_HOUR} losses an hour at one peer; judged from ${FLAPS}`,
      'zh-cn': `每个对等体每小时至多丢失 ${FLAPS_PER_HOUR} 次;达到 ${FLAPS} 次才判断`,
    },
    'other-origin': { en: 'the AS that was asked about', 'zh-cn': '所询问的 AS' },
  },
};
