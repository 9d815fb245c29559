import { type Family, holds, networkOf, type Prefix, widthOf } from '../../../grammars/model/address.ts';
import type { OspfProcess } from '../../../grammars/model/igp.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import { type OspfEnd, ospfFaults } from '../network/igp-faults.ts';
import { ospfLinks } from '../network/igp-links.ts';
import type { Member, Network } from '../network/network.ts';
import { isLinkLocal, isUp } from './base-routes.ts';
import { borrowedLinks, untoldPort } from './borrowed-links.ts';
import type { Doubt } from './route-table.ts';
import type { GraphEdge } from './shortest-ways.ts';

/** One OSPF process in one family. */
export interface OspfRouter {
  readonly member: Member;
  readonly process: OspfProcess;
  readonly vrf: string;
  readonly family: Family;
  readonly edges: readonly GraphEdge<OspfRouter>[];
  /** Networks of its interfaces. */
  readonly networks: readonly OspfNetwork[];
  readonly areas: ReadonlySet<number>;
  /** A port by which others may be met of whom nothing is told. */
  readonly untold?: Doubt;
}

export interface OspfNetwork {
  readonly area: number;
  readonly prefix: Prefix;
  readonly cost: number;
}

type Growing = OspfRouter & {
  readonly edges: GraphEdge<OspfRouter>[];
  readonly networks: OspfNetwork[];
  readonly areas: Set<number>;
  untold?: Doubt;
};

/** @param unknownCost what an interface costs whose bandwidth no text tells */
export function ospfRouters(
  network: Network,
  members: readonly Member[],
  family: Family,
  unknownCost: number,
): { readonly routers: readonly OspfRouter[]; readonly guessed: boolean } {
  const byProcess = new Map<OspfProcess, Growing>();
  let guessed = false;
  const costOf = (end: OspfEnd): number => {
    const told = toldCost(end);
    if (told === undefined) guessed = true;
    return told ?? unknownCost;
  };
  for (const member of members)
    for (const process of member.device.ospf) {
      if (process.shutdown || (process.version === 2) !== (family === 'ipv4')) continue;
      if (process.version === 3 && !process.interfaces.some(({ families }) => families.includes(family))) continue;
      const router: Growing = {
        member,
        process,
        vrf: process.vrf ?? '',
        family,
        edges: [],
        networks: [],
        areas: new Set(),
      };
      byProcess.set(process, router);
      for (const ospf of process.interfaces) {
        const one = member.device.interfaces.find(({ name }) => name.value === ospf.interface);
        if (!one || !isUp(member.device, one) || !ospf.families.includes(family)) continue;
        router.areas.add(ospf.area.value);
        // RFC 2328 section 12.4.1.1: a loopback is announced as a host, unless it is made a network.
        const whole = !one.loopback || ospf.networkType?.value === 'point-to-point';
        const cost = one.loopback ? 1 : costOf({ process, ospf, interface: one });
        for (const address of one.addresses)
          if (address.family === family && !isLinkLocal(address))
            router.networks.push({
              area: ospf.area.value,
              prefix: whole
                ? { family, address: networkOf(address), length: address.length }
                : { family, address: address.address, length: widthOf(family) },
              cost,
            });
      }
    }
  for (const member of members)
    for (const { here, there } of ospfLinks(network, member)) {
      const from = byProcess.get(here.process);
      const to = byProcess.get(there.process);
      if (!from || !to || from.member !== member || !stands(here, there)) continue;
      const gateway = sharedAddress(here, there, family);
      if (gateway === undefined) continue;
      from.edges.push({
        to,
        area: here.ospf.area.value,
        cost: costOf(here),
        hop: { interface: here.interface.name.value, gateway },
        span: here.ospf.span,
      });
    }
  for (const member of members) {
    const told = new Set<string>();
    for (const { here, there, hop } of family === 'ipv4' ? borrowedLinks(network, member) : []) {
      const from = byProcess.get(here.process);
      const to = byProcess.get(there.process);
      told.add(hop.interface);
      if (from && to && stands(here, there))
        from.edges.push({ to, area: here.ospf.area.value, cost: costOf(here), hop, span: here.ospf.span });
    }
    for (const process of member.device.ospf) {
      const router = byProcess.get(process);
      const untold = untoldPort(member, process, family, told);
      if (router && untold) router.untold = untold;
    }
  }
  return { routers: [...byProcess.values()], guessed };
}

const stands = (here: OspfEnd, there: OspfEnd): boolean =>
  here.ospf.area.value === there.ospf.area.value &&
  !here.ospf.passive?.value &&
  !there.ospf.passive?.value &&
  ospfFaults(here, there).next().done === true;

/** The address of the other end on a network that both are on. */
export function sharedAddress(
  here: { readonly interface: Interface },
  there: { readonly interface: Interface },
  family: Family,
): bigint | undefined {
  for (const own of here.interface.addresses)
    for (const other of there.interface.addresses)
      if (own.family === family && other.family === family && !isLinkLocal(other) && holds(own, other.address))
        return other.address;
  return undefined;
}

/** As written, or of a bandwidth that is written or that the interface's name tells. */
function toldCost({ process, ospf, interface: { name, bandwidth } }: OspfEnd): number | undefined {
  if (ospf.cost) return ospf.cost.value;
  const reference = process.referenceBandwidth?.value;
  const speed = bandwidth ? bandwidth.value / 1000 : SPEEDS.find(([pattern]) => pattern.test(name.value))?.[1];
  return reference === undefined || speed === undefined ? undefined : Math.max(1, Math.floor(reference / speed));
}

/** Mbit/s. */
const SPEEDS: readonly (readonly [RegExp, number])[] = [
  [/^(?:gigabitethernet|ge-)/i, 1_000],
  [/^(?:tengig|xe-)/i, 10_000],
  [/^fastethernet/i, 100],
];
