import type { Device } from '../../../grammars/model/device.ts';
import type { FhrpGroup } from '../../../grammars/model/fhrp.ts';
import { neighboursOn } from './links.ts';
import type { Member, Network } from './network.ts';

/** The same group of two routers on one link. */
export interface FhrpPair {
  readonly here: FhrpGroup;
  readonly there: FhrpGroup;
  readonly member: Member;
}

export function* fhrpPairs(network: Network, self: Member): Generator<FhrpPair> {
  if (self.device.fhrp.length === 0) return;
  const interfaces = new Map(self.device.interfaces.map((one) => [one.name.value, one]));
  for (const here of self.device.fhrp) {
    const one = interfaces.get(here.interface);
    if (!one) {
      yield* byAddress(here, network, self);
      continue;
    }
    for (const owner of neighboursOn(network, self, one))
      for (const there of groupsOf(owner.member.device).get(owner.interface.name.value) ?? [])
        if (isSame(here, there)) yield { here, there, member: owner.member };
  }
}

const isSame = (here: FhrpGroup, there: FhrpGroup): boolean =>
  there.protocol === here.protocol &&
  there.family === here.family &&
  there.group.value === here.group.value &&
  !there.shutdown &&
  !here.shutdown;

/** Where interfaces are set up in files that are not read, a virtual address in common tells the group, in the nearest folder. */
function byAddress(here: FhrpGroup, network: Network, self: Member): readonly FhrpPair[] {
  const own = new Set(here.addresses.map(({ value }) => value));
  return network.near(
    self.path,
    [...network.members].flatMap((member) =>
      member.path === self.path
        ? []
        : member.device.fhrp.flatMap((there) =>
            isSame(here, there) && there.addresses.some(({ value }) => own.has(value)) ? [{ here, there, member }] : [],
          ),
    ),
  );
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
