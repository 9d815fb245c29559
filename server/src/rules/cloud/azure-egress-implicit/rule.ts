import type { CloudMachine, CloudSubnet } from '../../../../../grammars/model/cloud.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import { seenCloud } from '../../../network/seen-cloud.ts';
import { defineRule, type Report } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'cloud/azure-egress-implicit',
    severity: 'warning',
    needs: ['implicit-egress'],
    title: {
      en: 'Machines whose only way out is the default outbound access of Azure',
      'zh-cn': '虚拟机仅依赖 Azure 的默认出站访问',
    },
    sources: ['Azure Virtual Network: default outbound access in Azure; private subnets (API version 2025-07-01)'],
    options: {},
  },
  *check(context) {
    const seen = seenCloud(context);
    if (!seen?.cloud.whole) return;
    const machines = bySubnet(seen.cloud.machines);
    for (const subnet of seen.cloud.networks.flatMap(({ subnets }) => subnets)) {
      const own = machines.get(subnet.name.value);
      const span = own && seen.here(subnet.name.span);
      if (span && own && leavesByItself(subnet)) yield reportOf(subnet, own, span);
    }
  },
});

interface Implicit {
  /** The first one of them. */
  readonly machine: string;
  readonly gives: boolean;
}

/** Machines that have no address outside but what the platform may give them. */
function bySubnet(machines: readonly CloudMachine[]): ReadonlyMap<string, Implicit> {
  const found = new Map<string, Implicit>();
  for (const { kind, name, ports } of machines) {
    const [first] = ports;
    // Who has one card with a way out uses it; a card alone is nobody's yet.
    if (kind !== 'host' || !first || first.name === name) continue;
    const all = ports.map(({ outside }) => (outside.kind === 'unknown' ? outside.platform : undefined));
    const [platform] = all;
    if (!platform || all.includes(undefined) || found.has(first.subnet)) continue;
    found.set(first.subnet, { machine: name.value, gives: platform === 'gives' });
  }
  return found;
}

/** No route of its own takes what is for the Internet somewhere else. */
const leavesByItself = ({ routes, routeGaps }: CloudSubnet): boolean =>
  routeGaps.length === 0 &&
  routes.every(({ destination, target }) => destination.length > 1 || target.kind === 'internet');

const reportOf = ({ name }: CloudSubnet, { machine, gives }: Implicit, span: Span): Report => ({
  severity: gives ? 'info' : 'warning',
  span,
  text: gives
    ? {
        en: `${machine} has no public address, and ${name.value} no NAT gateway: it gets out by default outbound access only, with an address of Microsoft's that may change at any time, and networks made with API version 2025-07-01 or later have none. Give the subnet a NAT gateway, or make it private if nothing in it needs the Internet.`,
        'zh-cn': `${machine} 没有公网地址,${name.value} 也没有 NAT 网关:它只能通过默认出站访问上网,其地址属于微软且随时可能改变,而使用 2025-07-01 或更新 API 版本创建的网络不再提供。请为该子网关联 NAT 网关;若其中无需访问互联网,请设为私有子网。`,
      }
    : {
        en: `${machine} has no public address, and ${name.value} no NAT gateway: by this API version a new subnet is private, so nothing in it reaches the Internet. Give it a NAT gateway, or say defaultOutboundAccess: false if that is meant.`,
        'zh-cn': `${machine} 没有公网地址,${name.value} 也没有 NAT 网关:在此 API 版本下新子网默认为私有,其中的机器无法访问互联网。请关联 NAT 网关;若本意如此,请写明 defaultOutboundAccess: false。`,
      },
});
