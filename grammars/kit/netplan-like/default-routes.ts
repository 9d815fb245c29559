import type { StaticRoute } from '../../model/routing.ts';
import { report, type SchemaReport } from './schema-report.ts';

/** netplan calls default routes of one family, table and metric on different devices a problem; the kernel keeps whichever comes first. */
export function reportConflictingDefaults(routes: readonly StaticRoute[], to: SchemaReport): void {
  if (to.platform !== 'netplan') return;
  const seen = new Map<string, StaticRoute>();
  for (const route of routes) {
    if (route.destination.length !== 0 || route.discard || route.vrf !== undefined) continue;
    const key = `${route.destination.family} ${route.table ?? 'main'} ${route.distance ?? '-'}`;
    const earlier = seen.get(key);
    if (!earlier) {
      seen.set(key, route);
      continue;
    }
    report(to, route.destinationSpan, 'default-conflict', 'warning', {
      en: `A second default route with the same metric in the same table (the other is under '${earlier.under}'); which one is used is not defined. Give one a metric or a table of its own.`,
      'zh-cn': `同一路由表中出现第二条度量相同的默认路由(另一条在“${earlier.under}”下),使用哪一条并不确定。请为其中一条设置不同的 metric 或 table。`,
    });
  }
}
