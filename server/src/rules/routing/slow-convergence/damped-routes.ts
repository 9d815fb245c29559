import type { BgpProcess } from '../../../../../grammars/model/bgp.ts';
import { LEAST_SUPPRESS } from '../../../../../grammars/model/route-damping.ts';
import type { Report } from '../../../review/rule.ts';

/** Damping whose threshold takes a few changes for flapping, as the values that RFC 7196 found harmful do. */
export function* dampedRoutes(processes: readonly BgpProcess[], target: number): Generator<Report> {
  for (const { suppress, longest, raised, span } of processes.flatMap(({ damping }) => damping ?? [])) {
    if (suppress.value >= LEAST_SUPPRESS || longest <= target) continue;
    const [changes, minutes] = [Math.floor(suppress.value / 1000) + 1, Math.ceil(longest / 60)];
    yield {
      span: suppress.span ?? span,
      text: {
        en: `A route that goes away ${changes} times in a short while is then held back for up to ${minutes} min, though it is there again: a threshold of ${suppress.value} takes what one failure far away causes for flapping. RFC 7196 asks for ${LEAST_SUPPRESS} at least.`,
        'zh-cn': `路由在短时间内消失 ${changes} 次后,即使已恢复,仍会被抑制最长 ${minutes} 分钟:抑制门限 ${suppress.value} 会把远端一次故障引起的正常收敛当作振荡。RFC 7196 要求至少为 ${LEAST_SUPPRESS}。`,
      },
      ...(raised
        ? {
            fixes: [
              {
                title: {
                  en: `Hold routes back from a penalty of ${LEAST_SUPPRESS} on (routes that flap less are used)`,
                  'zh-cn': `惩罚值达到 ${LEAST_SUPPRESS} 才抑制路由(振荡较少的路由将继续使用)`,
                },
                safety: 'unsafe',
                change: { kind: 'edits', edits: raised },
              },
            ],
          }
        : {}),
    };
  }
}
