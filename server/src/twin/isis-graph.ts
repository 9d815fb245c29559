import { type Family, networkOf, type Prefix } from '../../../grammars/model/address.ts';
import type { IsisInterface, IsisLevel, IsisProcess } from '../../../grammars/model/igp.ts';
import { type IsisEnd, isisFaults } from '../network/igp-faults.ts';
import { isisLinks } from '../network/igp-links.ts';
import type { Member, Network } from '../network/network.ts';
import { isLinkLocal, isUp } from './base-routes.ts';
import { sharedAddress } from './ospf-graph.ts';
import type { GraphEdge } from './shortest-ways.ts';

export type Level = 1 | 2;

export const LEVELS: readonly Level[] = [1, 2];

/** One IS-IS process in one family; an `area` of its edges is the level. */
export interface IsisRouter {
  readonly member: Member;
  readonly process: IsisProcess;
  readonly vrf: string;
  readonly family: Family;
  readonly edges: readonly GraphEdge<IsisRouter>[];
  /** Networks of its interfaces, in the levels that it announces them in. */
  readonly networks: readonly { readonly level: Level; readonly prefix: Prefix; readonly cost: number }[];
  readonly levels: readonly Level[];
  /** `49.0001`, of each of its titles. */
  readonly areas: readonly string[];
}

type Growing = IsisRouter & {
  readonly edges: GraphEdge<IsisRouter>[];
  readonly networks: IsisRouter['networks'][number][];
};

/** @param unknownCost what an interface costs whose metric no text tells */
export function isisRouters(
  network: Network,
  members: readonly Member[],
  family: Family,
  unknownCost: number,
): { readonly routers: readonly IsisRouter[]; readonly guessed: boolean } {
  const byProcess = new Map<IsisProcess, Growing>();
  let guessed = false;
  const costOf = (process: IsisProcess, isis: IsisInterface, level: Level): number => {
    const told =
      (level === 1 ? isis.metricLevel1 : isis.metricLevel2)?.value ?? isis.metric?.value ?? process.defaultMetric;
    if (told === undefined) guessed = true;
    return told ?? unknownCost;
  };
  for (const member of members)
    for (const process of member.device.isis) {
      const router: Growing = {
        member,
        process,
        vrf: process.vrf ?? '',
        family,
        edges: [],
        networks: [],
        levels: levelsIn(process.level?.value),
        areas: process.nets.map(({ value }) => value.replaceAll('.', '').toLowerCase().slice(0, -14)),
      };
      byProcess.set(process, router);
      for (const isis of process.interfaces) {
        const one = member.device.interfaces.find(({ name }) => name.value === isis.interface);
        if (!one || !isUp(member.device, one) || !isis.families.includes(family)) continue;
        const everywhere = isis.passive?.value || process.levelsApart;
        for (const level of everywhere ? router.levels : levelsIn(isis.level?.value))
          for (const address of one.addresses)
            if (address.family === family && !isLinkLocal(address))
              router.networks.push({
                level,
                prefix: { family, address: networkOf(address), length: address.length },
                cost: one.loopback ? 0 : costOf(process, isis, level),
              });
      }
    }
  for (const member of members)
    for (const { here, there } of isisLinks(network, member)) {
      const [from, to] = [byProcess.get(here.process), byProcess.get(there.process)];
      if (!from || !to || from.member !== member || !meets(here, there, family)) continue;
      const gateway = sharedAddress(here, there, family);
      if (gateway === undefined) continue;
      for (const level of levelsIn(here.isis.level?.value)) {
        if (!levelsIn(there.isis.level?.value).includes(level)) continue;
        // ISO 10589 section 8.2.3: within an area only those of the area meet.
        if (level === 1 && !from.areas.some((area) => to.areas.includes(area))) continue;
        from.edges.push({
          to,
          area: level,
          cost: costOf(here.process, here.isis, level),
          hop: { interface: here.interface.name.value, gateway },
          span: here.isis.span,
        });
      }
    }
  return { routers: [...byProcess.values()].filter(({ networks }) => networks.length > 0), guessed };
}

const levelsIn = (level: IsisLevel | undefined): readonly Level[] =>
  level === 'level-1' ? [1] : level === 'level-2' ? [2] : LEVELS;

const meets = (here: IsisEnd, there: IsisEnd, family: Family): boolean =>
  !here.isis.passive?.value &&
  !there.isis.passive?.value &&
  here.isis.families.includes(family) &&
  there.isis.families.includes(family) &&
  isisFaults(here, there).next().done === true;
