import type { OspfInterface, OspfNetworkType, OspfProcess } from '../../model/igp.ts';
import { type Interface, interfacesByVrf } from '../../model/interface.ts';
import { at } from '../../text/span.ts';
import type { ProtocolReader } from './igp-lines.ts';
import { fullNames } from './interface-names.ts';
import { ospfInterfaceOf } from './ospf-interface.ts';
import { type LinesByVersion, readOspfInterface } from './ospf-interface-lines.ts';
import type { OspfLines } from './ospf-lines.ts';
import { areaFinder } from './ospf-networks.ts';
import { emptyProcess, ospfProcesses, type ProcessDraft } from './ospf-process.ts';

/** What platforms do differently. */
export interface OspfPlatform {
  /** Mbit/s, where none is said. */
  readonly referenceBandwidth?: number;
  /** Kind of link where none is said, by the interface's name; undefined: not known. */
  networkTypeOf(name: string): OspfNetworkType | undefined;
  /** Where only the hello interval is said: the dead interval is four times that, or stays 40 seconds. Absent: not known. */
  readonly dead?: 'four-hellos' | 'stays';
  /** A `network` statement takes interfaces whose address lies in it, or whose whole subnet does. */
  readonly networks: 'address' | 'subnet';
  /** What is redistributed without `subnets` is networks of a class only. */
  readonly needsSubnets?: boolean;
}

/** Gathers OSPF, both versions: `router ospf 1`, `router ospfv3 1`, `ipv6 router ospf 1`, `router ospf6`, and what interfaces say. */
export function ospfReader(platform: OspfPlatform): ProtocolReader {
  const processes: ProcessDraft[] = [];
  const interfaces: LinesByVersion = { 2: new Map(), 3: new Map() };
  return {
    process: (statement) => {
      processes.push(...ospfProcesses(statement));
    },
    interface: (statement, name) => readOspfInterface(statement, name, interfaces),
    finish: (facts) => {
      const full = fullNames(facts.interfaces);
      const byVrf = interfacesByVrf(facts.interfaces);
      addImplicit(processes, interfaces, facts.interfaces);
      for (const process of processes) {
        const members = byVrf.get(process.vrf ?? '') ?? [];
        facts.ospf.push(processOf(process, members, interfaces[process.version], full, platform));
      }
    },
  };
}

/** Platforms make the process that an interface names. */
function addImplicit(
  processes: ProcessDraft[],
  lines: Readonly<Record<2 | 3, ReadonlyMap<string, OspfLines>>>,
  interfaces: readonly Interface[],
): void {
  for (const version of [2, 3] as const) {
    const known = new Set(processes.filter((one) => one.version === version).map(({ name }) => name));
    for (const { name, vrf } of interfaces) {
      const said = lines[version].get(name.value.toLowerCase());
      if (said?.process === undefined || !said.span || known.has(said.process)) continue;
      known.add(said.process);
      processes.push(emptyProcess(version, said.process, vrf, said.span));
    }
  }
}

function processOf(
  draft: ProcessDraft,
  members: readonly Interface[],
  lines: ReadonlyMap<string, OspfLines>,
  full: (name: string) => string,
  platform: OspfPlatform,
): OspfProcess {
  const find = areaFinder(draft.networks, platform.networks);
  const passive = new Map([...draft.passive].map(([name, value]) => [full(name).toLowerCase(), value]));
  const interfaces: OspfInterface[] = [];
  for (const one of members) {
    const said = lines.get(one.name.value.toLowerCase()) ?? {};
    const own = said.process === undefined || said.process === draft.name ? said.area : undefined;
    const area =
      (own && at(own.value, said.span!)) ??
      draft.members.get(one.name.value.toLowerCase()) ??
      (draft.version === 2 ? find(one) : undefined);
    if (!area || said.off) continue;
    interfaces.push(ospfInterfaceOf(one, area, said, { ...draft, passive }, platform));
  }
  const { version, name, vrf, routerId, redistributions, defaultOriginate, unfollowed, shutdown, span, closed } = draft;
  const bandwidth =
    draft.referenceBandwidth ??
    (platform.referenceBandwidth === undefined ? undefined : { value: platform.referenceBandwidth });
  return {
    version,
    ...(name === undefined ? {} : { name }),
    ...(vrf === undefined ? {} : { vrf }),
    ...(routerId ? { routerId } : {}),
    ...(bandwidth ? { referenceBandwidth: bandwidth } : {}),
    areas: [...draft.areas.values()].map(({ authentication: _, ...area }) => area),
    interfaces,
    redistributions: platform.needsSubnets ? redistributions : redistributions.map(({ subnets: _, ...one }) => one),
    ...(defaultOriginate ? { defaultOriginate } : {}),
    unfollowed,
    ...(shutdown ? { shutdown } : {}),
    span,
    closed,
  };
}
