import type { MultiChassis } from '../../../grammars/model/multi-chassis.ts';
import { describedLinks } from './described-links.ts';
import type { Member, Network, Owner } from './network.ts';

export interface ChassisPeer {
  readonly member: Member;
  readonly chassis: MultiChassis;
}

/**
 * The other switch of the two: one near it that has the address it speaks to, and speaks to an address of this one. Sites use the same addresses
 * between all their pairs, so it has the same domain as well; or it is the only one, and management ports or descriptions of the peer link name it.
 * Domains that no text gives say nothing.
 */
export function chassisPeer(network: Network, self: Member): ChassisPeer | undefined {
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
  const link = /\d+$/.exec(self.device.multiChassis?.peerLink?.value ?? '')?.[0];
  for (const { here, member } of describedLinks(network, self))
    if (member === only!.member && String(here.lag?.group.value) === link) return only;
  return undefined;
}

function speaksTo(network: Network, { path, device }: Member): readonly Owner[] {
  const peer = device.multiChassis?.peer?.value;
  if (!peer || device.fragment) return [];
  const owners = network.owners(peer.family, peer.address).filter(({ member }) => member.path !== path);
  return network.near(path, owners).filter(({ member }) => !member.device.fragment);
}
