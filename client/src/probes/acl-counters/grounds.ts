import type { DeviceObservation } from '../../device/device-probe.ts';
import type { CountedRule } from '../../show/counters/counted-rule.ts';
import type { Grounds } from '../probe.ts';
import type { Target } from '../target.ts';
import { UNUSED_DAYS } from './judge.ts';

export const grounds: Grounds<DeviceObservation<readonly CountedRule[]>> = {
  source: 'show access-lists, iptables-save(8), nft(8)',
  thresholds: {
    'no-hits': { en: 'a packet since the counters were cleared', 'zh-cn': '计数器清零以来至少一个报文' },
    unused: { en: `a packet in ${UNUSED_DAYS} days`, 'zh-cn': `${UNUSED_DAYS} 天内至少一个报文` },
    stale: { en: `a packet in ${UNUSED_DAYS} days`, 'zh-cn': `${UNUSED_DAYS} 天内至少一个报文` },
    denies: { en: 'no packet since the counters were cleared', 'zh-cn': '计数器清零以来没有报文' },
  },
  measure: {
    title: { en: 'Packets that met a rule', 'zh-cn': '命中规则的报文' },
    unit: '',
    of: ({ state, target }) => hits(state, target),
  },
};

/** Of the one rule that was asked about. */
function hits(rules: readonly CountedRule[] | undefined, { rulePlace }: Target): number | undefined {
  const met =
    rulePlace &&
    rules?.filter(({ key, place }) => (key === undefined ? place === rulePlace.place : key === rulePlace.key));
  return met?.length === 1 ? met[0]!.hits : undefined;
}
