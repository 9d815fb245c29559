import { percent } from '../percent.ts';
import type { Grounds } from '../probe.ts';
import { BUSY, ENOUGH, ERRORS_BAD, ERRORS_SOME } from './judge.ts';
import type { SnmpObservation } from './observe.ts';

export const grounds: Grounds<SnmpObservation> = {
  source: 'RFC 2863, RFC 3414',
  thresholds: {
    busy: {
      en: `less than ${percent(BUSY)} of the speed in one direction`,
      'zh-cn': `单方向低于速率的 ${percent(BUSY)}`,
    },
    errors: {
      en: `errors in at most ${percent(ERRORS_SOME)} of the packets, an error from ${percent(ERRORS_BAD)}; judged from ${ENOUGH}`,
      'zh-cn': `错误报文至多占 ${percent(ERRORS_SOME)},达到 ${percent(ERRORS_BAD)} 为错误;达到 ${ENOUGH} 个才判断`,
    },
    'recent-start': { en: 'up for a day', 'zh-cn': '已运行一天' },
    'recent-change': { en: 'no change within a day', 'zh-cn': '一天内没有变化' },
    'default-community': {
      en: 'no answer to the community that everybody knows',
      'zh-cn': '不应答人所共知的团体字',
    },
  },
  measure: { title: { en: 'Uptime', 'zh-cn': '运行时间' }, unit: 's', of: ({ uptime }) => uptime },
};
