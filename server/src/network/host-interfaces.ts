import type { Interface } from '../../../grammars/model/interface.ts';
import type { Member } from './network.ts';

/** The interfaces of the host: what later files say of one is added. */
export function hostInterfaces(members: readonly Member[]): readonly HostInterface[] {
  const found = new Map<string, { whole: Interface; owners: Map<Interface['addresses'][number], Member> }>();
  for (const member of members)
    for (const one of member.device.interfaces) {
      const before = found.get(one.name.value);
      const owners = before?.owners ?? new Map();
      for (const address of one.addresses) owners.set(address, member);
      const whole = before
        ? { ...before.whole, ...one, addresses: [...before.whole.addresses, ...one.addresses] }
        : one;
      found.set(one.name.value, { whole, owners });
    }
  return [...found.values()].map(({ whole, owners }) => ({ interface: whole, owners }));
}

/** An interface as all files of the host have it, and whose each address is. */
export interface HostInterface {
  readonly interface: Interface;
  readonly owners: ReadonlyMap<Interface['addresses'][number], Member>;
}
