import { holds, widthOf } from '../../../grammars/model/address.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Member, Network } from './network.ts';

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

const subnetsOf = ({ device }: Member): Interface['addresses'][number][] =>
  device.interfaces.flatMap(({ addresses, shutdown }) =>
    shutdown ? [] : addresses.filter(({ family, length }) => length < widthOf(family)),
  );
