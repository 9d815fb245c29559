import type { Device } from '../../../../../grammars/model/device.ts';
import type { Filter, FilterRule } from '../../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { analyseFilters } from '../../../packets/analyse.ts';
import type { LineAnalysis, RuleRef } from '../../../packets/analyses.ts';
import { sameMatches } from '../../../packets/same-rule.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { actionWords } from '../../wording/action-words.ts';
import { coveredBy, coverPlaces, isKept, witnessText } from '../../wording/cover-words.ts';
import { type DeadLine, deadLines } from '../../wording/dead-lines.ts';
import { deleteDead } from '../../wording/delete-rule.ts';
import { ruleList, ruleName } from '../../wording/rule-names.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/redundant-rule',
    severity: 'warning',
    needs: ['packet-filters'],
    title: {
      en: 'Rule changes nothing: its traffic gets the same without it',
      'zh-cn': '多余规则:没有它,流量的处理结果也相同',
    },
    sources: ['GB/T 22239-2019 8.1.3.2 b', 'NIST SP 800-41 Rev. 1, section 4'],
    options: {
      ignoreExplicitFinalDeny: {
        default: true,
        unit: '-',
        description: {
          en: 'Leave an explicit "deny everything" at the end alone, though the list ends so anyway.',
          'zh-cn': '不报告末尾显式的"拒绝一切",即使列表本来就以此结束。',
        },
      },
      logMatters: {
        default: true,
        unit: '-',
        description: {
          en: 'A rule that logs is not the same as one that does not.',
          'zh-cn': '记录日志的规则与不记录日志的规则视为不同。',
        },
      },
      maxCoverShown: {
        default: 4,
        unit: 'entries',
        description: {
          en: 'How many of the rules that make it superfluous are named and listed.',
          'zh-cn': '最多列出多少条使其多余的规则。',
        },
      },
      ignoreRemarkTag: {
        default: 'keep',
        unit: '-',
        description: {
          en: 'A rule whose remark has this word is left alone; empty: none is.',
          'zh-cn': '备注中含有该单词的规则不报告;留空表示全部检查。',
        },
      },
    },
  },
  *check(context) {
    const logMatters = context.option<boolean>('logMatters');
    const packets = logMatters ? context.packets : analyseFilters(withoutLogs(context.device));
    const sparesFinal = context.option<boolean>('ignoreExplicitFinalDeny');
    const most = context.option<number>('maxCoverShown');
    const tag = context.option<string>('ignoreRemarkTag');
    for (const dead of deadLines(context, packets)) {
      if (dead.verdict !== 'redundant' || isKept(context, dead, tag)) continue;
      if (sparesFinal && closesList(dead.filter, dead.line)) continue;
      // In a union nothing comes first: the others do the same without it.
      yield dead.filter.semantics === 'allow-only'
        ? reportLive(context, dead, dead.line.deciders, most)
        : reportDead(context, dead, most);
    }
    for (const [index, filter] of context.device.filters.entries()) {
      const lines = packets.lines(index);
      const spared = lastOneLeft(filter, lines);
      for (const line of lines) {
        const rule = filter.rules[line.ref.rule]!;
        if (!line.forwardRedundant || rule.implicit || filter.generated || line === spared) continue;
        if (repeatsImplicit(context.device, line.forwardRedundant.by)) continue;
        if (rule.bothWays && !worksBothWays(context.device, line.forwardRedundant.by)) continue;
        const live: DeadLine = { filter, rule, line, verdict: 'redundant' };
        if (!isKept(context, live, tag)) yield reportLive(context, live, line.forwardRedundant.by, most);
      }
    }
  },
});

function reportDead(context: RuleContext, dead: DeadLine, most: number): Report {
  const { filter, rule, line } = dead;
  const fragments = line.status === 'fragments-only';
  const covered = coveredBy(context, dead, most);
  const { noun } = actionWords(rule.action, filter.purpose);
  return {
    severity: fragments ? 'info' : 'warning',
    span: rule.span,
    text: fragments
      ? {
          en: `${covered.en}, so ${noun.en} works on non-first fragments only. Say so with a fragment condition, or delete it.`,
          'zh-cn': `${covered['zh-cn']},${noun['zh-cn']}只对非首个分片起作用。请用分片条件明确写出,或删除。`,
        }
      : (duplicate(context, dead) ?? {
          en: `${covered.en}, so ${noun.en} changes nothing. Delete it.`,
          'zh-cn': `${covered['zh-cn']},${noun['zh-cn']}不起任何作用。请删除。`,
        }),
    related: coverPlaces(context, line.deciders, most, FIRST),
    ...witnessText(line),
    ...(fragments ? {} : { fixes: deleteDead(line), unnecessary: true }),
  };
}

const FIRST: Bilingual = { en: 'Decides these packets first', 'zh-cn': '先处理了这些数据包' };
const INSTEAD: Bilingual = { en: 'Does the same for these packets', 'zh-cn': '对这些数据包的处理相同' };

function duplicate(context: RuleContext, { rule, line }: DeadLine): Bilingual | undefined {
  const twin = line.within;
  if (!twin || !isSame(context.device.filters[twin.filter]!.rules[twin.rule]!, rule)) return undefined;
  const name = ruleName(context, twin, line.ref.filter);
  return {
    en: `Duplicate of ${name.en}: no packet gets this far. Delete it.`,
    'zh-cn': `与${name['zh-cn']}重复:没有数据包会到达这里。请删除。`,
  };
}

function reportLive(
  context: RuleContext,
  { filter, rule, line }: DeadLine,
  by: readonly RuleRef[],
  most: number,
): Report {
  const { noun } = actionWords(rule.action, filter.purpose);
  const end: Bilingual = { en: `the end of ${filter.name.value}`, 'zh-cn': `${filter.name.value} 末尾的默认动作` };
  const written = by.filter((ref) => !context.device.filters[ref.filter]!.rules[ref.rule]!.implicit);
  const successors = written.length > 0 ? ruleList(context, written, most) : end;
  const open = isOpen(context, filter, rule, by);
  const todo: Bilingual = open
    ? { en: 'Restrict what permits everything, or delete this one.', 'zh-cn': '请收紧放行一切之处,或删除本条。' }
    : { en: 'Delete it.', 'zh-cn': '请删除。' };
  return {
    severity: open ? 'hint' : 'warning',
    span: rule.span,
    text: {
      en: `Without ${noun.en}, ${successors.en} ${written.length > 1 ? 'do' : 'does'} the same for its traffic, so it changes nothing. ${todo.en}`,
      'zh-cn': `没有${noun['zh-cn']},${successors['zh-cn']}对其流量的处理也相同,因此它不起任何作用。${todo['zh-cn']}`,
    },
    related: coverPlaces(context, written, most, INSTEAD),
    ...witnessText(line),
    fixes: open ? [] : deleteDead(line),
    unnecessary: true,
  };
}

/**
 * A permit is superfluous only because all the rest is permitted too: what is wrong is that, and the permit says what was meant. Its
 * deletion would change nothing today and much on the day when somebody closes the list.
 */
const isOpen = ({ packets }: RuleContext, filter: Filter, rule: FilterRule, by: readonly RuleRef[]): boolean =>
  rule.action.kind === 'permit' &&
  filter.purpose === 'packet' &&
  (filter.fallback.action === 'permit' || by.some((ref) => packets.lines(ref.filter)[ref.rule]?.matchesEverything));

/** Says what the platform does anyway at the end of every list (neighbour discovery in IPv6 lists): an idiom, and safe against an explicit deny after it. */
const repeatsImplicit = ({ filters }: Device, by: readonly RuleRef[]): boolean =>
  by.length > 0 && by.every((ref) => filters[ref.filter]!.rules[ref.rule]!.implicit);

/** Connections from the other side find them, too; with the fallback they find nothing. */
const worksBothWays = ({ filters }: Device, by: readonly RuleRef[]): boolean =>
  by.length > 0 && by.every((ref) => filters[ref.filter]!.rules[ref.rule]!.bothWays);

/** The idiom "deny everything else", written out. */
const closesList = ({ rules }: Filter, { ref, matchesEverything }: LineAnalysis): boolean =>
  matchesEverything &&
  rules[ref.rule]!.action.kind === 'deny' &&
  rules.slice(ref.rule + 1).every((rule) => !rule.active);

/**
 * Of a list that would lose all its rules, the one that stays: without any, it may mean something else altogether (an empty access
 * list permits everything).
 */
function lastOneLeft({ hook, rules }: Filter, lines: readonly LineAnalysis[]): LineAnalysis | undefined {
  if (hook !== undefined) return undefined;
  const stays = lines.some(
    ({ ref, status, forwardRedundant }) =>
      rules[ref.rule]!.active && !rules[ref.rule]!.implicit && status !== 'dead' && !forwardRedundant,
  );
  return stays ? undefined : lines.find(({ forwardRedundant }) => forwardRedundant !== undefined);
}

const isSame = (a: FilterRule, b: FilterRule): boolean => a.action.kind === b.action.kind && sameMatches(a, b);

const withoutLogs = (device: Device): Device => ({
  ...device,
  filters: device.filters.map((filter) => ({
    ...filter,
    rules: filter.rules.map((rule) => ({ ...rule, effects: rule.effects.filter((effect) => !/^log\b/.test(effect)) })),
  })),
});
