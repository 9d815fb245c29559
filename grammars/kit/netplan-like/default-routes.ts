import type { StaticRoute } from '../../model/routing.ts';
import { booleanOf, childOf, type YamlMap } from '../yaml-node.ts';
import { report, type SchemaReport } from './schema-report.ts';

/** DHCP brings a default route as well; a static one without a metric silently wins, even when its gateway is gone. */
export function reportDhcpDefault(device: YamlMap, routes: readonly StaticRoute[], to: SchemaReport): void {
  for (const route of routes) {
    const { family, length } = route.destination;
    // DHCPv6 knows no routers; their advertisements do.
    if (family === 'ipv6') continue;
    if (length !== 0 || route.discard || route.table !== undefined || route.distance !== undefined) continue;
    if (booleanOf(childOf(device, 'dhcp4')) !== true) continue;
    const overrides = childOf(device, 'dhcp4-overrides');
    if (booleanOf(childOf(overrides, 'use-routes')) === false || childOf(overrides, 'route-metric')) continue;
    report(to, route.destinationSpan, 'dhcp-default', 'info', {
      en: "DHCP on this device brings a default route too; this one, without a metric, always wins. Set 'use-routes: false' under dhcp4-overrides, or a metric here, to say which is meant.",
      'zh-cn':
        '该设备的 DHCP 也会带来默认路由;这条没有 metric 的静态默认路由总是优先。请在 dhcp4-overrides 下设置“use-routes: false”,或在此处设置 metric,以明确用意。',
    });
  }
}

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
