import type { Family } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { StaticRoute } from '../../../grammars/model/routing.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Member } from '../network/network.ts';
import { connectedRoutes, distancesOf, putStatic } from './base-routes.ts';
import { partOf } from './cloud-member.ts';
import { fits } from './host-programs.ts';
import { originOf, ownRoute } from './redistributed.ts';
import { type Doubt, type Route, type RouteTable, routeTable } from './route-table.ts';
import { runUses } from './run-use.ts';

/** What the kernel has of a host whose routing program has a table of its own: the host's networks and routes, and what the program gives it. */
export function kernelTable(member: Member, vrf: string, own: RouteTable): RouteTable {
  const { device, path } = member;
  const { family } = own;
  const table = routeTable(family);
  for (const route of connectedRoutes(device, vrf, family)) table.put({ ...route, distance: 0 });
  const routes = (partOf(member)?.kernelRoutes ?? []).filter((one) => isUsed(one, vrf, family));
  // Next hops of the host's own routes are neighbours, whatever the program does.
  const { routeChoice: _, ...host } = device;
  putStatic({ ...member, device: host }, routes, table);
  for (const route of own.routes()) {
    const passed = passes(device, route);
    if (passed === 'refused') continue;
    const doubt = route.doubt ?? (passed === 'passed' ? undefined : { text: passed.text, path, span: passed.span });
    table.put({ ...route, ...(doubt ? { doubt } : {}) });
  }
  if (device.routeChoice?.program?.kernel[family])
    for (const { space, distance, doubt } of own.spaces()) table.doubt(space, distance, doubt);
  return table;
}

const isUsed = ({ table, learned, vrf: own = '', destination }: StaticRoute, vrf: string, family: Family): boolean =>
  own === vrf && destination.family === family && table === undefined && !learned;

type Passing = 'passed' | 'refused' | Pick<Doubt, 'text' | 'span'>;

function passes(device: Device, route: Route): Passing {
  const uses = device.routeChoice?.program?.kernel[route.prefix.family];
  if (!uses) return 'refused';
  const ofBgp = route.source.endsWith('bgp');
  const asksPath = device.policies.some(
    ({ name, entries }) =>
      uses.some((use) => use.name.value === name.value) &&
      entries?.some(({ conditions }) => conditions.some(({ kind }) => kind === 'as-path')),
  );
  if (ofBgp && asksPath) return { text: ATTRIBUTES, span: uses[0]!.name.span };
  const plain = ownRoute(route, 'table', 'igp', false, route.span);
  const asked = ofBgp ? { ...plain, communitiesUnknown: true } : plain;
  const passed = runUses(device, { policyChain: 'first-decides' }, uses, asked, originOf(route, device));
  return passed.kind === 'unknown' ? passed : passed.kind;
}

/** Of a program's table: the networks of interfaces that it is told to have, and those that OSPF has of its own interfaces. */
export function* ownNetworks(device: Device, vrf: string, family: Family): Generator<Route> {
  const { program } = device.routeChoice ?? {};
  const direct = program?.direct[family];
  const all = [...connectedRoutes(device, vrf, family)];
  const named = new Map(device.interfaces.map((one) => [one.name.value, one]));
  for (const route of all) if (direct && fits(named.get(route.hops[0]!.interface)!, direct)) yield route;
  const distance = distancesOf(device).ospf;
  for (const process of device.ospf) {
    if (process.shutdown || (process.vrf ?? '') !== vrf) continue;
    for (const { interface: name, families, cost } of process.interfaces)
      for (const route of all)
        if (families.includes(family) && route.hops[0]!.interface === name)
          yield { ...route, source: 'ospf', distance, metric: cost?.value ?? 0 };
  }
}

const ATTRIBUTES: Bilingual = {
  en: 'which routes of BGP this policy gives to the kernel depends on their paths, which is not followed here',
  'zh-cn': '该策略将哪些 BGP 路由交给内核取决于其路径,此处不做推演',
};
