import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import type { SocketsObservation } from './observe.ts';

/** `sockets by state: ESTAB 12, TIME-WAIT 3; listeners whose queue is full: 0.` */
export function cameBack({ counts }: SocketsObservation): Bilingual {
  if (!counts) return inARow([{ en: 'nothing that could be read', 'zh-cn': '没有可读的结果' }]);
  const states = Object.entries(counts.states)
    .map(([state, count]) => `${state} ${count}`)
    .join(', ');
  return inARow([
    { en: `sockets by state: ${states || 'none'}`, 'zh-cn': `各状态的套接字:${states || '无'}` },
    { en: `listeners whose queue is full: ${counts.full.length}`, 'zh-cn': `队列已满的监听者:${counts.full.length}` },
  ]);
}
