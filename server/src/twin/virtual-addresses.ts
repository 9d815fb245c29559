import type { Family } from '../../../grammars/model/address.ts';
import type { FhrpGroup } from '../../../grammars/model/fhrp.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Member } from '../network/network.ts';
import { isUp } from './base-routes.ts';

/** A router that stands in for an address that a group keeps (HSRP, VRRP, GLBP). */
export interface StandIn {
  readonly member: Member;
  readonly interface: Interface;
  readonly group: FhrpGroup;
}

/**
 * Who answers for the address: the one with the highest priority. `several`: it depends on who came first, on equal priorities, or on who
 * is asked (GLBP); undefined: no group has it.
 */
export function answersFor(
  members: readonly Member[],
  family: Family,
  address: bigint,
): StandIn | 'several' | undefined {
  const all = members.flatMap((member) =>
    groupsWith(member, family, address).flatMap((group): StandIn[] => {
      const one = member.device.interfaces.find(({ name }) => name.value === group.interface);
      return one && isUp(member.device, one) ? [{ member, interface: one, group }] : [];
    }),
  );
  const [first, second] = all.sort((a, b) => b.group.priority.value - a.group.priority.value);
  if (!first) return undefined;
  if (first.group.protocol === 'glbp') return 'several';
  if (!second) return first;
  return first.group.priority.value > second.group.priority.value && first.group.preempt.value ? first : 'several';
}

export const groupsWith = ({ device }: Member, family: Family, address: bigint): readonly FhrpGroup[] =>
  device.fhrp.filter(
    (group) => !group.shutdown && group.family === family && group.addresses.some(({ value }) => value === address),
  );
