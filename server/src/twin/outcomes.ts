import type { Bilingual } from '../../../grammars/outline.ts';
import type { IntentResult } from './check-intents.ts';
import type { TraceEnd } from './trace-hop.ts';

/** How a packet ends, or an intent stands; in English the very words of the JSON. */
export const OUTCOMES: Readonly<Record<TraceEnd | IntentResult['status'], Bilingual>> = {
  delivered: { en: 'delivered', 'zh-cn': '送达' },
  denied: { en: 'denied', 'zh-cn': '被拒绝' },
  'no-route': { en: 'no-route', 'zh-cn': '无路由' },
  discarded: { en: 'discarded', 'zh-cn': '被丢弃' },
  loop: { en: 'loop', 'zh-cn': '环路' },
  leaves: { en: 'leaves', 'zh-cn': '离开' },
  unknown: { en: 'unknown', 'zh-cn': '未知' },
  holds: { en: 'holds', 'zh-cn': '成立' },
  violated: { en: 'violated', 'zh-cn': '不成立' },
};
