import type { Member } from '../network/network.ts';
import type { Packet } from '../packets/analyses.ts';
import { isUp } from './base-routes.ts';
import { INTERNET, partOf } from './cloud-member.ts';
import type { Hop } from './route-table.ts';
import { gatewaysTo, type Start } from './starts.ts';
import type { Twin } from './twin.ts';
import { answersFor } from './virtual-addresses.ts';

/** Who takes a packet to this address on a network of the device. */
export function ownerOf(
  twin: Twin,
  from: Member,
  family: Packet['family'],
  address: bigint,
): Start | 'several' | 'down' | undefined {
  const all = twin.network.owners(family, address).filter((owner) => owner.member.path !== from.path);
  const owners = twin.network.near(
    from.path,
    all.filter((owner) => isUp(owner.member.device, owner.interface)),
  );
  // RouterOS writes the address of a group on each of its routers.
  if (owners.length !== 1) {
    const standIn = answersFor(
      twin.members.filter(({ path }) => path !== from.path),
      family,
      address,
    );
    if (standIn === 'several') return 'several';
    if (standIn)
      return {
        member: standIn.member,
        vrf: standIn.interface.vrf ?? '',
        inInterface: standIn.interface.name.value,
      };
    if (all.length > 0) return 'down';
  }
  const [owner] = owners;
  if (!owner) return undefined;
  if (owners.length > 1) return 'several';
  return { member: owner.member, vrf: owner.interface.vrf ?? '', inInterface: owner.interface.name.value };
}

/** Whom a wire leads to; from an Internet gateway, the one that leads to a public address here. */
export function wired({ members }: Twin, from: Member, way: Hop, { family, destination }: Packet): Start | undefined {
  const part = partOf(from);
  if (way.neighbour) {
    const { path, vrf, interface: inInterface } = way.neighbour;
    const member = members.find((one) => one.path === path);
    return member && { member, vrf, inInterface };
  }
  if (way.interface === INTERNET && part?.kind === 'gateway') return gatewaysTo(members, family, destination)[0];
  const wire = way.gateway === undefined ? part?.wires.get(way.interface) : undefined;
  const other = wire && members.find((one) => one.path === wire.path);
  return other && { member: other, vrf: wire.vrf, inInterface: wire.inInterface };
}
