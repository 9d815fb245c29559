import type { BgpProcess } from '../../../../../grammars/model/bgp.ts';
import type { Report } from '../../../review/rule.ts';

/** Neighbours that hear of a change only after a written interval that is longer than the target. */
export function* lateAnnouncements(processes: readonly BgpProcess[], target: number): Generator<Report> {
  // What a group says stands in each of its neighbours.
  const told = new Set<number>();
  for (const { address, advertisementInterval: interval, external, shutdown } of processes.flatMap(
    ({ neighbours }) => neighbours,
  )) {
    if (!interval || interval.value <= target || shutdown || told.has(interval.span.start)) continue;
    told.add(interval.span.start);
    const usual = external === undefined ? undefined : external ? 30 : 5;
    yield {
      span: interval.span,
      text: {
        en: `${address.value} hears of the next change of a route up to ${interval.value} s late, and sends traffic the old way until then. Announce more often; RFC 4271 suggests 30 s to other autonomous systems, 5 s inside one.`,
        'zh-cn': `路由再次变化时,${address.value} 最多要迟 ${interval.value} 秒才能得知,其间流量仍走旧路径。请缩短通告间隔;RFC 4271 建议对外部自治系统为 30 秒,对内部为 5 秒。`,
      },
      ...(usual !== undefined && usual <= target
        ? {
            fixes: [
              {
                title: {
                  en: `Announce every ${usual} s at most (more updates where routes change often)`,
                  'zh-cn': `通告间隔改为 ${usual} 秒(路由频繁变化时更新会增多)`,
                },
                safety: 'unsafe',
                change: { kind: 'replace-text', span: interval.span, newText: `${usual}` },
              },
            ],
          }
        : {}),
    };
  }
}
