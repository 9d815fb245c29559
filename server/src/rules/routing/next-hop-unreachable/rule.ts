import { type Family, formatAddress, formatPrefix, lastOf, networkOf } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Interface, InterfaceAddress } from '../../../../../grammars/model/interface.ts';
import type { NextHop, StaticRoute } from '../../../../../grammars/model/routing.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { readTogether, wholeHost } from '../../../network/read-together.ts';
import { defineRule, type Proposal, type Report } from '../../../review/rule.ts';
import { type Connected, mayBeAnywhere, type Topology, topologyOf } from './connected.ts';
import { nobodyHas } from './nobody.ts';

export const rule = defineRule({
  meta: {
    id: 'routing/next-hop-unreachable',
    severity: 'error',
    needs: ['routes', 'interfaces'],
    title: {
      en: 'Static route to a next hop that cannot be reached',
      'zh-cn': '静态路由的下一跳不可达',
    },
    sources: ['RFC 1812 5.2.4', 'RFC 1122 3.2.1.3', 'Netplan YAML configuration reference, on-link'],
    options: {
      recursionDepth: {
        default: 4,
        unit: '-',
        description: {
          en: 'How many static routes may lead from one to the next until a next hop is on a connected subnet.',
          'zh-cn': '下一跳最多可经由多少条静态路由逐级解析到直连子网。',
        },
      },
    },
  },
  *check({ device: own, dialect, network, option }) {
    if (own.fragment) return;
    const members = network ? readTogether(network) : [];
    // Where other files have a part in it, a place to point at may be theirs.
    const device = wholeHost(members, own);
    const depth = option<number>('recursionDepth');
    const topology = topologyOf(device);
    for (const route of own.routes) {
      if (route.discard || route.learned) continue;
      for (const hop of route.nextHops) {
        if (!hop.address || hop.address.address === 0n) continue;
        const found = judge(route, hop as Hop, device, topology, dialect.id, depth);
        if (found) yield device === own ? found : { ...found, related: [] };
        else if (network && device === own && hop.interface === undefined) yield* nobodyHas(network, route, hop as Hop);
      }
    }
  },
});

type Hop = NextHop & { readonly address: NonNullable<NextHop['address']> };

/** Platforms on which an IPv4 route cannot have an IPv6 gateway (RFC 8950 has others that can). */
const ONE_FAMILY = new Set(['netplan', 'cloudinit', 'asa', 'fortios']);

function judge(
  route: StaticRoute,
  hop: Hop,
  device: Device,
  topology: Topology,
  dialect: string,
  depth: number,
): Report | undefined {
  const { family, address } = hop.address;
  const gateway = formatAddress(family, address);
  if (family !== route.destination.family) {
    if (family === 'ipv6' && !ONE_FAMILY.has(dialect)) return undefined;
    return {
      span: hop.span,
      text: {
        en: `The next hop ${gateway} is ${named(family)}, the destination ${named(route.destination.family)}; the route is refused.`,
        'zh-cn': `下一跳 ${gateway} 是 ${named(family)} 地址,而目的前缀是 ${named(route.destination.family)};该路由会被拒绝。`,
      },
    };
  }
  const connected = topology.behind(hop.interface ?? route.under, route.vrf);
  const own = connected.owner(family, address);
  if (own && !mayBeAnywhere(own, family)) return ownAddress(hop, gateway, own);
  if (route.onLink || isLinkLocal(family, address)) return undefined;
  if (connected.openTo(family) || connected.subnets(family).length === 0) return undefined;
  const around = connected.around(family, address);
  const inside = longest(around.filter(({ one }) => one.shutdown !== true));
  if (inside) return notAHost(hop, gateway, inside.subnet, inside.one);
  const down = around[0];
  if (down) return interfaceDown(hop, gateway, down.one);
  // A VRF may borrow another one's next hop; the model does not say whether it does.
  if (topology.all.around(family, address).some(({ one }) => !connected.has(one)) && route.under === undefined)
    return undefined;
  if (route.recursive && (learnsRoutes(device) || resolves(hop.address, route, topology, depth))) return undefined;
  return offLink(route, hop, gateway, connected);
}

const named = (family: Family): string => (family === 'ipv4' ? 'IPv4' : 'IPv6');

/** fe80::/10 and 169.254.0.0/16 are on every link. */
const isLinkLocal = (family: Family, address: bigint): boolean =>
  family === 'ipv6' ? address >> 118n === 0x3fan : address >> 16n === 0xa9fen;

const learnsRoutes = (device: Device): boolean => device.dynamicRouting || device.bgp.length > 0;

function longest<T extends { readonly subnet: InterfaceAddress }>(around: readonly T[]): T | undefined {
  let best: T | undefined;
  for (const one of around) if (!best || one.subnet.length > best.subnet.length) best = one;
  return best;
}

/** Whether other static routes of the same table lead to the next hop. */
function resolves(hop: Hop['address'], from: StaticRoute, topology: Topology, depth: number): boolean {
  if (depth <= 0) return false;
  return topology
    .routesTo(from, hop.family, hop.address)
    .some(
      (route) =>
        route.discard ||
        route.learned ||
        route.nextHops.some(
          ({ address: next }) =>
            !next ||
            topology.all.around(next.family, next.address).length > 0 ||
            resolves(next, route, topology, depth - 1),
        ),
    );
}

function ownAddress(hop: Hop, gateway: string, own: Interface): Report {
  return {
    span: hop.span,
    text: {
      en: `The next hop ${gateway} is this device's own address on ${own.name.value}; packets would go nowhere.`,
      'zh-cn': `下一跳 ${gateway} 是本设备接口 ${own.name.value} 自己的地址,数据包无法转发。`,
    },
    related: [{ span: own.name.span, text: here(own) }],
  };
}

function notAHost(hop: Hop, gateway: string, subnet: InterfaceAddress, one: Interface): Report | undefined {
  if (subnet.family !== 'ipv4' || subnet.length > 30) return undefined;
  const { address } = hop.address;
  if (address !== networkOf(subnet) && address !== lastOf(subnet)) return undefined;
  const first = address === networkOf(subnet);
  return {
    span: hop.span,
    text: {
      en: `The next hop ${gateway} is the ${first ? 'network' : 'broadcast'} address of ${formatPrefix(subnet)} on ${one.name.value}, not a router.`,
      'zh-cn': `下一跳 ${gateway} 是接口 ${one.name.value} 上 ${formatPrefix(subnet)} 的${first ? '网络' : '广播'}地址,不是路由器。`,
    },
    related: [{ span: subnet.span, text: here(one) }],
  };
}

function interfaceDown(hop: Hop, gateway: string, one: Interface): Report {
  return {
    severity: 'warning',
    span: hop.span,
    text: {
      en: `The next hop ${gateway} is behind ${one.name.value}, which is shut down; the route will not be used.`,
      'zh-cn': `下一跳 ${gateway} 位于已关闭的接口 ${one.name.value} 之后,该路由不会生效。`,
    },
    related: [{ span: one.name.span, text: here(one) }],
  };
}

function offLink(route: StaticRoute, hop: Hop, gateway: string, connected: Connected): Report {
  const subnets = connected.subnets(hop.address.family);
  const shown = subnets.slice(0, 3).map(({ one, subnet }) => `${formatPrefix(subnet)} (${one.name.value})`);
  const more = subnets.length > 3 ? ', …' : '';
  const via = route.recursive
    ? { en: ', nor behind another static route', 'zh-cn': ',也没有其他静态路由可达' }
    : { en: '', 'zh-cn': '' };
  return {
    span: hop.span,
    text: {
      en: `The next hop ${gateway} is on no connected subnet${via.en}; connected here: ${shown.join(', ')}${more}. The route will not work.`,
      'zh-cn': `下一跳 ${gateway} 不在任何直连子网内${via['zh-cn']};此处直连:${shown.join('、')}${more}。该路由不会生效。`,
    },
    related: subnets.slice(0, 3).map(({ one, subnet }) => ({ span: subnet.span, text: here(one) })),
    fixes: [...gatewayFixes(hop, connected), ...onLinkFix(route)],
  };
}

const here = (one: Interface): Bilingual => ({
  en: `Address of ${one.name.value}`,
  'zh-cn': `${one.name.value} 的地址`,
});

function gatewayFixes(hop: Hop, connected: Connected): Proposal[] {
  return connected
    .gateways(hop.address.family)
    .slice(0, 3)
    .map((address) => {
      const text = formatAddress(hop.address.family, address);
      return {
        title: {
          en: `Send it to ${text} instead (check that this is a router)`,
          'zh-cn': `改为发往 ${text}(请确认它是路由器)`,
        },
        safety: 'unsafe',
        change: { kind: 'replace-text', span: hop.span, newText: text },
      };
    });
}

const onLinkFix = (route: StaticRoute): Proposal[] =>
  route.onLinkEdits
    ? [
        {
          title: {
            en: 'Declare the next hop on-link (the host will ask for it with ARP or ND)',
            'zh-cn': '声明下一跳在链路上(主机将用 ARP 或 ND 直接解析)',
          },
          safety: 'unsafe',
          change: { kind: 'edits', edits: route.onLinkEdits },
        },
      ]
    : [];
