import {
  type Family,
  formatPrefix,
  networkOf,
  type Prefix,
  parseAddress,
  widthOf,
} from '../../../../../grammars/model/address.ts';
import type { BgpNeighbour } from '../../../../../grammars/model/bgp.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { type Connected, connectedTo } from '../../exposure/connected.ts';
import { otherEnd, sameIds } from './other-end.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/neighbor-inconsistent',
    severity: 'error',
    needs: ['bgp', 'bgp-sessions', 'interfaces'],
    title: {
      en: 'BGP session that cannot come up, or carries nothing',
      'zh-cn': '无法建立或不承载任何路由的 BGP 会话',
    },
    sources: ['RFC 4271 sections 6 and 8', 'RFC 4760'],
    options: {},
  },
  *check({ device, network }) {
    // A text without the device's name is mostly a part: addresses may be elsewhere.
    if (device.fragment || !device.hostname) return;
    const everywhere = waysOf(device.interfaces);
    for (const [index, process] of device.bgp.entries()) {
      const ways = waysOf(device.interfaces.filter(({ vrf }) => vrf === process.vrf));
      for (const [place, neighbour] of process.neighbours.entries()) {
        const there = parseAddress(neighbour.address.value);
        if (!there || neighbour.shutdown || !neighbour.closed) continue;
        const report =
          ownAddress(neighbour, ways) ??
          foreignSource(neighbour, everywhere) ??
          farAway(neighbour, ways, everywhere) ??
          inactive(neighbour, index, place, there.family);
        if (report) yield report;
        else if (network) yield* otherEnd(network, { member: network.self, process, neighbour });
      }
    }
    if (network) yield* sameIds(network);
  },
});

/** Interfaces, and what is asked of all of them for each neighbour. */
interface Ways {
  readonly interfaces: readonly Interface[];
  readonly connected: Connected;
  /** Addresses and subnets that the text does not tell may be there. */
  readonly open: boolean;
  readonly closed: boolean;
  /** A subnet with room for neighbours. */
  readonly subnet: Readonly<Record<Family, Prefix | undefined>>;
}

function waysOf(interfaces: readonly Interface[]): Ways {
  const addresses = interfaces.flatMap((one) => one.addresses);
  const subnet = (family: Family): Prefix | undefined =>
    addresses.find((one) => one.family === family && one.length < widthOf(family) && one.length > 0);
  return {
    interfaces,
    connected: connectedTo(interfaces),
    open: interfaces.some(isDynamic),
    closed: interfaces.length > 0 && interfaces.every(({ closed }) => closed),
    subnet: { ipv4: subnet('ipv4'), ipv6: subnet('ipv6') },
  };
}

function ownAddress({ address }: BgpNeighbour, { connected }: Ways): Report | undefined {
  const there = parseAddress(address.value)!;
  const found = connected.own(there.family, there.address);
  if (!found) return undefined;
  const { own, port } = found;
  return {
    span: address.span,
    text: {
      en: `${address.value} is this device's own address (${port.name.value}): no session comes up with oneself. Name the other end.`,
      'zh-cn': `${address.value} 是本机自己的地址(${port.name.value}):无法与自己建立会话。请填写对端地址。`,
    },
    related: [{ span: own.span, text: { en: 'Own address', 'zh-cn': '本机地址' } }],
  };
}

/** The session is to start from an address that this device has not. */
function foreignSource(
  { updateSource, address }: BgpNeighbour,
  { interfaces, open, connected }: Ways,
): Report | undefined {
  if (!updateSource) return undefined;
  const source = parseAddress(updateSource.value);
  if (!source || interfaces.length === 0 || open || connected.own(source.family, source.address)) return undefined;
  return {
    span: updateSource.span,
    text: {
      en: `The session with ${address.value} is to start from ${updateSource.value}, an address that no interface here has: it never comes up. Use an address of this device.`,
      'zh-cn': `与 ${address.value} 的会话要以 ${updateSource.value} 为源地址,而本机没有任何接口拥有它:会话永远无法建立。请使用本机的地址。`,
    },
  };
}

/** Subnets that are not all in the text: addresses from elsewhere, borrowed ones. */
const isDynamic = ({ dynamic, dynamicFamilies, pointToPoint, addresses, shutdown }: Interface): boolean =>
  dynamic === true ||
  (dynamicFamilies?.length ?? 0) > 0 ||
  (pointToPoint === true && addresses.length === 0 && shutdown !== true);

/** An external neighbour on no subnet of this device, with a session that may cross one hop only. */
function farAway(neighbour: BgpNeighbour, ways: Ways, everywhere: Ways): Report | undefined {
  const { address, external, multihop, ttlSecurity, connectedCheckOff } = neighbour;
  if (external !== true || multihop || ttlSecurity || connectedCheckOff) return undefined;
  const there = parseAddress(address.value)!;
  if (isLinkLocal(there.family, there.address)) return undefined;
  // Where interfaces are left out of the text, or borrow their addresses, nothing is known.
  const nearest = ways.subnet[there.family];
  if (!nearest || everywhere.open || !ways.closed) return undefined;
  if (ways.connected.isInSubnet(there.family, there.address)) return undefined;
  return {
    span: address.span,
    text: {
      en: `${address.value} is on no subnet of this device, and an external session crosses one hop only: it never comes up. Correct the address (a connected subnet is ${formatPrefix({ ...nearest, address: networkOf(nearest) })}), or allow more hops.`,
      'zh-cn': `${address.value} 不在本机任何子网中,而 EBGP 会话默认只能跨一跳:会话永远无法建立。请更正地址(直连子网例如 ${formatPrefix({ ...nearest, address: networkOf(nearest) })}),或允许更多跳数。`,
    },
  };
}

const isLinkLocal = (family: Family, address: bigint): boolean => family === 'ipv6' && address >> 118n === 0x3fan;

/** Up, and no family is exchanged. */
function inactive(
  { address, families, remoteAs, group }: BgpNeighbour,
  process: number,
  neighbour: number,
  family: Family,
): Report | undefined {
  if (!remoteAs || families.some(({ active }) => active)) return undefined;
  return {
    span: address.span,
    severity: 'warning',
    text: {
      en: `${address.value} is activated in no address family: no route is exchanged with it${group ? `, whatever its group ${group.value} says` : ''}. Activate it where it belongs, or take it out.`,
      'zh-cn': `${address.value} 没有在任何地址族中激活:不会与它交换路由${group ? `,无论其组 ${group.value} 如何配置` : ''}。请在相应地址族中激活,或将其删除。`,
    },
    fixes: [
      {
        title: {
          en: `Activate ${address.value} for ${family === 'ipv6' ? 'IPv6' : 'IPv4'}: routes are exchanged from then on`,
          'zh-cn': `为 ${address.value} 激活 ${family === 'ipv6' ? 'IPv6' : 'IPv4'}:此后开始交换路由`,
        },
        safety: 'unsafe',
        change: {
          kind: 'set-neighbour',
          process,
          neighbour,
          family: `${family}-unicast`,
          setting: { kind: 'activate' },
        },
      },
    ],
  };
}
