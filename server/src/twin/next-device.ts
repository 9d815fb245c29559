import { namedBeside } from '../network/described-links.ts';
import type { Member, Owner } from '../network/network.ts';
import type { Packet } from '../packets/analyses.ts';
import { isUp } from './base-routes.ts';
import { INTERNET, partOf } from './cloud-member.ts';
import { cloudSubnetOf, onSameSubnet } from './cloud-subnet.ts';
import type { Hop } from './route-table.ts';
import { gatewaysTo, type Start } from './starts.ts';
import type { Twin } from './twin.ts';
import { answersFor } from './virtual-addresses.ts';

/** Who takes a packet to this address on the network that the interface of the device is on. */
export function ownerOf(
  twin: Twin,
  from: Member,
  out: string,
  family: Packet['family'],
  address: bigint,
): Start | 'several' | 'down' | undefined {
  const all = onSameSubnet(
    from,
    out,
    twin.network.owners(family, address).filter((owner) => owner.member.path !== from.path),
  );
  const owners = namedBeside(
    from,
    from.device.interfaces.find(({ name }) => name.value === out),
    twin.network.near(
      from.path,
      all.filter((owner) => isUp(owner.member.device, owner.interface)),
    ),
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
    if (owners.length > 1) return 'several';
    if (all.length > 0) return 'down';
  }
  const [owner] = owners;
  if (!owner || mayBeElsewhere(twin, from, out, owner)) return owner && 'several';
  return { member: owner.member, vrf: owner.interface.vrf ?? '', inInterface: owner.interface.name.value };
}

/** No cloud tells of it, and more than one has the subnet that its address is in. */
function mayBeElsewhere({ network }: Twin, from: Member, out: string, owner: Owner): boolean {
  if (cloudSubnetOf(from, out) === undefined) return false;
  if (cloudSubnetOf(owner.member, owner.interface.name.value) !== undefined) return false;
  const routers = network.onSubnet(owner.address).filter(({ member }) => partOf(member)?.kind === 'router');
  return network.near(from.path, routers).length > 1;
}

/** Whom a wire leads to; from an Internet gateway, the one that leads to a public address here. */
export function wired({ members }: Twin, from: Member, way: Hop, { family, destination }: Packet): Start | undefined {
  const part = partOf(from);
  if (way.neighbour) {
    const { path, vrf, interface: inInterface, takes } = way.neighbour;
    const member = members.find((one) => one.path === path);
    return (
      member && {
        member,
        vrf,
        ...(inInterface === undefined ? {} : { inInterface }),
        ...(takes ? { takes: destination } : {}),
      }
    );
  }
  if (way.interface === INTERNET && part) return gatewaysTo(members, family, destination)[0];
  const wire = way.gateway === undefined ? part?.wires.get(way.interface) : undefined;
  const other = wire && members.find((one) => one.path === wire.path);
  return other && { member: other, vrf: wire.vrf, inInterface: wire.inInterface };
}
