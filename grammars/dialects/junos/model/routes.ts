import { parseAddress } from '../../../model/address.ts';
import type { NextHop, StaticRoute } from '../../../model/routing.ts';
import { get, kids, numberAt, spanOf, value } from '../node.ts';
import type { Node } from '../tree.ts';
import { prefixOf } from './addresses.ts';

/** Static routes of the main instance, of `rib` tables and of routing instances. */
export function routesOf(root: Node): StaticRoute[] {
  // It takes routes away when its probes fail.
  const monitor = get(root, 'services', 'ip-monitoring')?.span;
  const routes = [
    ...instanceRoutes(get(root, 'routing-options'), undefined),
    ...kids(get(root, 'routing-instances')).flatMap((instance) =>
      instanceRoutes(get(instance, 'routing-options'), instance.name),
    ),
  ];
  return monitor ? routes.map((route) => ({ ...route, tracked: route.tracked ?? monitor })) : routes;
}

function instanceRoutes(options: Node | undefined, vrf: string | undefined): StaticRoute[] {
  const routes = staticRoutes(get(options, 'static'), vrf, undefined);
  for (const rib of kids(get(options, 'rib'))) {
    // RED.inet6.0 is a table of instance RED.
    const [, instance, family] = /^(?:(.+)\.)?(inet6?|inet\d|mpls|inetflow|iso)\.\d+$/.exec(rib.name) ?? [];
    const table = family === 'inet' || family === 'inet6' ? undefined : rib.name;
    routes.push(...staticRoutes(get(rib, 'static'), instance ?? vrf, table));
  }
  return routes;
}

function staticRoutes(statics: Node | undefined, vrf: string | undefined, table: string | undefined): StaticRoute[] {
  const resolves = get(statics, 'defaults', 'resolve') !== undefined;
  return kids(get(statics, 'route')).flatMap((node) => {
    const destination = prefixOf(node.name);
    if (!destination) return [];
    const hops = nextHops(node);
    const discard = ['discard', 'reject'].some((name) => get(node, name));
    const elsewhere = ['next-table', 'receive', 'lsp-next-hop', 'p2mp-lsp-next-hop', 'static-lsp-next-hop'].some(
      (name) => get(node, name),
    );
    const tracked = get(node, 'bfd-liveness-detection')?.span;
    const distance = numberAt(node, 'preference') ?? numberAt(statics, 'defaults', 'preference');
    return {
      destination,
      destinationSpan: node.span,
      nextHops: hops,
      ...(discard ? { discard } : {}),
      ...(vrf === undefined ? {} : { vrf }),
      ...(table === undefined ? {} : { table }),
      recursive: (get(node, 'resolve') !== undefined || resolves) && !get(node, 'no-resolve'),
      // Another table or a label-switched path decides: nothing here to check.
      ...(elsewhere ? { learned: true } : {}),
      distance: distance?.value ?? 5,
      ...(tracked ? { tracked } : {}),
      span: spanOf(node),
    };
  });
}

function nextHops(route: Node): NextHop[] {
  const plain = kids(get(route, 'next-hop'));
  const qualified = kids(get(route, 'qualified-next-hop'));
  return [...plain, ...qualified].map((node) => {
    const address = parseAddress(node.name);
    const via = address ? value(node, 'interface')?.value : node.name;
    const distance = numberAt(node, 'preference');
    return {
      ...(address ? { address } : {}),
      ...(via === undefined ? {} : { interface: via }),
      ...(distance ? { distance: distance.value } : {}),
      span: node.span,
    };
  });
}
