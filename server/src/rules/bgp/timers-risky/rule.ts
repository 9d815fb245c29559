import type { BgpNeighbour, BgpProcess, BgpTimers } from '../../../../../grammars/model/bgp.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Proposal, type RuleContext } from '../../../review/rule.ts';
import { overFabricLink, relationshipOf } from '../relationship.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/timers-risky',
    severity: 'warning',
    needs: ['bgp'],
    title: {
      en: 'BGP keepalive and hold timers that are illegal, inconsistent or fragile',
      'zh-cn': 'BGP 保活与保持定时器非法、不一致或脆弱',
    },
    sources: ['RFC 4271 sections 4.2, 4.4 and 10', 'RFC 5880', 'RFC 5882'],
    options: {
      seedKeepalive: {
        default: null,
        article: 15,
        unit: 's',
        description: {
          en: 'A keepalive of your own: a slower one is an info, and fixes write it with three times as much hold. null asks for none.',
          'zh-cn': '自定保活间隔:更慢的会提示,修复时写入该值及其三倍的保持时间。null 表示不设。',
        },
      },
    },
  },
  *check(context) {
    const seed = context.option<number | null>('seedKeepalive') ?? undefined;
    for (const [index, process] of context.device.bgp.entries()) {
      for (const setting of settingsOf(process)) {
        const judged = judge(setting, process, seed, context);
        if (!judged) continue;
        const { severity, span, text, pair } = judged;
        yield { severity, span, text, fixes: [pairFix(index, setting.neighbour, pair)] };
      }
    }
  },
});

/** Timers as they were written once, with the neighbours they hold for. */
interface Setting {
  readonly timers: BgpTimers;
  readonly users: readonly BgpNeighbour[];
  /** Index of the first neighbour that has them; absent: process-wide. */
  readonly neighbour?: number;
}

interface Pair {
  readonly keepalive: number;
  readonly hold: number;
}

interface Judged {
  readonly severity: Severity;
  readonly span: Span;
  readonly text: Bilingual;
  readonly pair: Pair;
}

function settingsOf(process: BgpProcess): Setting[] {
  const wide = process.timers;
  const found = new Map<number, Setting>();
  if (wide) found.set(wide.span.start, { timers: wide, users: [] });
  for (const [index, neighbour] of process.neighbours.entries()) {
    const timers = neighbour.timers ?? wide;
    if (!timers || neighbour.shutdown) continue;
    const before = found.get(timers.span.start);
    found.set(timers.span.start, {
      timers,
      users: [...(before?.users ?? []), neighbour],
      ...(before ? (before.neighbour === undefined ? {} : { neighbour: before.neighbour }) : { neighbour: index }),
    });
  }
  return [...found.values()];
}

/** What is wrong with the pair, the worst first. RFC 4271: hold is zero or at least three seconds, keepalive a third of it. */
function judge(
  setting: Setting,
  process: BgpProcess,
  seed: number | undefined,
  context: RuleContext,
): Judged | undefined {
  const { timers, users } = setting;
  const keepalive = timers.keepalive?.value;
  const hold = timers.hold?.value;
  const watched = users.length > 0 && users.every(({ bfd }) => bfd);
  const fabric =
    context.profile === 'datacenter-fabric' ||
    (users.length > 0 && users.every((one) => overFabricLink(one, process, context.device)));
  const pair = (wanted: number): Pair => pairFrom(Math.min(wanted, seed ?? wanted), fabric && seed === undefined);
  if (hold === 1 || hold === 2) {
    return {
      severity: 'error',
      span: timers.hold!.span,
      text: {
        en: `A hold time of ${hold} s is illegal: RFC 4271 asks for zero or at least three seconds, and the session is refused.`,
        'zh-cn': `保持时间 ${hold} 秒不合法:RFC 4271 要求为 0 或至少 3 秒,会话会被拒绝。`,
      },
      pair: pair(seed ?? 15),
    };
  }
  if (hold === 0) {
    if (watched) return undefined;
    return {
      severity: 'warning',
      span: timers.hold!.span,
      text: {
        en: 'A hold time of 0 switches keepalives off: a dead neighbour is never noticed, and traffic goes on to it. Set a pair such as 30 and 90, or run BFD.',
        'zh-cn':
          '保持时间为 0 会关闭保活:邻居失效永远不会被发现,流量会继续发往它。请设置如 30 和 90 的一对值,或启用 BFD。',
      },
      pair: pair(seed ?? 30),
    };
  }
  if (keepalive !== undefined && hold !== undefined && 3 * keepalive > hold) {
    const written = pair(keepalive);
    return {
      severity: 'warning',
      span: timers.span,
      text: {
        en: `Three keepalives of ${keepalive} s do not fit into a hold time of ${hold} s: one or two lost packets end the session. Set ${written.keepalive} and ${written.hold}.`,
        'zh-cn': `保持时间 ${hold} 秒内容不下三个 ${keepalive} 秒的保活:丢失一两个报文会话就会断开。请设为 ${written.keepalive} 和 ${written.hold}。`,
      },
      pair: written,
    };
  }
  if (hold !== undefined && hold < 9 && !fabric) {
    return {
      severity: 'warning',
      span: timers.hold!.span,
      text: {
        en: `A hold time of ${hold} s ends the session on every short pause of a control plane. Set 15 and 45, and let BFD find failures fast.`,
        'zh-cn': `保持时间 ${hold} 秒过短,控制平面稍有停顿会话就会断开。请设为 15 和 45,快速故障检测交给 BFD。`,
      },
      pair: pair(seed ?? 15),
    };
  }
  const far = users.some((one) => one.multihop !== undefined || crossesWan(one, process, context));
  if (hold !== undefined && hold < 30 && far && !watched && !fabric) {
    return {
      severity: 'info',
      span: timers.hold!.span,
      text: {
        en: `A hold time of ${hold} s is fragile beyond one link or towards another network. Use BFD for fast detection and a pair such as 15 and 45.`,
        'zh-cn': `跨多跳或面向其他网络时,保持时间 ${hold} 秒较脆弱。快速检测请用 BFD,定时器可设为 15 和 45。`,
      },
      pair: pair(seed ?? 15),
    };
  }
  if (hold !== undefined && hold > 180 && !watched) {
    return {
      severity: 'info',
      span: timers.hold!.span,
      text: {
        en: `A failure that leaves the link up is noticed after ${hold} s only (less if the neighbour proposes less). Set 60 and 180, or run BFD.`,
        'zh-cn': `链路未断的故障要 ${hold} 秒后才会发现(若邻居提议更短则取更短)。请设为 60 和 180,或启用 BFD。`,
      },
      pair: pair(seed ?? 60),
    };
  }
  const alone =
    keepalive !== undefined && keepalive > 0 && (hold === undefined || (hold === 180 && keepalive * 6 <= hold));
  if (alone && !watched) {
    const written = pair(keepalive);
    const rest =
      hold === undefined
        ? { en: 'at its default', 'zh-cn': '仍为默认值' }
        : { en: `at ${hold} s`, 'zh-cn': `仍为 ${hold} 秒` };
    return {
      severity: 'info',
      span: timers.span,
      text: {
        en: `A keepalive of ${keepalive} s alone finds no failure sooner: hold is ${rest.en}. Set the pair, ${written.keepalive} and ${written.hold}, or run BFD.`,
        'zh-cn': `只把保活改为 ${keepalive} 秒并不能更快发现故障:保持时间${rest['zh-cn']}。请成对设置 ${written.keepalive} 和 ${written.hold},或启用 BFD。`,
      },
      pair: written,
    };
  }
  if (seed === undefined || keepalive === undefined || keepalive <= seed || watched) return undefined;
  return {
    severity: 'info',
    span: timers.span,
    text: {
      en: `A keepalive of ${keepalive} s is slower than your house value of ${seed} s. Set the pair ${seed} and ${3 * seed}; BFD would be faster without a session reset.`,
      'zh-cn': `保活 ${keepalive} 秒慢于自定值 ${seed} 秒。请成对设置 ${seed} 和 ${3 * seed};BFD 更快且无需重置会话。`,
    },
    pair: pair(seed),
  };
}

/** An external session that is not one between the operator's own devices. */
const crossesWan = (one: BgpNeighbour, process: BgpProcess, { profile }: RuleContext): boolean =>
  one.external === true && relationshipOf(one, process, profile) !== 'internal';

/** A pair that no check of this rule minds: hold is three keepalives, 30 to 180 s, in a fabric from 9 s. */
function pairFrom(keepalive: number, fabric: boolean): Pair {
  const least = fabric ? 3 : 10;
  const sane = keepalive < least ? (fabric ? 3 : 15) : Math.min(keepalive, 60);
  return { keepalive: sane, hold: 3 * sane };
}

const pairFix = (process: number, neighbour: number | undefined, { keepalive, hold }: Pair): Proposal => ({
  title: {
    en: `Keepalive ${keepalive} s, hold ${hold} s (resets the session: at once on some platforms, else it waits for the next reset)`,
    'zh-cn': `保活 ${keepalive} 秒、保持 ${hold} 秒(会重置会话:有的平台立即重置,其余平台等到下次重置才生效)`,
  },
  safety: 'unsafe',
  change: {
    kind: 'set-bgp-timers',
    process,
    ...(neighbour === undefined ? {} : { neighbour }),
    keepalive,
    hold,
  },
});
