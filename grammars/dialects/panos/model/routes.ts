import { networkOf, parseAddress, parsePrefix } from '../../../model/address.ts';
import type { NextHop, StaticRoute } from '../../../model/routing.ts';
import { get, isYes, kids, type Node, numberAt, spanOf, value } from '../tree.ts';
import { templateOf } from './places.ts';

/** Virtual routers, each with the name of its table of routes: none for the only one of a device, or `default`. */
export function routersOf(
  devices: readonly Node[],
): { readonly router: Node; readonly vrf: { readonly vrf?: string } }[] {
  const all = devices.flatMap((device) =>
    kids(device, 'network', 'virtual-router').map((router) => ({ router, template: templateOf(device) })),
  );
  const templates = new Set(all.map(({ template }) => template));
  return all.map(({ router, template }) => {
    const own =
      all.filter((one) => one.template === template).length > 1 && router.name !== 'default' ? router.name : undefined;
    const names = [templates.size > 1 ? template : undefined, own].filter((name) => name !== undefined);
    return { router, vrf: names.length > 0 ? { vrf: names.join(' ') } : {} };
  });
}

export const routesOf = (devices: readonly Node[]): StaticRoute[] =>
  routersOf(devices).flatMap(({ router, vrf }) =>
    ['ip', 'ipv6'].flatMap((family) =>
      kids(router, 'routing-table', family, 'static-route').flatMap((node) =>
        routeOf(node, vrf, isYes(router, 'ecmp', 'enable')),
      ),
    ),
  );

/** What takes the route away: `path-monitor { enable yes; }`, `bfd { profile NAME; }`. */
function watchOf(node: Node): Node | undefined {
  const monitor = get(node, 'path-monitor');
  if (monitor && value(monitor, 'enable')?.value !== 'no') return monitor;
  const bfd = get(node, 'bfd');
  return bfd && value(bfd, 'profile')?.value !== 'None' ? bfd : undefined;
}

function routeOf(node: Node, vrf: { vrf?: string }, ecmp: boolean): StaticRoute[] {
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
  const watched = watchOf(node);
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
      distance: distance?.value ?? 10,
      metric: numberAt(node, 'metric')?.value ?? 10,
      ...(ecmp ? {} : { oneOfEqual: true }),
      ...(watched ? { tracked: watched.span } : {}),
      span: spanOf(node),
    },
  ];
}

/** Protocols that provide routes the text does not show. */
export const routesDynamically = (devices: readonly Node[]): boolean =>
  routersOf(devices).some(({ router }) =>
    ['bgp', 'ospf', 'ospfv3', 'rip'].some((protocol) => isYes(router, 'protocol', protocol, 'enable')),
  ) || devices.some((device) => get(device, 'network', 'logical-router') !== undefined);
