import type { Verdict } from '../probe.ts';
import { verdict, worst } from '../verdict.ts';
import type { Path, PathObservation } from './observe.ts';
import type { Hop } from './traceroute-output.ts';

/** Hops from which a way within one country is called long: the Internet's longest common ways have about as many. */
export const LONG = 20;
/** Hops in a row with one address, before it is a loop and not a router that answers for the next. */
export const REPEATS = 3;

export const judge = ({ paths }: PathObservation): Verdict => worst(paths.map(judgePath));

function judgePath({ address, end, trace }: Path): Verdict {
  if (!trace || (end !== 'exit' && trace.hops.length === 0)) return notMade(end);
  if (trace.complaint === 'not-permitted')
    return verdict('unknown', 'no-privilege', 'This user may not trace routes.', '当前用户无权跟踪路由。');
  if (trace.complaint === 'no-route')
    return verdict('error', 'no-route', `This machine has no route to ${address}.`, `本机没有到达 ${address} 的路由。`);
  const { hops } = trace;
  const refusing = hops.find(({ complaint }) => complaint === 'prohibited');
  if (refusing) {
    return verdict(
      'error',
      'prohibited',
      `Hop ${refusing.ttl}, ${list(refusing)}, says that the way to ${address} is prohibited: a filter there rejects it.`,
      `第 ${refusing.ttl} 跳 ${list(refusing)} 声明到 ${address} 的路径被禁止:该处的过滤器拒绝了报文。`,
    );
  }
  const reached = hops.find(({ addresses, complaint }) => addresses.includes(address) && complaint === undefined);
  if (reached) return arrived(address, reached, hops);
  const stuck = hops.find(({ complaint }) => complaint === 'unreachable');
  if (stuck) {
    return verdict(
      'error',
      'unreachable',
      `Hop ${stuck.ttl}, ${list(stuck)}, knows no way on to ${address}.`,
      `第 ${stuck.ttl} 跳 ${list(stuck)} 不知道如何到达 ${address}。`,
    );
  }
  const loop = loopIn(hops);
  if (loop) {
    return verdict(
      'error',
      'loop',
      `The way to ${address} turns in a circle: ${loop.join(' - ')} come again and again from hop ${firstOf(hops, loop)}. Their routes to it point at each other.`,
      `到 ${address} 的路径成环:从第 ${firstOf(hops, loop)} 跳起 ${loop.join(' - ')} 反复出现。它们到该地址的路由互相指向对方。`,
    );
  }
  return stops(address, hops);
}

function arrived(address: string, { ttl }: Hop, hops: readonly Hop[]): Verdict {
  const silent = hops.filter((hop) => hop.ttl < ttl && hop.addresses.length === 0).length;
  const said = silent > 0 ? { en: `, ${silent} of them silent`, zh: `,其中 ${silent} 跳无应答` } : { en: '', zh: '' };
  return ttl >= LONG
    ? verdict(
        'info',
        'long',
        `The way to ${address} takes ${ttl} hops${said.en}; ${LONG} or more are unusual.`,
        `到 ${address} 的路径有 ${ttl} 跳${said.zh};达到 ${LONG} 跳较为少见。`,
      )
    : verdict(
        'ok',
        'ok',
        `${address} is reached in ${ttl} hop${ttl === 1 ? '' : 's'}${said.en}.`,
        `经 ${ttl} 跳到达 ${address}${said.zh}。`,
      );
}

function stops(address: string, hops: readonly Hop[]): Verdict {
  const last = hops.findLast(({ addresses }) => addresses.length > 0);
  if (!last) {
    return verdict(
      'warning',
      'silent',
      `No hop on the way to ${address} answers, the first one neither: the way is dead, or answers to traceroute are filtered.`,
      `到 ${address} 的路径上没有任何一跳应答:路径不通,或对 traceroute 的应答被过滤。`,
    );
  }
  return verdict(
    'warning',
    'black-hole',
    `The way to ${address} is lost after hop ${last.ttl}, ${list(last)}: it or the next drops packets, or filters traceroute (a TCP probe tells them apart).`,
    `到 ${address} 的路径在第 ${last.ttl} 跳 ${list(last)} 之后中断:该跳或下一跳丢弃报文,或过滤了 traceroute(可用 TCP 探测区分)。`,
  );
}

/** The addresses that come again with others between them, or one that answers three times in a row. */
function loopIn(hops: readonly Hop[]): readonly string[] | undefined {
  const answering = hops.filter(({ addresses }) => addresses.length === 1).map(({ addresses }) => addresses[0]!);
  for (const [at, address] of answering.entries()) {
    const again = answering.findIndex((other, later) => later > at + 1 && other === address);
    if (again < 0) continue;
    const circle = [...new Set(answering.slice(at, again))];
    if (circle.length > 1) return circle;
    if (answering.slice(at, at + REPEATS).every((other) => other === address) && at + REPEATS <= answering.length)
      return [address];
  }
  return undefined;
}

const firstOf = (hops: readonly Hop[], loop: readonly string[]): number =>
  hops.find(({ addresses }) => addresses.includes(loop[0]!))!.ttl;

const list = ({ addresses }: Hop): string => addresses.join(', ') || '?';

function notMade(end: Path['end']): Verdict {
  if (end === 'missing')
    return verdict(
      'unknown',
      'no-program',
      'There is no traceroute program on this machine (Debian package traceroute).',
      '本机没有 traceroute 程序(Debian 软件包 traceroute)。',
    );
  if (end === 'cancelled') return verdict('unknown', 'cancelled', 'The trace was cancelled.', '跟踪已取消。');
  return verdict(
    'unknown',
    'no-answer-read',
    'The trace was not made: the program could not be run, or said nothing that could be read.',
    '未能跟踪:程序无法运行,或其输出无法读懂。',
  );
}
