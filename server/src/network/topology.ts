import { type Family, formatPrefix, networkOf as networkAddress, widthOf } from '../../../grammars/model/address.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { peerOf, type SessionEnd } from './bgp-peers.ts';
import { describedLinks } from './described-links.ts';
import { neighboursOn } from './links.ts';
import { type Member, type Network, nameOf } from './network.ts';
import { sessionFaults } from './session-faults.ts';

/** What there is to draw of a network: devices, what joins them, and the BGP sessions that they are configured for. */
export interface Topology {
  /** By name, then path. */
  readonly devices: readonly { readonly member: Member; readonly name: string; readonly span: Span }[];
  readonly links: readonly TopologyLink[];
  readonly sessions: readonly TopologySession[];
}

/** Interfaces that share a subnet, or ports whose descriptions name each other. */
export interface TopologyLink {
  /** The subnets, as in `192.0.2.0/30`; empty: told by descriptions alone. */
  readonly subnets: readonly string[];
  /** Two or more, of as many devices. */
  readonly ends: readonly { readonly member: Member; readonly interface: Interface }[];
}

/**
 * What the configurations say of a session, not what the routers say: `agrees`: nothing here hinders it; `shut-down`: an end is switched
 * off; `one-sided`: the other device names no such neighbour; `faulty`: both do, and it cannot come up or carries nothing; `unknown`: the
 * other end is not among the files, or several could be it.
 */
export type TopologyState = 'agrees' | 'shut-down' | 'one-sided' | 'faulty' | 'unknown';

export interface TopologySession {
  readonly from: SessionEnd;
  /** Absent: not known. */
  readonly to?: Member;
  readonly state: TopologyState;
}

/** On a link with more ends than this, all have the same neighbours: it is looked at from one of them only. */
const MANY_ENDS = 8;

export function topologyOf(network: Network): Topology {
  const members = [...network.members]
    .filter(({ device }) => !device.fragment && (device.interfaces.length > 0 || device.bgp.length > 0))
    .map((member) => ({ member, name: nameOf(member), span: spanOf(member) }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.member.path, b.member.path));
  return {
    devices: members,
    links: linksOf(
      network,
      members.map(({ member }) => member),
    ),
    sessions: sessionsOf(
      network,
      members.map(({ member }) => member),
    ),
  };
}

const spanOf = ({ device }: Member): Span =>
  device.hostname?.span ??
  device.interfaces[0]?.name.span ??
  device.bgp[0]?.neighbours[0]?.address.span ?? { start: 0, end: 0 };

function linksOf(network: Network, members: readonly Member[]): TopologyLink[] {
  const links = new Map<string, TopologyLink>();
  const seen = new Set<Interface>();
  const put = (subnets: readonly string[], ends: TopologyLink['ends']): void => {
    const key = ends
      .map(({ member, interface: one }) => `${member.path} ${one.name.value}`)
      .sort()
      .join('\n');
    if (!links.has(key)) links.set(key, { subnets, ends });
  };
  for (const member of members)
    for (const one of member.device.interfaces) {
      if (seen.has(one)) continue;
      const owners = neighboursOn(network, member, one);
      if (owners.length === 0) continue;
      const ends = [
        { member, interface: one },
        ...owners.map((owner) => ({ member: owner.member, interface: owner.interface })),
      ];
      if (ends.length > MANY_ENDS) for (const end of ends) seen.add(end.interface);
      put(
        sharedSubnets(
          one,
          owners.map((owner) => owner.interface),
        ),
        ends,
      );
    }
  for (const member of members)
    for (const { here, there, member: other } of describedLinks(network, member))
      put(
        [],
        [
          { member, interface: here },
          { member: other, interface: there },
        ],
      );
  return [...links.values()];
}

/** Those of this interface in which one of the others stands too. */
function sharedSubnets(one: Interface, others: readonly Interface[]): string[] {
  const there = new Set(others.flatMap(subnetsOf));
  return [...new Set(subnetsOf(one))].filter((subnet) => there.has(subnet));
}

const subnetsOf = ({ addresses }: Interface): string[] =>
  addresses
    .filter(({ family, length }) => length < widthOf(family))
    .map((address) => subnetText(address.family, networkAddress(address), address.length));

const subnetText = (family: Family, address: bigint, length: number): string =>
  formatPrefix({ family, address, length });

function sessionsOf(network: Network, members: readonly Member[]): TopologySession[] {
  const sessions = new Map<string, TopologySession>();
  for (const member of members)
    for (const process of member.device.bgp)
      for (const neighbour of process.neighbours) {
        const session = sessionOf(network, { member, process, neighbour });
        const key = session.other
          ? [nameIn(session.one.from), nameIn(session.other)].sort().join('\n')
          : nameIn(session.one.from);
        if (!sessions.has(key)) sessions.set(key, session.one);
      }
  return [...sessions.values()];
}

function sessionOf(network: Network, from: SessionEnd): { readonly one: TopologySession; readonly other?: SessionEnd } {
  const peer = peerOf(network, from);
  const off = from.neighbour.shutdown ? 'shut-down' : undefined;
  switch (peer.kind) {
    case 'unknown':
      return { one: { from, state: off ?? 'unknown' } };
    case 'no-process':
    case 'no-neighbour':
      return { one: { from, to: peer.member, state: off ?? 'one-sided' } };
    case 'other-address':
      return { one: { from, to: peer.end.member, state: off ?? 'faulty' } };
    case 'match':
      return { one: { from, to: peer.end.member, state: off ?? stateOf(from, peer.end) }, other: peer.end };
  }
}

function stateOf(here: SessionEnd, there: SessionEnd): TopologyState {
  if (there.neighbour.shutdown) return 'shut-down';
  const faulty = [...sessionFaults(here, there), ...sessionFaults(there, here)].length > 0;
  return faulty ? 'faulty' : 'agrees';
}

const nameIn = ({ member, process, neighbour }: SessionEnd): string =>
  `${member.path} ${process.vrf ?? ''} ${neighbour.address.value}`;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
