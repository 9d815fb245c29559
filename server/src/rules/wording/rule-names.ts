import type { FilterRule } from '../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';
import type { RuleRef } from '../../packets/analyses.ts';
import type { RuleContext } from '../../review/rule.ts';

type Place = Pick<RuleContext, 'device' | 'lineOf'>;

/** `line 12`, `line 12 (sequence 40)`, `term web (line 12)`; of another filter than `from`: `line 12 (chain LOGDROP)`. */
export function ruleName({ device, lineOf }: Place, ref: RuleRef, from: number = ref.filter): Bilingual {
  const filter = device.filters[ref.filter]!;
  const rule = filter.rules[ref.rule]!;
  const line = lineOf(rule.span.start) + 1;
  const term = termOf(rule);
  const inLine: Bilingual = { en: `line ${line}`, 'zh-cn': `第 ${line} 行` };
  const first = term === undefined ? inLine : { en: `term ${term}`, 'zh-cn': `条目 ${term}` };
  const details: Bilingual[] = [];
  if (term !== undefined) details.push(inLine);
  else if (rule.key) details.push({ en: `sequence ${rule.key.value}`, 'zh-cn': `序号 ${rule.key.value}` });
  if (ref.filter !== from) {
    const kind = filter.table === undefined ? { en: 'filter', 'zh-cn': '过滤器' } : { en: 'chain', 'zh-cn': '链' };
    details.push({ en: `${kind.en} ${filter.name.value}`, 'zh-cn': `${kind['zh-cn']} ${filter.name.value}` });
  }
  if (details.length === 0) return first;
  return {
    en: `${first.en} (${details.map(({ en }) => en).join(', ')})`,
    'zh-cn': `${first['zh-cn']}(${details.map((one) => one['zh-cn']).join(',')})`,
  };
}

/** `lines 10, 12 and 14`, `terms low and high`; of more than `most`: `lines 10, 12, 14 and 3 more`. */
export function ruleList(place: Place, refs: readonly RuleRef[], most: number): Bilingual {
  if (refs.length === 1) return ruleName(place, refs[0]!);
  const rules = refs.map(({ filter, rule }) => place.device.filters[filter]!.rules[rule]!);
  const terms = rules.map(termOf);
  const named = terms.every((term) => term !== undefined);
  const names = named ? terms : rules.map(({ span }) => String(place.lineOf(span.start) + 1));
  const shown = names.slice(0, Math.max(1, most));
  const more = names.length - shown.length;
  const all = shown.join('、');
  const last = more > 0 ? `${more} more` : shown.pop()!;
  const rest = more > 0 ? ` 等 ${names.length} ` : ' ';
  return {
    en: `${named ? 'terms' : 'lines'} ${shown.join(', ')} and ${last}`,
    'zh-cn': named ? `条目 ${all}${more > 0 ? `${rest}条` : rest}` : `第 ${all}${rest}行`,
  };
}

/** The rule's name, where it has one; a sequence number is none, since lines have numbers too. */
const termOf = ({ key }: FilterRule): string | undefined => (key && !/^\d+$/.test(key.value) ? key.value : undefined);

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
