import type { BgpAddressFamily, BgpNeighbour } from '../../../grammars/model/bgp.ts';

/**
 * The families in which a neighbour exchanges routes of the Internet or of a VRF. VPN and EVPN families are left out:
 * route targets decide there.
 */
export const routeFamilies = (neighbour: BgpNeighbour): readonly BgpAddressFamily[] =>
  neighbour.families.filter(({ name, active }) => active && /^ipv[46]-(?:labeled-|labelled-)?unicast$/.test(name));

/** `IPv4`, `IPv6`, for messages. */
export const familyText = (name: string): string => (name.startsWith('ipv6') ? 'IPv6' : 'IPv4');
