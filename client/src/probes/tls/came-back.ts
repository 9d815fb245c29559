import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import type { Answer, TlsObservation, TlsServer } from './observe.ts';

/** `192.0.2.1: TLS 1.0 alert 70, TLS 1.3 a ServerHello; X25519MLKEM768 a ServerHello; 2 certificates, no stapled OCSP response.` */
export const cameBack = ({ servers }: TlsObservation): Bilingual => inARow(servers.map(ofServer));

function ofServer({ address, versions, postQuantum, presented }: TlsServer): Bilingual {
  const hellos = [...Object.entries(versions), ['X25519MLKEM768', postQuantum] as const];
  const en = hellos.map(([offer, answer]) => `${offer} ${answerText(answer).en}`).join(', ');
  const zh = hellos.map(([offer, answer]) => `${offer} ${answerText(answer)['zh-cn']}`).join(',');
  if (!presented) return { en: `${address}: ${en}, no certificate`, 'zh-cn': `${address}:${zh},没有证书` };
  const { chain, staple, distrust } = presented;
  const why = distrust === undefined ? '' : ` (${distrust})`;
  return {
    en: `${address}: ${en}, certificates in the chain: ${chain.length}${why}, ${staple > 0 ? 'a stapled OCSP response' : 'no stapled OCSP response'}`,
    'zh-cn': `${address}:${zh},证书链中的证书数:${chain.length}${why},${staple > 0 ? '附有' : '没有'} OCSP 装订响应`,
  };
}

function answerText(answer: Answer): Bilingual {
  if (answer.kind !== 'alert') return ANSWERS[answer.kind];
  return { en: `alert ${answer.description}`, 'zh-cn': `告警 ${answer.description}` };
}

const ANSWERS: Readonly<Record<Exclude<Answer['kind'], 'alert'>, Bilingual>> = {
  hello: { en: 'accepted', 'zh-cn': '被接受' },
  'not-tls': { en: 'answered with something that is not TLS', 'zh-cn': '返回的不是 TLS' },
  closed: { en: 'closed without a word', 'zh-cn': '连接被直接关闭' },
  refused: { en: 'refused', 'zh-cn': '连接被拒绝' },
  silent: { en: 'met with silence', 'zh-cn': '没有任何返回' },
  unreachable: { en: 'unreachable', 'zh-cn': '不可达' },
  'not-made': { en: 'not sent', 'zh-cn': '未发送' },
  cancelled: { en: 'stopped', 'zh-cn': '已停止' },
};
