import type { CountedRule } from '../../show/counters/counted-rule.ts';
import { counted } from '../counted.ts';
import { plainText } from '../plain-text.ts';
import type { Part, Verdict } from '../probe.ts';
import type { Target } from '../target.ts';
import { verdict } from '../verdict.ts';

const NAMED = 5;

export function judge(rules: readonly CountedRule[], { subject, rulePlace: rule }: Target): Verdict {
  if (rules.length === 0) {
    return verdict(
      'error',
      'no-such-list',
      `The device has no list ${subject}: the configuration was not loaded, or the list has another name there.`,
      `设备上没有列表 ${subject}:配置未加载,或该列表在设备上名称不同。`,
    );
  }
  if (rule === undefined) return judgeLists(rules);
  // Rules of a list that nobody numbered have their place alone: in the file, or on the device.
  const keyed = rule.key !== undefined && rules.some(({ key }) => key !== undefined);
  const [met, ...others] = rules.filter(({ key, place }) => (keyed ? key === rule.key : place === rule.place));
  if (others.length > 0) {
    return verdict(
      'unknown',
      'ambiguous',
      `The device has several lists ${subject}; which of them is meant does not show.`,
      `设备上有多个名为 ${subject} 的列表,无法判断所指的是哪一个。`,
    );
  }
  if (!met) {
    return verdict(
      'warning',
      'no-such-rule',
      `${subject} has no rule ${rule.key ?? rule.place} on the device: it was not loaded, or is numbered otherwise there.`,
      `设备上的 ${subject} 没有规则 ${rule.key ?? rule.place}:未加载,或在设备上编号不同。`,
    );
  }
  return judgeRule(met);
}

/** Each rule that is counted, where whole lists were asked about. */
export function judgeEach(rules: readonly CountedRule[], { rulePlace }: Target): readonly Part[] {
  if (rulePlace !== undefined) return [];
  return rules.flatMap((rule) => {
    const { list, key, place, hits } = rule;
    const where = { place, ...(key !== undefined && { key }) };
    return hits === undefined ? [] : [{ subject: list, rulePlace: where, verdict: judgeRule(rule) }];
  });
}

/** Days without a packet from which a rule can go: a quarter has seen every job that runs by the month. */
export const UNUSED_DAYS = 90;

function judgeRule(rule: CountedRule): Verdict {
  const { hits, action, last, since } = rule;
  const name = nameOf(rule);
  if (hits === undefined) return notCounted(name);
  if (hits === 0) return neverMet(rule);
  const many = countOf(hits, rule);
  const latest =
    last === undefined
      ? { en: '', zh: '' }
      : { en: `, the last ${lasting(last).en} ago`, zh: `,最近一次在 ${lasting(last).zh}前` };
  if (action === 'deny') {
    return verdict(
      'info',
      'denies',
      `${name} has dropped ${many.en} since the counters were cleared${latest.en}.`,
      `自计数器清零以来,${name} 已丢弃 ${many.zh}${latest.zh}。`,
    );
  }
  if (last !== undefined && last >= UNUSED_DAYS * DAY) {
    return verdict(
      'info',
      'stale',
      `${name} has met ${many.en} and none for ${lasting(last).en}: ask who still needs it.`,
      `${name} 曾匹配 ${many.zh},但已有 ${lasting(last).zh}没有匹配:请确认是否仍需要。`,
    );
  }
  const counting =
    since === undefined ? { en: 'since the counters were cleared', zh: '自计数器清零以来' } : during(since);
  return verdict(
    'ok',
    'hits',
    `${name} has met ${many.en} ${counting.en}${latest.en}.`,
    `${counting.zh},${name} 已匹配 ${many.zh}${latest.zh}。`,
  );
}

function neverMet(rule: CountedRule): Verdict {
  const { since, within, unit } = rule;
  const name = nameOf(rule);
  const thing = unit ?? 'packet';
  const zh = unit ? '会话' : '报文';
  if (since !== undefined && since >= UNUSED_DAYS * DAY) {
    return verdict(
      'info',
      'unused',
      `${name} has met no ${thing} for ${lasting(since).en}, since it was written or its counter cleared: it can go, if no yearly job needs it.`,
      `${name} 自写入或计数器清零以来的 ${lasting(since).zh}内没有匹配任何${zh}:若没有按年运行的任务需要它,可以删除。`,
    );
  }
  const counting =
    since !== undefined
      ? during(since)
      : within === undefined
        ? { en: 'since the counters were cleared', zh: '自计数器清零以来' }
        : {
            en: `since the counters were cleared, at most ${lasting(within).en} ago, when the device was started`,
            zh: `自计数器清零以来(设备启动至今 ${lasting(within).zh},不会更早)`,
          };
  return verdict(
    'info',
    'no-hits',
    `${name} has met no ${thing} ${counting.en}.`,
    `${counting.zh},${name} 没有匹配任何${zh}。`,
  );
}

const DAY = 86_400;
const during = (seconds: number) => ({ en: `in ${lasting(seconds).en}`, zh: `在 ${lasting(seconds).zh}内` });

const countOf = (hits: number, { unit }: CountedRule) => ({
  en: counted(hits, unit ?? 'packet'),
  zh: unit ? `${hits} 个会话` : `${hits} 个报文`,
});

/** The largest unit of which there are two. */
function lasting(seconds: number): { readonly en: string; readonly zh: string } {
  const units = [
    [DAY, 'day', '天'],
    [3_600, 'hour', '小时'],
    [60, 'minute', '分钟'],
  ] as const;
  const [size, en, zh] = units.find(([one]) => seconds >= 2 * one) ?? ([1, 'second', '秒'] as const);
  const count = Math.floor(seconds / size);
  return { en: counted(count, en), zh: `${count} ${zh}` };
}

function judgeLists(rules: readonly CountedRule[]): Verdict {
  const counted = rules.filter(({ hits }) => hits !== undefined);
  if (counted.length === 0) return notCounted(rules[0]!.list);
  const denying = counted
    .filter(({ action, hits }) => action === 'deny' && hits! > 0)
    .sort((a, b) => b.hits! - a.hits!);
  const idle = counted.filter(({ hits }) => hits === 0);
  if (denying.length === 0 && idle.length === 0) {
    return verdict(
      'ok',
      'hits',
      `All ${counted.length} rules that count have met packets.`,
      `全部 ${counted.length} 条计数规则均匹配过报文。`,
    );
  }
  const denied = denying.slice(0, NAMED).map((rule) => ({ name: nameOf(rule), hits: rule.hits! }));
  const dead = idle.slice(0, NAMED).map(nameOf).join('; ') + (idle.length > NAMED ? '; ...' : '');
  const parts = [
    denied.length > 0 && {
      en: `Most packets dropped: ${denied.map(({ name, hits }) => `${name} (${hits})`).join('; ')}.`,
      zh: `丢弃最多的规则:${denied.map(({ name, hits }) => `${name}(${hits})`).join(';')}。`,
    },
    idle.length > 0 && {
      en: `${idle.length} of ${counted.length} rules met nothing since the counters were cleared: ${dead}.`,
      zh: `自计数器清零以来,${counted.length} 条规则中有 ${idle.length} 条没有匹配:${dead}。`,
    },
  ].flatMap((part) => part || []);
  return verdict(
    'info',
    denied.length > 0 ? 'denies' : 'no-hits',
    parts.map(({ en }) => en).join(' '),
    parts.map(({ zh }) => zh).join(''),
  );
}

const notCounted = (name: string): Verdict =>
  verdict(
    'unknown',
    'not-counted',
    `The device does not count what meets ${name}: turn its counters on (statistics per-entry, counters per-entry, count, counter), or ask the hardware's; RouterOS shows them with print stats.`,
    `设备没有对 ${name} 计数:请开启计数(statistics per-entry、counters per-entry、count、counter),或查询硬件计数;RouterOS 用 print stats 显示计数。`,
  );

const nameOf = ({ list, key, place, text }: CountedRule): string => plainText(`${list} ${key ?? place} "${text}"`, 120);
