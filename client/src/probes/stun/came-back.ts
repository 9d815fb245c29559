import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import { targetText } from '../target.ts';
import type { StunAnswer, StunObservation } from './observe.ts';

/** `a binding response from 192.0.2.1 to request 1 after 12 ms: we are seen as 198.51.100.1:40000, sent from 10.0.0.2:40000.` */
export const cameBack = ({ addresses }: StunObservation): Bilingual => inARow(addresses.map(ofAnswer));

function ofAnswer({ address, end, sent, ms, local, response }: StunAnswer): Bilingual {
  if (end !== 'response') {
    const { en, 'zh-cn': zh } = ENDS[end];
    return { en: `${en} ${address}, requests sent: ${sent}`, 'zh-cn': `${address} ${zh},已发送请求 ${sent} 次` };
  }
  const mapped = response?.mapped ?? response?.plainMapped;
  const seen = mapped && textOf(mapped);
  const from = local && textOf(local);
  return {
    en: `a binding response from ${address}${ms === undefined ? '' : ` after ${ms} ms`}${seen ? `: we are seen as ${seen}` : ''}${from ? `, sent from ${from}` : ''}`,
    'zh-cn': `${address} 返回绑定响应${ms === undefined ? '' : `(${ms} 毫秒)`}${seen ? `:对方看到的地址为 ${seen}` : ''}${from ? `,发出地址为 ${from}` : ''}`,
  };
}

const textOf = ({ address, port }: NonNullable<StunAnswer['local']>): string => targetText({ host: address, port });

const ENDS: Readonly<Record<Exclude<StunAnswer['end'], 'response'>, Bilingual>> = {
  silent: { en: 'nothing from', 'zh-cn': '没有任何返回' },
  refused: { en: 'ICMP port unreachable from', 'zh-cn': '返回 ICMP 端口不可达' },
  unreachable: { en: 'ICMP unreachable, or no route, for', 'zh-cn': 'ICMP 不可达或无路由' },
  malformed: { en: 'something that is no STUN message from', 'zh-cn': '返回的不是 STUN 报文' },
  'not-made': { en: 'nothing could be sent to', 'zh-cn': '无法向其发送' },
  cancelled: { en: 'it was stopped before an answer from', 'zh-cn': '应答前已停止' },
  flood: { en: 'more datagrams than are read from', 'zh-cn': '返回的报文过多,已不再读取' },
};
