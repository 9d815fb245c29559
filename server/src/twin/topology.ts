import { type Family, formatPrefix, networkOf as networkAddress, widthOf } from '../../../grammars/model/address.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { peerOf, type SessionEnd } from '../network/bgp-peers.ts';
import { describedLinks } from '../network/described-links.ts';
import { neighboursOn } from '../network/links.ts';
import { type Member, type Network, nameOf, networkOf } from '../network/network.ts';
import { sessionFaults } from '../network/session-faults.ts';
import { lineIn, type PlacedLine } from './ask-trace.ts';
import { bundleOf, type ChassisPair, chassisPairs } from './chassis-pairs.ts';
import { cloudLinks } from './cloud-links.ts';
import { withClouds } from './cloud-members.ts';
import { withHostNames } from './host-names.ts';
import { withPrograms } from './host-programs.ts';

/** What there is to draw of a network: devices, what joins them, and the BGP sessions that they are configured for. */
export interface Topology {
  /** By name, then path. */
  readonly devices: readonly { readonly member: Member; readonly name: string; readonly place: PlacedLine }[];
  readonly links: readonly TopologyLink[];
  readonly sessions: readonly TopologySession[];
  /** Two switches that look like one to what is attached to both. */
  readonly pairs: readonly ChassisPair[];
}

/** Interfaces that share a subnet, ports whose descriptions name each other, or what a cloud joins to its networks. */
export interface TopologyLink {
  /** The subnets, as in `192.0.2.0/30`; empty: told by descriptions or by a cloud alone. */
  readonly subnets: readonly string[];
  /** `cloud`: its text says which network a gateway, a peer or a machine is on. */
  readonly told: 'subnets' | 'descriptions' | 'cloud';
  /** Two or more, of as many devices. */
  readonly ends: readonly TopologyEnd[];
  /** `MLAG 5`: one half of what a device has to both switches of a pair. Absent: none that is known. */
  readonly bundle?: string;
}

export interface TopologyEnd {
  readonly member: Member;
  readonly interface: Interface;
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

/** Clouds are drawn as the devices that their texts make, a routing program as one with its host. */
export function topologyOf(files: Network): Topology {
  const given = [...files.members];
  const all = withHostNames(withPrograms(withClouds(given)));
  const network = all === given ? files : networkOf(all);
  const members = [...network.members]
    .filter(({ device }) => !device.fragment && (device.interfaces.length > 0 || device.bgp.length > 0))
    .map((member) => ({ member, name: nameOf(member), place: lineIn(member, spanOf(member)) }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.member.path, b.member.path));
  const drawn = members.map(({ member }) => member);
  const pairs = chassisPairs(network, drawn);
  const bundle = bundleOf(pairs);
  return {
    devices: members,
    links: linksOf(network, drawn).map((link) => {
      const one = bundle(link.ends);
      return one === undefined ? link : { ...link, bundle: one };
    }),
    sessions: sessionsOf(network, drawn),
    pairs,
  };
}

const spanOf = ({ device }: Member): Span =>
  device.hostname?.span ??
  device.interfaces[0]?.name.span ??
  device.bgp[0]?.neighbours[0]?.address.span ?? { start: 0, end: 0 };

function linksOf(network: Network, members: readonly Member[]): TopologyLink[] {
  const links = new Map<string, TopologyLink>();
  const put = (told: TopologyLink['told'], ends: readonly TopologyEnd[], subnets: readonly string[] = []): void => {
    const key = ends
      .map(({ member, interface: one }) => `${member.path} ${one.name.value}`)
      .sort()
      .join('\n');
    if (!links.has(key)) links.set(key, { subnets, told, ends });
  };
  const clouds = cloudLinks(members);
  const cloudSubnets = new Map(
    clouds.subnets.flatMap((ends) => {
      const all: TopologyEnd[] = [...ends];
      return ends.map((end) => [end.interface, all] as const);
    }),
  );
  const seen = new Set(cloudSubnets.keys());
  for (const member of members)
    for (const one of member.device.interfaces) {
      if (seen.has(one)) continue;
      const owners = neighboursOn(network, member, one);
      if (owners.length === 0) continue;
      const found = new Set(
        owners.map((owner) => cloudSubnets.get(owner.interface)).filter((all) => all !== undefined),
      );
      const [subnet, ...others] = found;
      // Where it could be one of several, none is claimed.
      if (subnet && others.length === 0) subnet.push({ member, interface: one });
      if (subnet) continue;
      const ends = [
        { member, interface: one },
        ...owners.map((owner) => ({ member: owner.member, interface: owner.interface })),
      ];
      if (ends.length > MANY_ENDS) for (const end of ends) seen.add(end.interface);
      const shared = sharedSubnets(
        one,
        owners.map((owner) => owner.interface),
      );
      put('subnets', ends, shared);
    }
  for (const ends of new Set(cloudSubnets.values())) put('cloud', ends, subnetsOf(ends[0]!.interface));
  for (const ends of clouds.wires) put('cloud', ends);
  for (const member of members)
    for (const { here, there, member: other } of describedLinks(network, member))
      put('descriptions', [
        { member, interface: here },
        { member: other, interface: there },
      ]);
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
