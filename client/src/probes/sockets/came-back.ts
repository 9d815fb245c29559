import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import type { SocketsObservation } from './observe.ts';
import type { TcpFlows } from './tcp-flows.ts';

/** `sockets by state: ESTAB 12, TIME-WAIT 3; listeners whose queue is full: 0; congestion control: cubic 12; median round trip: 3 ms.` */
export function cameBack({ counts }: SocketsObservation): Bilingual {
  if (!counts) return inARow([{ en: 'nothing that could be read', 'zh-cn': '没有可读的结果' }]);
  const states = Object.entries(counts.states)
    .map(([state, count]) => `${state} ${count}`)
    .join(', ');
  return inARow([
    { en: `sockets by state: ${states || 'none'}`, 'zh-cn': `各状态的套接字:${states || '无'}` },
    { en: `listeners whose queue is full: ${counts.full.length}`, 'zh-cn': `队列已满的监听者:${counts.full.length}` },
    ...(counts.flows ? flowsText(counts.flows) : []),
  ]);
}

function flowsText({ congestion, medianRtt, medianWindow }: TcpFlows): Bilingual[] {
  const controls = Object.entries(congestion)
    .map(([control, count]) => `${control} ${count}`)
    .join(', ');
  return [
    ...(controls ? [{ en: `congestion control: ${controls}`, 'zh-cn': `拥塞控制:${controls}` }] : []),
    ...(medianRtt === undefined
      ? []
      : [{ en: `median round trip: ${medianRtt} ms`, 'zh-cn': `往返时间中位数:${medianRtt} 毫秒` }]),
    ...(medianWindow === undefined
      ? []
      : [{ en: `median congestion window: ${medianWindow} segments`, 'zh-cn': `拥塞窗口中位数:${medianWindow} 个段` }]),
  ];
}
