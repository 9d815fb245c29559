import { parseAddress, parsePrefix } from '../../../model/address.ts';
import type { Interface } from '../../../model/interface.ts';
import type { NextHop, StaticRoute } from '../../../model/routing.ts';
import type { Span } from '../../../text/span.ts';
import { get, kids, type Node, numberAt, spanOf, value } from '../tree.ts';
import { portsOf } from './firewall.ts';

const POINT_TO_POINT: ReadonlySet<string> = new Set([
  'pppoe',
  'tunnel',
  'vti',
  'wireguard',
  'openvpn',
  'sstpc',
  'wwan',
  'l2tpv3',
]);

/** VyOS User Guide, "Ethernet": what a port has where nothing says. */
const MTU = 1500;

export function interfacesOf(root: Node, template: boolean): Interface[] {
  const zones = new Map(
    [...kids(get(root, 'firewall', 'zone')), ...kids(get(root, 'zone-policy', 'zone'))].flatMap((zone) =>
      [...kids(get(zone, 'interface')), ...kids(get(zone, 'member', 'interface'))].map(
        ({ name }) => [name, zone.name] as const,
      ),
    ),
  );
  return portsOf(root).map(({ name, node, type }) => {
    const addresses = kids(get(node, 'address')).flatMap((child) => {
      const prefix = parsePrefix(child.name);
      return prefix ? [{ ...prefix, span: child.span }] : [];
    });
    const learnt = kids(get(node, 'address')).some((child) => /^(?:dhcp|dhcpv6)$/.test(child.name));
    const dynamic =
      learnt || type === 'pppoe' || type === 'wwan' || get(node, 'ipv6', 'address', 'autoconf') !== undefined;
    const description = value(node, 'description');
    const vrf = value(node, 'vrf')?.value;
    const zone = zones.get(name);
    const ipMtu = numberAt(node, 'mtu') ?? (type === 'ethernet' && !name.includes('.') ? { value: MTU } : undefined);
    return {
      name: { value: name, span: node.span },
      addresses,
      ...(description ? { description } : {}),
      shutdown: get(node, 'disable') !== undefined,
      ...(vrf === undefined ? {} : { vrf }),
      ...(zone === undefined ? {} : { zone }),
      ...(ipMtu ? { ipMtu } : {}),
      ...(dynamic ? { dynamic } : {}),
      ...(POINT_TO_POINT.has(type) ? { pointToPoint: true } : {}),
      ...(type === 'loopback' || type === 'dummy' ? { loopback: true } : {}),
      span: spanOf(node),
      closed: !template && !node.unknown,
    };
  });
}

/** Of the main table and of VRFs; those of other tables say which. */
export function routesOf(root: Node): StaticRoute[] {
  const statics = get(root, 'protocols', 'static');
  const changer = changerOf(root);
  const routes = [
    ...routesIn(statics),
    ...kids(get(statics, 'table')).flatMap((table) =>
      routesIn(table).map((route) => ({ ...route, table: table.name })),
    ),
    ...kids(get(root, 'vrf', 'name')).flatMap((vrf) =>
      routesIn(get(vrf, 'protocols', 'static')).map((route) => ({ ...route, vrf: vrf.name })),
    ),
  ];
  return changer ? routes.map((route) => ({ ...route, tracked: route.tracked ?? changer })) : routes;
}

/** What watches ways out, or runs programs that may: the balancer, failover routes, timers, events. */
const changerOf = (root: Node): Span | undefined =>
  (
    get(root, 'load-balancing', 'wan') ??
    get(root, 'protocols', 'failover') ??
    get(root, 'system', 'task-scheduler') ??
    get(root, 'service', 'event-handler') ??
    get(root, 'event-handler')
  )?.span;

const KINDS = ['route', 'route6', 'interface-route', 'interface-route6'];

function routesIn(place: Node | undefined): StaticRoute[] {
  return KINDS.flatMap((kind) => kids(get(place, kind))).flatMap((node): StaticRoute[] => {
    const destination = parsePrefix(node.name);
    if (!destination) return [];
    const hops: NextHop[] = [];
    const distance = numberAt(kids(get(node, 'next-hop'))[0], 'distance')?.value ?? 1;
    const watched = kids(get(node, 'next-hop')).find((hop) => get(hop, 'bfd'));
    for (const hop of kids(get(node, 'next-hop'))) {
      if (get(hop, 'disable')) continue;
      const address = parseAddress(hop.name);
      const through = value(hop, 'interface')?.value;
      const own = numberAt(hop, 'distance')?.value ?? 1;
      if (address)
        hops.push({
          address,
          ...(through === undefined ? {} : { interface: through }),
          ...(own === distance ? {} : { distance: own }),
          span: hop.span,
        });
    }
    for (const leaf of ['interface', 'next-hop-interface'])
      for (const hop of kids(get(node, leaf))) {
        const own = numberAt(hop, 'distance')?.value ?? 1;
        hops.push({ interface: hop.name, ...(own === distance ? {} : { distance: own }), span: hop.span });
      }
    const discard = get(node, 'blackhole') !== undefined || get(node, 'reject') !== undefined;
    const learned = get(node, 'dhcp-interface') !== undefined;
    if (hops.length === 0 && !discard && !learned) return [];
    return [
      {
        destination,
        destinationSpan: node.span,
        nextHops: hops,
        ...(discard && hops.length === 0 ? { discard } : {}),
        // FRR looks next hops up in the table.
        recursive: true,
        ...(learned ? { learned } : {}),
        distance,
        ...(watched ? { tracked: watched.span } : {}),
        span: spanOf(node),
      },
    ];
  });
}
