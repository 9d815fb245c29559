import type { Filter, FilterRule, Match } from '../../../../../grammars/model/filter.ts';
import type { Conflict, Overlap } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { actionWords } from '../../wording/action-words.ts';
import { capitalised, ruleName } from '../../wording/rule-names.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/rule-order-conflict',
    severity: 'hint',
    needs: ['packet-filters'],
    title: {
      en: 'Rules that overlap in part and decide otherwise: only their order says which wins',
      'zh-cn': '部分重叠且动作相反的规则:结果只取决于先后顺序',
    },
    sources: ['Al-Shaer and Hamed, Discovery of Policy Anomalies in Distributed Firewalls (correlation)'],
    options: {
      minOverlapPackets: {
        default: 1,
        unit: 'packets',
        description: {
          en: 'Smaller overlaps are not reported; counted are source, destination, protocol and ports.',
          'zh-cn': '重叠小于此数量时不报告;按源、目的、协议和端口计数。',
        },
      },
      onlyAdjacent: {
        default: false,
        unit: '-',
        description: {
          en: 'Only rules that follow each other directly.',
          'zh-cn': '只检查直接相邻的规则。',
        },
      },
      ignoreSourceOnlyDeny: {
        default: true,
        unit: '-',
        description: {
          en: 'Leave block lists alone: an earlier deny of nothing but sources, destinations or a service, and a later one that closes a service for all others.',
          'zh-cn':
            '不报告黑名单:位于前面、只限定源、目的或服务的拒绝规则,以及位于后面、对其余所有主机关闭某服务的拒绝规则。',
        },
      },
    },
  },
  *check(context) {
    const { device, packets } = context;
    const least = BigInt(Math.max(1, Math.ceil(context.option<number>('minOverlapPackets'))));
    for (const [index, filter] of device.filters.entries()) {
      // Where the last match decides, what stands first gives way: that is how such lists are read.
      if (filter.purpose !== 'packet' || filter.generated || filter.semantics === 'last-match') continue;
      const byLater = new Map<number, Found[]>();
      for (const conflict of considered(context, index, filter)) {
        const overlap = packets.overlap?.(conflict);
        if (!overlap || overlap.exception || overlap.packets < least || !isNewFlow(overlap)) continue;
        const { rule } = conflict.later;
        byLater.set(rule, [...(byLater.get(rule) ?? []), { conflict, overlap }]);
      }
      for (const found of byLater.values()) yield report(context, filter, found);
    }
  },
});

interface Found {
  readonly conflict: Conflict;
  readonly overlap: Overlap;
}

/** More pairs of one list are not looked at: who has as many does not read them one by one. */
const MOST_PAIRS = 200;

function considered({ packets, option }: RuleContext, index: number, { rules }: Filter): Conflict[] {
  const onlyAdjacent = option<boolean>('onlyAdjacent');
  const sparesBlockLists = option<boolean>('ignoreSourceOnlyDeny');
  // What changes nothing is in nobody's way: that is acl/redundant-rule.
  const redundant = new Set(packets.lines(index).flatMap((one) => (one.forwardRedundant ? [one.ref.rule] : [])));
  return (packets.conflicts?.(index) ?? [])
    .filter(({ earlier, later }) => {
      if (redundant.has(earlier.rule) || redundant.has(later.rule)) return false;
      const [one, other] = [rules[earlier.rule]!, rules[later.rule]!];
      if (one.implicit || other.implicit || isAside(one) || isAside(other)) return false;
      if (sparesBlockLists && (isBlockList(one) || closesService(other))) return false;
      return !onlyAdjacent || rules.slice(earlier.rule + 1, later.rule).every(({ active }) => !active);
    })
    .slice(0, MOST_PAIRS);
}

/** What everyone writes at the top: answers, odd flags, fragments, everything on an interface. */
const isAside = ({ matches }: FilterRule): boolean =>
  matches.every(
    (match) =>
      match.tcpFlags !== undefined ||
      match.fragment === 'rest' ||
      (match.state !== undefined && !match.state.negated && !match.state.anyOf.includes('new')) ||
      namedOf(match).length === 0,
  );

type Part = 'source' | 'destination' | 'service';

const PARTS: ReadonlyMap<keyof Match, Part> = new Map<keyof Match, Part>([
  ['source', 'source'],
  ['destination', 'destination'],
  ['sourcePort', 'service'],
  ['destinationPort', 'service'],
  ['icmp', 'service'],
  ['dscp', 'service'],
]);

/** A protocol beside addresses says little more than they do; alone, it is the service. */
function namedOf(match: Match): Part[] {
  const parts = [...new Set([...PARTS].flatMap(([field, part]) => (match[field] === undefined ? [] : [part])))];
  return parts.length === 0 && match.protocol !== undefined ? ['service'] : parts;
}

/** The one part that a deny is about; undefined where it is about several. */
function deniedPart({ action, matches }: FilterRule): Part | undefined {
  const [part, ...more] = new Set(matches.flatMap(namedOf));
  const alone = more.length === 0 && matches.every((match) => namedOf(match).length === 1);
  return action.kind === 'deny' && alone ? part : undefined;
}

const isBlockList = (rule: FilterRule): boolean => deniedPart(rule) !== undefined;

/** "These may, and nobody else." */
const closesService = (rule: FilterRule): boolean => deniedPart(rule) === 'service';

/** Overlaps in answers, stray packets and later fragments only are not what the rules are about. */
const isNewFlow = ({ witness }: Overlap): boolean =>
  !witness.nonFirstFragment && (witness.state === undefined || witness.state === 'new');

function report(context: RuleContext, filter: Filter, found: readonly Found[]): Report {
  const [first] = found;
  const { conflict, overlap } = first!;
  const later = filter.rules[conflict.later.rule]!;
  const earlier = filter.rules[conflict.earlier.rule]!;
  const name = ruleName(context, conflict.earlier);
  const { noun } = actionWords(later.action, filter.purpose);
  const { does } = actionWords(earlier.action, filter.purpose);
  const text = overlap.text.length <= LONGEST ? overlap.text : `${formatPacket(overlap.witness)}, ...`;
  const more = found.length - 1;
  const others =
    more === 0 ? { en: '', 'zh-cn': '' } : { en: ` (and ${more} more like it)`, 'zh-cn': `(另有 ${more} 条同样如此)` };
  return {
    span: later.span,
    text: {
      en: `${capitalised(name.en)} ${does.en} a part of what ${noun.en} is about, and only because it comes first${others.en}: ${text}. If that is not meant, swap the two, or give this traffic a rule of its own above both.`,
      'zh-cn': `${name['zh-cn']}${does['zh-cn']}了${noun['zh-cn']}所涉及的一部分流量,而这仅仅因为它在前面${others['zh-cn']}:${text}。若非本意,请交换两者的顺序,或在两者之前为这部分流量单列一条规则。`,
    },
    related: found.map((one) => {
      const rule = filter.rules[one.conflict.earlier.rule]!;
      const words = actionWords(rule.action, filter.purpose);
      return {
        span: rule.span,
        text: {
          en: `${capitalised(words.does.en)} first: ${formatPacket(one.overlap.witness)}`,
          'zh-cn': `先${words.does['zh-cn']}:${formatPacket(one.overlap.witness)}`,
        },
      };
    }),
    witness: formatPacket(overlap.witness),
  };
}

/** Longer descriptions are told by an example. */
const LONGEST = 120;
