import { parseAddress } from '../../../grammars/model/address.ts';
import type { BgpProcess } from '../../../grammars/model/bgp.ts';
import type { OspfProcess } from '../../../grammars/model/igp.ts';
import { peerOf } from './bgp-peers.ts';
import { ospfLinks } from './igp-links.ts';
import type { Member, Network } from './network.ts';

/** Another device that has the router ID of this one where it must not, though they are no neighbours. */
export interface SameRouterId<Process> {
  readonly here: Process;
  readonly there: Process;
  readonly member: Member;
}

/** Routers of one OSPF area, with others between them: their announcements overwrite each other all over the area (RFC 2328 section 13.4). */
export function* sameOspfRouterIds(network: Network, self: Member): Generator<SameRouterId<OspfProcess>> {
  for (const here of self.device.ospf) {
    const { routerId, version, vrf } = here;
    if (!routerId) continue;
    const found = othersWith(network, self, routerId.value, ({ ospf }) =>
      ospf.find((one) => one.routerId?.value === routerId.value && one.version === version && one.vrf === vrf),
    );
    if (!found) continue;
    for (const area of areasOf(here))
      if (areasOf(found.process).has(area) && reaches(network, self, found.member, version, area)) {
        yield { here, there: found.process, member: found.member };
        break;
      }
  }
}

/** Clients of one route reflector: what the one sends, the other takes for its own and drops (RFC 4456 section 8). */
export function* sameBgpRouterIds(network: Network, self: Member): Generator<SameRouterId<BgpProcess>> {
  for (const here of self.device.bgp) {
    const { routerId, asn, vrf } = here;
    if (!routerId || !asn || vrf !== undefined) continue;
    const id = parseAddress(routerId.value);
    if (!id) continue;
    const found = othersWith(network, self, id.address, ({ bgp }) =>
      bgp.find(
        (one) => one.routerId?.value === routerId.value && one.asn?.value === asn.value && one.vrf === undefined,
      ),
    );
    if (!found) continue;
    const peers = peersOf(network, { member: self, process: here });
    if (peers.has(found.member)) continue;
    const theirs = peersOf(network, found);
    if ([...peers].some((peer) => theirs.has(peer) && reflects(peer, asn.value)))
      yield { here, there: found.process, member: found.member };
  }
}

/**
 * The nearest other device that has it; several are copies of one file, or several networks, and so are two that have it as an address.
 * @param id 32 bits.
 */
function othersWith<Process>(
  network: Network,
  self: Member,
  id: bigint,
  processOf: (device: Member['device']) => Process | undefined,
): { readonly member: Member; readonly process: Process } | undefined {
  const name = self.device.hostname?.value;
  if (new Set(network.owners('ipv4', id).map(({ member }) => member)).size > 1) return undefined;
  const all: { readonly member: Member; readonly process: Process }[] = [];
  for (const member of network.members) {
    if (member.path === self.path || member.device.fragment) continue;
    if (name === undefined || member.device.hostname === undefined || member.device.hostname.value === name) continue;
    const process = processOf(member.device);
    if (process) all.push({ member, process });
  }
  const near = network.near(self.path, all);
  return near.length === 1 ? near[0] : undefined;
}

const areasOf = ({ interfaces }: OspfProcess): ReadonlySet<number> => new Set(interfaces.map(({ area }) => area.value));

/** Over adjacencies inside the area, by way of at least one other device. */
function reaches(network: Network, from: Member, to: Member, version: number, area: number): boolean {
  const seen = new Set([from]);
  const next = [from];
  for (let at = next.shift(); at; at = next.shift())
    for (const { here, there, member } of ospfLinks(network, at)) {
      if (here.process.version !== version || here.ospf.area.value !== area || there.ospf.area.value !== area) continue;
      // As neighbours they are told by what they say of their link.
      if (member === to) return at !== from;
      if (seen.has(member)) continue;
      seen.add(member);
      next.push(member);
    }
  return false;
}

/** Who is at the other end of internal sessions. */
function peersOf(
  network: Network,
  { member, process }: { readonly member: Member; readonly process: BgpProcess },
): ReadonlySet<Member> {
  const found = new Set<Member>();
  for (const neighbour of process.neighbours) {
    if (neighbour.external !== false || neighbour.shutdown) continue;
    const peer = peerOf(network, { member, process, neighbour });
    if (peer.kind === 'match') found.add(peer.end.member);
  }
  return found;
}

const reflects = ({ device }: Member, asn: number): boolean =>
  device.bgp.some((process) => process.asn?.value === asn && process.reflectsOrConfederates !== undefined);
