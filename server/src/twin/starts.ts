import { holds, widthOf } from '../../../grammars/model/address.ts';
import type { Member } from '../network/network.ts';
import type { Packet } from '../packets/analyses.ts';
import { isUp } from './base-routes.ts';
import { INTERNET, partOf } from './cloud-member.ts';
import type { Twin } from './twin.ts';
import { answersFor } from './virtual-addresses.ts';

/** Where a packet is: on a device, come in over an interface, or made there (no interface). */
export interface Start {
  readonly member: Member;
  readonly vrf: string;
  readonly inInterface?: string;
  /** An address that it takes as its own, since a load balancer handed the packet to it. */
  readonly takes?: bigint;
}

/** Where packets of this source start: at the device that has the address, else at those on its network, who may be its gateway. */
export function startsOf(
  twin: Twin,
  { family, source, destination }: Pick<Packet, 'family' | 'source' | 'destination'>,
  near?: string,
): readonly Start[] {
  const own: Start[] = [];
  const beside: (Start & { readonly length: number })[] = [];
  for (const member of twin.members)
    for (const one of member.device.interfaces) {
      if (!isUp(member.device, one)) continue;
      const vrf = one.vrf ?? '';
      for (const address of one.addresses) {
        if (address.family !== family || !holds(address, source)) continue;
        if (address.address === source) own.push({ member, vrf });
        else if (!one.loopback && address.length < widthOf(family))
          beside.push({ member, vrf, inInterface: one.name.value, length: address.length });
      }
    }
  const closest = (all: readonly Start[]): readonly Start[] =>
    near === undefined ? all : twin.network.near(near, all);
  if (own.length > 0) return closest(own);
  if (beside.length === 0) return closest(gatewaysTo(twin.members, family, destination));
  const longest = Math.max(...beside.map(({ length }) => length));
  const nearby = closest(
    beside.filter(({ length }) => length === longest).map(({ length: _, ...start }): Start => start),
  );
  // A host on one network is nobody's gateway.
  const between = nearby.filter(({ member }) => standsBetween(member));
  return gatewayOf(twin, family, between.length > 0 ? between : nearby);
}

export const standsBetween = ({ device }: Member): boolean =>
  device.interfaces.filter((one) => !one.loopback && one.addresses.length > 0).length > 1;

/** Gateways of clouds by which the Internet comes to a public address. */
export const gatewaysTo = (members: readonly Member[], family: Packet['family'], address: bigint): Start[] =>
  family === 'ipv6'
    ? []
    : members
        .filter((member) => partOf(member)?.publics?.has(address))
        .map((member) => ({ member, vrf: '', inInterface: INTERNET }));

/** Of several routers on a network the one that answers for their common address, where they have one. */
function gatewayOf(twin: Twin, family: Packet['family'], all: readonly Start[]): readonly Start[] {
  if (all.length < 2) return all;
  const groupsOf = ({ member, inInterface }: Start) =>
    member.device.fhrp.filter((group) => group.family === family && group.interface === inInterface);
  for (const { value } of groupsOf(all[0]!).flatMap(({ addresses }) => addresses)) {
    if (!all.every((one) => groupsOf(one).some(({ addresses }) => addresses.some((other) => other.value === value))))
      continue;
    const standIn = answersFor(twin.members, family, value);
    const found = standIn === 'several' ? undefined : all.find(({ member }) => member === standIn?.member);
    if (found) return [found];
  }
  return all;
}
