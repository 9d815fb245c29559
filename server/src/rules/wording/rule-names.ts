import type { Filter, FilterRule } from '../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';
import type { RuleRef } from '../../packets/analyses.ts';
import type { RuleContext } from '../../review/rule.ts';

type Place = Pick<RuleContext, 'device' | 'lineOf'>;

/** `line 12`, `line 12 (sequence 40)`, `term web (line 12)`; of another filter than `from`: `line 12 (chain LOGDROP)`. */
export function ruleName({ device, lineOf }: Place, ref: RuleRef, from: number = ref.filter): Bilingual {
  const filter = device.filters[ref.filter]!;
  const rule = filter.rules[ref.rule]!;
  const line = lineOf(rule.span.start) + 1;
  const term = termOf(filter, rule);
  const inLine: Bilingual = { en: `line ${line}`, 'zh-cn': `第 ${line} 行` };
  const nouns = NOUNS[filter.entries ?? 'term'];
  const first = term === undefined ? inLine : { en: `${nouns.one} ${term}`, 'zh-cn': `${nouns.zh} ${term}` };
  const details: Bilingual[] = [];
  if (term !== undefined) details.push(inLine);
  else if (rule.key) details.push({ en: `sequence ${rule.key.value}`, 'zh-cn': `序号 ${rule.key.value}` });
  if (ref.filter !== from) {
    const name = filter.name.value;
    const kind = filter.table === undefined ? { en: 'filter', 'zh-cn': '过滤器' } : { en: 'chain', 'zh-cn': '链' };
    if (filter.entries) details.push({ en: name, 'zh-cn': name });
    else details.push({ en: `${kind.en} ${name}`, 'zh-cn': `${kind['zh-cn']} ${name}` });
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
  const filters = refs.map(({ filter }) => place.device.filters[filter]!);
  const rules = refs.map(({ rule }, at) => filters[at]!.rules[rule]!);
  const terms = rules.map((rule, at) => termOf(filters[at]!, rule));
  const nouns = NOUNS[filters[0]?.entries ?? 'term'];
  const named = terms.every((term) => term !== undefined);
  const names = named ? terms : rules.map(({ span }) => String(place.lineOf(span.start) + 1));
  const shown = names.slice(0, Math.max(1, most));
  const more = names.length - shown.length;
  const all = shown.join('、');
  const last = more > 0 ? `${more} more` : shown.pop()!;
  const rest = more > 0 ? ` 等 ${names.length} ` : ' ';
  return {
    en: `${named ? nouns.many : 'lines'} ${shown.join(', ')} and ${last}`,
    'zh-cn': named ? `${nouns.zh} ${all}${more > 0 ? `${rest}条` : rest}` : `第 ${all}${rest}行`,
  };
}

const NOUNS = {
  term: { one: 'term', many: 'terms', zh: '条目' },
  policy: { one: 'policy', many: 'policies', zh: '策略' },
  rule: { one: 'rule', many: 'rules', zh: '规则' },
  service: { one: 'service', many: 'services', zh: '服务' },
} as const;

/** The rule's name, where it has one; a sequence number is none, since lines have numbers too, unless its people know it by that. */
const termOf = ({ entries }: Filter, { key }: FilterRule): string | undefined =>
  key && (entries || !/^\d+$/.test(key.value)) ? key.value : undefined;

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
