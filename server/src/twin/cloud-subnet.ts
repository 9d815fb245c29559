import type { Member, Owner } from '../network/network.ts';
import { partOf } from './cloud-member.ts';

/** The subnet of a cloud that an interface is on, by its router: two of equal addresses are two. Undefined: it is on none. */
export function cloudSubnetOf(member: Member, name: string): string | undefined {
  const part = partOf(member);
  const router = part?.subnets.get(name);
  if (router) return keyOf(router.path, router.inInterface);
  return part?.kind === 'router' && !part.wires.has(name) ? keyOf(member.path, name) : undefined;
}

const keyOf = (path: string, name: string): string => `${path} ${name}`;

/**
 * Of all who have an address or stand on a subnet, those that this interface can mean: of the subnet that it is on, else whom no cloud tells of.
 * Networks of clouds use the same addresses, and have nothing to do with each other.
 */
export function onSameSubnet(member: Member, name: string, all: readonly Owner[]): readonly Owner[] {
  const here = cloudSubnetOf(member, name);
  if (here === undefined) return all;
  const subnetOf = (owner: Owner): string | undefined => cloudSubnetOf(owner.member, owner.interface.name.value);
  const own = all.filter((owner) => subnetOf(owner) === here);
  return own.length > 0 ? own : all.filter((owner) => subnetOf(owner) === undefined);
}
