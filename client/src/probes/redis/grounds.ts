import type { Grounds } from '../probe.ts';
import { ENOUGH, LAG, SLOTS, SLOW_MS } from './judge.ts';
import type { RedisObservation, Replication, WatchedMaster } from './observe.ts';

export const grounds: Grounds<RedisObservation> = {
  source: 'redis.io: High availability with Redis Sentinel',
  thresholds: {
    lag: { en: `a replica at most ${LAG} s behind`, 'zh-cn': `副本落后不超过 ${LAG} 秒` },
    'few-sentinels': { en: `${ENOUGH} sentinels, so that one may fail`, 'zh-cn': `${ENOUGH} 个哨兵,允许其中一个失效` },
    'slow-detection': {
      en: `down-after-milliseconds of at most ${SLOW_MS}`,
      'zh-cn': `down-after-milliseconds 不超过 ${SLOW_MS}`,
    },
    'cluster-down': { en: `all of ${SLOTS} slots served`, 'zh-cn': `${SLOTS} 个槽全部有服务` },
  },
  measure: {
    title: { en: 'Replicas that work', 'zh-cn': '正常的副本' },
    unit: '',
    of: ({ replication, masters }) => working(replication, masters),
  },
};

function working(replication?: Replication, masters?: readonly WatchedMaster[]): number | undefined {
  if (replication?.replicas) return replication.replicas.filter(({ online }) => online).length;
  return masters?.flatMap(({ replicas }) => replicas).filter(({ up }) => up).length;
}
