import type { Bilingual } from '../../../../grammars/outline.ts';
import type { RuleRef } from '../../packets/analyses.ts';
import type { RuleContext } from '../../review/rule.ts';

type Place = Pick<RuleContext, 'device' | 'lineOf'>;

/** `line 12`, `term web (line 12)`; of another filter than `from`: `line 12 (chain LOGDROP)`. */
export function ruleName({ device, lineOf }: Place, ref: RuleRef, from: number = ref.filter): Bilingual {
  const filter = device.filters[ref.filter]!;
  const rule = filter.rules[ref.rule]!;
  const line = lineOf(rule.span.start) + 1;
  const term = rule.key && !/^\d+$/.test(rule.key.value) ? rule.key.value : undefined;
  const elsewhere = ref.filter === from ? undefined : filter.name.value;
  const details = (words: readonly string[]): string => (words.length === 0 ? '' : ` (${words.join(', ')})`);
  return {
    en: `${term ? `term ${term}` : `line ${line}`}${details([
      ...(term ? [`line ${line}`] : []),
      ...(elsewhere === undefined ? [] : [`${filterWord(filter.table).en} ${elsewhere}`]),
    ])}`,
    'zh-cn': `${term ? `条目 ${term}` : `第 ${line} 行`}${details([
      ...(term ? [`第 ${line} 行`] : []),
      ...(elsewhere === undefined ? [] : [`${filterWord(filter.table)['zh-cn']} ${elsewhere}`]),
    ])}`,
  };
}

/** `lines 10, 12 and 14`; of more than `most`: `lines 10, 12, 14 and 3 more`. */
export function ruleList(place: Place, refs: readonly RuleRef[], most: number): Bilingual {
  const shown = refs.slice(0, Math.max(1, most));
  if (refs.length === 1) return ruleName(place, refs[0]!);
  const more = refs.length - shown.length;
  const numbers = shown.map(({ filter, rule }) =>
    String(place.lineOf(place.device.filters[filter]!.rules[rule]!.span.start) + 1),
  );
  const last = more > 0 ? undefined : numbers.pop();
  return {
    en: `lines ${numbers.join(', ')} and ${last ?? `${more} more`}`,
    'zh-cn':
      last === undefined ? `第 ${numbers.join('、')} 等 ${refs.length} 行` : `第 ${numbers.join('、')} 和 ${last} 行`,
  };
}

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const filterWord = (table: string | undefined): Bilingual =>
  table === undefined ? { en: 'filter', 'zh-cn': '过滤器' } : { en: 'chain', 'zh-cn': '链' };
