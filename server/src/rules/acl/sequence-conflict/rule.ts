import type { SequenceKey } from '../../../../../grammars/model/device.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { deniesManagement } from '../../wording/management.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/sequence-conflict',
    severity: 'error',
    needs: ['sequence-keys'],
    title: {
      en: 'Two entries with one sequence number, or a number out of range',
      'zh-cn': '两个条目使用同一序号,或序号超出范围',
    },
    sources: ['Cisco IOS: IP Access List Entry Sequence Numbering'],
    options: {
      gaps: {
        default: true,
        unit: '-',
        description: {
          en: 'Also hint at lists with neighbouring numbers, where nothing can be inserted.',
          'zh-cn': '相邻序号之间没有空位、无法插入条目的列表也提示。',
        },
      },
    },
  },
  *check(context) {
    const gaps = context.option<boolean>('gaps');
    for (const list of listsOf(context.device.sequenceKeys)) {
      const seen = new Map<number, SequenceKey>();
      let clean = true;
      for (const [index, entry] of list.entries()) {
        const { value } = entry.key;
        const earlier = seen.get(value);
        if (value < entry.allowed.first || value > entry.allowed.last) yield outOfRange(context, list, index);
        else if (earlier) yield duplicate(context, list, index, earlier);
        else seen.set(value, entry);
        clean = clean && seen.get(value) === entry;
      }
      const crowded = gaps && clean ? crowdedKey(list) : undefined;
      if (crowded) yield noGap(crowded);
    }
  },
});

function listsOf(keys: readonly SequenceKey[]): Iterable<readonly SequenceKey[]> {
  const lists = new Map<string, SequenceKey[]>();
  for (const entry of keys) {
    const list = lists.get(entry.scope);
    if (list) list.push(entry);
    else lists.set(entry.scope, [entry]);
  }
  return lists.values();
}

function duplicate(
  { device, lineOf }: RuleContext,
  list: readonly SequenceKey[],
  index: number,
  earlier: SequenceKey,
): Report {
  const { key, onDuplicate } = list[index]!;
  const line = lineOf(earlier.span.start) + 1;
  const effect = EFFECTS[onDuplicate];
  return {
    span: key.span,
    text: {
      en: `Sequence number ${key.value} is taken by line ${line}: ${effect.en}. Give this entry a number of its own.`,
      'zh-cn': `序号 ${key.value} 已被第 ${line} 行使用:${effect['zh-cn']}。请为本条目另选序号。`,
    },
    related: [
      {
        span: earlier.key.span,
        text: { en: `Has the number ${key.value} already`, 'zh-cn': `已使用序号 ${key.value}` },
      },
    ],
    fixes: deniesManagement(device, list[index]!.span) ? [] : renumber(list, index),
  };
}

const EFFECTS: Readonly<Record<SequenceKey['onDuplicate'], Bilingual>> = {
  replaces: { en: 'this entry takes the place of that one', 'zh-cn': '本条目会取代该行' },
  refused: { en: 'the platform refuses this entry', 'zh-cn': '平台会拒绝本条目' },
  ignored: { en: 'this entry is ignored', 'zh-cn': '本条目会被忽略' },
};

function outOfRange({ device }: RuleContext, list: readonly SequenceKey[], index: number): Report {
  const { key, allowed } = list[index]!;
  return {
    span: key.span,
    text: {
      en: `Sequence number ${key.value} is out of range: the platform takes ${allowed.first} to ${allowed.last}. Give the entry one of those.`,
      'zh-cn': `序号 ${key.value} 超出范围:平台只接受 ${allowed.first} 到 ${allowed.last}。请改用范围内的序号。`,
    },
    fixes: deniesManagement(device, list[index]!.span) ? [] : renumber(list, index),
  };
}

/** A free number that keeps the entry where the text has it, where there is one. */
function renumber(list: readonly SequenceKey[], index: number): Proposal[] {
  const { key, allowed } = list[index]!;
  const taken = new Set(list.map((entry) => entry.key.value));
  const valid = (value: number | undefined): value is number =>
    value !== undefined && value >= allowed.first && value <= allowed.last;
  const before = list[index - 1]?.key.value;
  const after = list[index + 1]?.key.value;
  const low = valid(before) ? before : allowed.first - 1;
  const high = valid(after) && after > low ? after : Math.min(allowed.last + 1, low + 20);
  const free = freeBetween(low, high, taken);
  if (free === undefined) return [];
  return [
    {
      title: {
        en: `Give it the free number ${free}: from then on the entry takes effect`,
        'zh-cn': `改用空闲序号 ${free}:此后该条目生效`,
      },
      safety: 'unsafe',
      change: { kind: 'set-key', span: key.span, key: free },
    },
  ];
}

/** Round numbers first: what people would have chosen. */
function freeBetween(low: number, high: number, taken: ReadonlySet<number>): number | undefined {
  for (const step of [10, 5, 1]) {
    for (let value = Math.floor(low / step) * step + step; value < high; value += step) {
      if (!taken.has(value)) return value;
    }
  }
  return undefined;
}

/** The first entry that follows its predecessor without a number between. */
function crowdedKey(list: readonly SequenceKey[]): SequenceKey | undefined {
  const sorted = [...list].sort((a, b) => a.key.value - b.key.value);
  return sorted.find((entry, index) => index > 0 && entry.key.value === sorted[index - 1]!.key.value + 1);
}

const noGap = ({ key, span }: SequenceKey): Report => ({
  severity: 'hint',
  span,
  text: {
    en: `No number is free between ${key.value - 1} and ${key.value}: nothing can be inserted here without renumbering. Leave gaps of 10.`,
    'zh-cn': `${key.value - 1} 与 ${key.value} 之间没有空闲序号:不重新编号就无法在此插入条目。建议以 10 为间隔。`,
  },
});
