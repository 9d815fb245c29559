import type { Action, Filter } from '../../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { RuleRef } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { actionWords } from '../../wording/action-words.ts';
import { coveredBy, coverPlaces, instead, witnessText } from '../../wording/cover-words.ts';
import { type DeadLine, deadLines } from '../../wording/dead-lines.ts';
import { deleteDead } from '../../wording/delete-rule.ts';
import { moveTarget, moveUp } from '../../wording/move-up.ts';
import { capitalised, ruleName } from '../../wording/rule-names.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/rule-order',
    severity: 'error',
    needs: ['nat-rules', 'packet-filters'],
    title: {
      en: 'NAT rule that comes too late: its traffic is translated before it',
      'zh-cn': 'NAT 规则位置太靠后:其流量在此之前已被转换',
    },
    sources: [
      'iptables-extensions(8), MASQUERADE',
      'Cisco IOS: NAT Order of Operation',
      'Cisco ASA Firewall CLI Configuration Guide: NAT Rule Order',
    ],
    options: {
      maxCoverShown: {
        default: 4,
        unit: 'entries',
        description: {
          en: 'How many of the rules that come first are named and listed.',
          'zh-cn': '最多列出多少条位于其前的规则。',
        },
      },
    },
  },
  *check(context) {
    const most = context.option<number>('maxCoverShown');
    const reported = new Set<string>();
    for (const dead of deadLines(context, context.packets)) {
      if (dead.filter.purpose !== 'nat' || dead.verdict !== 'shadowed' || dead.line.status !== 'dead') continue;
      reported.add(`${dead.line.ref.filter} ${dead.line.ref.rule}`);
      if (isSecondAddress(context, dead)) continue;
      yield tooLate(context, dead, most);
    }
    for (const [index, filter] of context.device.filters.entries()) {
      if (filter.purpose !== 'nat' || filter.implicit) continue;
      for (const ref of pointlessExemptions(filter, index)) {
        if (reported.has(`${ref.filter} ${ref.rule}`)) continue;
        const found = partlyTooLate(context, filter, ref);
        if (found) yield found;
      }
    }
  },
});

/** Static translations of one host to several addresses: what goes out takes the first, and comes in by all of them. */
const isSecondAddress = ({ device }: RuleContext, { rule, line }: DeadLine): boolean =>
  rule.bothWays === true &&
  line.deciders.every((ref) => {
    const { bothWays, action } = device.filters[ref.filter]!.rules[ref.rule]!;
    return bothWays === true && action.kind === 'translate';
  });

function tooLate(context: RuleContext, dead: DeadLine, most: number): Report {
  const { filter, rule, line } = dead;
  const ordered = !rule.sorted;
  const target = ordered ? moveTarget(context.device, line) : undefined;
  const moves = moveUp(context, line, target);
  const covered = coveredBy(context, dead, most);
  const what = instead(context, dead);
  const { noun } = actionWords(rule.action, filter.purpose);
  const place = ruleName(context, target ?? line.deciders[0]!, line.ref.filter);
  const todo: Bilingual = ordered
    ? { en: `Move it above ${place.en}, or delete it.`, 'zh-cn': `请把它移到${place['zh-cn']}之上,或删除它。` }
    : {
        en: `Which of the two comes first is the platform's to say, not the text's: delete it, or take the traffic out of ${place.en}.`,
        'zh-cn': `二者先后由平台决定,与文本顺序无关:请删除本条,或从${place['zh-cn']}中去掉这些流量。`,
      };
  return {
    span: rule.span,
    text: {
      en: `${covered.en}, so ${noun.en} never takes effect${what.en}. ${todo.en}`,
      'zh-cn': `${covered['zh-cn']},${noun['zh-cn']}永远不会生效${what['zh-cn']}。${todo['zh-cn']}`,
    },
    related: coverPlaces(context, line.deciders, most),
    ...witnessText(line),
    // Connections from the other side may meet it all the same.
    fixes: [...moves, ...(rule.bothWays ? [] : deleteDead(line))],
    unnecessary: true,
  };
}

/**
 * Exemptions after which nothing of a list translates any more: what they still see leaves untranslated with or without
 * them. Nobody writes that on purpose; such a rule was meant for what comes before it.
 */
function pointlessExemptions({ rules, fallback }: Filter, filter: number): RuleRef[] {
  if (fallback.action !== 'permit') return [];
  const last = rules.findLastIndex(({ active, action }) => active && !exempts(action) && action.kind !== 'continue');
  return rules.flatMap(({ active, action }, rule) =>
    rule > last && active && exempts(action) ? [{ filter, rule }] : [],
  );
}

const exempts = ({ kind }: Action): boolean => kind === 'exempt' || kind === 'permit' || kind === 'return';

/** An exemption that still sees packets, but none that would be translated; those that are have been taken by an earlier rule. */
function partlyTooLate(context: RuleContext, filter: Filter, ref: RuleRef): Report | undefined {
  const { device, packets } = context;
  // What the exemption takes is not sure: neither is that it was meant for what is translated.
  if (filter.rules[ref.rule]!.matches.some(({ opaque }) => opaque)) return undefined;
  for (const [before, earlier] of filter.rules.slice(0, ref.rule).entries()) {
    if (!earlier.active || earlier.action.kind !== 'translate') continue;
    const effect = packets.effectOf?.(ref, { kind: 'move', before });
    if (!effect?.witness || effect.changed === 'nothing') continue;
    const decidedBy = packets.test(ref.filter, effect.witness).decidedBy ?? { filter: ref.filter, rule: before };
    const name = ruleName(context, decidedBy, ref.filter);
    const target = { filter: ref.filter, rule: before };
    const line = { ...packets.lines(ref.filter)[ref.rule]!, decidedBy, deciders: [decidedBy] };
    const above = ruleName(context, target);
    const packet = formatPacket(effect.witness);
    const { span, sorted } = filter.rules[ref.rule]!;
    const todo: Bilingual = sorted
      ? { en: `Take this traffic out of ${name.en}.`, 'zh-cn': `请从${name['zh-cn']}中去掉这些流量。` }
      : { en: `Move it above ${above.en}.`, 'zh-cn': `请把它移到${above['zh-cn']}之上。` };
    return {
      span,
      text: {
        en: `The exemption comes too late: ${name.en} has translated ${packet} before it, and nothing after it translates. ${todo.en}`,
        'zh-cn': `豁免位置太靠后:${name['zh-cn']}在此之前已转换了 ${packet},而其后再无转换规则。${todo['zh-cn']}`,
      },
      related: [
        {
          span: device.filters[decidedBy.filter]!.rules[decidedBy.rule]!.span,
          text: { en: capitalised('translates these packets first'), 'zh-cn': '先转换了这些数据包' },
        },
      ],
      witness: packet,
      fixes: sorted ? [] : moveUp(context, line, target),
    };
  }
  return undefined;
}
