import { type Family, holds, parseAddress, parsePrefix } from '../../../grammars/model/address.ts';
import type { BgpNeighbour, BgpProcess } from '../../../grammars/model/bgp.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import { namedBeside } from './described-links.ts';
import type { Member, Network } from './network.ts';
import { sameInterface } from './same-interface.ts';

/** A session as one end has it. */
export interface SessionEnd {
  readonly member: Member;
  readonly process: BgpProcess;
  readonly neighbour: BgpNeighbour;
}

/**
 * The other end of a session, as far as the workspace tells. `unknown`: nobody here has the address, or several have;
 * `no-process`: the device speaks no BGP; `no-neighbour`: it does, and names none of the addresses that the session can come from.
 */
export type Peer =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'no-process'; readonly member: Member }
  | { readonly kind: 'no-neighbour'; readonly member: Member; readonly process: BgpProcess }
  /** It names this device by an address that the session does not come from. */
  | {
      readonly kind: 'other-address';
      readonly end: SessionEnd;
      readonly from: readonly LocalAddress[];
    }
  | { readonly kind: 'match'; readonly end: SessionEnd };

export interface LocalAddress {
  readonly family: Family;
  readonly address: bigint;
  readonly interface: Interface;
}

const UNKNOWN: Peer = { kind: 'unknown' };

export function peerOf(network: Network, self: SessionEnd): Peer {
  const there = parseAddress(self.neighbour.address.value);
  if (!there || isLinkLocal(there.family, there.address)) return UNKNOWN;
  const all = localAddresses(self.member, there.family);
  const found = network.near(
    self.member.path,
    network.owners(there.family, there.address).filter(({ member }) => member.path !== self.member.path),
  );
  const answering = found.length > 1 ? found.filter((one) => answers(one.member, self, there.family, all)) : found;
  const owners = namedBeside(self.member, sourcesOf(self, there)[0]?.interface, answering);
  const [owner] = owners;
  // Two devices with one address: an anycast service, a copy of the file, another laboratory. Unless one alone has such a session.
  if (!owner || owners.some(({ member }) => member !== owner.member)) return UNKNOWN;
  const { member } = owner;
  if (sameDevice(member, self.member)) return UNKNOWN;
  const { device } = member;
  if (device.bgp.length === 0) return device.fragment ? UNKNOWN : { kind: 'no-process', member };
  const from = sourcesOf(self, there);
  const ends = device.bgp.flatMap((process) =>
    process.neighbours.map((neighbour): SessionEnd => ({ member, process, neighbour })),
  );
  // VRFs may use the same addresses: of several such sessions it is the one whose AS numbers agree.
  const named = (addresses: readonly LocalAddress[]) => {
    const found = ends.filter(({ neighbour }) => names(neighbour, there.family, addresses));
    return found.find((end) => expectEachOther(end, self)) ?? found[0];
  };
  const exact = named(from.length > 0 ? from : all);
  if (exact) return { kind: 'match', end: exact };
  const other = named(all);
  if (other) return { kind: 'other-address', end: other, from };
  const process = device.bgp.find(({ vrf }) => vrf === owner.interface.vrf) ?? device.bgp[0]!;
  const closed = device.bgp.every((one) => one.closed) && self.member.device.interfaces.every(isStatic);
  return closed && from.length > 0 ? { kind: 'no-neighbour', member, process } : UNKNOWN;
}

/** It has the AS number that is expected of it, and a session with this end. */
const answers = (
  { device }: Member,
  { neighbour }: SessionEnd,
  family: Family,
  addresses: readonly LocalAddress[],
): boolean =>
  device.bgp.some(
    ({ asn, neighbours }) =>
      asn?.value === neighbour.remoteAs?.value && neighbours.some((one) => names(one, family, addresses)),
  );

const expectEachOther = (a: SessionEnd, b: SessionEnd): boolean =>
  [
    [a, b],
    [b, a],
  ].every(([one, other]) => one!.process.asn?.value === other!.neighbour.remoteAs?.value);

/** Copies of one configuration are one device. */
const sameDevice = (a: Member, b: Member): boolean =>
  a.device.hostname !== undefined && a.device.hostname.value === b.device.hostname?.value;

/** By its address, or as one of a range that it listens on. */
function names({ address: { value } }: BgpNeighbour, family: Family, addresses: readonly LocalAddress[]): boolean {
  const one = parseAddress(value);
  if (one) return one.family === family && addresses.some(({ address }) => address === one.address);
  const range = parsePrefix(value);
  return range?.family === family && addresses.some(({ address }) => holds(range, address));
}

const localAddresses = ({ device }: Member, family: Family): LocalAddress[] =>
  device.interfaces.flatMap((one) =>
    one.shutdown
      ? []
      : one.addresses
          .filter((address) => address.family === family)
          .map(({ address }) => ({ family, address, interface: one })),
  );

/** Where this end's packets come from: the source that is named, else the interface towards the neighbour; empty: not known. */
export function sourcesOf(
  { member, process, neighbour }: SessionEnd,
  there: { readonly family: Family; readonly address: bigint },
): LocalAddress[] {
  const all = localAddresses(member, there.family);
  const source = neighbour.updateSource?.value;
  if (source !== undefined) {
    const named = parseAddress(source);
    if (named) return all.filter(({ address }) => address === named.address);
    return all.filter((one) => sameInterface(one.interface.name.value, source));
  }
  return all.filter(
    (one) =>
      one.interface.vrf === process.vrf &&
      one.interface.addresses.some((subnet) => subnet.address === one.address && holds(subnet, there.address)),
  );
}

const isStatic = ({ dynamic, dynamicFamilies }: Interface): boolean =>
  dynamic !== true && (dynamicFamilies?.length ?? 0) === 0;

const isLinkLocal = (family: Family, address: bigint): boolean => family === 'ipv6' && address >> 118n === 0x3fan;
