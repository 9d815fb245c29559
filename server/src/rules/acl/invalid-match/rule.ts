import type { Filter, FilterRule, Match, MatchProblem } from '../../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { contains } from '../../../../../grammars/text/span.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { actionWords } from '../../wording/action-words.ts';
import { deniesManagement } from '../../wording/management.ts';
import { nearestName } from '../../wording/nearest-name.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/invalid-match',
    severity: 'error',
    needs: ['packet-filters'],
    title: {
      en: 'Condition that is impossible or does not mean what it says',
      'zh-cn': '不可能成立或含义与字面不符的匹配条件',
    },
    sources: [
      'IANA Service Name and Transport Protocol Port Number Registry',
      'Junos OS Routing Policies, Firewall Filters, and Traffic Policers User Guide: firewall filter match conditions',
      'iptables-extensions(8)',
    ],
    options: {},
  },
  *check(context) {
    const { device, packets } = context;
    const reported: MatchProblem[] = [];
    for (const problem of device.matchProblems) {
      const found = problemReport(context, problem);
      if (!found) continue;
      reported.push(problem);
      yield found;
    }
    for (const [index, filter] of device.filters.entries()) {
      if (filter.purpose === 'nat' || filter.generated) continue;
      for (const { ref, status } of packets.lines(index)) {
        const rule = filter.rules[ref.rule]!;
        if (!rule.active || rule.implicit || rule.matches.length === 0) continue;
        if (reported.some(({ span }) => contains(rule.span, span))) continue;
        if (status === 'never-matches') yield neverMatches(context, index, ref.rule);
        else if (rule.action.kind === 'permit' && isForged(rule)) yield forged(rule);
      }
    }
  },
});

const SEVERITIES: Readonly<Record<MatchProblem['effect'], Severity>> = {
  refused: 'error',
  'any-protocol': 'warning',
  turned: 'info',
};

/** Undefined for a name without one like it: the platform may know more names than we do. */
function problemReport({ device }: RuleContext, problem: MatchProblem): Report | undefined {
  const near = problem.known && nearestName(problem.written, problem.known);
  if (problem.kind === 'unknown-port' && near === undefined) return undefined;
  const repair = near === undefined ? problem.repair : { text: near, edits: [{ span: problem.span, newText: near }] };
  // A deny that begins to match, or matches otherwise, may meet the operator.
  const fixes = repair && !deniesManagement(device, problem.span) ? [fixOf(problem, repair)] : [];
  return {
    severity: SEVERITIES[problem.effect],
    span: problem.span,
    text: textOf(problem, repair?.text),
    fixes,
  };
}

function textOf({ kind, written, effect, protocol }: MatchProblem, meant: string | undefined): Bilingual {
  const refused: Bilingual = { en: 'the platform refuses the rule', 'zh-cn': '平台会拒绝该规则' };
  const write: Bilingual =
    meant === undefined ? { en: '', 'zh-cn': '' } : { en: ` Write ${meant}.`, 'zh-cn': `请写成 ${meant}。` };
  switch (kind) {
    case 'unknown-port':
      return {
        en: `${written} is no port the platform knows: ${refused.en}. Did you mean ${meant}?`,
        'zh-cn': `平台不认识端口名 ${written}:${refused['zh-cn']}。是否想用 ${meant}?`,
      };
    case 'port-too-high':
      return {
        en: `${written} is no port: they end at 65535, and ${refused.en}. Write the port that was meant.`,
        'zh-cn': `${written} 不是有效端口:端口最大为 65535,${refused['zh-cn']}。请写成所需的端口。`,
      };
    case 'range-reversed':
      return effect === 'turned'
        ? {
            en: `The range ${written} has its ends turned round; the platform reads it as ${meant}.${write.en}`,
            'zh-cn': `范围 ${written} 的两端颠倒,平台会按 ${meant} 处理。${write['zh-cn']}`,
          }
        : {
            en: `The range ${written} has its ends turned round: ${refused.en}.${write.en}`,
            'zh-cn': `范围 ${written} 的两端颠倒:${refused['zh-cn']}。${write['zh-cn']}`,
          };
    case 'ports-without-protocol':
      return fieldText({ what: PORTS, written, effect, protocol, meant });
    case 'icmp-without-icmp':
      return fieldText({ what: TYPES, written, effect, protocol, meant });
    case 'flags-without-tcp':
      return fieldText({ what: FLAGS, written, effect, protocol, meant });
  }
}

interface FieldWords {
  /** `ports`, and the protocols that have them. */
  readonly what: readonly [Bilingual, string];
  readonly written: string;
  readonly effect: MatchProblem['effect'];
  readonly protocol: string | undefined;
  readonly meant: string | undefined;
}

const PORTS = [{ en: 'ports', 'zh-cn': '端口' }, 'tcp, udp'] as const;
const TYPES = [{ en: 'ICMP types', 'zh-cn': 'ICMP 类型' }, 'icmp'] as const;
const FLAGS = [{ en: 'TCP flags', 'zh-cn': 'TCP 标志' }, 'tcp'] as const;

function fieldText({ what: [field, protocols], written, effect, protocol, meant }: FieldWords): Bilingual {
  const todo: Bilingual =
    meant === undefined
      ? {
          en: `Name the protocol that has them (${protocols}).`,
          'zh-cn': `请写明具有${field['zh-cn']}的协议(${protocols})。`,
        }
      : { en: `Write ${meant}.`, 'zh-cn': `请写上 ${meant}。` };
  const lacks: Bilingual =
    protocol === undefined
      ? { en: `"${written}" stands without a protocol`, 'zh-cn': `“${written}”没有指定协议` }
      : {
          en: `"${written}": ${protocol} has no ${field.en}`,
          'zh-cn': `“${written}”:协议 ${protocol} 没有${field['zh-cn']}`,
        };
  if (effect === 'refused')
    return {
      en: `${lacks.en}, and the platform refuses the rule. ${todo.en}`,
      'zh-cn': `${lacks['zh-cn']},平台会拒绝该规则。${todo['zh-cn']}`,
    };
  return {
    en: `${lacks.en}: the filter looks at those bytes in packets of every protocol and matches by chance. ${todo.en}`,
    'zh-cn': `${lacks['zh-cn']}:过滤器会在所有协议的数据包中读取这些字节,可能偶然匹配。${todo['zh-cn']}`,
  };
}

function fixOf({ effect, span }: MatchProblem, { text, edits }: NonNullable<MatchProblem['repair']>): Proposal {
  const change = { kind: 'edits', edits } as const;
  if (effect === 'turned')
    return {
      title: { en: `Write ${text}: no packet changes`, 'zh-cn': `写成 ${text}:不影响任何数据包` },
      safety: 'safe',
      change,
    };
  const inserted =
    edits.every((edit) => edit.span.start === edit.span.end) && !edits.some((edit) => contains(span, edit.span));
  const added = inserted || effect === 'any-protocol';
  return {
    title: added
      ? {
          en: `Add ${text}: packets of other protocols do not match any more`,
          'zh-cn': `加上 ${text}:其他协议的数据包不再匹配`,
        }
      : { en: `Write ${text}: the platform takes the rule`, 'zh-cn': `写成 ${text}:平台将接受该规则` },
    safety: 'unsafe',
    change,
  };
}

function neverMatches({ device }: RuleContext, filter: number, at: number): Report {
  const { rules, purpose } = device.filters[filter] as Filter;
  const rule = rules[at]!;
  const { noun } = actionWords(rule.action, purpose);
  const fragments = rule.matches.every(({ fragment }) => fragment === 'rest');
  return {
    severity: fragments ? 'warning' : 'error',
    span: rule.span,
    text: fragments
      ? {
          en: `Fragments after the first carry neither ports nor types nor flags, so ${noun.en} is about packets that do not exist. Take one of the two conditions out.`,
          'zh-cn': `首片之后的分片不含端口、类型和标志,因此${noun['zh-cn']}针对的数据包并不存在。请去掉其中一个条件。`,
        }
      : {
          en: `The conditions contradict each other: no packet meets all of them, and ${noun.en} does nothing. Write what was meant, or delete it.`,
          'zh-cn': `这些条件相互矛盾:没有数据包能同时满足,${noun['zh-cn']}不起任何作用。请改成本意,或删除。`,
        },
    unnecessary: true,
  };
}

/** Asks for SYN with FIN or RST: fine to deny, and nothing to permit. */
function isForged({ matches }: FilterRule): boolean {
  // A permit of ports or flags lets the later fragments of its addresses pass too, on some platforms.
  const whole = matches.filter(({ fragment }) => fragment !== 'rest');
  return whole.length > 0 && whole.every(asksForBoth);
}

const asksForBoth = ({ tcpFlags }: Match): boolean =>
  tcpFlags !== undefined &&
  !tcpFlags.negated &&
  tcpFlags.anyOf.length > 0 &&
  tcpFlags.anyOf.every(({ mask, value }) => {
    const set = mask & value;
    return (set & 3) === 3 || (set & 6) === 6;
  });

const forged = ({ span }: FilterRule): Report => ({
  span,
  text: {
    en: 'No TCP stack sends SYN together with FIN or RST: this permits scans and nothing else. Delete it, or name the flags that were meant.',
    'zh-cn': '没有 TCP 协议栈会同时发送 SYN 与 FIN 或 RST:本条只会放行扫描。请删除它,或改成所需的标志。',
  },
});
