import { formatAddress, holds, parsePrefix } from '../../../../../grammars/model/address.ts';
import type { BgpAddressFamily, BgpNeighbour, BgpProcess } from '../../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { NextHop, Redistribution, StaticRoute } from '../../../../../grammars/model/routing.ts';
import { type Member, type Network, nameOf } from '../../../network/network.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { holdsPrefix } from '../../../routes/prefix-space.ts';
import { type Outcome, runPolicies } from '../../../routes/run-policy.ts';

export const rule = defineRule({
  meta: {
    id: 'routing/route-source-conflict',
    severity: 'info',
    needs: ['routes', 'bgp'],
    title: {
      en: 'Two sources of one route, of which the wrong one wins or both do',
      'zh-cn': '同一路由有两个来源,优先级错误或相互循环',
    },
    sources: ['RFC 1812 section 5.2.4', 'RFC 4271 section 9.1.2', 'RFC 7454 section 6.1.6'],
    options: {},
  },
  *check(context) {
    if (context.device.fragment) return;
    yield* beatenDefaults(context);
    if (context.dialect.provides.includes('route-tracking')) yield* sharedDefaults(context.device);
    if (context.network) yield* loops(context.device, context.network);
  },
});

const isDefault = ({ destination, discard, learned }: StaticRoute): boolean =>
  destination.length === 0 && !discard && !learned;

/** A neighbour is asked for the default route and nothing else, and a static one of lower distance keeps it out of the table for ever. */
function* beatenDefaults({ device, outline }: RuleContext): Generator<Report> {
  for (const route of device.routes) {
    const { destination, distance, span, vrf, table } = route;
    const first = route.nextHops[0];
    if (!isDefault(route) || distance === undefined || !first || table !== undefined || route.tracked) continue;
    for (const process of device.bgp) {
      const other = distanceOf(device, process, destination.family, outline.text);
      if (process.vrf !== vrf || other === undefined || distance >= other) continue;
      const asked = process.neighbours.find((neighbour) =>
        asksForDefault(neighbour, process, destination.family, device),
      );
      if (!asked) continue;
      yield {
        span,
        text: {
          en: `This default route has distance ${distance}, that of ${asked.address.value} has ${other}: the static one is always used, also when what is behind its next hop fails, and the one from BGP never is. ${other < HIGHEST ? `Give it a distance above ${other}` : `None is above ${other}: give the routes of BGP one below ${distance}`} if it is to stand by; take it out if BGP is to decide.`,
          'zh-cn': `此默认路由的管理距离为 ${distance},而来自 ${asked.address.value} 的为 ${other}:静态路由将始终被使用(即使其下一跳之后发生故障),BGP 默认路由永远不会生效。若它只是备用,请${other < HIGHEST ? `将其管理距离设为大于 ${other}` : `将 BGP 路由的管理距离设为小于 ${distance}(没有大于 ${other} 的值)`};若由 BGP 决定,请删除它。`,
        },
        fixes: standBy(route, other, asked.address.value),
        related: [
          {
            span: asked.address.span,
            text: { en: 'Its policy asks for the default route', 'zh-cn': '其策略只接收默认路由' },
          },
        ],
      };
      break;
    }
  }
}

/** Of static routes: where BGP has it too, nothing stands behind BGP. */
const HIGHEST = 255;

/** Behind what any other protocol brings by default, and still used. */
const STAND_BY = 250;

function standBy(route: StaticRoute, other: number, neighbour: string): Proposal[] {
  return other < STAND_BY
    ? withDistance(route, STAND_BY, {
        en: `Let this route stand by with distance ${STAND_BY}; traffic then takes the default route that ${neighbour} announces, while it does`,
        'zh-cn': `将此路由的管理距离设为 ${STAND_BY} 作为备用;只要 ${neighbour} 通告默认路由,流量即改走该路由`,
      })
    : [];
}

const withDistance = ({ distanceSlot }: StaticRoute, distance: number, title: Proposal['title']): Proposal[] =>
  distanceSlot
    ? [
        {
          title,
          safety: 'unsafe',
          change: {
            kind: 'replace-text',
            span: distanceSlot.span,
            newText: `${distanceSlot.before}${distance}`,
          },
        },
      ]
    : [];

/** Of routes from external neighbours; undefined: not known, or changed for some of them. */
function distanceOf(
  { routeChoice, externalBgpDistance }: Device,
  process: BgpProcess,
  family: 'ipv4' | 'ipv6',
  text: string,
): number | undefined {
  if (!process.closed) return undefined;
  if (!routeChoice) return externalBgpDistance;
  const changed = routeChoice.unfollowed.some(
    ({ about, span }) =>
      about.kind === 'protocol' &&
      about.protocol === 'bgp' &&
      /\b(?:distance|preference)\b/.test(text.slice(span.start, span.end)),
  );
  if (changed) return undefined;
  const own = process.distances?.findLast((one) => one.family === '*' || one.family === `${family}-unicast`);
  return own?.external ?? routeChoice.distances['external-bgp'];
}

/** Its import takes the default route, and none of some that anybody has who sends more than that. */
function asksForDefault(
  neighbour: BgpNeighbour,
  process: BgpProcess,
  family: 'ipv4' | 'ipv6',
  device: Device,
): boolean {
  if (neighbour.external !== true || neighbour.shutdown || !neighbour.closed) return false;
  const settled = neighbour.families.find(({ name, active }) => active && name === `${family}-unicast`);
  const outcomes = settled && imported(settled, neighbour, process, family, device);
  if (!outcomes) return false;
  const may = (text: string, sure: boolean): boolean =>
    outcomes.some(
      (one) =>
        one.accepted &&
        (holdsPrefix(one.sure, parsePrefix(text)!) || (!sure && holdsPrefix(one.maybe, parsePrefix(text)!))),
    );
  return may(family === 'ipv4' ? '0.0.0.0/0' : '::/0', true) && !OTHERS[family].some((text) => may(text, false));
}

const OTHERS = {
  ipv4: [
    '10.0.0.0/8',
    '10.1.2.0/24',
    '100.0.0.0/8',
    '198.51.100.0/24',
    '172.16.0.0/16',
    '192.168.1.0/24',
    '200.0.0.0/16',
  ],
  ipv6: ['2001:db8::/32', '2001:db8:1::/48', '2a00::/16', 'fd00::/48', '2600::/32'],
} as const;

function imported(
  { imports }: BgpAddressFamily,
  { remoteAs }: BgpNeighbour,
  { policyChain }: BgpProcess,
  family: 'ipv4' | 'ipv6',
  device: Device,
): readonly Outcome[] | undefined {
  if (imports.length === 0 || policyChain === undefined) return undefined;
  const path = typeof remoteAs?.value === 'number' ? [remoteAs.value] : [];
  const attributes = { path, communities: [], protocol: 'bgp' };
  return runPolicies(device, imports, { how: policyChain, byDefault: true }, attributes, family);
}

/** Two equal default routes to providers: every second connection depends on a failure that nothing notices. */
function* sharedDefaults({ routes, interfaces }: Device): Generator<Report> {
  const groups = new Map<string, { readonly route: StaticRoute; readonly hop: NextHop }[]>();
  for (const route of routes) {
    if (!isDefault(route) || route.destination.family !== 'ipv4' || route.distance === undefined || route.oneOfEqual)
      continue;
    for (const hop of route.nextHops) {
      const key = `${route.vrf ?? ''} ${route.table ?? ''} ${hop.distance ?? route.distance} ${route.metric ?? ''}`;
      const group = groups.get(key);
      if (group) group.push({ route, hop });
      else groups.set(key, [{ route, hop }]);
    }
  }
  for (const group of groups.values()) {
    const ports = group.map(({ hop }) => portOf(hop, interfaces));
    const [first, second] = group;
    if (!first || !second || group.length > 4 || group.some(({ route }) => route.tracked)) continue;
    if (ports.some((port) => port === undefined || port.pointToPoint || port.shutdown) || new Set(ports).size < 2)
      continue;
    if (!group.every(({ hop }) => hop.address && !isPrivate(hop.address.address))) continue;
    yield {
      span: second.route === first.route ? second.hop.span : second.route.span,
      text: {
        en: `${addressOf(first.hop)} and ${addressOf(second.hop)} are used at once, and nothing watches them: when what is behind one of them fails while its link stays up, the connections that hash to it are lost for good. Watch both next hops; a higher distance of this one helps only if the first is watched.`,
        'zh-cn': `${addressOf(first.hop)} 与 ${addressOf(second.hop)} 同时生效且都未被监测:若其中之一之后发生故障而链路仍为 up,哈希到它的连接将一直中断。请监测两个下一跳;仅调高此路由的管理距离而不监测第一个下一跳并无作用。`,
      },
      related: [
        {
          span: first.route === second.route ? first.hop.span : first.route.span,
          text: { en: 'The other one of equal distance', 'zh-cn': '管理距离相同的另一条' },
        },
      ],
    };
  }
}

const addressOf = ({ address }: NextHop): string => formatAddress(address!.family, address!.address);

const portOf = (
  { address, interface: name }: NextHop,
  interfaces: Device['interfaces'],
): Device['interfaces'][number] | undefined =>
  interfaces.find(
    (one) =>
      one.name.value === name ||
      (address !== undefined &&
        one.addresses.some((subnet) => subnet.family === address.family && holds(subnet, address.address))),
  );

/** RFC 1918, RFC 6598 */
const isPrivate = (address: bigint): boolean =>
  address >> 24n === 10n || address >> 20n === 0xac1n || address >> 16n === 0xc0a8n || address >> 22n === 0x191n;

/** Each of two routers gives one protocol all of the other's routes, so that what one lets in the other brings back. */
function* loops(device: Device, { network, self }: NonNullable<RuleContext['network']>): Generator<Report> {
  const own = unfiltered(device);
  for (const there of own) {
    const back = own.find(({ into, from }) => into === there.from.value && from.value === there.into);
    // Said once for a pair of protocols.
    if (!back || there.span.start > back.span.start) continue;
    const others = [...network.members].filter((member) => member.path !== self.path && both(member.device, there));
    const [other] = network.near(
      self.path,
      others.map((member) => ({ member })),
    );
    if (!other || !sharesLink(device, network, other.member)) continue;
    const theirs = both(other.member.device, there)!;
    yield {
      severity: 'warning',
      span: there.from.span,
      text: {
        en: `This router and ${nameOf(other.member)} both give ${there.into} every route of ${there.from.value}, and ${there.from.value} every route of ${there.into}: a route that comes in at one is brought back by the other as its own, and may stay when its source is gone. Tag routes where they come in, and refuse that tag the other way round, on both.`,
        'zh-cn': `本路由器与 ${nameOf(other.member)} 都在 ${there.into} 与 ${there.from.value} 之间双向重分发全部路由:从一处引入的路由会被另一处作为自己的路由带回,且在来源消失后可能仍然存在。请在两台设备上引入时打标记(tag),并在反方向拒绝该标记。`,
      },
      related: [
        { span: back.from.span, text: { en: 'The other way', 'zh-cn': '反方向' } },
        elsewhere(other.member, theirs),
      ],
    };
  }
}

const PROTOCOLS = /^(?:ospf|ospfv3|ospf3|isis|eigrp|rip|bgp)$/;

const unfiltered = ({ redistributions }: Device): readonly Redistribution[] =>
  redistributions.filter(
    ({ policy, into, from, vrf }) => !policy && vrf === undefined && PROTOCOLS.test(into) && PROTOCOLS.test(from.value),
  );

const both = (device: Device, wanted: Redistribution): Redistribution | undefined => {
  const all = unfiltered(device);
  const there = all.find(({ into, from }) => into === wanted.into && from.value === wanted.from.value);
  return all.some(({ into, from }) => into === wanted.from.value && from.value === wanted.into) ? there : undefined;
};

const sharesLink = (device: Device, network: Network, other: Member): boolean =>
  device.interfaces.some(
    ({ addresses, shutdown }) =>
      !shutdown && addresses.some((subnet) => network.onSubnet(subnet).some(({ member }) => member === other)),
  );

const elsewhere = (
  { path, index, device }: Member,
  { span }: Redistribution,
): NonNullable<Report['related']>[number] => ({
  span: { start: 0, end: 0 },
  text: { en: `The same on ${device.hostname?.value ?? path}`, 'zh-cn': `${device.hostname?.value ?? path} 上相同` },
  elsewhere: { path, range: index.rangeOf(span) },
});
