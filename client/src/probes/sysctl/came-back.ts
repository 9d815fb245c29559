import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import type { SysctlObservation } from './observe.ts';

const MOST = 8;

/** `net.ipv4.ip_forward = 1; net.ipv4.tcp_mtu_probing = 0.` */
export function cameBack({ running }: SysctlObservation): Bilingual {
  if (running.length === 0) return inARow([{ en: 'none of the settings', 'zh-cn': '没有任何设置' }]);
  const told = running.slice(0, MOST).map(({ key, value }) => `${key} = ${value}`);
  const all = [...told, ...(running.length > MOST ? ['...'] : [])];
  return inARow(all.map((text) => ({ en: text, 'zh-cn': text })));
}
