import type { BgpNeighbour, BgpProcess, BgpTimers } from '../../../../../grammars/model/bgp.ts';
import { defineRule, type Proposal, type RuleContext } from '../../../review/rule.ts';
import { overFabricLink, relationshipOf } from '../relationship.ts';
import { type Case, type Pair, verdictOn } from './checks.ts';

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
    // Timers of the whole router stand in the process of every VRF.
    const reported = new Set<number>();
    for (const [index, process] of context.device.bgp.entries()) {
      for (const setting of settingsOf(process)) {
        const place = setting.timers.span.start;
        const verdict = reported.has(place) ? undefined : verdictOn(caseOf(setting, process, seed, context));
        if (!verdict) continue;
        reported.add(place);
        const { severity, span, text, pair } = verdict;
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

function settingsOf(process: BgpProcess): Setting[] {
  const wide = process.timers;
  const found = new Map<number, Setting & { readonly users: BgpNeighbour[] }>();
  if (wide) found.set(wide.span.start, { timers: wide, users: [] });
  for (const [index, neighbour] of process.neighbours.entries()) {
    const timers = neighbour.timers ?? wide;
    if (!timers || neighbour.shutdown) continue;
    const before = found.get(timers.span.start);
    if (before) before.users.push(neighbour);
    else found.set(timers.span.start, { timers, users: [neighbour], neighbour: index });
  }
  return [...found.values()];
}

function caseOf({ timers, users }: Setting, process: BgpProcess, seed: number | undefined, context: RuleContext): Case {
  const all = (holds: (user: BgpNeighbour) => boolean): boolean => users.length > 0 && users.every(holds);
  return {
    timers,
    keepalive: timers.keepalive?.value,
    hold: timers.hold?.value,
    watched: all(({ bfd }) => bfd),
    fabric: context.profile === 'datacenter-fabric' || all((user) => overFabricLink(user, process, context.device)),
    far: users.some(
      (user) =>
        user.multihop !== undefined ||
        (user.external === true && relationshipOf(user, process, context) !== 'internal'),
    ),
    seed,
  };
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
