import { holds } from '../../../grammars/model/address.ts';
import type { PolicyUse } from '../../../grammars/model/bgp.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { addressesOf, isOwn } from './base-routes.ts';
import type { BgpNode, Direction } from './bgp-nodes.ts';
import type { BgpRoute, RouteOrigin } from './bgp-route.ts';
import { withoutPrivateAs } from './private-as.ts';
import type { Doubt } from './route-table.ts';
import { runUses } from './run-use.ts';

/** What a neighbour gets of a best path; undefined: nothing. RFC 4271 section 9.2, RFC 4456. */
export function sent(route: BgpRoute, way: Direction): BgpRoute | undefined {
  const { from: node, exports, external, sender } = way;
  const { from } = route;
  if (from && from.from === way.to && !route.leakedFrom) return undefined;
  if (route.communities.includes(NO_ADVERTISE)) return undefined;
  if (external && (route.communities.includes(NO_EXPORT) || route.communities.includes(NO_EXPORT_SUBCONFED)))
    return undefined;
  if (way.confederates && route.communities.includes(NO_EXPORT_SUBCONFED)) return undefined;
  const spares = external && !exports.sendsBack && route.path[0] === way.to.asn;
  const spared = spares && node.member.device.routeChoice?.sparesPeerAs;
  if (spared === true || (spared === 'where-alone' && isAlone(way))) return undefined;
  const reflected = from !== undefined && !route.leakedFrom && isPassedInside(way, from);
  // Between internal neighbours only a reflector passes on, from its clients or to them.
  if (reflected && !from.imports.reflectorClient && !exports.reflectorClient) return undefined;
  const passed = checked(
    node,
    exports.exports,
    route,
    exports.exports.length > 0 || !external ? 'policy' : node.process.withoutPolicy,
    route.origins,
  );
  if (!passed) return undefined;
  // Whether the next hop of a route that is not its own stays, no manual tells.
  const hopUnknown =
    route.origins?.hasGateway &&
    !external &&
    !passed.hopSelf &&
    node.member.device.routeChoice?.keepsNextHop === 'nothing';
  const shown = node.process.confederation ?? node.asn;
  const { localAs, localAsAlone } = sender.neighbour;
  const own = localAs === undefined || !external ? [shown] : localAsAlone === 'both' ? [localAs] : [localAs, shown];
  const kept = external && exports.removesPrivateAs ? withoutPrivateAs(passed.path, way) : passed.path;
  const { port, leakedFrom, targets, vpn, ...bare } = passed;
  const { leaks } = node.member.device.routeChoice ?? {};
  const leakUnknown =
    leakedFrom !== undefined &&
    !node.vpn &&
    !external &&
    !(leaks?.tellsItself && !leakedFrom.vpn) &&
    !exports.nextHopSelf;
  // What the policy sets is sent, whatever the platform does with what it finds.
  const medUnknown =
    external &&
    leakedFrom !== undefined &&
    !leakedFrom.vpn &&
    leaks !== undefined &&
    leaks.tellsMed === undefined &&
    route.med !== 0 &&
    passed.med === route.med;
  // A link-local next hop means nothing further on: what internal neighbours are told instead, no manual tells.
  const portUnknown = port !== undefined && !external && !exports.nextHopSelf && !passed.hopSelf;
  return {
    ...bare,
    ...(node.vpn && vpn ? { vpn } : {}),
    path: external ? [...own, ...(kept ?? passed.path)] : passed.path,
    members: external ? [] : way.confederates ? [node.asn, ...passed.members] : passed.members,
    communities: exports.sendsCommunities === false ? [] : passed.communities,
    // MED goes to one neighbouring AS only; a policy's own is sent.
    med:
      external && (leakedFrom && !leakedFrom.vpn ? !leaks?.tellsMed : from) && passed.med === route.med
        ? 0
        : passed.med,
    weight: 0,
    ...nextHopFor(passed, route, way, reflected),
    ...(reflected
      ? {
          originator: route.originator ?? from.from.routerId,
          clusters: [node.clusterId, ...route.clusters],
        }
      : {}),
    ...(kept ? {} : { doubt: doubtAt(node, PRIVATE, sender.neighbour.address.span) }),
    ...(hopUnknown || portUnknown || leakUnknown
      ? { doubt: doubtAt(node, NEXT_HOP, sender.neighbour.address.span) }
      : {}),
    ...(medUnknown ? { doubt: doubtAt(node, MED, sender.neighbour.address.span) } : {}),
    ...(spared ? { doubt: doubtAt(node, UPDATE_GROUP, sender.neighbour.address.span) } : {}),
    ...(node.vpn && targets ? { doubt: doubtAt(node, TARGETS, sender.neighbour.address.span) } : {}),
  };
}

/** Nobody else is sent routes of this table: there is no update group of several neighbours (Cisco document 200427). */
const isAlone = ({ from: { process }, exports: { name } }: Direction): boolean =>
  process.neighbours.filter(
    ({ shutdown, families }) => !shutdown && families.some((one) => one.active && one.name === name),
  ).length === 1;

/** From one internal neighbour to another. */
export const isPassedInside = (way: Direction, from: Direction): boolean =>
  [way, from].every(({ external, confederates }) => !external && !confederates);

/** Stands for the sender's address on an unnumbered link on its way to the other end. */
const OWN_LINK_LOCAL = -1n;

function nextHopFor(
  passed: BgpRoute,
  before: BgpRoute,
  way: Direction,
  reflected: boolean,
): { readonly nextHop: bigint } | object {
  const { from: node, transport, receiverAddress, external, exports } = way;
  const self = { nextHop: ownNextHop(way) };
  const hop = passed.nextHop;
  // The next hop of a route of another VRF is not in the neighbours' table.
  if (hop === undefined || passed.hopSelf || (passed.leakedFrom && hop === before.nextHop)) return self;
  // A policy's next hop is sent as it is.
  if (hop !== before.nextHop) return { nextHop: hop };
  if (exports.nextHopSelf && !reflected) return self;
  if (!external) return { nextHop: hop };
  // Third party: the neighbour reaches the next hop on the network that it shares with this device (RFC 4271 section 5.1.3).
  if (transport !== passed.prefix.family) return self;
  const shared = [...addressesOf(node.member.device, node.vrf, transport)].some(
    ([, subnet]) => holds(subnet, receiverAddress) && holds(subnet, hop),
  );
  if (shared && hop === receiverAddress)
    return node.member.device.routeChoice?.tellsPeersOwnAddress ? { nextHop: hop } : self;
  return shared && !isOwn(node.member.device, node.vrf, transport, hop) ? { nextHop: hop } : self;
}

/** What the sender is to the other end as a next hop. */
export const ownNextHop = (way: Direction): bigint =>
  way.ports ? OWN_LINK_LOCAL : (selfAddress(way) ?? way.senderAddress);

/** Where routes of one family go over a session of the other, the address of the interface that the session leaves by. */
function selfAddress({ from, transport, senderAddress }: Direction): bigint | undefined {
  // Of VPNs it is the other end of a tunnel through the backbone, whatever they carry.
  if (transport === from.family || from.vpn) return senderAddress;
  const port = [...addressesOf(from.member.device, from.vrf, transport)].find(
    ([, { address }]) => address === senderAddress,
  )?.[0];
  return port?.addresses.find(({ family }) => family === from.family)?.address;
}

/** What the receiver makes of it; undefined: it refuses it. */
export function received(route: BgpRoute, way: Direction): BgpRoute | undefined {
  const { to: node, imports, external, receiver } = way;
  const { neighbour } = receiver;
  const own = route.path.filter(
    (asn) => asn === (node.process.confederation ?? node.asn) || asn === neighbour.localAs,
  ).length;
  if (way.confederates && route.members.includes(node.asn)) return undefined;
  if (external && own > (imports.allowsOwnAs ?? 0)) return undefined;
  if (!external && (route.originator === node.routerId || route.clusters.includes(node.clusterId))) return undefined;
  const { nextHop } = route;
  const hopFamily = node.vpn ? way.transport : node.family;
  if (nextHop !== undefined && isOwn(node.member.device, node.vrf, hopFamily, nextHop)) return undefined;
  const { nextHop: _hop, ...bare } = route;
  const arrived: BgpRoute = {
    ...(way.ports && nextHop === OWN_LINK_LOCAL ? { ...bare, port: way.ports.receiver } : route),
    path:
      external && neighbour.localAs !== undefined && !neighbour.localAsAlone
        ? [neighbour.localAs, ...route.path]
        : route.path,
    localPreference: external ? (node.process.defaultLocalPreference ?? 100) : route.localPreference,
    weight: imports.weight ?? 0,
    from: way,
    span: neighbour.address.span,
    ...(external ? { clusters: [] } : {}),
  };
  const { local: _, origins: _origins, hopSelf: _self, ...others } = arrived;
  const clean = external ? withoutOriginator(others) : others;
  return checked(
    node,
    imports.imports,
    clean,
    imports.imports.length > 0 || !external ? 'policy' : node.process.withoutPolicy,
  );
}

function withoutOriginator({ originator: _, ...route }: BgpRoute): BgpRoute {
  return route;
}

/** The route after the policies of a node; what they leave open goes on with a doubt. */
function checked(
  node: BgpNode,
  uses: readonly PolicyUse[],
  route: BgpRoute,
  without: 'policy' | 'exchanges-all' | 'exchanges-nothing' | undefined,
  origin?: RouteOrigin,
): BgpRoute | undefined {
  if (without === 'exchanges-nothing') return undefined;
  if (without === undefined) return { ...route, doubt: route.doubt ?? doubtAt(node, RFC_8212, node.process.span) };
  const passed = runUses(node.member.device, node.process, uses, route, origin);
  if (passed.kind === 'refused') return undefined;
  if (passed.kind === 'passed') return passed.route;
  return { ...route, undecided: true, doubt: route.doubt ?? doubtAt(node, passed.text, passed.span) };
}

export const doubtAt = ({ member }: BgpNode, text: Bilingual, span: Doubt['span']): Doubt => ({
  text,
  path: member.path,
  span,
});

/** RFC 1997 */
const NO_EXPORT = '65535:65281';
const NO_ADVERTISE = '65535:65282';
const NO_EXPORT_SUBCONFED = '65535:65283';

const PRIVATE: Bilingual = {
  en: 'which private AS numbers are removed from the path is not followed here',
  'zh-cn': '路径中哪些私有 AS 号会被移除,此处不做推演',
};
const TARGETS: Bilingual = {
  en: 'this policy changes route targets on the way to a neighbour, which is not followed here',
  'zh-cn': '该策略在发给邻居时修改路由目标,此处不做推演',
};
const UPDATE_GROUP: Bilingual = {
  en: 'whether routes of its own AS are sent to this neighbour depends on who else is in its update group',
  'zh-cn': '是否把来自对端 AS 的路由发回该邻居,取决于其更新组中还有哪些邻居',
};
const MED: Bilingual = {
  en: 'which MED external neighbours are told of a route of another VRF is not known on this platform',
  'zh-cn': '该平台向外部邻居通告其他 VRF 的路由时使用什么 MED 未知',
};
const NEXT_HOP: Bilingual = {
  en: 'which next hop internal neighbours are told of this route is not followed here',
  'zh-cn': '向内部邻居通告该路由时使用哪个下一跳,此处不做推演',
};
const RFC_8212: Bilingual = {
  en: 'whether an external neighbour without policy gets routes here depends on the version',
  'zh-cn': '没有策略的外部邻居能否交换路由取决于版本',
};
