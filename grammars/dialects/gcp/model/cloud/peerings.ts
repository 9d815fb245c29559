import { mapsIn } from '../../../../kit/cloud/named.ts';
import { booleanOf, type MapValue, propertyOf, type Resource } from '../../../../kit/cloud/value.ts';
import type { Prefix } from '../../../../model/address.ts';
import type { CloudGap, CloudRoute } from '../../../../model/cloud.ts';
import type { Located, Span } from '../../../../text/span.ts';
import type { NameOf } from './names.ts';

/** One half; the other network has its own. */
interface Peering {
  readonly to: string;
  readonly imports: boolean;
  readonly span: Span;
}

/**
 * What networks have of those they are peered with (VPC documentation, VPC Network Peering): routes to all their subnets, as soon as both
 * halves are there.
 * @param spaceOf subnets of a network; undefined: it is not in the text
 */
export function peerings(
  resources: readonly Resource[],
  nameOf: NameOf,
  spaceOf: (network: string) => readonly Located<Prefix>[] | undefined,
): (network: string) => { readonly routes: readonly CloudRoute[]; readonly gaps: readonly CloudGap[] } {
  const found = new Map<string, Peering[]>();
  const add = (from: string | undefined, map: MapValue, to: string | undefined, span: Span): void => {
    if (from === undefined || to === undefined) return;
    const custom = propertyOf(map, 'import_custom_routes', 'importCustomRoutes');
    const one = { to, imports: custom !== undefined && booleanOf(custom) !== false, span };
    found.set(from, [...(found.get(from) ?? []), one]);
  };
  for (const { type, name, properties } of resources) {
    if (type === 'google_compute_network_peering')
      add(
        nameOf(propertyOf(properties, 'network'), 'network'),
        properties,
        nameOf(propertyOf(properties, 'peer_network'), 'network'),
        name.span,
      );
    if (type === 'compute#network')
      for (const one of mapsIn(propertyOf(properties, 'peerings')))
        add(name.value, one, nameOf(propertyOf(one, 'network'), 'network'), one.span);
  }
  return (network) => {
    const routes: CloudRoute[] = [];
    const gaps: CloudGap[] = [];
    for (const { to, imports, span } of found.get(network) ?? []) {
      const space = spaceOf(to);
      if (!space) gaps.push({ text: NOT_HERE(to), span });
      if (imports) gaps.push({ text: CUSTOM(to), span });
      const both = found.get(to)?.some((one) => one.to === network) === true;
      const target: CloudRoute['target'] = both
        ? { kind: 'network', network: to }
        : { kind: 'elsewhere', why: ONE_HALF(to) };
      for (const { value } of space ?? [])
        routes.push({ destination: value, target, priority: 1, everywhere: true, span });
    }
    return { routes, gaps };
  };
}

const NOT_HERE = (name: string) => ({
  en: `which subnets the peered network ${name} has is not in the text`,
  'zh-cn': `对等网络 ${name} 有哪些子网不在文本中`,
});
const CUSTOM = (name: string) => ({
  en: `custom routes of ${name} are taken over, which is not followed`,
  'zh-cn': `会导入 ${name} 的自定义路由,此处不做推演`,
});
const ONE_HALF = (name: string) => ({
  en: `the half of this peering that ${name} has to declare is not in the text, and without it nothing passes`,
  'zh-cn': `该对等连接中须由 ${name} 声明的一半不在文本中,缺少它则不会放行任何流量`,
});
