import type { Interface } from '../../../grammars/model/interface.ts';
import type { Member } from '../network/network.ts';
import { partOf } from './cloud-member.ts';

interface End {
  readonly member: Member;
  readonly interface: Interface;
}

/**
 * What the texts of clouds join, by their names and not by addresses, which several networks may have: routers with gateways and peers, two
 * ends each; and subnets, the router's interface first.
 */
export function cloudLinks(members: readonly Member[]): {
  readonly wires: readonly (readonly [End, End])[];
  readonly subnets: readonly (readonly [End, ...End[]])[];
} {
  const byPath = new Map(members.map((member) => [member.path, member]));
  const endAt = (path: string, name: string): End | undefined => {
    const member = byPath.get(path);
    const one = member?.device.interfaces.find((candidate) => candidate.name.value === name);
    return member && one && { member, interface: one };
  };
  const wires: [End, End][] = [];
  const subnets = new Map<Interface, [End, ...End[]]>();
  for (const member of members) {
    const part = partOf(member);
    if (!part) continue;
    for (const one of member.device.interfaces) {
      const here = { member, interface: one };
      const wire = part.wires.get(one.name.value);
      const far = wire && endAt(wire.path, wire.inInterface);
      // Both ends have the wire: once is enough.
      if (far && member.path < far.member.path) wires.push([here, far]);
      const subnet = part.subnets.get(one.name.value);
      const router = subnet && endAt(subnet.path, subnet.inInterface);
      if (!router) continue;
      const known = subnets.get(router.interface);
      if (known) known.push(here);
      else subnets.set(router.interface, [router, here]);
    }
  }
  return { wires, subnets: [...subnets.values()] };
}
