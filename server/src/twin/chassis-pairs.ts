import type { Interface } from '../../../grammars/model/interface.ts';
import type { MultiChassis } from '../../../grammars/model/multi-chassis.ts';
import { chassisPeer } from '../network/chassis-peer.ts';
import type { Member, Network } from '../network/network.ts';
import { partOfAggregate } from '../network/part-of-aggregate.ts';

/** Two switches that look like one to what is attached to both, each of which is the other's peer. */
export interface ChassisPair {
  readonly kind: MultiChassis['kind'];
  /** In the order in which they were given. */
  readonly members: readonly [Member, Member];
}

/** Pairs of which both are among these; with two domains, or without what one of them needs, they do not pair. */
export function chassisPairs(network: Network, members: readonly Member[]): ChassisPair[] {
  const peers = new Map<Member, Member>();
  const pairs: ChassisPair[] = [];
  for (const member of members) {
    const own = member.device.multiChassis;
    const peer = own && chassisPeer(network, member);
    if (!peer || own.missing.length > 0) continue;
    if (peer.chassis.kind !== own.kind || peer.chassis.domain?.value !== own.domain?.value) continue;
    peers.set(member, peer.member);
    if (peers.get(peer.member) === member) pairs.push({ kind: own.kind, members: [peer.member, member] });
  }
  return pairs;
}

interface End {
  readonly member: Member;
  readonly interface: Interface;
}

/** `MLAG 5`: what the port of a pair's switch is one half of, with a port of the other switch; undefined: nothing that is known. */
export function bundleOf(pairs: readonly ChassisPair[]): (ends: readonly End[]) => string | undefined {
  const others = new Map(pairs.flatMap(({ members: [a, b] }) => [[a, b] as const, [b, a] as const]));
  return (ends) => {
    for (const { member, interface: port } of ends) {
      const other = others.get(member);
      if (!other || ends.some((end) => end.member === other)) continue;
      const { kind, groups } = member.device.multiChassis!;
      const own = groups.find((group) => partOfAggregate(port, group.interface));
      if (own && other.device.multiChassis!.groups.some(({ id }) => id.value === own.id.value))
        return `${kind} ${own.id.value}`;
    }
    return undefined;
  };
}
