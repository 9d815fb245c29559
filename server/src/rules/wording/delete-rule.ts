import type { LineAnalysis } from '../../packets/analyses.ts';
import type { Proposal } from '../../review/rule.ts';

/** For a rule that no packet comes to, or whose packets fare alike without it. */
export const deleteDead = ({ ref }: LineAnalysis): Proposal[] => [
  {
    title: { en: 'Delete this rule: no packet changes', 'zh-cn': '删除本规则:不影响任何数据包' },
    safety: 'safe',
    change: { kind: 'delete-rule', filter: ref.filter, rule: ref.rule },
  },
];
