import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import { targetText } from '../target.ts';
import type { Lifetime, NatUdpLifetimeObservation } from './observe.ts';

/** `seen as 198.51.100.1:40000; after one exchange a datagram came in after 25 s of silence, none after 30 s.` */
export function cameBack({ end, mapped, brief, stream }: NatUdpLifetimeObservation): Bilingual {
  const parts = [
    ...(mapped ? [SEEN_AS(targetText({ host: mapped.address, port: mapped.port }))] : []),
    ...(brief ? [(end === 'by-port' ? REMAPPED : LASTED)(BRIEF, brief)] : []),
    ...(stream ? [(end === 'by-port' ? REMAPPED : LASTED)(STREAM, stream)] : []),
  ];
  return inARow(parts.length > 0 ? parts : [end === 'no-response-port' ? SAME_PORT : NOTHING]);
}

const SEEN_AS = (text: string): Bilingual => ({
  en: `we are seen as ${text}`,
  'zh-cn': `对方看到的地址为 ${text}`,
});
const LASTED = (what: Bilingual, { aliveAfter, goneAfter }: Lifetime): Bilingual => ({
  en: `${what.en} a datagram came in after ${aliveAfter} s of silence${goneAfter === undefined ? '' : `, none after ${goneAfter} s`}`,
  'zh-cn': `${what['zh-cn']},静默 ${aliveAfter} 秒后仍有报文进入${goneAfter === undefined ? '' : `,${goneAfter} 秒后不再进入`}`,
});
const REMAPPED = (what: Bilingual, { aliveAfter, goneAfter }: Lifetime): Bilingual => ({
  en: `${what.en} the outside port was the same after ${aliveAfter} s of silence${goneAfter === undefined ? '' : `, another one after ${goneAfter} s`}`,
  'zh-cn': `${what['zh-cn']},静默 ${aliveAfter} 秒后外部端口不变${goneAfter === undefined ? '' : `,${goneAfter} 秒后变为另一个`}`,
});
const BRIEF: Bilingual = { en: 'after one exchange', 'zh-cn': '一次往返之后' };
const STREAM: Bilingual = { en: 'after several exchanges', 'zh-cn': '多次往返之后' };
const SAME_PORT: Bilingual = {
  en: 'answers to the same port only, so nothing can be measured',
  'zh-cn': '服务器只向同一端口应答,无法测量',
};
const NOTHING: Bilingual = { en: 'no answer of the server', 'zh-cn': '服务器没有应答' };
