import type { Bilingual } from '../../../../grammars/outline.ts';
import type { Attempt } from '../connect.ts';
import { inARow } from '../in-a-row.ts';
import type { TcpObservation } from './observe.ts';

/** `SYN-ACK from 192.0.2.1 after 4.1, 4.0 and 3.9 ms.` */
export const cameBack = ({ addresses }: TcpObservation): Bilingual =>
  inARow(addresses.flatMap(({ address, attempts }) => attempts.map((attempt) => ofAttempt(address, attempt))));

const ofAttempt = (address: string, { end, ms }: Attempt): Bilingual => {
  const { en, 'zh-cn': zh } = ENDS[end];
  return { en: `${en} ${address} after ${ms} ms`, 'zh-cn': `${ms} 毫秒后:${address} ${zh}` };
};

const ENDS: Readonly<Record<Attempt['end'], Bilingual>> = {
  open: { en: 'a SYN-ACK from', 'zh-cn': '返回 SYN-ACK' },
  refused: { en: 'a reset for the connect to', 'zh-cn': '的连接被重置' },
  dropped: { en: 'nothing from', 'zh-cn': '没有任何返回' },
  unreachable: { en: 'ICMP unreachable, or no route, for', 'zh-cn': 'ICMP 不可达或无路由' },
  'not-made': { en: 'no connect was made to', 'zh-cn': '未发起连接' },
  cancelled: { en: 'it was stopped before an answer from', 'zh-cn': '应答前已停止' },
};
