import type { Grounds } from '../probe.ts';
import { grounds as tcpGrounds } from '../tcp/grounds.ts';
import type { EgressChainObservation } from './observe.ts';

export const grounds: Grounds<EgressChainObservation> = {
  source: 'RFC 1812, RFC 8489, RFC 8446',

  measure: {
    title: { en: 'Median connect', 'zh-cn': '连接时间中位数' },
    unit: 'ms',
    of: ({ tcp }) => tcp && tcpGrounds.measure?.of(tcp),
  },
};
