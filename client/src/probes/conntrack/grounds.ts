import { percent } from '../percent.ts';
import type { Grounds } from '../probe.ts';
import { ENOUGH, FILLING, FULL, MEMORY, UNREPLIED } from './judge.ts';
import type { ConntrackObservation } from './observe.ts';

export const grounds: Grounds<ConntrackObservation> = {
  source: 'nf_conntrack-sysctl (kernel.org), conntrack(8)',
  thresholds: {
    filling: { en: `less than ${percent(FILLING)} of the table in use`, 'zh-cn': `表的使用率低于 ${percent(FILLING)}` },
    full: { en: `less than ${percent(FULL)} of the table in use`, 'zh-cn': `表的使用率低于 ${percent(FULL)}` },
    dropped: { en: 'no packet dropped since the start', 'zh-cn': '启动以来没有丢弃报文' },
    memory: {
      en: `a full table takes at most ${percent(MEMORY)} of the memory`,
      'zh-cn': `占满的表至多占用内存的 ${percent(MEMORY)}`,
    },
    unreplied: {
      en: `at most ${percent(UNREPLIED)} of the flows without an answer; judged from ${ENOUGH}`,
      'zh-cn': `无应答的流至多占 ${percent(UNREPLIED)};达到 ${ENOUGH} 条才判断`,
    },
  },
  measure: {
    title: { en: 'Flows', 'zh-cn': '流数' },
    unit: '',
    of: ({ state }) => state?.count ?? state?.entries?.total,
  },
};
