import type { Member, Network } from './network.ts';

export type Groups = ReadonlyMap<string, readonly Member[]>;

/** Members by a key, in the network's order, gathered once for each version of it; those without one are in no group. */
export function groupedMembers(keyOf: (member: Member) => string | undefined): (network: Network) => Groups {
  const kept = new WeakMap<Network, { readonly version: number; readonly groups: Groups }>();
  return (network) => {
    const known = kept.get(network);
    if (known?.version === network.version) return known.groups;
    const groups = groupsBy(network.members, keyOf);
    kept.set(network, { version: network.version, groups });
    return groups;
  };
}

/** Members by a key, in their order; those without one are in no group. */
export function groupsBy(members: Iterable<Member>, keyOf: (member: Member) => string | undefined): Groups {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const key = keyOf(member);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
  }
  return groups;
}
