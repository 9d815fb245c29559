import type { CloudPort, CloudRoute, CloudSubnet } from '../../../../../grammars/model/cloud.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import { seenCloud } from '../../../network/seen-cloud.ts';
import type { Report, RuleContext } from '../../../review/rule.ts';

/**
 * Subnets of a cloud that somebody routes to an Internet gateway, and in which nothing has a public address: the gateway drops what they send.
 * Only where everything in them is told.
 */
export function* cloudWithoutAddress(context: RuleContext): Generator<Report> {
  const unit = seenCloud(context);
  if (!unit?.cloud.complete) return;
  const ports = new Map<string, CloudPort[]>();
  for (const port of unit.cloud.machines.flatMap((machine) => machine.ports)) {
    const list = ports.get(port.subnet);
    if (list) list.push(port);
    else ports.set(port.subnet, [port]);
  }
  for (const subnet of unit.cloud.networks.flatMap(({ subnets }) => subnets)) {
    const route = wayOut(subnet);
    const own = ports.get(subnet.name.value) ?? [];
    if (!route || own.length === 0 || own.some(({ outside }) => outside.kind !== 'none')) continue;
    const span = unit.here(subnet.name.span);
    const related = unit.here(route.span);
    if (span) yield reportOf(subnet.name.value, own[0]!.name.value, span, related);
  }
}

/** The default route of the subnet's own table, where it leads to the Internet and nothing else is possible. */
function wayOut({ routes, routeGaps }: CloudSubnet): CloudRoute | undefined {
  if (routeGaps.length > 0) return undefined;
  const all = routes.filter(({ destination }) => destination.family === 'ipv4' && destination.length === 0);
  const [only, more] = all;
  return only && !more && !only.everywhere && only.target.kind === 'internet' ? only : undefined;
}

const reportOf = (subnet: string, machine: string, span: Span, route: Span | undefined): Report => ({
  severity: 'warning',
  span,
  text: {
    en: `Nothing in ${subnet} has a public address, and its default route leads to an Internet gateway, which drops what comes from private ones: ${machine} has no Internet. Lead the route to a NAT gateway in a public subnet, or give it a public address.`,
    'zh-cn': `${subnet} 中没有任何机器拥有公网地址,而其默认路由指向互联网网关,后者会丢弃来自私有地址的流量:${machine} 无法访问互联网。请将该路由指向公有子网中的 NAT 网关,或为其分配公网地址。`,
  },
  ...(route ? { related: [{ span: route, text: { en: 'The default route', 'zh-cn': '默认路由' } }] } : {}),
});
