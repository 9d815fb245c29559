import type { Verdict } from '../probe.ts';
import { targetText } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import type { HttpAnswer, HttpObservation } from './observe.ts';

/** Milliseconds to the first byte from which people leave, for the slowest answer but one in twenty. */
export const SLOW_MS = 1_000;

export const judge = ({ target, servers }: HttpObservation): Verdict =>
  worst(servers.map(({ address, answers }) => judgeServer(targetText({ host: address, port: target.port! }), answers)));

function judgeServer(server: string, answers: readonly HttpAnswer[]): Verdict {
  const answered = answers.filter(({ end }) => end === 'answered');
  if (answered.length === 0) return noAnswer(server, answers[0]?.end ?? 'not-made');
  const of = (...statuses: readonly number[]): number =>
    answered.filter(({ status }) => statuses.includes(status!)).length;
  const count = (some: number): { readonly en: string; readonly zh: string } => ({
    en: `${some} of ${answers.length} requests`,
    zh: `${answers.length} 个请求中有 ${some} 个`,
  });
  const lost = answers.length - answered.length - answers.filter(({ end }) => end === 'cancelled').length;
  const upstream = of(502, 504);
  if (upstream > 0) {
    return verdict(
      'error',
      'upstream-failed',
      `${server} answers ${count(upstream).en} with 502 or 504: the proxy is well, what stands behind it gives no answer or a bad one.`,
      `${server} 对${count(upstream).zh}返回 502 或 504:代理正常,其后的上游没有应答或应答有误。`,
    );
  }
  if (of(503) > 0) {
    return verdict(
      'error',
      'overloaded',
      `${server} answers ${count(of(503)).en} with 503: it has no capacity, or no healthy upstream.`,
      `${server} 对${count(of(503)).zh}返回 503:容量不足,或没有健康的上游。`,
    );
  }
  const failing = answered.filter(({ status }) => status! >= 500).length;
  if (failing > 0) {
    return verdict(
      'error',
      'server-error',
      `${server} answers ${count(failing).en} with a status of 500 or above: the application fails.`,
      `${server} 对${count(failing).zh}返回 500 及以上状态:应用出错。`,
    );
  }
  if (lost > 0) {
    return verdict(
      'error',
      'some-lost',
      `${server} gives no answer to ${count(lost).en}: the connection ends or nothing comes within 5 s.`,
      `${server} 对${count(lost).zh}没有应答:连接中断,或 5 秒内没有数据。`,
    );
  }
  return fine(server, answered, of, count);
}

function fine(
  server: string,
  answered: readonly HttpAnswer[],
  of: (...statuses: readonly number[]) => number,
  count: (some: number) => { readonly en: string; readonly zh: string },
): Verdict {
  if (of(429) > 0) {
    return verdict(
      'warning',
      'rate-limited',
      `${server} answers ${count(of(429)).en} with 429: it limits how often this machine may ask.`,
      `${server} 对${count(of(429)).zh}返回 429:它限制了本机的请求频率。`,
    );
  }
  if (of(401, 403) > 0) {
    return verdict(
      'warning',
      'forbidden',
      `${server} answers ${count(of(401, 403)).en} with 401 or 403: it wants a user, or an access list or firewall of the application refuses this machine.`,
      `${server} 对${count(of(401, 403)).zh}返回 401 或 403:它要求登录,或访问列表、应用防火墙拒绝了本机。`,
    );
  }
  const times = answered.map(({ ms }) => ms ?? 0).sort((a, b) => a - b);
  const slowest = times[Math.ceil(times.length * 0.95) - 1] ?? 0;
  if (slowest > SLOW_MS) {
    return verdict(
      'warning',
      'slow',
      `${server} takes up to ${slowest.toFixed(0)} ms to the first byte (over ${SLOW_MS} ms).`,
      `${server} 的首字节最慢需要 ${slowest.toFixed(0)} 毫秒(超过 ${SLOW_MS} 毫秒)。`,
    );
  }
  const [{ status, location, via }] = answered as [HttpAnswer, ...HttpAnswer[]];
  const to = location === undefined ? '' : ` -> ${location}`;
  const by = via === undefined ? '' : ` (${via})`;
  return verdict(
    status! >= 400 ? 'info' : 'ok',
    status! >= 400 ? 'client-error' : 'ok',
    `${server} answers every request with ${status}${to}${by}, within ${slowest.toFixed(1)} ms.`,
    `${server} 对每个请求返回 ${status}${to}${by},用时不超过 ${slowest.toFixed(1)} 毫秒。`,
  );
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
