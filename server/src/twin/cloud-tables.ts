import { type Family, holds, type Prefix } from '../../../grammars/model/address.ts';
import type { CloudNetwork, CloudSubnet, CloudTarget } from '../../../grammars/model/cloud.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { everything } from '../routes/prefix-space.ts';
import { exactly, FAMILIES } from './base-routes.ts';
import type { CloudTableEntry } from './cloud-member.ts';
import { entryOf, linkTo, type Plan } from './cloud-plan.ts';
import type { Doubt, Route } from './route-table.ts';

/** Worse than any route that somebody writes. */
const LAST = 254;

/** Between the subnets of a network, which no route can take away. */
export function localEntries(
  { subnets, prefixes, overrides }: CloudNetwork,
  vrf: string,
  { unit }: Plan,
  routes: CloudSubnet['routes'] = [],
): CloudTableEntry[] {
  const { complete } = unit.cloud;
  const isOverridden = (prefix: Prefix): boolean => {
    const own = prefixes.find(({ value }) => value.family === prefix.family && holds(value, prefix.address))?.value;
    return (
      own !== undefined &&
      overrides !== 'nothing' &&
      routes.some(
        ({ destination, target }) =>
          target.kind !== 'local' &&
          destination.family === prefix.family &&
          destination.length <= prefix.length &&
          destination.length >= own.length + (overrides === 'longer' ? 1 : 0) &&
          holds(destination, prefix.address),
      )
    );
  };
  const between = subnets.flatMap((subnet) =>
    subnet.prefixes
      .filter(({ value }) => !isOverridden(value))
      .map(({ value, span }) => entryOf(vrf, value, 'connected', [{ interface: subnet.name.value }], span)),
  );
  const whole = prefixes.map(({ value, span }): CloudTableEntry => {
    const why: Doubt = { text: NO_SUBNET, path: unit.path, span };
    return complete
      ? entryOf(vrf, value, 'static', [], span, LAST)
      : { vrf, family: value.family, doubt: { space: exactly(value), why } };
  });
  return [...whole, ...between];
}

export function subnetTable(
  { name, routes, routeGaps }: Pick<CloudSubnet, 'name' | 'routes' | 'routeGaps'>,
  network: CloudNetwork,
  plan: Plan,
): CloudTableEntry[] {
  const vrf = name.value;
  return [
    ...localEntries(network, vrf, plan, routes),
    ...writtenEntries(vrf, routes, routeGaps, plan, (target, family) => hopsOf(target, family, network, plan)),
  ];
}

export function writtenEntries(
  vrf: string,
  routes: CloudSubnet['routes'],
  routeGaps: CloudSubnet['routeGaps'],
  { unit: { path } }: Plan,
  hopsTo: (target: CloudTarget, family: Family) => Route['hops'] | Bilingual,
): CloudTableEntry[] {
  const gaps = routeGaps.flatMap(({ text, span }) =>
    FAMILIES.map(
      (family): CloudTableEntry => ({ vrf, family, doubt: { space: everything(family), why: { text, path, span } } }),
    ),
  );
  const written = routes.map(({ destination, target, priority = 1, span }): CloudTableEntry => {
    const hops = hopsTo(target, destination.family);
    if ('en' in hops)
      return {
        vrf,
        family: destination.family,
        doubt: { space: exactly(destination), why: { text: hops, path, span } },
      };
    return entryOf(vrf, destination, 'static', hops, span, priority);
  });
  return [...written, ...gaps];
}

/** Where a route of this network leads, or why that cannot be told. */
function hopsOf(target: CloudTarget, family: Family, network: CloudNetwork, plan: Plan): Route['hops'] | Bilingual {
  switch (target.kind) {
    case 'internet':
      return [{ interface: linkTo(target.gateway) }];
    case 'network':
      return plan.byNetwork.has(target.network) ? [{ interface: linkTo(target.network) }] : NOT_HERE(target.network);
    case 'hub':
      return plan.hubsOf(network.name.value).some(({ hub }) => hub === target.hub)
        ? [{ interface: linkTo(target.hub) }]
        : NOT_ATTACHED(network.name.value, target.hub);
    case 'discard':
      return [];
    case 'elsewhere':
      return target.why;
    case 'local':
      return NO_SUBNET;
    case 'address': {
      const { address } = target.address;
      const behind = network.subnets.find(({ prefixes }) =>
        prefixes.some(({ value }) => value.family === target.address.family && holds(value, address)),
      );
      return behind ? [{ interface: behind.name.value, gateway: address }] : NO_SUBNET;
    }
    case 'port': {
      const port = plan.ports.get(target.port);
      const gateway = port?.addresses.find(({ value }) => value.family === family)?.value.address;
      const subnet = port && plan.subnets.get(port.subnet);
      return gateway !== undefined && subnet && network.subnets.includes(subnet)
        ? [{ interface: subnet.name.value, gateway }]
        : NOT_HERE(target.port);
    }
  }
}

const NO_SUBNET: Bilingual = {
  en: 'no subnet of these files has this address, and others may exist',
  'zh-cn': '这些文件中没有子网包含该地址,但可能存在其他子网',
};
export const NOT_HERE = (name: string): Bilingual => ({
  en: `${name} is not in these files`,
  'zh-cn': `这些文件中没有 ${name}`,
});

const NOT_ATTACHED = (network: string, hub: string): Bilingual => ({
  en: `${network} is not attached to ${hub} in these files`,
  'zh-cn': `这些文件中 ${network} 未连接到 ${hub}`,
});
