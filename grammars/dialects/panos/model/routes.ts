import { networkOf, parseAddress, parsePrefix } from '../../../model/address.ts';
import type { NextHop, StaticRoute } from '../../../model/routing.ts';
import { get, isYes, kids, type Node, numberAt, spanOf, value } from '../tree.ts';

const routersOf = (devices: readonly Node[]): readonly Node[] =>
  devices.flatMap((device) => kids(device, 'network', 'virtual-router'));

/** Tables of routes are apart by virtual router; the only one, or `default`, has no name. */
export const vrfOf = (router: Node, routers: readonly Node[]): { vrf?: string } =>
  routers.length > 1 && router.name !== 'default' ? { vrf: router.name } : {};

export function routesOf(devices: readonly Node[]): StaticRoute[] {
  const routers = routersOf(devices);
  return routers.flatMap((router) =>
    ['ip', 'ipv6'].flatMap((family) =>
      kids(router, 'routing-table', family, 'static-route').flatMap((node) => routeOf(node, vrfOf(router, routers))),
    ),
  );
}

function routeOf(node: Node, vrf: { vrf?: string }): StaticRoute[] {
  const written = value(node, 'destination');
  const destination = written && parsePrefix(written.value);
  if (!written || !destination) return [];
  const nexthop = get(node, 'nexthop');
  const address = value(nexthop, 'ip-address') ?? value(nexthop, 'ipv6-address');
  const hop = address && parseAddress(address.value.replace(/\/(?:32|128)$/, ''));
  const port = value(node, 'interface');
  const discard = get(nexthop, 'discard') !== undefined;
  const elsewhere = ['next-vr', 'fqdn'].some((name) => get(nexthop, name)) || (address !== undefined && !hop);
  const distance = numberAt(node, 'admin-dist');
  const nextHops: NextHop[] =
    discard || elsewhere || (!hop && !port)
      ? []
      : [
          {
            ...(hop ? { address: hop } : {}),
            ...(port ? { interface: port.value } : {}),
            span: (address ?? port)!.span,
          },
        ];
  return [
    {
      destination: { ...destination, address: networkOf(destination) },
      destinationSpan: written.span,
      nextHops,
      ...(discard ? { discard } : {}),
      ...vrf,
      recursive: false,
      ...(elsewhere || (!discard && nextHops.length === 0) ? { learned: true } : {}),
      ...(distance ? { distance: distance.value } : {}),
      span: spanOf(node),
    },
  ];
}

/** Protocols that provide routes the text does not show. */
export const routesDynamically = (devices: readonly Node[]): boolean =>
  routersOf(devices).some((router) =>
    ['bgp', 'ospf', 'ospfv3', 'rip'].some((protocol) => isYes(router, 'protocol', protocol, 'enable')),
  ) || devices.some((device) => get(device, 'network', 'logical-router') !== undefined);
