import type { Bilingual } from '../../../../grammars/outline.ts';
import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { MOST_ALIASES } from './aliases.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { IDENTITY_NAMES } from './identity.ts';
import { judge } from './judge.ts';
import { PASSES } from './large-answer.ts';
import { MOST_SERVERS, zonesOf } from './name-servers.ts';
import { asksForAddresses, observe, questionsOf, TRIES } from './observe.ts';
import { systemResolver } from './system-resolver.ts';

export const dns = defineProbe({
  id: 'dns',
  title: { en: 'Ask a DNS server', 'zh-cn': '询问 DNS 服务器' },
  defaultPort: 53,
  takesName: true,
  takes: ['types'],
  plan: (target, addresses, mayAlsoAsk) => {
    const { port, name } = target;
    const questions = questionsOf(target).map((question) => `${name ?? '.'} ${question}`);
    const own = asksForAddresses(target) ? systemResolver(addresses, mayAlsoAsk) : undefined;
    return [
      ...addresses.map(({ text }) => {
        const to = targetText({ host: text, port: port! });
        return {
          en: `up to ${TRIES} DNS queries each for ${questions.join(' and ')} to ${to} over UDP, and up to four more for an answer over ${PASSES} bytes, one more of 17 bytes for the root should an answer be unreadable, up to two more for a question that fails (SERVFAIL, one of them with CD), up to ${MOST_ALIASES} for CNAME where addresses are asked for, one TCP connect without data, and of a server that answers one query with NSID for the root's name servers and four for ${IDENTITY_NAMES.join(', ')} (class CHAOS, TXT), once each`,
          'zh-cn': `向 ${to} 通过 UDP 查询 ${questions.join('、')}(各最多 ${TRIES} 次;应答超过 ${PASSES} 字节时再各最多四次),若应答无法读懂再对根发送一个 17 字节的查询,对失败(SERVFAIL)的问题再各发送最多两个查询(其中一个带 CD),查询地址时再查询 CNAME 最多 ${MOST_ALIASES} 次,并建立一次不发送数据的 TCP 连接;对有应答的服务器再各发一次:带 NSID 的根域名服务器查询,以及 ${IDENTITY_NAMES.join('、')}(CHAOS 类 TXT)`,
        };
      }),
      ...(own
        ? [
            {
              en: `the same questions to the resolver of this machine, ${targetText({ host: own.text, port: own.port })}`,
              'zh-cn': `向本机的解析器 ${targetText({ host: own.text, port: own.port })} 查询同样的问题`,
            },
          ]
        : []),
      ...(name === undefined ? [] : [nameServersPlan(name)]),
    ];
  },
  // A name server may stand on this side of what the finding is about, or the finding be about another port: an answer is nothing against it.
  confirms: {
    'acl/service-port-blocked': ['no-answer', 'tcp-blocked', 'unreachable'],
    'acl/return-traffic-blocked': ['no-answer'],
    'acl/egress-path-missing': ['no-answer', 'unreachable'],
  },
  risks: ['acl/service-port-blocked', 'acl/return-traffic-blocked', 'acl/egress-path-missing'],
  observe,
  grounds,
  cameBack,
  judge,
});

const nameServersPlan = (name: string): Bilingual => {
  const [zone] = zonesOf(name);
  if (zone === undefined) return { en: 'no query for the name servers of a zone', 'zh-cn': '不查询区的域名服务器' };
  return {
    en: `queries to the same server for the name servers of ${zone}, or of what is above it, and for their addresses; then up to 2 queries for the zone's SOA over UDP to each of them, at most ${MOST_SERVERS}, that your list allows`,
    'zh-cn': `向同一服务器查询 ${zone} 或其上级区的域名服务器及其地址;然后对其中您的列表允许的服务器(最多 ${MOST_SERVERS} 个)通过 UDP 各查询该区的 SOA 最多 2 次`,
  };
};
