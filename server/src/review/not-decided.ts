import type { FilterAnalyses } from '../packets/analyses.ts';
import type { Finding } from './finding.ts';
import type { Prepared } from './prepare.ts';

/** One note for each filter whose analysis the budget ended: what is not decided is never counted as clean. */
export function notDecided({ device }: Prepared, packets: FilterAnalyses): Finding[] {
  return device.filters.flatMap((filter, index): Finding[] => {
    const lines = packets.lines(index);
    const open = lines.filter((line) => line.status === 'undecided' || line.forwardUndecided).length;
    if (open === 0) return [];
    const name = filter.name.value;
    return [
      {
        rule: 'netreview/not-decided',
        severity: 'info',
        span: filter.name.span,
        text: {
          en: `${open} of ${lines.length} rules of ${name} are not decided: their sets of packets need more work than one review may take. Nothing is claimed about them; splitting the list, or writing odd wildcards and long port lists as fewer entries, helps.`,
          'zh-cn': `${name} 的 ${lines.length} 条规则中有 ${open} 条未能判定:其报文集合的计算量超出单次审查的限度。对这些规则不作任何结论;拆分列表,或把不连续通配符和很长的端口列表合并为更少的条目会有帮助。`,
        },
        related: [],
        fixes: [],
      },
    ];
  });
}
