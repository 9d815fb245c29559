import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import type { Alpn } from './alpn.ts';
import { OTHER_POST_QUANTUM } from './hello.ts';
import type { Answer, TlsObservation, TlsServer } from './observe.ts';

/** `192.0.2.1: TLS 1.0, TLS 1.1: alert 70; TLS 1.2, TLS 1.3: accepted; certificates in the chain: 2, no stapled OCSP response.` */
export const cameBack = ({ servers }: TlsObservation): Bilingual => inARow(servers.map(ofServer));

function ofServer({
  address,
  versions,
  postQuantum,
  otherPostQuantum,
  large,
  weak,
  presented,
  alpn,
}: TlsServer): Bilingual {
  const hellos = [
    ...Object.entries(versions),
    ['X25519MLKEM768', postQuantum] as const,
    ...(otherPostQuantum ? [[Object.keys(OTHER_POST_QUANTUM).join('/'), otherPostQuantum] as const] : []),
    ...(large ? [[`TLS 1.3 (${large.size} B)`, large.answer] as const] : []),
    ...(weak ? [['NULL/EXPORT/DES/RC4/3DES', weak] as const] : []),
  ];
  const answers = new Map<string, { readonly text: Bilingual; readonly offers: string[] }>();
  for (const [offer, answer] of hellos) {
    const text = answerText(answer);
    const alike = answers.get(text.en) ?? { text, offers: [] };
    alike.offers.push(offer);
    answers.set(text.en, alike);
  }
  const alike = [...answers.values()];
  const en = alike.map(({ text, offers }) => `${offers.join(', ')}: ${text.en}`).join('; ');
  const zh = alike.map(({ text, offers }) => `${offers.join('、')}:${text['zh-cn']}`).join(';');
  if (!presented) return { en: `${address}: ${en}; no certificate came`, 'zh-cn': `${address}:${zh};没有收到证书` };
  const { chain, staple, distrust, size = 0 } = presented;
  const long = size >= SEVERAL_PACKETS ? LONG(size) : { en: '', 'zh-cn': '' };
  const why = distrust === undefined ? '' : ` (${distrust})`;
  return {
    en: `${address}: ${en}; certificates in the chain: ${chain.length}${why}, ${staple > 0 ? 'a stapled OCSP response' : 'no stapled OCSP response'}${long.en}${alpn ? `; of h2 and http/1.1: ${ALPN[alpn].en}` : ''}`,
    'zh-cn': `${address}:${zh};证书链中的证书数:${chain.length}${why},${staple > 0 ? '附有' : '没有'} OCSP 装订响应${long['zh-cn']}${alpn ? `;h2 与 http/1.1 之中:${ALPN[alpn]['zh-cn']}` : ''}`,
  };
}

/** Bytes; two segments of Ethernet, so that one of them is full however the server writes its messages. */
const SEVERAL_PACKETS = 3_000;
const LONG = (size: number): Bilingual => ({
  en: `; the chain is of ${size} bytes, so packets as large as TCP makes them come back to us`,
  'zh-cn': `;证书链共 ${size} 字节,因此 TCP 所能构成的最大报文可以返回本端`,
});

const ALPN: Readonly<Record<Alpn, Bilingual>> = {
  h2: { en: 'h2 is chosen', 'zh-cn': '选择 h2' },
  'http/1.1': { en: 'http/1.1 is chosen', 'zh-cn': '选择 http/1.1' },
  none: { en: 'none is chosen', 'zh-cn': '均未选择' },
  refused: { en: 'both are refused', 'zh-cn': '均被拒绝' },
};

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
