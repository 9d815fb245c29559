import type { Bilingual } from '../../../../grammars/outline.ts';
import { type Attempt, TIMEOUT_MS } from '../connect.ts';
import { medianOf } from '../median.ts';
import type { Verdict } from '../probe.ts';
import { targetText } from '../target.ts';
import type { TcpObservation } from './observe.ts';

/** Median connect time from which people notice, in milliseconds. */
export const SLOW_MS = 300;
/** A connect that took this long had its first SYN lost: RFC 6298 retransmits after one second. */
export const RETRANSMITTED_MS = 1_000;

export function judge({ target, addresses }: TcpObservation): Verdict {
  const known = addresses
    .map((entry) => ({ ...entry, state: stateOf(entry.attempts) }))
    .filter(({ state }) => state !== 'not-made' && state !== 'cancelled');
  if (known.length === 0) return notMade(addresses.flatMap(({ attempts }) => attempts));
  const open = known.filter(({ state }) => state === 'open');
  if (open.length === 0) return closed(targetText(target), known[0]!.state as keyof typeof REASONS);
  const shut = known.filter(({ state }) => state !== 'open');
  if (shut.length > 0) {
    const family = open[0]!.family === 'ipv4' ? 'IPv4' : 'IPv6';
    return {
      level: 'warning',
      code: family === 'IPv4' ? 'v4-only' : 'v6-only',
      text: {
        en: `${targetText(target)} is open over ${family} only; at ${shut[0]!.address} ${REASONS[shut[0]!.state as keyof typeof REASONS].en}.`,
        'zh-cn': `${targetText(target)} 仅通过 ${family} 开放;在 ${shut[0]!.address} 处,${REASONS[shut[0]!.state as keyof typeof REASONS]['zh-cn']}。`,
      },
    };
  }
  return openAs(
    targetText(target),
    open.flatMap(({ attempts }) => attempts),
  );
}

/** Open if any attempt was; else what the last one met. */
const stateOf = (attempts: readonly Attempt[]): Attempt['end'] =>
  attempts.some(({ end }) => end === 'open') ? 'open' : (attempts.at(-1)?.end ?? 'not-made');

function openAs(name: string, attempts: readonly Attempt[]): Verdict {
  const times = attempts.filter(({ end }) => end === 'open').map(({ ms }) => ms);
  const lost = attempts.filter(({ end, ms }) => end === 'dropped' || (end === 'open' && ms >= RETRANSMITTED_MS)).length;
  const median = medianOf(times)!;
  if (lost > 0) {
    return {
      level: 'warning',
      code: 'loss',
      text: {
        en: `${name} is open, but ${lost} of ${attempts.length} connects lost their first packet.`,
        'zh-cn': `${name} 开放,但 ${attempts.length} 次连接中有 ${lost} 次丢失了首个报文。`,
      },
    };
  }
  if (median > SLOW_MS) {
    return {
      level: 'warning',
      code: 'slow',
      text: {
        en: `${name} is open, but a connect takes ${median.toFixed(0)} ms (over ${SLOW_MS} ms).`,
        'zh-cn': `${name} 开放,但建立连接需要 ${median.toFixed(0)} 毫秒(超过 ${SLOW_MS} 毫秒)。`,
      },
    };
  }
  return {
    level: 'ok',
    code: 'open',
    text: {
      en: `${name} is open; a connect takes ${median.toFixed(1)} ms.`,
      'zh-cn': `${name} 开放;建立连接需要 ${median.toFixed(1)} 毫秒。`,
    },
  };
}

const REASONS: Readonly<Record<'refused' | 'dropped' | 'unreachable', Bilingual>> = {
  refused: {
    en: 'the connection is refused: the host answers, but nothing listens there or a filter rejects it',
    'zh-cn': '连接被拒绝:主机有回应,但该端口无服务监听,或被过滤器拒绝',
  },
  dropped: {
    en: `nothing came back within ${TIMEOUT_MS / 1000} s: a filter drops it, or the host is down`,
    'zh-cn': `${TIMEOUT_MS / 1000} 秒内没有回应:报文被过滤器丢弃,或主机不在线`,
  },
  unreachable: { en: 'there is no way to the host', 'zh-cn': '没有到达该主机的路径' },
};

const closed = (name: string, state: keyof typeof REASONS): Verdict => ({
  level: 'error',
  code: state,
  text: {
    en: `${name} is not open: ${REASONS[state].en}.`,
    'zh-cn': `${name} 未开放:${REASONS[state]['zh-cn']}。`,
  },
});

function notMade(attempts: readonly Attempt[]): Verdict {
  const cancelled = attempts.some(({ end }) => end === 'cancelled');
  return {
    level: 'unknown',
    code: cancelled ? 'cancelled' : 'not-made',
    text: cancelled
      ? { en: 'The connect was cancelled.', 'zh-cn': '连接已取消。' }
      : {
          en: 'The connect was not made: this machine has no address of that family, or may not send.',
          'zh-cn': '未能发起连接:本机没有该协议族的地址,或不允许发送。',
        },
  };
}
