import type { Bilingual } from '../../../grammars/outline.ts';
import { analyseFilters } from '../packets/analyse.ts';
import type { FilterAnalyses, Part } from '../packets/analyses.ts';
import { formatPacket } from '../packets/packet-text.ts';
import { type NamedFilter, namedFilters, type PlacedRule, placeOf } from './named-filters.ts';
import type { Prepared } from './prepare.ts';
import { ruleAt } from './rule-at.ts';

/** What one rule matches, what is left of it, and who takes the rest. */
export interface RuleStory {
  readonly filter: NamedFilter;
  readonly rule: PlacedRule;
  readonly alone: Part;
  readonly effective: Part;
  readonly takers: readonly { readonly rule: PlacedRule; readonly filter: string; readonly takes: Part }[];
  readonly moreTakers: boolean;
  readonly notSent: Part;
  readonly sure: boolean;
}

export type RuleExplained =
  | { readonly ok: true; readonly story: RuleStory }
  | { readonly ok: false; readonly problem: Bilingual };

/** The story of the rule at an offset of the outermost text, or why there is none. */
export function explainRuleAt(
  prepared: Prepared,
  offset: number,
  packetsOf: (layer: Prepared) => FilterAnalyses = (layer) => analyseFilters(layer.device),
): RuleExplained {
  const found = ruleAt(prepared, offset);
  if (!found) return { ok: false, problem: NO_RULE };
  const { filter, rule } = found;
  const ref = { filter: filter.index, rule };
  const explained = packetsOf(filter.layer.prepared).explainRule!(ref);
  if (!explained) return { ok: false, problem: UNDECIDED };
  const names = new Map(
    namedFilters(prepared)
      .filter(({ layer }) => layer === filter.layer)
      .map(({ index, name }) => [index, name]),
  );
  return {
    ok: true,
    story: {
      ...explained,
      filter,
      rule: placeOf(filter.layer, ref),
      takers: explained.takers.map((one) => ({
        takes: one.takes,
        rule: placeOf(filter.layer, one.ref),
        filter: names.get(one.ref.filter) ?? filter.layer.prepared.device.filters[one.ref.filter]!.name.value,
      })),
    },
  };
}

const NO_RULE: Bilingual = {
  en: 'There is no filter rule here. Put the cursor on a line of a filter.',
  'zh-cn': '此处没有过滤规则。请将光标放在过滤器的某一行上。',
};

const UNDECIDED: Bilingual = {
  en: 'What is left for this rule is too intricate to be decided.',
  'zh-cn': '该规则剩余的匹配范围过于复杂,无法判定。',
};

/** For programs; lines count from 1. */
export function storyJson(prepared: Prepared, story: RuleStory): object {
  const placed = ({ span, text }: PlacedRule) => ({ line: lineIn(prepared, span.start), text });
  return {
    filter: story.filter.name,
    rule: placed(story.rule),
    alone: partJson(story.alone),
    effective: partJson(story.effective),
    takers: story.takers.map(({ rule, filter, takes }) => ({ filter, ...placed(rule), takes: partJson(takes) })),
    moreTakers: story.moreTakers,
    notSent: partJson(story.notSent),
    sure: story.sure,
  };
}

export const partJson = ({ amount, text, witness }: Part): object => ({
  amount,
  packets: text,
  witness: witness ? formatPacket(witness) : null,
});

const lineIn = (prepared: Prepared, offset: number): number => prepared.index.positionAt(offset).line + 1;

/** One statement a line, for the command line and as the page that the editor shows. */
export function storyLines(
  prepared: Prepared,
  story: RuleStory,
  locale: keyof Bilingual,
  code: (text: string) => string,
): string[] {
  const words = WORDS[locale];
  const { alone, effective, takers, notSent } = story;
  const example = ({ witness }: Part): string => (witness ? words.example(code(formatPacket(witness))) : '');
  return [
    words.alone(code(alone.text)),
    effective.amount === 'all' && alone.amount === 'all'
      ? words.all + example(effective)
      : effective.amount === 'none'
        ? words.nothing
        : words.effective(code(effective.text)) + example(effective),
    ...takers.map(
      ({ rule, filter, takes }) =>
        words.taker(
          lineIn(prepared, rule.span.start),
          filter === story.filter.name ? '' : code(filter),
          code(takes.text),
          code(rule.text.replace(/\s+/g, ' ')),
        ) + example(takes),
    ),
    ...(story.moreTakers ? [words.more] : []),
    ...(notSent.amount === 'none' ? [] : [words.notSent(code(notSent.text))]),
    ...(story.sure ? [] : [words.unsure]),
  ];
}

const WORDS = {
  en: {
    alone: (set: string) => `Alone it would match: ${set}`,
    all: 'It gets all of that.',
    nothing: 'Nothing of that is left for it.',
    effective: (set: string) => `It gets: ${set}`,
    taker: (line: number, filter: string, set: string, text: string) =>
      `Line ${line}${filter === '' ? '' : ` of ${filter}`} takes ${set}: ${text}`,
    more: 'More rules take from it.',
    notSent: (set: string) => `No jump brings here: ${set}`,
    example: (packet: string) => ` (for example ${packet})`,
    unsure: 'Conditions that cannot be decided here may leave it less.',
  },
  'zh-cn': {
    alone: (set: string) => `单独来看匹配:${set}`,
    all: '这些报文全部由它处理。',
    nothing: '其中没有任何报文留给它。',
    effective: (set: string) => `实际处理:${set}`,
    taker: (line: number, filter: string, set: string, text: string) =>
      `${filter === '' ? '' : `${filter} 的`}第 ${line} 行取走 ${set}:${text}`,
    more: '还有更多规则取走其流量。',
    notSent: (set: string) => `没有跳转会将以下报文送到此处:${set}`,
    example: (packet: string) => `(例如 ${packet})`,
    unsure: '有条件无法在此判定,实际留给它的可能更少。',
  },
} as const;
