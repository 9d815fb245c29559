import { judgeStated } from '../judge-stated.ts';
import type { Verdict } from '../probe.ts';
import { notAnswered } from '../stun-not-answered.ts';
import { targetText } from '../target.ts';
import { verdict } from '../verdict.ts';
import type { Lifetime, NatUdpLifetimeObservation } from './observe.ts';

/** Seconds. Below the first, keepalives of every 25 to 30 seconds come too late. */
export const KEEPALIVE = 30;
/** RFC 4787 REQ-5: must not expire in less; recommended are five minutes. */
export const RFC4787 = 120;
export const RECOMMENDED = 300;

export function judge({ address, target, end, brief, stream }: NatUdpLifetimeObservation): Verdict {
  const server = targetText({ host: address, port: target.port! });
  if (end === 'by-port') return byPort(server, stream!);
  if (end !== 'done') return notDone(server, end);
  const { en, zh } = spoken(stream!);
  return judgeStated(lifetimeOf(server, brief!, stream!), stream!, target.idle, {
    en: `The way to ${server} ${en}`,
    'zh-cn': `到 ${server} 的路径${zh}`,
  });
}

/** Another port is another flow: the upper bound is sure, and nothing is known of the lower one. */
function byPort(server: string, { goneAfter = 0 }: Lifetime): Verdict {
  const [level, code] =
    goneAfter <= KEEPALIVE
      ? (['error', 'under-30s'] as const)
      : goneAfter <= RFC4787
        ? (['warning', 'under-120s'] as const)
        : goneAfter <= RECOMMENDED
          ? (['info', 'under-300s'] as const)
          : (['ok', 'ok'] as const);
  const advice = level === 'ok' ? { en: '', zh: '' } : { en: ' Raise the UDP timeout.', zh: '请调高 UDP 超时。' };
  return verdict(
    level,
    code,
    `The way to ${server} gives a UDP flow another outside port after ${goneAfter} s of silence at the latest, so it had forgotten it. How long it remembers, the server cannot be asked (it does not answer to another port, RFC 5780 RESPONSE-PORT).${advice.en}`,
    `到 ${server} 的路径最迟在静默 ${goneAfter} 秒后为 UDP 流更换了外部端口,说明已忘记该流。服务器不支持应答到其他端口(RFC 5780 RESPONSE-PORT),无法得知具体记忆时长。${advice.zh}`,
  );
}

/** What is measured, by itself. */
function lifetimeOf(server: string, brief: Lifetime, stream: Lifetime): Verdict {
  const { en, zh } = spoken(stream);
  const short = brief.aliveAfter < stream.aliveAfter ? spoken(brief) : undefined;
  const also = short
    ? { en: ` After a single request and answer it ${short.en}.`, zh: `仅一次请求与应答之后,它${short.zh}。` }
    : { en: '', zh: '' };
  // The lower bound decides what is fine, the upper bound what is not: what lies between is not claimed.
  const gone = stream.goneAfter ?? Number.POSITIVE_INFINITY;
  if (gone <= KEEPALIVE) {
    return verdict(
      'error',
      'under-30s',
      `The way to ${server} ${en}: keepalives of every 30 s come too late, calls and tunnels break. Raise the UDP timeout.${also.en}`,
      `到 ${server} 的路径${zh}:每 30 秒的保活来得太晚,通话与隧道会中断。请调高 UDP 超时。${also.zh}`,
    );
  }
  if (gone <= RFC4787) {
    return verdict(
      'warning',
      'under-120s',
      `The way to ${server} ${en}, under the 2 minutes of RFC 4787. Raise the UDP timeout.${also.en}`,
      `到 ${server} 的路径${zh},低于 RFC 4787 要求的 2 分钟。请调高 UDP 超时。${also.zh}`,
    );
  }
  if (gone <= RECOMMENDED) {
    return verdict(
      'info',
      'under-300s',
      `The way to ${server} ${en}, under the 5 minutes that RFC 4787 recommends.${also.en}`,
      `到 ${server} 的路径${zh},低于 RFC 4787 建议的 5 分钟。${also.zh}`,
    );
  }
  return verdict(
    'ok',
    'ok',
    `The way to ${server} ${en}, as RFC 4787 recommends.${also.en}`,
    `到 ${server} 的路径${zh},符合 RFC 4787 的建议。${also.zh}`,
  );
}

function spoken({ aliveAfter, goneAfter }: Lifetime): { readonly en: string; readonly zh: string } {
  if (goneAfter === undefined)
    return {
      en: `remembers a UDP flow for ${aliveAfter} s of silence or more`,
      zh: `在静默 ${aliveAfter} 秒后仍记得 UDP 流`,
    };
  return {
    en: `forgets a UDP flow after ${aliveAfter} to ${goneAfter} s of silence`,
    zh: `在静默 ${aliveAfter} 至 ${goneAfter} 秒后忘记 UDP 流`,
  };
}

function notDone(server: string, end: Exclude<NatUdpLifetimeObservation['end'], 'done' | 'by-port'>): Verdict {
  switch (end) {
    case 'silent':
    case 'refused':
    case 'unreachable':
    case 'not-stun':
    case 'no-address':
      return notAnswered(server, end);
    case 'no-response-port':
      return verdict(
        'unknown',
        'no-response-port',
        `${server} does not answer to another port when asked to (RFC 5780 RESPONSE-PORT), and the outside ports of flows stay as they are, as those of flows that are forgotten may: the lifetime cannot be measured with it.`,
        `${server} 不支持按请求应答到其他端口(RFC 5780 RESPONSE-PORT),而流的外部端口保持不变(被忘记的流也可能如此):无法用它测量存活时间。`,
      );
    case 'not-made':
      return verdict(
        'unknown',
        'not-made',
        'Nothing was measured: this machine could not send, or answers were lost.',
        '未能测量:本机无法发送,或应答丢失。',
      );
    case 'cancelled':
      return verdict('unknown', 'cancelled', 'The measurement was cancelled.', '测量已取消。');
  }
}
