import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { RuleRef } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { actionWords } from '../../wording/action-words.ts';
import { coveredBy, coverPlaces, instead, isKept, witnessText } from '../../wording/cover-words.ts';
import { type DeadLine, deadLines } from '../../wording/dead-lines.ts';
import { deleteDead } from '../../wording/delete-rule.ts';
import { moveTarget, moveUp } from '../../wording/move-up.ts';
import { capitalised, ruleList, ruleName } from '../../wording/rule-names.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/shadowed-rule',
    severity: 'error',
    needs: ['packet-filters'],
    title: {
      en: 'Rule never takes effect: earlier rules decide its traffic otherwise',
      'zh-cn': '规则永远不会生效:其流量已被前面的规则作了不同处理',
    },
    sources: [
      'GB/T 22239-2019 8.1.3.2 b',
      'NIST SP 800-41 Rev. 1, section 4',
      'Cisco IOS: Configuring IP Access Lists',
    ],
    options: {
      unionCover: {
        default: true,
        unit: '-',
        description: {
          en: 'Also report a rule that only several earlier rules together cover.',
          'zh-cn': '由前面多条规则合起来才完全覆盖的规则也报告。',
        },
      },
      maxCoverShown: {
        default: 4,
        unit: 'entries',
        description: {
          en: 'How many of the covering rules are named and listed.',
          'zh-cn': '最多列出多少条起覆盖作用的规则。',
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
    const union = context.option<boolean>('unionCover');
    const most = context.option<number>('maxCoverShown');
    const tag = context.option<string>('ignoreRemarkTag');
    for (const dead of deadLines(context, context.packets)) {
      if (dead.verdict !== 'shadowed' || dead.filter.purpose === 'nat') continue;
      if (dead.line.deniedBefore !== undefined) {
        if (!isKept(context, dead, tag)) yield elsewhere(context, dead, dead.line.deniedBefore, most);
        continue;
      }
      if ((!union && dead.line.deciders.length > 1) || isKept(context, dead, tag) || closesAgain(dead)) continue;
      yield report(context, dead, most);
    }
  },
});

function report(context: RuleContext, dead: DeadLine, most: number): Report {
  const { rule, line } = dead;
  const target = moveTarget(context.device, line);
  const moves = moveUp(context, line, target);
  const fragments = line.status === 'fragments-only';
  const deletion = fragments ? [] : deleteDead(line);
  const { text, repeats } = repeated(context, dead) ?? {
    text: overruled(context, dead, most, advice(context, dead, moves.length > 0 ? target : undefined)),
    repeats: false,
  };
  return {
    severity: fragments || repeats ? 'warning' : 'error',
    span: rule.span,
    text,
    related: coverPlaces(context, line.deciders, most),
    ...witnessText(line),
    fixes: repeats ? [...deletion, ...moves] : [...moves, ...deletion],
    ...(fragments ? {} : { unnecessary: true }),
  };
}

/** Another chain has the packets first, and every chain must let them pass. */
function elsewhere(context: RuleContext, { filter, rule, line }: DeadLine, before: number, most: number): Report {
  const chain = context.device.filters[before]!;
  const { noun } = actionWords(rule.action, filter.purpose);
  const by = line.deciders.length > 0 ? ruleList(context, line.deciders, most) : undefined;
  const how: Bilingual = by
    ? { en: ` (${by.en})`, 'zh-cn': `(${by['zh-cn']})` }
    : { en: ' by its default', 'zh-cn': '(默认动作)' };
  const hook = chain.hook === filter.hook ? '' : ` at ${chain.hook}`;
  const packet = line.witness ? formatPacket(line.witness) : undefined;
  return {
    severity: 'error',
    span: rule.span,
    text: {
      en: `Chain ${chain.name.value}${hook}, to which packets come before ${filter.name.value}, denies all of this traffic${how.en}, and each chain must let it pass, so ${noun.en} never takes effect${packet ? `: ${packet} is denied` : ''}. Permit it there too, or delete this one.`,
      'zh-cn': `数据包先到达链 ${chain.name.value}${chain.hook === filter.hook ? '' : `(${chain.hook})`},再到 ${filter.name.value};前者拒绝了全部这些流量${how['zh-cn']},而每条链都须放行,因此${noun['zh-cn']}永远不会生效${packet ? `:${packet} 被拒绝` : ''}。请在那里也放行,或删除本条。`,
    },
    related:
      line.deciders.length > 0
        ? coverPlaces(context, line.deciders, most)
        : [{ span: chain.fallback.span ?? chain.name.span, text: BY_DEFAULT }],
    ...witnessText(line),
    fixes: deleteDead(line),
    unnecessary: true,
  };
}

const BY_DEFAULT: Bilingual = { en: 'Denies what it does not permit', 'zh-cn': '拒绝未放行的流量' };

function overruled(context: RuleContext, dead: DeadLine, most: number, todo: Bilingual): Bilingual {
  const { filter, rule, line } = dead;
  const covered = coveredBy(context, dead, most);
  const { noun } = actionWords(rule.action, filter.purpose);
  const what = instead(context, dead);
  const fragments = line.status === 'fragments-only';
  return {
    en: `${covered.en}, so ${noun.en} ${fragments ? 'works on non-first fragments only' : 'never takes effect'}${what.en}. ${todo.en}`,
    'zh-cn': `${covered['zh-cn']},${noun['zh-cn']}${fragments ? '只对非首个分片起作用' : '永远不会生效'}${what['zh-cn']}。${todo['zh-cn']}`,
  };
}

/** A wider rule of the same kind stands before it, with exceptions before that one: the rule is dead weight more than a mistake. */
function repeated(
  context: RuleContext,
  { filter, rule, line }: DeadLine,
): { text: Bilingual; repeats: true } | undefined {
  const { within, decidedBy, witness } = line;
  if (!within || !decidedBy || !witness || line.status !== 'dead') return undefined;
  const wider = ruleName(context, within, line.ref.filter);
  const exception = ruleName(context, decidedBy, line.ref.filter);
  const { does, noun } = actionWords(rule.action, filter.purpose);
  const other = context.device.filters[decidedBy.filter]!;
  const otherwise = actionWords(other.rules[decidedBy.rule]!.action, other.purpose).does;
  const packet = formatPacket(witness);
  return {
    repeats: true,
    text: {
      en: `${capitalised(wider.en)} ${does.en} this traffic already, where nothing else comes first (${exception.en} ${otherwise.en} ${packet}), so ${noun.en} never takes effect. Delete it.`,
      'zh-cn': `${wider['zh-cn']}已${does['zh-cn']}这些流量(例外先行处理:${exception['zh-cn']}${otherwise['zh-cn']} ${packet}),${noun['zh-cn']}永远不会生效。请删除。`,
    },
  };
}

function advice(context: RuleContext, { line }: DeadLine, target: RuleRef | undefined): Bilingual {
  if (target) {
    const place = ruleName(context, target);
    return { en: `Move it above ${place.en}, or delete it.`, 'zh-cn': `请把它移到${place['zh-cn']}之上,或删除它。` };
  }
  const name = ruleName(context, line.decidedBy ?? line.deciders[0]!, line.ref.filter);
  return { en: `Change ${name.en}, or delete this one.`, 'zh-cn': `请修改${name['zh-cn']},或删除本条。` };
}

/** The final "deny everything" written twice: an idiom, not a mistake. */
const closesAgain = ({ filter, rule, line }: DeadLine): boolean =>
  line.within !== undefined &&
  line.matchesEverything &&
  rule.action.kind === 'deny' &&
  filter.rules.slice(line.ref.rule + 1).every(({ active, implicit }) => !active || implicit);
