import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import { medianOf } from '../median.ts';
import type { PingObservation, ReachabilityObservation } from './observe.ts';

/** `3 of 3 echo replies from 192.0.2.1, median 4.1 ms, hop limit 61.` */
export const cameBack = ({ addresses }: ReachabilityObservation): Bilingual => inARow(addresses.map(ofAddress));

function ofAddress({ address, ping }: PingObservation): Bilingual {
  if (!ping) return { en: `nothing that could be read about ${address}`, 'zh-cn': `没有关于 ${address} 的可读结果` };
  const { sent, received, times, ttl } = ping;
  const median = medianOf(times);
  return {
    en: `${received} of ${sent} echo replies from ${address}${median === undefined ? '' : `, median ${median} ms`}${ttl === undefined ? '' : `, hop limit ${ttl}`}`,
    'zh-cn': `${address} 的回显应答 ${received}/${sent}${median === undefined ? '' : `,中位数 ${median} 毫秒`}${ttl === undefined ? '' : `,跳数限制 ${ttl}`}`,
  };
}
