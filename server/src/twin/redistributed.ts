import type { Device } from '../../../grammars/model/device.ts';
import type { Redistribution } from '../../../grammars/model/routing.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import type { Member } from '../network/network.ts';
import { everything, nothing, type PrefixSpace, union } from '../routes/prefix-space.ts';
import { BY_PROTOCOL, exactly, isLearned } from './base-routes.ts';
import type { BgpRoute, RouteOrigin } from './bgp-route.ts';
import type { Doubt, Route, RouteTable } from './route-table.ts';
import { mayPass, runUses } from './run-use.ts';

/** Protocols that take routes of others. */
type Into = 'bgp' | 'ospf' | 'isis';

/** What one protocol takes from another, and what it is told. */
export type Taking = Pick<Redistribution, 'from' | 'policy' | 'metric' | 'matches' | 'span'>;

/** The routes of the table that come in, after the policy; a policy that is not decided leaves a doubt. */
export function* redistributed(
  { device, path }: Member,
  table: RouteTable,
  { from, policy, metric, matches, span }: Taking,
  into: Into,
): Generator<BgpRoute> {
  const { routeChoice } = device;
  const keepsHop = into !== 'bgp' || routeChoice?.keepsNextHop !== 'nothing';
  for (const route of table.routes()) {
    if (!comesFrom(route, from.value) || (from.value === '*' && route.source === into)) continue;
    // By default these stay inside; a policy can ask for them (NX-OS `match route-type internal`).
    const internal = from.value === 'bgp' && route.source === 'internal-bgp' && !routeChoice?.redistributesInternalBgp;
    // Those of VPNs go out to customers on most platforms, as what OSPF has from other areas or as its externals (RFC 4577).
    const ofVpn = internal && route.hops.some(({ neighbour }) => neighbour?.labelled);
    if (internal && !policy && !ofVpn) continue;
    if (route.source === 'ospf' && !isMatched(route, matches, routeChoice?.redistributesExternalOspf ?? true)) continue;
    const doubt = doubtOf(route, path, span);
    const taken = ownRoute({ ...route, ...(doubt ? { doubt } : {}) }, 'redistributed', 'incomplete', keepsHop, span);
    const made = metric === undefined ? taken : { ...taken, med: metric };
    const passed = policy
      ? runUses(device, chainOf(device), [{ kind: 'route-policy', name: policy }], made, originOf(route, device))
      : ({ kind: 'passed', route: made } as const);
    if (passed.kind === 'passed' && internal)
      yield { ...passed.route, doubt: { text: ofVpn ? OF_VPN : INTERNAL, path, span } };
    else if (passed.kind === 'passed') yield passed.route;
    else if (passed.kind === 'unknown') yield { ...made, doubt: { text: passed.text, path, span: passed.span } };
  }
}

/** Policies that choose among all routes of a table are asked one after the other. */
const chainOf = ({ routeChoice }: Member['device']): { readonly policyChain?: 'first-decides' } =>
  routeChoice?.exportsTable ? { policyChain: 'first-decides' } : {};

/** As policies call it. */
export const originOf = ({ source, hops, beyond }: Route, { routeChoice }: Device): RouteOrigin => ({
  protocol: source.endsWith('bgp')
    ? 'bgp'
    : routeChoice?.program && beyond
      ? beyond === 'other-area'
        ? 'ospf-ia'
        : `ospf-${beyond}`
      : source,
  interfaces: hops.map((hop) => hop.interface),
  hasGateway: hops.some(({ gateway }) => gateway !== undefined),
});

const comesFrom = ({ source }: Route, from: string): boolean =>
  from === '*' ||
  (from === 'bgp'
    ? source === 'external-bgp' || source === 'internal-bgp'
    : from === 'ospf' || from === 'ospf3' || from === 'ospfv3'
      ? source === 'ospf'
      : source === from);

const isMatched = ({ external = false }: Route, matches: Taking['matches'], all: boolean): boolean =>
  matches ? (external ? matches.external : matches.internal) : all || !external;

export function ownRoute(
  { prefix, metric, via, doubt }: Route,
  local: NonNullable<BgpRoute['local']>,
  origin: BgpRoute['origin'],
  keepsHop: boolean,
  span: Span,
): BgpRoute {
  const [hop] = keepsHop ? via : [];
  return {
    prefix,
    path: [],
    members: [],
    communities: [],
    localPreference: 100,
    med: metric,
    origin,
    weight: 32_768,
    ...(hop === undefined ? {} : { nextHop: hop }),
    local,
    clusters: [],
    span,
    ...(doubt ? { doubt } : {}),
  };
}

/** Of a route that a protocol takes. One of another VRF goes on only with `include leaked` (EOS), which the model does not hold. */
export const doubtOf = ({ leaked, doubt }: Route, path: string, span: Span): Doubt | undefined =>
  doubt ?? (leaked && { text: LEAKED, path, span });

/** What may come in of protocols whose routes are not known here. */
export function redistributedCloud(
  { device, path }: Member,
  table: RouteTable,
  { from, policy, span }: Taking,
  into: Into,
): { readonly space: PrefixSpace; readonly doubt: Doubt } | undefined {
  const { family } = table;
  const known =
    from.value === 'static' ||
    from.value === '*' ||
    (from.value === 'bgp' && into !== 'bgp') ||
    ((from.value === 'ospf' || from.value === 'ospf3') && into !== 'ospf') ||
    (from.value === 'isis' && into !== 'isis' && device.isis.length > 0) ||
    (from.value === 'connected' && !device.interfaces.some((one) => isLearned(one, family)));
  if (known) return undefined;
  const uses = policy ? [{ kind: 'route-policy' as const, name: policy }] : [];
  return {
    space: mayPass(device, {}, uses, from.value === 'eigrp' ? ofEigrp(table) : everything(family)),
    doubt: { text: NOT_KNOWN(from.value), path, span },
  };
}

/** What EIGRP may have here, and the networks that it speaks on. */
const ofEigrp = (table: RouteTable): PrefixSpace =>
  table
    .routes()
    .filter(({ source }) => source === 'connected')
    .map(({ prefix }) => exactly(prefix))
    .concat(table.spaces().flatMap(({ doubt, space }) => (doubt.text.en === BY_PROTOCOL('eigrp').en ? space : [])))
    .reduce(union, nothing(table.family));

const LEAKED: Bilingual = {
  en: 'whether a route that came from the table of another VRF goes on to a protocol is not followed here',
  'zh-cn': '来自其他 VRF 路由表的路由是否会引入某个协议,此处不做推演',
};
const OF_VPN: Bilingual = {
  en: 'in which form routes of a VPN go on to a protocol of its customers is not followed here',
  'zh-cn': 'VPN 路由以何种形式进入客户侧协议,此处不做推演',
};

const INTERNAL: Bilingual = {
  en: 'whether this policy lets routes of internal BGP neighbours go on is not decided here',
  'zh-cn': '该策略是否放行内部 BGP 邻居的路由,此处无法判定',
};

export const NOT_KNOWN = (protocol: string): Bilingual => ({
  en: `which routes of ${protocol} are announced here is not followed`,
  'zh-cn': `此处通告哪些 ${protocol} 路由不做推演`,
});
