import { networkOf, parseAddress } from '../../../../grammars/model/address.ts';
import type { BgpNeighbour, BgpProcess, LocalRole } from '../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';
import type { RuleContext } from '../../review/rule.ts';
import { type DeclaredRole, declaredRole } from '../../review/topology-file.ts';
import { roleIn, roleInPolicies } from './role-names.ts';
import { rolesByTreatment } from './roles-by-treatment.ts';
import { ROUTE_SERVERS, TRANSIT_FREE } from './well-known-asns.ts';

/** What an external neighbour is to us; `internal`: another device of the same operator (fabric, hosts). */
export type Relationship = 'customer' | 'provider' | 'route-server' | 'peer' | 'internal' | 'unknown';

/** What a rule knows when it asks for a role. */
export type RoleContext = Pick<RuleContext, 'device' | 'profile' | 'roles'>;

/**
 * What `.netreview/topology.yaml` declares; else the role that the session has (RFC 9234); else the description and the group's name, by whole
 * words; else private AS numbers on private addresses; else what policies are called, AS numbers that everybody knows, and neighbours that are
 * treated alike.
 */
export function relationshipOf(neighbour: BgpNeighbour, process: BgpProcess, context: RoleContext): Relationship {
  const certain = agreedRole(neighbour, context) ?? namedRole(neighbour);
  if (certain) return certain;
  if (context.profile === 'datacenter-fabric' || sameOperator(neighbour, process)) return 'internal';
  return byHint(neighbour, process) ?? treatments(process, context).get(neighbour) ?? 'unknown';
}

/** Declared, or part of the session: nothing is inferred. */
export function agreedRole(neighbour: BgpNeighbour, { roles }: RoleContext): Relationship | undefined {
  const declared = declaredRole(neighbour, roles);
  if (declared) return DECLARED[declared];
  return neighbour.localRole && OTHER_SIDE[neighbour.localRole];
}

/** A client of a route server gets routes and gives its own, as a customer does. */
const DECLARED: Readonly<Record<DeclaredRole, Relationship>> = {
  customer: 'customer',
  provider: 'provider',
  peer: 'peer',
  'route-server': 'route-server',
  'route-server-client': 'customer',
  internal: 'internal',
};

const namedRole = ({ description, group }: BgpNeighbour): Relationship | undefined =>
  roleIn(`${description ?? ''} ${group?.value ?? ''}`);

/** Names of its policies; else who has its AS number. */
function byHint(neighbour: BgpNeighbour, process: BgpProcess): Relationship | undefined {
  const named = roleInPolicies(
    neighbour.families.flatMap(({ imports }) => imports.map(({ name }) => name.value)),
    neighbour.families.flatMap(({ exports }) => exports.map(({ name }) => name.value)),
  );
  if (named) return named;
  const local = neighbour.localAs ?? process.asn?.value;
  const remote = neighbour.remoteAs?.value;
  if (typeof remote !== 'number' || local === undefined || isPrivate(local)) return undefined;
  if (ROUTE_SERVERS.has(remote)) return 'route-server';
  // Among themselves they are peers.
  return TRANSIT_FREE.has(remote) && !TRANSIT_FREE.has(local) ? 'provider' : undefined;
}

const known = new WeakMap<BgpProcess, readonly [RoleContext['roles'], ReadonlyMap<BgpNeighbour, Relationship>]>();

function treatments(process: BgpProcess, context: RoleContext): ReadonlyMap<BgpNeighbour, Relationship> {
  const [roles, before] = known.get(process) ?? [];
  if (before && roles === context.roles) return before;
  const found = rolesByTreatment(
    context.device,
    process,
    (one) => agreedRole(one, context) ?? namedRole(one) ?? byHint(one, process),
  );
  known.set(process, [context.roles, found]);
  return found;
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

/** Private AS numbers on both ends, and an address that no one outside could have. */
function sameOperator(neighbour: BgpNeighbour, process: BgpProcess): boolean {
  if (!privateAses(neighbour, process)) return false;
  const there = parseAddress(neighbour.address.value);
  if (!there) return true;
  const { family, address } = there;
  if (isLinkLocal(family, address)) return true;
  if (family === 'ipv6') return address >> 121n === 0x7en;
  // With 100.64.0.0/10 (RFC 6598), which data centres number their links from.
  return address >> 24n === 10n || address >> 20n === 0xac1n || address >> 16n === 0xc0a8n || address >> 22n === 0x191n;
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
