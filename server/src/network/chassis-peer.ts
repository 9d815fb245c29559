import type { MultiChassis } from '../../../grammars/model/multi-chassis.ts';
import { describedLinks } from './described-links.ts';
import type { Member, Network, Owner } from './network.ts';
import { partOfAggregate } from './part-of-aggregate.ts';

export interface ChassisPeer {
  readonly member: Member;
  readonly chassis: MultiChassis;
}

/**
 * The other switch of the two: one near it that has the address it speaks to, and speaks to an address of this one. Sites use the same addresses
 * between all their pairs, so it has the same domain as well; or it is the only one, and management ports or descriptions of the peer link name it.
 * Domains that no text gives say nothing. Where no address is given either, descriptions of the peer link tell.
 */
export function chassisPeer(network: Network, self: Member): ChassisPeer | undefined {
  if (self.device.multiChassis && !self.device.multiChassis.peer) return overPeerLink(network, self);
  const peers = speaksTo(network, self).flatMap(
    ({ member, interface: port }): (ChassisPeer & { readonly port: string })[] => {
      const { multiChassis } = member.device;
      return multiChassis && speaksTo(network, member).some((owner) => owner.member.path === self.path)
        ? [{ member, chassis: multiChassis, port: port.name.value }]
        : [];
    },
  );
  const domain = self.device.multiChassis?.domain?.value;
  const same = domain === undefined ? [] : peers.filter(({ chassis }) => chassis.domain?.value === domain);
  if (same.length > 0 || peers.length !== 1) return same.length === 1 ? same[0] : undefined;
  const [only] = peers;
  if (/^m(?:gmt|anagement|eth)/i.test(only!.port)) return only;
  const link = self.device.multiChassis?.peerLink?.value;
  if (link === undefined) return undefined;
  for (const { here, member } of describedLinks(network, self))
    if (member === only!.member && partOfAggregate(here, link)) return only;
  return undefined;
}

/** The one whose port of its peer link a port of this one's names, and the other way round. */
function overPeerLink(network: Network, self: Member): ChassisPeer | undefined {
  const own = self.device.multiChassis?.peerLink?.value;
  if (own === undefined || self.device.fragment) return undefined;
  const found = new Map<Member, MultiChassis>();
  for (const { here, there, member } of describedLinks(network, self)) {
    const { multiChassis } = member.device;
    const link = multiChassis?.peer ? undefined : multiChassis?.peerLink?.value;
    if (multiChassis && link !== undefined && partOfAggregate(here, own) && partOfAggregate(there, link))
      found.set(member, multiChassis);
  }
  const [only, ...others] = found;
  return only && others.length === 0 ? { member: only[0], chassis: only[1] } : undefined;
}

function speaksTo(network: Network, { path, device }: Member): readonly Owner[] {
  const peer = device.multiChassis?.peer?.value;
  if (!peer || device.fragment) return [];
  const owners = network.owners(peer.family, peer.address).filter(({ member }) => member.path !== path);
  return network.near(path, owners).filter(({ member }) => !member.device.fragment);
}
