import { onceFor } from '../../../../grammars/kit/once-for.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';
import type { LineAnalysis, RuleRef } from '../../packets/analyses.ts';
import { formatPacket } from '../../packets/packet-text.ts';
import type { Related } from '../../review/finding.ts';
import type { RuleContext } from '../../review/rule.ts';
import { actionWords } from './action-words.ts';
import type { DeadLine } from './dead-lines.ts';
import { capitalised, ruleList, ruleName } from './rule-names.ts';

/** `Line 12 denies all of this traffic first`, for one rule that covers; for several, all are named. */
export function coveredBy(context: RuleContext, { filter, line }: DeadLine, most: number): Bilingual {
  const { device, packets } = context;
  const fragments = line.status === 'fragments-only';
  const all: Bilingual = fragments
    ? { en: 'every packet of this rule but later fragments', 'zh-cn': '除后续分片以外的全部流量' }
    : { en: 'all of this traffic', 'zh-cn': '全部这些流量' };
  const only = line.deciders.length === 1 ? line.deciders[0] : undefined;
  const last = decidedLater(filter, line);
  if (!only) {
    const list = ruleList(context, line.deciders, most);
    return {
      en: `${capitalised(list.en)} together decide ${all.en} ${last ? LAST.en : 'first'}`,
      'zh-cn': last
        ? `${list['zh-cn']}合起来处理了${all['zh-cn']}${LAST['zh-cn']}`
        : `${list['zh-cn']}合起来已先处理了${all['zh-cn']}`,
    };
  }
  const decider = device.filters[only.filter]!.rules[only.rule]!;
  const { does } = actionWords(decider.action, device.filters[only.filter]!.purpose);
  const name = ruleName(context, only, line.ref.filter);
  if (last) {
    return {
      en: `${capitalised(name.en)} ${does.en} ${all.en} ${LAST.en}`,
      'zh-cn': `${name['zh-cn']}${does['zh-cn']}${all['zh-cn']}${LAST['zh-cn']}`,
    };
  }
  const catchAll = packets.lines(only.filter)[only.rule]?.matchesEverything === true && filter.purpose !== 'nat';
  if (catchAll && !fragments) {
    return {
      en: `Unreachable after the catch-all: ${name.en} ${does.en} everything`,
      'zh-cn': `位于"匹配一切"的规则之后,不可到达:${name['zh-cn']}${does['zh-cn']}所有流量`,
    };
  }
  return {
    en: `${capitalised(name.en)} ${does.en} ${all.en} first`,
    'zh-cn': `${name['zh-cn']}已先${does['zh-cn']}${all['zh-cn']}`,
  };
}

/** In a last-match filter a rule may be overruled by those behind it. */
const decidedLater = ({ semantics }: DeadLine['filter'], { ref, deciders }: LineAnalysis): boolean =>
  semantics === 'last-match' && deciders.every((decider) => decider.filter === ref.filter && decider.rule > ref.rule);

const LAST: Bilingual = { en: 'later, and the last match decides', 'zh-cn': '(在其后,最后匹配者生效)' };

/** `: tcp 198.51.100.7:40000 > 192.0.2.10:443 is denied`; the rule that does it is named where it is not clear. */
export function instead(context: RuleContext, { line }: DeadLine): Bilingual {
  const { witness, decidedBy } = line;
  if (!witness || !decidedBy) return { en: '', 'zh-cn': '' };
  const filter = context.device.filters[decidedBy.filter]!;
  const { does, done } = actionWords(filter.rules[decidedBy.rule]!.action, filter.purpose);
  const packet = formatPacket(witness);
  if (line.deciders.length === 1)
    return { en: `: ${packet} is ${done.en}`, 'zh-cn': `:${packet} 会被${done['zh-cn']}` };
  const name = ruleName(context, decidedBy, line.ref.filter);
  return {
    en: `: ${name.en} ${does.en} ${packet}`,
    'zh-cn': `:${name['zh-cn']}${does['zh-cn']} ${packet}`,
  };
}

/** The rules that make another one superfluous, as places to go to; `text` says what they do. */
export const coverPlaces = (
  { device }: RuleContext,
  refs: readonly RuleRef[],
  most: number,
  text?: Bilingual,
): Related[] =>
  refs.slice(0, Math.max(1, most)).map((ref) => {
    const filter = device.filters[ref.filter]!;
    const rule = filter.rules[ref.rule]!;
    const { does } = actionWords(rule.action, filter.purpose);
    const first = { en: `${capitalised(does.en)} these packets first`, 'zh-cn': `先${does['zh-cn']}这些数据包` };
    return { span: rule.span, text: text ?? first };
  });

/** A remark, or a quoted comment in the rule itself, with this word says that the rule is meant to stay as it is. */
export function isKept({ outline }: RuleContext, { rule }: DeadLine, tag: string): boolean {
  if (tag === '') return false;
  const written = outline.text.slice(rule.span.start, rule.span.end);
  const own = written.includes('"') ? (written.match(/"[^"]*"/g) ?? []) : [];
  const above = (rule.remarks ?? []).map(({ start, end }) => outline.text.slice(start, end));
  if (own.length + above.length === 0) return false;
  const word = new RegExp(`(?:^|[^\\p{L}\\p{N}])${tag.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'iu');
  return [...own, ...above].some((text) => word.test(text));
}

export const witnessText = ({ witness }: LineAnalysis): { readonly witness?: string } =>
  witness ? { witness: textOfPacket(witness) } : {};

/** Those of a list that is not edited are the same objects as in the version before. */
const textOfPacket = onceFor(formatPacket);
