import { parseAddress, parsePrefix } from '../../../grammars/model/address.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { SessionEnd } from '../network/bgp-peers.ts';
import { type DescribedLink, describedLinks } from '../network/described-links.ts';
import type { Member, Network } from '../network/network.ts';
import { sameInterface } from '../network/same-interface.ts';

/** A session between two ports, over addresses that they give themselves (RFC 5549, "BGP unnumbered"). */
export interface UnnumberedSession {
  readonly here: Interface;
  readonly there: Interface;
  /** Absent: the device at the other end has no session on that port. */
  readonly peer?: SessionEnd;
}

/** The port that a neighbour is named by; undefined: it is named by an address, or the device has no such port. */
export function portOf({ member, neighbour }: SessionEnd): Interface | undefined {
  const name = neighbour.address.value;
  if (parseAddress(name) || parsePrefix(name)) return undefined;
  return member.device.interfaces.find((one) => sameInterface(one.name.value, name));
}

/**
 * The other end, where descriptions on both sides say which ports are wired to each other; undefined: nothing tells, or the port has an
 * IPv4 address, over which the session may come up as well.
 */
export function unnumberedSession(network: Network, end: SessionEnd, here: Interface): UnnumberedSession | undefined {
  if (here.addresses.some(({ family }) => family === 'ipv4')) return undefined;
  const link = linksOf(network, end.member).find((one) => one.here === here);
  if (!link || link.there.addresses.some(({ family }) => family === 'ipv4')) return undefined;
  const { there, member } = link;
  for (const process of member.device.bgp)
    for (const neighbour of process.neighbours) {
      const other = { member, process, neighbour };
      if (portOf(other) === there && (process.vrf ?? '') === (there.vrf ?? '')) return { here, there, peer: other };
    }
  return { here, there };
}

/** Both are what the other expects: `remote-as external`, `internal`, or a number. */
export const expectEachOther = (a: SessionEnd, b: SessionEnd): boolean => expects(a, b) && expects(b, a);

function expects({ process, neighbour }: SessionEnd, other: SessionEnd): boolean {
  const wanted = neighbour.remoteAs?.value;
  const actual = other.neighbour.localAs ?? other.process.asn?.value;
  if (wanted === 'external') return actual !== process.asn?.value;
  return wanted === 'internal' ? actual === process.asn?.value : wanted === actual;
}

const known = new WeakMap<Network, { readonly version: number; readonly links: Map<Member, DescribedLink[]> }>();

function linksOf(network: Network, member: Member): readonly DescribedLink[] {
  let kept = known.get(network);
  if (kept?.version !== network.version) {
    kept = { version: network.version, links: new Map() };
    known.set(network, kept);
  }
  const before = kept.links.get(member);
  if (before) return before;
  const found = [...describedLinks(network, member)];
  kept.links.set(member, found);
  return found;
}
