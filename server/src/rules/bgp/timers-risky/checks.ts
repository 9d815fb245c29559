import type { BgpTimers } from '../../../../../grammars/model/bgp.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import type { Severity } from '../../../review/finding.ts';

export interface Pair {
  readonly keepalive: number;
  readonly hold: number;
}

/** Timers with what is known of the sessions that have them. */
export interface Case {
  readonly timers: BgpTimers;
  readonly keepalive: number | undefined;
  readonly hold: number | undefined;
  /** BFD runs on all of them. */
  readonly watched: boolean;
  /** All of them are one link inside a fabric. */
  readonly fabric: boolean;
  /** One of them goes over several hops or to another network. */
  readonly far: boolean;
  /** The user's own keepalive. */
  readonly seed: number | undefined;
}

export interface Verdict {
  readonly severity: Severity;
  readonly span: Span;
  readonly text: Bilingual;
  /** What to write instead. */
  readonly pair: Pair;
}

/** What is wrong with the timers, the worst first. */
export function verdictOn(one: Case): Verdict | undefined {
  for (const check of CHECKS) {
    const verdict = check(one);
    if (verdict) return verdict;
  }
  return undefined;
}

/** A pair that no check minds, near the wanted keepalive: hold is three of it, 30 to 180 s, in a fabric from 9 s. */
function pairNear(wanted: number, { fabric, seed }: Case): Pair {
  const fast = fabric && seed === undefined;
  const keepalive = Math.min(wanted, seed ?? wanted);
  const sane = keepalive < (fast ? 3 : 10) ? (fast ? 3 : 15) : Math.min(keepalive, 60);
  return { keepalive: sane, hold: 3 * sane };
}

const CHECKS: readonly ((one: Case) => Verdict | undefined)[] = [
  illegal,
  switchedOff,
  keepaliveTooSlow,
  tooShort,
  fragile,
  tooLong,
  keepaliveAlone,
  slowerThanSeed,
];

/** RFC 4271 section 4.2: zero or at least three seconds. */
function illegal(one: Case): Verdict | undefined {
  const { hold, timers } = one;
  if (hold !== 1 && hold !== 2) return undefined;
  const pair = pairNear(15, one);
  return {
    severity: 'error',
    span: timers.hold!.span,
    text: {
      en: `A hold time of ${hold} s is illegal: RFC 4271 asks for zero or at least three seconds, and the session is refused. Set ${pair.keepalive} and ${pair.hold}.`,
      'zh-cn': `保持时间 ${hold} 秒不合法:RFC 4271 要求为 0 或至少 3 秒,会话会被拒绝。请设为 ${pair.keepalive} 和 ${pair.hold}。`,
    },
    pair,
  };
}

function switchedOff(one: Case): Verdict | undefined {
  const { hold, timers, watched } = one;
  if (hold !== 0 || watched) return undefined;
  const pair = pairNear(30, one);
  return {
    severity: 'warning',
    span: timers.hold!.span,
    text: {
      en: `A hold time of 0 switches keepalives off: a dead neighbour is never noticed, and traffic goes on to it. Set ${pair.keepalive} and ${pair.hold}, or run BFD.`,
      'zh-cn': `保持时间为 0 会关闭保活:邻居失效永远不会被发现,流量会继续发往它。请设为 ${pair.keepalive} 和 ${pair.hold},或启用 BFD。`,
    },
    pair,
  };
}

/** RFC 4271 section 4.4: a keepalive every third of the hold time. */
function keepaliveTooSlow(one: Case): Verdict | undefined {
  const { keepalive, hold, timers } = one;
  if (!keepalive || !hold || 3 * keepalive <= hold) return undefined;
  const pair = pairNear(keepalive, one);
  return {
    severity: 'warning',
    span: timers.span,
    text: {
      en: `Three keepalives of ${keepalive} s do not fit into a hold time of ${hold} s: one or two lost packets end the session. Set ${pair.keepalive} and ${pair.hold}.`,
      'zh-cn': `保持时间 ${hold} 秒内容不下三个 ${keepalive} 秒的保活:丢失一两个报文会话就会断开。请设为 ${pair.keepalive} 和 ${pair.hold}。`,
    },
    pair,
  };
}

function tooShort(one: Case): Verdict | undefined {
  const { hold, timers, fabric } = one;
  if (!hold || hold >= 9 || fabric) return undefined;
  const pair = pairNear(15, one);
  return {
    severity: 'warning',
    span: timers.hold!.span,
    text: {
      en: `A hold time of ${hold} s ends the session on every short pause of a control plane. Set ${pair.keepalive} and ${pair.hold}, and let BFD find failures fast.`,
      'zh-cn': `保持时间 ${hold} 秒过短,控制平面稍有停顿会话就会断开。请设为 ${pair.keepalive} 和 ${pair.hold},快速故障检测交给 BFD。`,
    },
    pair,
  };
}

function fragile(one: Case): Verdict | undefined {
  const { hold, timers, fabric, far, watched } = one;
  if (!hold || hold >= 30 || !far || watched || fabric) return undefined;
  const pair = pairNear(15, one);
  return {
    severity: 'info',
    span: timers.hold!.span,
    text: {
      en: `A hold time of ${hold} s is fragile beyond one link or towards another network. Use BFD for fast detection, and ${pair.keepalive} and ${pair.hold} here.`,
      'zh-cn': `跨多跳或面向其他网络时,保持时间 ${hold} 秒较脆弱。快速检测请用 BFD,此处可设为 ${pair.keepalive} 和 ${pair.hold}。`,
    },
    pair,
  };
}

function tooLong(one: Case): Verdict | undefined {
  const { hold, timers, watched } = one;
  if (hold === undefined || hold <= 180 || watched) return undefined;
  const pair = pairNear(60, one);
  return {
    severity: 'info',
    span: timers.hold!.span,
    text: {
      en: `A failure that leaves the link up is noticed after ${hold} s only (sooner if the neighbour proposes less). Set ${pair.keepalive} and ${pair.hold}, or run BFD.`,
      'zh-cn': `链路未断的故障要 ${hold} 秒后才会发现(若邻居提议更短则取更短)。请设为 ${pair.keepalive} 和 ${pair.hold},或启用 BFD。`,
    },
    pair,
  };
}

/** The hold time left at the usual 180 s: the shorter keepalive finds nothing sooner. */
function keepaliveAlone(one: Case): Verdict | undefined {
  const { keepalive, hold, timers, watched } = one;
  if (!keepalive || watched || !(hold === undefined || (hold === 180 && keepalive * 6 <= hold))) return undefined;
  const pair = pairNear(keepalive, one);
  const rest =
    hold === undefined
      ? { en: 'at its default', 'zh-cn': '仍为默认值' }
      : { en: `at ${hold} s`, 'zh-cn': `仍为 ${hold} 秒` };
  return {
    severity: 'info',
    span: timers.span,
    text: {
      en: `A keepalive of ${keepalive} s alone finds no failure sooner: hold is ${rest.en}. Set the pair, ${pair.keepalive} and ${pair.hold}, or run BFD.`,
      'zh-cn': `只把保活改为 ${keepalive} 秒并不能更快发现故障:保持时间${rest['zh-cn']}。请成对设置 ${pair.keepalive} 和 ${pair.hold},或启用 BFD。`,
    },
    pair,
  };
}

function slowerThanSeed(one: Case): Verdict | undefined {
  const { keepalive, timers, watched, seed } = one;
  if (seed === undefined || keepalive === undefined || keepalive <= seed || watched) return undefined;
  const pair = pairNear(seed, one);
  return {
    severity: 'info',
    span: timers.span,
    text: {
      en: `A keepalive of ${keepalive} s is slower than your house value of ${seed} s. Set the pair ${pair.keepalive} and ${pair.hold}; BFD would be faster without a session reset.`,
      'zh-cn': `保活 ${keepalive} 秒慢于自定值 ${seed} 秒。请成对设置 ${pair.keepalive} 和 ${pair.hold};BFD 更快且无需重置会话。`,
    },
    pair,
  };
}
