import type { Verdict } from '../probe.ts';
import { targetText } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import type { HttpAnswer } from './exchange.ts';
import { judgeReuse } from './judge-reuse.ts';
import type { HttpObservation } from './observe.ts';

/** Milliseconds to the first byte from which people leave, for the slowest answer but one in twenty. */
export const SLOW_MS = 1_000;

export const judge = ({ target, lookupMs, servers }: HttpObservation): Verdict =>
  worst(
    servers.flatMap(({ address, answers, reuse }) => {
      const server = targetText({ host: address, port: target.port! });
      const said = judgeServer(server, answers, lookupMs);
      const again = reuse && judgeReuse(server, reuse);
      if (!again) return [said];
      return again.level === 'ok' ? [joined(said, again)] : [said, again];
    }),
  );

const joined = (first: Verdict, second: Verdict): Verdict => ({
  ...first,
  text: { en: `${first.text.en} ${second.text.en}`, 'zh-cn': first.text['zh-cn'] + second.text['zh-cn'] },
});

/** Some of the requests, as they are counted in a sentence, with the steps they are of where there are several. */
interface Some {
  readonly count: number;
  readonly en: string;
  readonly zh: string;
}

function judgeServer(server: string, answers: readonly HttpAnswer[], lookupMs: number | undefined): Verdict {
  const answered = answers.filter(({ end }) => end === 'answered');
  if (answered.length === 0) return noAnswer(server, answers[0]?.end ?? 'not-made');
  const steps = new Set(answers.map(({ path }) => path)).size;
  const some = (chosen: (answer: HttpAnswer) => boolean): Some => {
    const those = answers.filter(chosen);
    const paths = steps > 1 ? [...new Set(those.map(({ path = '/' }) => path))] : [];
    return {
      count: those.length,
      en: `${those.length} of ${answers.length} requests${paths.length > 0 ? ` (${paths.join(', ')})` : ''}`,
      zh: `${answers.length} 个请求中有 ${those.length} 个${paths.length > 0 ? `(${paths.join('、')})` : ''}`,
    };
  };
  const failing = some(({ status = 0 }) => status >= 500);
  const upstream = some(({ status }) => status === 502 || status === 504);
  if (upstream.count > 0) {
    return verdict(
      'error',
      'upstream-failed',
      `${server} answers ${upstream.en} with 502 or 504: the proxy is well, what stands behind it gives no answer or a bad one.`,
      `${server} 对${upstream.zh}返回 502 或 504:代理正常,其后的上游没有应答或应答有误。`,
    );
  }
  const full = some(({ status }) => status === 503);
  if (full.count > 0) {
    return verdict(
      'error',
      'overloaded',
      `${server} answers ${full.en} with 503: it has no capacity, or no healthy upstream.`,
      `${server} 对${full.zh}返回 503:容量不足,或没有健康的上游。`,
    );
  }
  if (failing.count > 0) {
    return verdict(
      'error',
      'server-error',
      `${server} answers ${failing.en} with a status of 500 or above: the application fails.`,
      `${server} 对${failing.zh}返回 500 及以上状态:应用出错。`,
    );
  }
  const lost = some(({ end }) => end !== 'answered' && end !== 'cancelled');
  if (lost.count > 0) {
    return verdict(
      'error',
      'some-lost',
      `${server} gives no answer to ${lost.en}: the connection ends or nothing comes within 5 s.`,
      `${server} 对${lost.zh}没有应答:连接中断,或 5 秒内没有数据。`,
    );
  }
  return fine(server, answered, some, lookupMs);
}

function fine(
  server: string,
  answered: readonly HttpAnswer[],
  some: (chosen: (answer: HttpAnswer) => boolean) => Some,
  lookupMs: number | undefined,
): Verdict {
  const limited = some(({ status }) => status === 429);
  if (limited.count > 0) {
    return verdict(
      'warning',
      'rate-limited',
      `${server} answers ${limited.en} with 429: it limits how often this machine may ask.`,
      `${server} 对${limited.zh}返回 429:它限制了本机的请求频率。`,
    );
  }
  const barred = some(({ status }) => status === 401 || status === 403);
  if (barred.count > 0) {
    return verdict(
      'warning',
      'forbidden',
      `${server} answers ${barred.en} with 401 or 403: it wants a user, or an access list or firewall of the application refuses this machine.`,
      `${server} 对${barred.zh}返回 401 或 403:它要求登录,或访问列表、应用防火墙拒绝了本机。`,
    );
  }
  const slowFirst = [...answered].sort((a, b) => (b.ms ?? 0) - (a.ms ?? 0));
  const slowest = slowFirst[answered.length - Math.ceil(answered.length * 0.95)]!;
  const ms = slowest.ms ?? 0;
  const went = phasesText(slowest.phases, lookupMs);
  if (ms > SLOW_MS) {
    return verdict(
      'warning',
      'slow',
      `${server} takes up to ${ms.toFixed(0)} ms to the first byte (over ${SLOW_MS} ms)${went.en}.`,
      `${server} 的首字节最慢需要 ${ms.toFixed(0)} 毫秒(超过 ${SLOW_MS} 毫秒)${went.zh}。`,
    );
  }
  const refused = some(({ status = 0 }) => status >= 400);
  const seen = refused.count > 0 ? answered.find(({ status = 0 }) => status >= 400)! : answered[0]!;
  const to = seen.location === undefined ? '' : ` -> ${seen.location}`;
  const by = passedOn(seen);
  const statuses = [...new Set(answered.map(({ status }) => status))];
  const all = statuses.length === 1;
  return verdict(
    refused.count > 0 ? 'info' : 'ok',
    refused.count > 0 ? 'client-error' : 'ok',
    all || refused.count === 0
      ? `${server} answers every request with ${statuses.join(' or ')}${to}${by.en}, within ${ms.toFixed(1)} ms${went.en}.`
      : `${server} answers ${refused.en} with ${seen.status}${by.en}, and all within ${ms.toFixed(1)} ms${went.en}.`,
    all || refused.count === 0
      ? `${server} 对每个请求返回 ${statuses.join(' 或 ')}${to}${by.zh},用时不超过 ${ms.toFixed(1)} 毫秒${went.zh}。`
      : `${server} 对${refused.zh}返回 ${seen.status}${by.zh},用时均不超过 ${ms.toFixed(1)} 毫秒${went.zh}。`,
  );
}

/** Who has passed it on, and from what store: an answer out of a cache says little about the server behind it. */
function passedOn({ via, cache, age }: HttpAnswer): { readonly en: string; readonly zh: string } {
  const named = via === undefined ? [] : [via];
  const kept = cache === undefined ? [] : [cache];
  const en = [...named, ...kept, ...(age === undefined ? [] : [`${age} s old in a cache`])];
  const zh = [...named, ...kept, ...(age === undefined ? [] : [`在缓存中已 ${age} 秒`])];
  return en.length === 0 ? { en: '', zh: '' } : { en: ` (${en.join(', ')})`, zh: `(${zh.join(',')})` };
}

/** `: name 3 ms, connect 1.2 ms, TLS 8 ms, answer 20 ms`, of the slowest request. */
function phasesText(
  phases: HttpAnswer['phases'],
  lookupMs: number | undefined,
): { readonly en: string; readonly zh: string } {
  if (!phases) return { en: '', zh: '' };
  const { connect, tls, answer } = phases;
  const parts = [
    ...(lookupMs === undefined ? [] : [['name', '域名解析', lookupMs] as const]),
    ['connect', '连接', connect] as const,
    ...(tls === undefined ? [] : [['TLS', 'TLS', tls] as const]),
    ['answer', '应答', answer] as const,
  ];
  return {
    en: `: ${parts.map(([en, , ms]) => `${en} ${ms} ms`).join(', ')}`,
    zh: `:${parts.map(([, zh, ms]) => `${zh} ${ms} 毫秒`).join(',')}`,
  };
}

function noAnswer(server: string, end: HttpAnswer['end']): Verdict {
  if (end === 'cancelled') return verdict('unknown', 'cancelled', 'The requests were cancelled.', '请求已取消。');
  if (end === 'not-made' || end === 'answered')
    return verdict(
      'unknown',
      'not-made',
      `${server} was not asked: this machine could not send.`,
      `未能询问 ${server}:本机无法发送。`,
    );
  const { code, en, zh } = REASONS[end];
  return verdict('error', code, `${server} gives no HTTP answer: ${en}.`, `${server} 没有 HTTP 应答:${zh}。`);
}

const REASONS = {
  closed: { code: 'closed', en: 'it ends the connection', zh: '它关闭了连接' },
  silent: { code: 'no-answer', en: 'nothing came back within 5 s', zh: '5 秒内没有回应' },
  refused: { code: 'refused', en: 'the connection is refused', zh: '连接被拒绝' },
  unreachable: { code: 'unreachable', en: 'there is no way to the host', zh: '没有到达该主机的路径' },
  'not-http': { code: 'not-http', en: 'what answers does not speak HTTP', zh: '应答方使用的不是 HTTP' },
  'no-tls': {
    code: 'no-tls',
    en: 'no TLS handshake ends well (see the TLS probe)',
    zh: '无法完成 TLS 握手(请用 TLS 探测)',
  },
} as const;
