import { holds, widthOf } from '../../../grammars/model/address.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Member, Network, Owner } from './network.ts';

/**
 * Whether two devices with the same address meet somewhere: they share another subnet, or a third device stands in the subnet of that
 * address. Without, they may be sites that never see each other.
 */
export function linked({ members }: Network, a: Member, b: Member, address: Interface['addresses'][number]): boolean {
  const others = subnetsOf(b).filter((one) => one.address !== address.address);
  const shared = subnetsOf(a).some(
    (own) =>
      own.address !== address.address &&
      others.some((other) => other.family === own.family && other.length === own.length && holds(own, other.address)),
  );
  if (shared) return true;
  for (const third of members) {
    if (third.path === a.path || third.path === b.path) continue;
    for (const one of subnetsOf(third))
      if (one.family === address.family && one.address !== address.address && holds(address, one.address)) return true;
  }
  return false;
}

/**
 * Interfaces of other devices that stand on the link of this one, told by a subnet they share. None where that is not sure: a subnet in
 * which an address or a device's name comes twice is the plan of several sites, or a copy.
 */
export function neighboursOn(network: Network, self: Member, one: Interface): readonly Owner[] {
  if (one.shutdown || one.loopback || !self.device.hostname) return [];
  const found = new Map<Interface, Owner>();
  for (const address of one.addresses) {
    if (address.secondary || address.length >= widthOf(address.family)) continue;
    const others = network
      .near(
        self.path,
        network.onSubnet(address).filter(({ member }) => member.path !== self.path),
      )
      .filter((owner) => !owner.interface.shutdown && !owner.interface.loopback && !owner.address.secondary);
    const names = new Set([self.device.hostname.value, ...others.map(({ member }) => member.device.hostname?.value)]);
    const addresses = new Set([address.address, ...others.map((owner) => owner.address.address)]);
    if (names.has(undefined) || names.size <= others.length || addresses.size <= others.length) continue;
    for (const owner of others) if (!owner.member.device.fragment) found.set(owner.interface, owner);
  }
  return [...found.values()];
}

/** A subnet for two ends and nobody else. */
export const isBetweenTwo = ({ addresses }: Interface): boolean =>
  addresses.some(({ family, length }) => length >= (family === 'ipv4' ? 30 : 126));

const subnetsOf = ({ device }: Member): Interface['addresses'][number][] =>
  device.interfaces.flatMap(({ addresses, shutdown }) =>
    shutdown ? [] : addresses.filter(({ family, length }) => length < widthOf(family)),
  );
