import type { Grounds } from '../probe.ts';
import type { RpkiObservation } from './observe.ts';

export const grounds: Grounds<RpkiObservation> = {
  source: 'RFC 6811, RFC 8210',
  thresholds: {
    'max-length': {
      en: 'a maximum length no longer than what is announced',
      'zh-cn': '最大长度不超过所宣告的长度',
      source: 'RFC 9319',
    },
    'not-found': { en: 'a ROA for each announced prefix', 'zh-cn': '每个宣告的前缀都有 ROA' },
  },
  measure: {
    title: { en: 'Payloads of the cache', 'zh-cn': '缓存的负载数' },
    unit: '',
    of: ({ payloads }) => payloads && payloads.ipv4 + payloads.ipv6,
  },
};
