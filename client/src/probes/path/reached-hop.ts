import type { Path } from './observe.ts';
import type { Hop } from './traceroute-output.ts';

/** The hop at which the address itself answered, and did not complain. */
export const reachedHop = ({ address, trace }: Pick<Path, 'address' | 'trace'>): Hop | undefined =>
  trace?.hops.find(({ addresses, complaint }) => addresses.includes(address) && complaint === undefined);
