import type { Prefix } from '../../../../model/address.ts';
import type { CloudGap, CloudRoute } from '../../../../model/cloud.ts';
import type { Filter } from '../../../../model/filter.ts';
import type { Bilingual } from '../../../../outline.ts';
import type { Located, Span } from '../../../../text/span.ts';
import { gapRule } from '../../gap-filter.ts';
import { mapsIn } from '../../named.ts';
import { booleanOf, type MapValue, propertyOf, type Resource } from '../../value.ts';
import { parentName } from '../names.ts';
import { innerOf, type NameOf } from './names.ts';
import { NETWORKS } from './subnets.ts';

const PEERINGS = ['microsoft.network/virtualnetworks/virtualnetworkpeerings', 'azurerm_virtual_network_peering'];

/** One half: each network has its own. */
export interface Peering {
  readonly to: string;
  /** Packets of the other network may come here at all. */
  readonly access: boolean;
  /** Also those that it only forwards. */
  readonly forwarded: boolean;
  /** Its gateway's routes are used. */
  readonly remoteGateways: boolean;
  readonly span: Span;
}

export type Peerings = ReadonlyMap<string, readonly Peering[]>;

/** By the network's name. Absent flags are the API's defaults: access, nothing else. */
export function peeringsOf(resources: readonly Resource[], nameOf: NameOf): Peerings {
  const found = new Map<string, Peering[]>();
  const add = (from: string | undefined, properties: MapValue, span: Span): void => {
    const to = nameOf(propertyOf(properties, 'remoteVirtualNetwork', 'remote_virtual_network_id'));
    if (from === undefined || to === undefined) return;
    const flag = (absent: boolean, ...keys: string[]): boolean => {
      const written = propertyOf(properties, ...keys);
      return written ? booleanOf(written) === true : absent;
    };
    const one: Peering = {
      to,
      access: flag(true, 'allowVirtualNetworkAccess', 'allow_virtual_network_access'),
      forwarded: flag(false, 'allowForwardedTraffic', 'allow_forwarded_traffic'),
      remoteGateways: flag(false, 'useRemoteGateways', 'use_remote_gateways'),
      span,
    };
    found.set(from, [...(found.get(from) ?? []), one]);
  };
  for (const { type, name, properties } of resources) {
    if (PEERINGS.includes(type))
      add(
        type.startsWith('azurerm') ? nameOf(propertyOf(properties, 'virtual_network_name')) : parentName(name.value),
        properties,
        name.span,
      );
    // Within their network, as the API prints them.
    if (NETWORKS.includes(type))
      for (const one of mapsIn(propertyOf(properties, 'virtualNetworkPeerings')))
        add(name.value, innerOf(one) ?? one, one.span);
  }
  return found;
}

interface Peered {
  readonly routes: readonly CloudRoute[];
  readonly gaps: readonly CloudGap[];
  readonly entries: ReadonlyMap<string, readonly Filter[]>;
}

/** What a network has of those it is peered with (virtual network peering, traffic routing). */
export function peeredRoutes(
  name: string,
  peerings: Peerings,
  spaceOf: (network: string) => readonly Located<Prefix>[],
): Peered {
  const routes: CloudRoute[] = [];
  const gaps: CloudGap[] = [];
  const entries = new Map<string, readonly Filter[]>();
  for (const { to, access, forwarded, remoteGateways, span } of peerings.get(name) ?? []) {
    const space = spaceOf(to);
    const back = peerings.get(to)?.find((one) => one.to === name);
    if (space.length === 0) gaps.push({ text: NOT_HERE(to), span });
    if (remoteGateways) gaps.push({ text: LEARNED, span });
    const target: CloudRoute['target'] = !access
      ? { kind: 'discard' }
      : back
        ? { kind: 'network', network: to }
        : { kind: 'elsewhere', why: ONE_HALF(to) };
    for (const { value } of space) routes.push({ destination: value, target, priority: 2, everywhere: true, span });
    if (space.length > 0 && !(forwarded && back?.forwarded)) entries.set(to, [ownOnly(to, space, span)]);
  }
  return { routes, gaps, entries };
}

/** What the other network only forwards: which half has to allow it, texts about it tell differently. */
const ownOnly = (from: string, space: readonly Located<Prefix>[], span: Span): Filter => ({
  name: { value: `peering with ${from}`, span },
  family: 'both',
  purpose: 'packet',
  rules: [
    {
      span: { start: span.start, end: span.start },
      matches: space.map(({ value }) => ({
        family: value.family,
        source: { anyOf: [{ kind: 'prefix' as const, ...value }] },
      })),
      action: { kind: 'permit' },
      effects: [],
      active: true,
      implicit: true,
    },
    gapRule('forwarded traffic', span),
  ],
  fallback: { action: 'deny' },
  stateful: true,
  implicit: true,
  span,
  closed: true,
});

const NOT_HERE = (name: string): Bilingual => ({
  en: `which addresses the peered network ${name} has is not in the text`,
  'zh-cn': `对等网络 ${name} 的地址空间不在文本中`,
});
const ONE_HALF = (name: string): Bilingual => ({
  en: `the half of this peering that ${name} has to declare is not in the text, and without it nothing passes`,
  'zh-cn': `该对等连接中须由 ${name} 声明的一半不在文本中,缺少它则不会放行任何流量`,
});
const LEARNED: Bilingual = {
  en: 'the gateway of a peered network brings routes that are not in the text',
  'zh-cn': '对等网络的网关会带来文本中没有的路由',
};
