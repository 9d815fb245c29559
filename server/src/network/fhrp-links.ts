import type { Device } from '../../../grammars/model/device.ts';
import type { FhrpGroup } from '../../../grammars/model/fhrp.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import { neighboursOn } from './links.ts';
import type { Member, Network } from './network.ts';

/** The same group of two routers on one link. */
export interface FhrpPair {
  readonly here: FhrpGroup;
  readonly there: FhrpGroup;
  readonly interface: Interface;
  readonly member: Member;
}

export function* fhrpPairs(network: Network, self: Member): Generator<FhrpPair> {
  if (self.device.fhrp.length === 0) return;
  const interfaces = new Map(self.device.interfaces.map((one) => [one.name.value, one]));
  for (const here of self.device.fhrp) {
    const one = interfaces.get(here.interface);
    if (!one) continue;
    for (const owner of neighboursOn(network, self, one))
      for (const there of groupsOf(owner.member.device).get(owner.interface.name.value) ?? [])
        if (
          there.protocol === here.protocol &&
          there.family === here.family &&
          there.group.value === here.group.value &&
          !there.shutdown &&
          !here.shutdown
        )
          yield { here, there, interface: one, member: owner.member };
  }
}

const found = new WeakMap<Device, ReadonlyMap<string, readonly FhrpGroup[]>>();

/** By interface; found once for each version of a device. */
function groupsOf(device: Device): ReadonlyMap<string, readonly FhrpGroup[]> {
  const before = found.get(device);
  if (before) return before;
  const groups = new Map<string, FhrpGroup[]>();
  for (const group of device.fhrp) {
    const list = groups.get(group.interface);
    if (list) list.push(group);
    else groups.set(group.interface, [group]);
  }
  found.set(device, groups);
  return groups;
}
