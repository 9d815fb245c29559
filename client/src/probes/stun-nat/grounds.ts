import type { Grounds } from '../probe.ts';
import type { StunNatObservation } from './observe.ts';

export const grounds: Grounds<StunNatObservation> = {
  source: 'RFC 5780',
  thresholds: {
    'address-dependent': {
      en: 'one outside port for all peers',
      'zh-cn': '对所有对端使用同一外部端口',
      source: 'RFC 4787 REQ-1',
    },
    symmetric: {
      en: 'one outside port for all peers',
      'zh-cn': '对所有对端使用同一外部端口',
      source: 'RFC 4787 REQ-1',
    },
  },
};
