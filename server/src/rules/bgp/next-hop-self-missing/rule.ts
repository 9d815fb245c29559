import type { Change } from '../../../../../grammars/change.ts';
import {
  type Family,
  formatAddress,
  holds,
  networkOf,
  type Prefix,
  parseAddress,
} from '../../../../../grammars/model/address.ts';
import type { BgpAddressFamily, BgpNeighbour, BgpProcess } from '../../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { peerOf } from '../../../network/bgp-peers.ts';
import { type Member, nameOf } from '../../../network/network.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/next-hop-self-missing',
    severity: 'warning',
    needs: ['bgp', 'bgp-sessions', 'interfaces', 'routes', 'igp'],
    title: {
      en: 'Internal neighbours cannot reach the next hops of external routes',
      'zh-cn': '内部邻居无法到达外部路由的下一跳',
    },
    sources: ['RFC 4271 section 5.1.3'],
    options: {},
  },
  *check({ device, network }) {
    if (!network || device.fragment || !device.hostname || !isUnderstood(device)) return;
    for (const [at, process] of device.bgp.entries())
      if (process.vrf === undefined && process.closed && !process.reflectsOrConfederates)
        yield* processReports(process, at, device, network);
  },
});

/** What else could bring routes would have to be known. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['bgp', 'ospf', 'ospf3', 'ospf6', 'ospfv3', 'isis', 'static']);

const isUnderstood = ({ routingProtocols, ospf, isis, interfaces }: Device): boolean =>
  routingProtocols?.every((one) => UNDERSTOOD.has(one)) === true &&
  [...ospf, ...isis].every(({ closed }) => closed) &&
  interfaces.every((one) => one.closed && !one.dynamic && !one.pointToPoint);

/** The subnet over which an external neighbour is reached. */
interface Outside {
  readonly neighbour: BgpNeighbour;
  readonly interface: Interface;
  readonly subnet: Prefix;
}

function* processReports(process: BgpProcess, at: number, device: Device, around: Surroundings): Generator<Report> {
  const outside = process.neighbours.flatMap((one) => outsideOf(one, device) ?? []);
  const hidden = outside.filter((one) => !isAnnounced(one, device));
  if (hidden.length === 0) return;
  for (const [index, neighbour] of process.neighbours.entries()) {
    if (neighbour.external !== false || neighbour.shutdown || !neighbour.closed) continue;
    const peer = peerOf(around.network, { member: around.self, process, neighbour });
    if (peer.kind !== 'match') continue;
    for (const one of hidden) {
      const family = neighbour.families.find((known) => carries(known, one.subnet.family));
      if (!family || family.nextHopSelf === true || family.exports.length > 0) continue;
      if (knowsWay(peer.end.member, one.subnet, around)) continue;
      const report = reportOf(neighbour, one, nameOf(peer.end.member));
      const change: Change = {
        kind: 'set-neighbour',
        process: at,
        neighbour: index,
        family: family.name,
        setting: { kind: 'next-hop-self' },
      };
      yield { ...report, fixes: [{ title: ITSELF(neighbour.address.value), safety: 'unsafe', change }] };
      break;
    }
  }
}

const carries = ({ name, active }: BgpAddressFamily, family: Family): boolean => active && name === `${family}-unicast`;

function outsideOf(neighbour: BgpNeighbour, { interfaces }: Device): Outside | undefined {
  const there = parseAddress(neighbour.address.value);
  if (!there || neighbour.external !== true || neighbour.shutdown || neighbour.multihop || !neighbour.closed)
    return undefined;
  if (!neighbour.families.some((family) => carries(family, there.family))) return undefined;
  for (const one of interfaces) {
    if (one.shutdown || one.vrf !== undefined) continue;
    const subnet = one.addresses.find((address) => address.family === there.family && holds(address, there.address));
    if (subnet) return { neighbour, interface: one, subnet: { ...subnet, address: networkOf(subnet) } };
  }
  return undefined;
}

/** The link's subnet is told to others: by an IGP, or as a prefix of one's own. */
function isAnnounced({ interface: one, subnet }: Outside, device: Device): boolean {
  const { ospf, isis, originations, redistributions } = device;
  return (
    [...ospf, ...isis].some(
      (process) =>
        process.redistributions.length > 0 || process.interfaces.some((member) => member.interface === one.name.value),
    ) ||
    redistributions.length > 0 ||
    originations.some(({ prefix }) => covers(prefix, subnet))
  );
}

const covers = (wide: Prefix, narrow: Prefix): boolean =>
  wide.family === narrow.family && wide.length <= narrow.length && holds(wide, narrow.address);

/** Its own routes lead there, or something that is not known might. */
function knowsWay({ device }: Member, subnet: Prefix, { network }: Surroundings): boolean {
  if (device.fragment || !isUnderstood(device)) return true;
  if (device.interfaces.some(({ addresses }) => addresses.some((own) => covers(own, subnet) || covers(subnet, own))))
    return true;
  if (device.routes.some(({ destination }) => covers(destination, subnet))) return true;
  if (device.ospf.some(({ areas }) => areas.some(({ type }) => type !== 'normal'))) return true;
  if (device.isis.some(({ level }) => level?.value !== 'level-2')) return true;
  // A default route, or the subnet itself, from a third router.
  for (const { device: third } of network.members) {
    const igp = [...third.ospf, ...third.isis];
    if (igp.some(({ defaultOriginate, redistributions }) => defaultOriginate || redistributions.length > 0))
      return true;
    if (third.originations.some(({ prefix }) => covers(prefix, subnet))) return true;
    if (third.bgp.some(({ neighbours }) => neighbours.some(announcesDefault))) return true;
  }
  return false;
}

const announcesDefault = ({ families }: BgpNeighbour): boolean =>
  families.some(({ defaultOriginate }) => defaultOriginate !== undefined);

const ITSELF = (address: string): Bilingual => ({
  en: `Pass routes on to ${address} with this router as their next hop`,
  'zh-cn': `向 ${address} 传递路由时以本路由器为下一跳`,
});

function reportOf({ address }: BgpNeighbour, outside: Outside, other: string): Report {
  const hop = outside.neighbour.address.value;
  const { family, address: network, length } = outside.subnet;
  const subnet = `${formatAddress(family, network)}/${length}`;
  return {
    span: address.span,
    text: {
      en: `Routes from ${hop} are passed on to ${other} with ${hop} as their next hop, and ${other} has no route to ${subnet}: it uses none of them. Set the next hop to this router itself towards ${address.value}, or announce the link's subnet.`,
      'zh-cn': `来自 ${hop} 的路由以 ${hop} 为下一跳传给 ${other},而 ${other} 没有通往 ${subnet} 的路由:这些路由都不会被使用。请对 ${address.value} 配置 next-hop-self,或通告该链路的子网。`,
    },
    related: [
      { span: outside.neighbour.address.span, text: { en: 'The external neighbour', 'zh-cn': '外部邻居' } },
      { span: outside.interface.span, text: { en: 'Its link', 'zh-cn': '所在链路' } },
    ],
  };
}
