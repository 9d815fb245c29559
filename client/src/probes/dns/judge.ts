import type { Verdict } from '../probe.ts';
import { type Target, targetText } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import { judgeAliases } from './judge-aliases.ts';
import { judgeDelegation } from './judge-delegation.ts';
import { judgeLarge } from './judge-large.ts';
import { judgeSystem } from './judge-system.ts';
import type { DnsObservation, DnsServer } from './observe.ts';

/** Seconds below which an answer is asked for again with nearly every connection. */
export const SHORT_TTL = 30;
/** Seconds that a name which moves in a failure may be kept: it is as long unreachable. */
export const LONG_TTL = 300;
/** Names whose own words say that they move in a failure. */
const MOVES = /(?:^|[.-])(?:failover|gslb|standby)(?:[.-]|$)/i;

export function judge(observation: DnsObservation): Verdict {
  const { target, servers, delegation } = observation;
  const said = judgeServers(target, servers);
  // What the server itself says comes first: without it the others are not known.
  return worst([
    said,
    ...servers.flatMap((server) =>
      judgeLarge(targetText({ host: server.address, port: target.port! }), target, server),
    ),
    ...(delegation ? judgeDelegation(delegation) : []),
    ...judgeSystem(observation),
  ]);
}

function judgeServers(target: Target, servers: readonly DnsServer[]): Verdict {
  const { name, host, port } = target;
  const verdicts = servers.map((server) =>
    judgeServer(targetText({ host: server.address, port: port! }), name, server),
  );
  const [first, second] = servers;
  if (first && second && verdicts.every(({ level }) => level !== 'unknown')) {
    const differing = first.answers.find(
      ({ end, question }, at) =>
        end === 'answer' &&
        second.answers[at]?.end === 'answer' &&
        recordsOf(second, question) !== recordsOf(first, question),
    );
    if (differing && worst(verdicts).level === 'ok') {
      const [one, other] = [instanceOf(first), instanceOf(second)];
      const instances =
        one && other && one !== other
          ? { en: ` (${one} and ${other})`, zh: `(${one} 与 ${other})` }
          : { en: '', zh: '' };
      return verdict(
        'info',
        'answers-differ',
        `${host} answers ${name ?? 'the root'} ${differing.question} differently over IPv4 and IPv6: ${recordsOf(first, differing.question)} against ${recordsOf(second, differing.question)}. Two servers stand behind the name${instances.en}, or the answer depends on who asks.`,
        `${host} 对 ${name ?? '根'} ${differing.question} 在 IPv4 与 IPv6 上的应答不同:${recordsOf(first, differing.question)} 与 ${recordsOf(second, differing.question)}。该名称背后有两台服务器${instances.zh},或应答取决于来源。`,
      );
    }
  }
  return worst(verdicts);
}

/** Which machine answered, as it calls itself. */
const instanceOf = ({ identity }: DnsServer): string | undefined => identity?.nsid ?? identity?.name;

const recordsOf = ({ answers }: DnsServer, question: string): string =>
  [...(answers.find((answer) => answer.question === question)?.records ?? [])].sort().join(', ');

function judgeServer(server: string, name: string | undefined, from: DnsServer): Verdict {
  const { answers, tcp, aliases = [] } = from;
  const asked = name ?? '.';
  const astray = judgeAliases(server, asked, aliases, answers);
  if (astray) return astray;
  const failure = answers.find(({ end }) => end in FAILURES);
  if (failure) return FAILURES[failure.end as keyof typeof FAILURES](server, `${asked} ${failure.question}`);
  if (answers.some(({ end }) => end === 'no-name')) {
    return verdict(
      'warning',
      'no-such-name',
      `${server} says that ${asked} does not exist (NXDOMAIN).`,
      `${server} 声明 ${asked} 不存在(NXDOMAIN)。`,
    );
  }
  if (tcp !== 'open' && tcp !== 'cancelled') {
    return verdict(
      'error',
      'tcp-blocked',
      `${server} answers over UDP but not over TCP: answers that do not fit a datagram fail. Permit TCP to this port too (RFC 7766).`,
      `${server} 可通过 UDP 应答,但 TCP 不通:超出单个数据报的应答会失败。请同时放行该端口的 TCP(RFC 7766)。`,
    );
  }
  return answered(server, asked, from);
}

function answered(server: string, asked: string, from: DnsServer): Verdict {
  const { answers, aliases = [] } = from;
  const addresses = answers.every(({ question }) => question === 'A' || question === 'AAAA');
  const found = answers.filter(({ end }) => end === 'answer');
  if (found.length === 0) {
    return verdict(
      'warning',
      addresses ? 'no-address' : 'no-record',
      `${server} knows ${asked}, but no ${answers.map(({ question }) => question).join(' and no ')} record of it.`,
      `${server} 知道 ${asked},但没有它的 ${answers.map(({ question }) => question).join('、')} 记录。`,
    );
  }
  const short = found.find(({ ttl }) => ttl !== undefined && ttl < SHORT_TTL);
  if (short) {
    return verdict(
      'warning',
      'ttl-short',
      `${server} gives ${asked} ${short.question} for ${short.ttl} s only (under ${SHORT_TTL} s): nearly every connection asks again.`,
      `${server} 给出的 ${asked} ${short.question} 只有 ${short.ttl} 秒有效(低于 ${SHORT_TTL} 秒):几乎每次连接都要重新查询。`,
    );
  }
  const long = MOVES.test(asked) && found.find(({ ttl }) => ttl !== undefined && ttl > LONG_TTL);
  if (long) {
    return verdict(
      'warning',
      'ttl-long',
      `${server} gives ${asked} ${long.question} for ${long.ttl} s (over ${LONG_TTL} s): when it moves in a failure, clients go on to the old address for as long. Set its TTL to 60.`,
      `${server} 给出的 ${asked} ${long.question} 有效期为 ${long.ttl} 秒(超过 ${LONG_TTL} 秒):发生故障切换时,客户端会在这段时间内继续访问旧地址。请将 TTL 设为 60。`,
    );
  }
  const took = `${Math.max(...found.map(({ ms }) => ms)).toFixed(1)} ms`;
  const instance = instanceOf(from);
  const by = instance ? { en: ` (instance ${instance})`, zh: `(实例 ${instance})` } : { en: '', zh: '' };
  const records = found
    .flatMap(({ records }) => records)
    .slice(0, 4)
    .join(', ');
  if (found.length < answers.length) {
    const [only] = found;
    const none = answers.filter(({ end }) => end !== 'answer').map(({ question }) => question);
    return verdict(
      'info',
      !addresses ? 'no-record' : only!.question === 'A' ? 'v4-only' : 'v6-only',
      `${server} answers in ${took}${by.en}: ${asked} has ${records} and no ${none.join(' and no ')} record.`,
      `${server} 在 ${took} 内应答${by.zh}:${asked} 有 ${records},没有 ${none.join('、')} 记录。`,
    );
  }
  const through =
    aliases.length === 0
      ? { en: '', zh: '' }
      : { en: ` (by way of ${aliases.join(', ')})`, zh: `(经由 ${aliases.join('、')})` };
  return verdict(
    'ok',
    'ok',
    `${server} answers in ${took}${by.en}: ${asked} is ${records}${through.en}.`,
    `${server} 在 ${took} 内应答${by.zh}:${asked} 为 ${records}${through.zh}。`,
  );
}

const FAILURES = {
  silent: (server: string, question: string) =>
    verdict(
      'error',
      'no-answer',
      `${server} gives no answer to ${question}: UDP to this port is filtered on the way, or nothing listens.`,
      `${server} 对 ${question} 没有应答:途中过滤了到该端口的 UDP,或没有服务监听。`,
    ),
  closed: (server: string) =>
    verdict(
      'error',
      'closed',
      `${server} is closed: the host says that nothing listens on this UDP port.`,
      `${server} 未开放:主机声明该 UDP 端口没有服务监听。`,
    ),
  unreachable: (server: string) =>
    verdict('error', 'unreachable', `There is no way to ${server}.`, `没有到达 ${server} 的路径。`),
  servfail: (server: string, question: string) =>
    verdict(
      'error',
      'servfail',
      `${server} answers ${question} with SERVFAIL: it cannot reach the zone's servers, or their signatures do not hold (DNSSEC).`,
      `${server} 对 ${question} 返回 SERVFAIL:无法到达该区的服务器,或其签名无效(DNSSEC)。`,
    ),
  bogus: (server: string, question: string) =>
    verdict(
      'error',
      'bogus',
      `${server} keeps back what it finds for ${question}: its DNSSEC signatures do not hold or are missing (SERVFAIL; unchecked, there is an answer). They have run out, or the DS record at the parent zone is of another key: have the zone signed anew or its DS mended. If every signed name fails, look at the server's clock and its trust anchor.`,
      `${server} 查到了 ${question} 但不予返回:其 DNSSEC 签名无效或缺失(SERVFAIL;不校验时有应答)。签名已过期,或上级区中的 DS 记录属于另一密钥:请重新签名该区或更正 DS。若所有已签名的名称都失败,请检查服务器的时钟与信任锚。`,
    ),
  'refused-by-policy': (server: string, question: string) =>
    verdict(
      'error',
      'refused',
      `${server} refuses ${question}: its access list does not admit this machine, or it answers for its own zones only.`,
      `${server} 拒绝 ${question}:其访问列表不允许本机,或它只应答自己的区。`,
    ),
  'not-dns': (server: string) =>
    verdict(
      'error',
      'not-dns',
      `What answers at ${server} does not speak DNS that can be read.`,
      `${server} 的应答不是可读的 DNS。`,
    ),
  'not-made': (server: string) =>
    verdict(
      'unknown',
      'not-made',
      `${server} was not asked: this machine could not send.`,
      `未能询问 ${server}:本机无法发送。`,
    ),
  cancelled: (server: string) =>
    verdict('unknown', 'cancelled', `${server} was not asked to the end: cancelled.`, `对 ${server} 的询问已取消。`),
} as const;
