import type { Verdict } from '../probe.ts';
import { type Target, targetText } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import { judgeArrival } from './judge-arrival.ts';
import { type Path, type PathObservation, traceCommand } from './observe.ts';
import { reachedHop } from './reached-hop.ts';
import type { Hop } from './traceroute-output.ts';
import { usualWay } from './usual-way.ts';

/** Hops in a row with one address, before it is a loop and not a router that answers for the next. */
export const REPEATS = 3;

export const judge = ({ target, paths }: PathObservation, earlier: readonly PathObservation[] = []): Verdict =>
  worst(paths.map((path) => judgePath(path, target, earlier)));

function judgePath(path: Path, target: Target, earlier: readonly PathObservation[]): Verdict {
  const { address, end, trace } = path;
  if (!trace || (end !== 'exit' && trace.hops.length === 0)) return notMade(end);
  if (trace.complaint === 'not-permitted') return noPrivilege(path, target);
  if (trace.complaint === 'no-route')
    return verdict(
      'error',
      'no-route',
      `There is no route to ${address} where the trace starts.`,
      `跟踪的起点没有到达 ${address} 的路由。`,
    );
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
  const reached = reachedHop(path);
  if (reached) return judgeArrival(path, reached, usualWay(address, earlier));
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
  return stops(address, hops, target);
}

function stops(address: string, hops: readonly Hop[], { protocol }: Target): Verdict {
  const last = hops.findLast(({ addresses }) => addresses.length > 0);
  if (!last) {
    return verdict(
      'warning',
      'silent',
      `No hop on the way to ${address} answers, the first one neither: the way is dead, or answers to traceroute are filtered.`,
      `到 ${address} 的路径上没有任何一跳应答:路径不通,或对 traceroute 的应答被过滤。`,
    );
  }
  const other = targetText({ host: address, port: 443, protocol: 'tcp' });
  const told =
    protocol === 'tcp'
      ? { en: 'filters them', zh: '过滤了它们' }
      : { en: `filters traceroute (${other} tells them apart)`, zh: `过滤了 traceroute(用 ${other} 可区分)` };
  return verdict(
    'warning',
    'black-hole',
    `The way to ${address} is lost after hop ${last.ttl}, ${list(last)}: it or the next drops packets, or ${told.en}.`,
    `到 ${address} 的路径在第 ${last.ttl} 跳 ${list(last)} 之后中断:该跳或下一跳丢弃报文,或${told.zh}。`,
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

/** On Linux some protocols need the right to raw sockets; a filter on what goes out says the same. */
function noPrivilege({ address, family }: Path, target: Target): Verdict {
  const { file, args } = traceCommand({ text: address, family }, target, 'linux')!;
  const command = ['sudo', file, ...args].join(' ');
  return verdict(
    'unknown',
    'no-privilege',
    `This user may not trace routes in this way, or a filter of this machine lets none out. Run it as root, and give what it prints to "Judge Saved Output": ${command}.`,
    `当前用户无权以此方式跟踪路由,或本机的过滤器不允许其发出。请以 root 运行,并将其输出交给“判定已保存的输出”:${command}。`,
  );
}

function notMade(end: Path['end']): Verdict {
  if (end === 'missing')
    return verdict(
      'unknown',
      'no-program',
      'There is no traceroute program on this machine (Debian package traceroute).',
      '本机没有 traceroute 程序(Debian 软件包 traceroute)。',
    );
  if (end === 'no-protocol')
    return verdict(
      'unknown',
      'no-protocol',
      'The trace was not made: the program of this system cannot trace with TCP. Use ICMP (icmp@ in front) or another machine.',
      '未能跟踪:本系统的程序无法用 TCP 跟踪。请使用 ICMP(前缀 icmp@)或另一台机器。',
    );
  if (end === 'cancelled') return verdict('unknown', 'cancelled', 'The trace was cancelled.', '跟踪已取消。');
  return verdict(
    'unknown',
    'no-answer-read',
    'The trace was not made: the program could not be run, or said nothing that could be read.',
    '未能跟踪:程序无法运行,或其输出无法读懂。',
  );
}
