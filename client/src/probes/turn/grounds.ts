import { medianOf } from '../median.ts';
import type { Grounds } from '../probe.ts';
import type { TurnObservation } from './observe.ts';

export const grounds: Grounds<TurnObservation> = {
  source: 'RFC 8656',
  thresholds: { 'open-relay': { en: 'a relay only for users', 'zh-cn': '仅向用户提供中继', source: 'RFC 8656 7.2' } },
  measure: {
    title: { en: 'Median time to the answer', 'zh-cn': '应答时间中位数' },
    unit: 'ms',
    of: ({ servers }) => medianOf(servers.flatMap(({ allocations }) => allocations.flatMap(({ ms }) => ms ?? []))),
  },
};
