import { networkOf, parseAddress } from '../../../../grammars/model/address.ts';
import type { BgpNeighbour, BgpProcess, LocalRole } from '../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';
import type { Profile } from '../../review/rule.ts';

/** What an external neighbour is to us; `internal`: another device of the same operator (fabric, hosts). */
export type Relationship = 'customer' | 'provider' | 'route-server' | 'peer' | 'internal' | 'unknown';

/** From the role that the session has (RFC 9234), or the description and the group's name, by whole words; else from private AS numbers on private addresses. */
export function relationshipOf(neighbour: BgpNeighbour, process: BgpProcess, profile: Profile): Relationship {
  if (neighbour.localRole) return OTHER_SIDE[neighbour.localRole];
  const named = roleIn(`${neighbour.description ?? ''} ${neighbour.group?.value ?? ''}`);
  if (named) return named;
  if (profile === 'datacenter-fabric' || sameOperator(neighbour, process)) return 'internal';
  return 'unknown';
}

/** What the other side is to one that has this role. */
const OTHER_SIDE: Readonly<Record<LocalRole, Relationship>> = {
  provider: 'customer',
  customer: 'provider',
  peer: 'peer',
  'rs-server': 'customer',
  'rs-client': 'route-server',
};

export const relationshipText: Readonly<Record<Relationship, Bilingual>> = {
  customer: { en: 'customer', 'zh-cn': '客户' },
  provider: { en: 'provider', 'zh-cn': '上游' },
  'route-server': { en: 'route server', 'zh-cn': '路由服务器' },
  peer: { en: 'peer', 'zh-cn': '对等方' },
  internal: { en: 'internal neighbour', 'zh-cn': '内部邻居' },
  unknown: { en: 'assumed provider', 'zh-cn': '假定为上游' },
};

/** A session over one link between private AS numbers: /30, /31, /126, /127 or link-local. */
export function overFabricLink(neighbour: BgpNeighbour, process: BgpProcess, device: Device): boolean {
  if (neighbour.multihop || !privateAses(neighbour, process)) return false;
  const there = parseAddress(neighbour.address.value);
  if (!there) return neighbour.remoteAs?.value === 'external';
  if (isLinkLocal(there.family, there.address)) return true;
  const width = there.family === 'ipv4' ? 32 : 128;
  return device.interfaces.some((one) =>
    one.addresses.some(
      (subnet) =>
        subnet.family === there.family &&
        width - subnet.length <= 2 &&
        width - subnet.length >= 1 &&
        networkOf(subnet) === networkOf({ ...there, length: subnet.length }),
    ),
  );
}

const WORDS: readonly (readonly [Relationship, RegExp])[] = [
  ['customer', /^(?:cust|customer|downstream)$/],
  ['provider', /^(?:transit|upstream|provider|isp)$/],
  ['route-server', /^rs$/],
  ['peer', /^(?:peer|ix)$/],
];

/** Chinese is written without spaces: looked for as it is. */
const CHINESE: readonly (readonly [Relationship, string])[] = [
  ['customer', '客户'],
  ['provider', '运营商'],
];

function roleIn(text: string): Relationship | undefined {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  for (const [role, pattern] of WORDS) {
    // "BGP peer" is every neighbour.
    if (words.some((word, i) => pattern.test(word) && words[i - 1] !== 'bgp')) return role;
    if (CHINESE.some(([meant, characters]) => meant === role && text.includes(characters))) return role;
    if (role === 'route-server' && words.some((word, i) => word === 'route' && words[i + 1] === 'server')) return role;
  }
  return undefined;
}

/** Private AS numbers on both ends, and an address that no one outside could have. */
function sameOperator(neighbour: BgpNeighbour, process: BgpProcess): boolean {
  if (!privateAses(neighbour, process)) return false;
  const there = parseAddress(neighbour.address.value);
  if (!there) return true;
  const { family, address } = there;
  if (isLinkLocal(family, address)) return true;
  if (family === 'ipv6') return address >> 121n === 0x7en;
  return address >> 24n === 10n || address >> 20n === 0xac1n || address >> 16n === 0xc0a8n;
}

function privateAses(neighbour: BgpNeighbour, process: BgpProcess): boolean {
  const local = neighbour.localAs ?? process.asn?.value;
  const remote = neighbour.remoteAs?.value;
  return local !== undefined && isPrivate(local) && (remote === 'external' || isPrivate(remote));
}

/** RFC 6996 */
const isPrivate = (asn: number | string | undefined): boolean =>
  typeof asn === 'number' && ((asn >= 64512 && asn <= 65534) || (asn >= 4200000000 && asn <= 4294967294));

const isLinkLocal = (family: 'ipv4' | 'ipv6', address: bigint): boolean =>
  family === 'ipv6' ? address >> 118n === 0x3fan : address >> 16n === 0xa9fen;
