import type { Bilingual } from '../../../../grammars/outline.ts';
import { inARow } from '../in-a-row.ts';
import type { Identity } from './identity.ts';
import type { LargeAnswer } from './large-answer.ts';
import type { DnsAnswer, DnsObservation } from './observe.ts';

/** `192.0.2.53: A 203.0.113.7 (TTL 300 s, 4 ms), AAAA no such record (3 ms), TCP 53 open, NSID fra1, runs unbound 1.22.` */
export const cameBack = ({ servers }: DnsObservation): Bilingual =>
  inARow(
    servers.map(({ address, answers, tcp, identity, aliases = [], large = [] }) => {
      const told = [...answers.map(ofAnswer), ...aliases.map(ofAlias), ...large.map(ofLarge)];
      return {
        en: `${address}: ${[...told.map(({ en }) => en), `TCP 53 ${TCP[tcp].en}`, ...saidOf(identity, SAYS.en)].join(', ')}`,
        'zh-cn': `${address}:${[...told.map((one) => one['zh-cn']), `TCP 53 ${TCP[tcp]['zh-cn']}`, ...saidOf(identity, SAYS['zh-cn'])].join(',')}`,
      };
    }),
  );

const SAYS = {
  en: { nsid: 'NSID', name: 'calls itself', version: 'runs' },
  'zh-cn': { nsid: 'NSID', name: '自称', version: '运行' },
} as const;

const saidOf = (identity: Identity | undefined, says: (typeof SAYS)['en' | 'zh-cn']): readonly string[] =>
  (['nsid', 'name', 'version'] as const).flatMap((key) => {
    const value = identity?.[key];
    return value === undefined ? [] : [`${says[key]} ${value}`];
  });

const MOST_RECORDS = 4;

function ofAnswer({ question, end, ms, records, ttl }: DnsAnswer): Bilingual {
  const { en, 'zh-cn': zh } = ENDS[end];
  const few = records.slice(0, MOST_RECORDS).join(' ') + (records.length > MOST_RECORDS ? ' ...' : '');
  const lives = ttl === undefined ? '' : `TTL ${ttl} s, `;
  return {
    en: `${question} ${end === 'answer' ? few : en} (${lives}${ms} ms)`,
    'zh-cn': `${question} ${end === 'answer' ? few : zh}(${lives.replace(', ', ',')}${ms} 毫秒)`,
  };
}

const ofAlias = (name: string): Bilingual => ({ en: `alias of ${name}`, 'zh-cn': `${name} 的别名` });

const ofLarge = ({ question, end, size }: LargeAnswer): Bilingual => {
  const bytes = size === undefined ? '' : ` (${size} B)`;
  return {
    en: `${question} in one datagram ${LARGE[end].en}${bytes}`,
    'zh-cn': `${question} 单个数据报:${LARGE[end]['zh-cn']}${bytes}`,
  };
};

const LARGE: Readonly<Record<LargeAnswer['end'], Bilingual>> = {
  whole: { en: 'whole', 'zh-cn': '完整' },
  cut: { en: 'cut', 'zh-cn': '被截断' },
  lost: { en: 'lost', 'zh-cn': '丢失' },
};

const ENDS: Readonly<Record<DnsAnswer['end'], Bilingual>> = {
  answer: { en: 'an answer', 'zh-cn': '有应答' },
  'no-data': { en: 'no such record', 'zh-cn': '无此类记录' },
  'no-name': { en: 'NXDOMAIN', 'zh-cn': 'NXDOMAIN' },
  servfail: { en: 'SERVFAIL', 'zh-cn': 'SERVFAIL' },
  bogus: { en: 'SERVFAIL, and an answer unchecked', 'zh-cn': 'SERVFAIL,不校验时有应答' },
  'refused-by-policy': { en: 'REFUSED', 'zh-cn': 'REFUSED' },
  'not-dns': { en: 'something that is no DNS message', 'zh-cn': '返回的不是 DNS 报文' },
  silent: { en: 'nothing', 'zh-cn': '没有任何返回' },
  closed: { en: 'ICMP port unreachable', 'zh-cn': 'ICMP 端口不可达' },
  unreachable: { en: 'ICMP unreachable, or no route', 'zh-cn': 'ICMP 不可达或无路由' },
  'not-made': { en: 'not sent', 'zh-cn': '未发送' },
  cancelled: { en: 'stopped', 'zh-cn': '已停止' },
};

const TCP: Readonly<Record<DnsObservation['servers'][number]['tcp'], Bilingual>> = {
  open: { en: 'open', 'zh-cn': '开放' },
  refused: { en: 'refused', 'zh-cn': '被拒绝' },
  dropped: { en: 'silent', 'zh-cn': '无应答' },
  unreachable: { en: 'unreachable', 'zh-cn': '不可达' },
  'not-made': { en: 'not asked', 'zh-cn': '未询问' },
  cancelled: { en: 'stopped', 'zh-cn': '已停止' },
};
