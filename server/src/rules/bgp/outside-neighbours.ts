import { type Family, parseAddress } from '../../../../grammars/model/address.ts';
import type { BgpAddressFamily, BgpNeighbour, BgpProcess } from '../../../../grammars/model/bgp.ts';
import { routeFamilies } from '../../routes/route-families.ts';
import { agreedRole, type Relationship, type RoleContext, relationshipOf } from './relationship.ts';

/** A neighbour in the Internet, in one of its families, by its place in the model. */
export interface OutsideSession {
  readonly process: BgpProcess;
  readonly processIndex: number;
  readonly neighbour: BgpNeighbour;
  readonly neighbourIndex: number;
  readonly relationship: Relationship;
  /** Nothing names its role. */
  readonly assumed: boolean;
}

/**
 * External neighbours of the global table that are not of the same operator. Fabrics, laboratories and VPNs are left alone: in the
 * profiles that say so (but for roles that a fabric's border was told), between private AS numbers, in a VRF, and where an unnamed
 * neighbour has a private address.
 */
export function* outsideSessions(context: RoleContext): Generator<OutsideSession> {
  if (context.profile === 'lab') return;
  for (const [processIndex, process] of context.device.bgp.entries()) {
    if (process.vrf !== undefined) continue;
    for (const [neighbourIndex, neighbour] of process.neighbours.entries()) {
      if (neighbour.external !== true || neighbour.shutdown) continue;
      if (context.profile === 'datacenter-fabric' && !agreedRole(neighbour, context)) continue;
      const relationship = relationshipOf(neighbour, process, context);
      if (relationship === 'internal') continue;
      const assumed = relationship === 'unknown';
      if (assumed && (isPrivateAddress(neighbour) || bothPrivate(neighbour, process))) continue;
      yield { process, processIndex, neighbour, neighbourIndex, relationship, assumed };
    }
  }
}

export interface OutsideFamily extends OutsideSession {
  readonly family: BgpAddressFamily;
  readonly ip: Family;
}

/** As `outsideSessions`, by family; neighbours about whom something was unknown are left out. */
export function* outsideFamilies(context: RoleContext): Generator<OutsideFamily> {
  for (const session of outsideSessions(context)) {
    if (!session.neighbour.closed) continue;
    for (const family of routeFamilies(session.neighbour))
      yield { ...session, family, ip: family.name.startsWith('ipv6') ? 'ipv6' : 'ipv4' };
  }
}

/** RFC 6996 */
export const isPrivateAsn = (asn: number): boolean =>
  (asn >= 64512 && asn <= 65534) || (asn >= 4200000000 && asn <= 4294967294);

function bothPrivate(neighbour: BgpNeighbour, process: BgpProcess): boolean {
  const local = neighbour.localAs ?? process.asn?.value;
  const remote = neighbour.remoteAs?.value;
  return local !== undefined && isPrivateAsn(local) && typeof remote === 'number' && isPrivateAsn(remote);
}

function isPrivateAddress({ address: { value } }: BgpNeighbour): boolean {
  const parsed = parseAddress(value.split('/')[0]!);
  if (!parsed) return true;
  const { family, address } = parsed;
  if (family === 'ipv6') return address >> 121n === 0x7en || address >> 118n === 0x3fan;
  return (
    address >> 24n === 10n || address >> 20n === 0xac1n || address >> 16n === 0xc0a8n || address >> 16n === 0xa9fen
  );
}
