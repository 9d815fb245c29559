import { type Family, parseIpv4, parsePrefix } from '../../model/address.ts';
import type {
  DefaultOriginate,
  IgpRedistribution,
  InForce,
  OspfInterface,
  OspfNetworkType,
  OspfProcess,
} from '../../model/igp.ts';
import { type Interface, interfacesByVrf } from '../../model/interface.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, type Located, type Span } from '../../text/span.ts';
import { after, type Facts, lower, numberAt, startsWith } from './facts.ts';
import { defaultOriginateOf, igpRedistributionOf } from './igp-origins.ts';
import { fullNames } from './interfaces.ts';
import { ospfInterfaceOf } from './ospf-interface.ts';
import {
  type AreaDraft,
  areaAt,
  type OspfLines,
  readAreaSetting,
  readOspfSetting,
  spanOf,
  unnegated,
} from './ospf-lines.ts';
import { type AreaNetwork, areaFinder } from './ospf-networks.ts';

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

/** Gathers OSPF, both versions, of platforms that say some of it in the process and some in interfaces. */
export interface OspfReader {
  /** `router ospf 1 [vrf RED]`, `router ospfv3 1`, `ipv6 router ospf 1`, `router ospf6`, with everything inside */
  process(statement: Statement): void;
  /** `interface GigabitEthernet0/1`: its lines about OSPF. */
  interface(statement: Statement, name: string): void;
  /** After the interfaces are known. */
  finish(facts: Facts): void;
}

export interface ProcessDraft {
  readonly version: 2 | 3;
  readonly name?: string;
  readonly vrf?: string;
  routerId?: Located<bigint>;
  referenceBandwidth?: InForce<number>;
  readonly areas: Map<number, AreaDraft>;
  readonly networks: AreaNetwork[];
  /** Interfaces that the process itself puts into areas (FRR's `ospf6`). */
  readonly members: Map<string, Located<number>>;
  readonly passive: Map<string, InForce<boolean>>;
  passiveByDefault?: Span;
  readonly redistributions: IgpRedistribution[];
  defaultOriginate?: DefaultOriginate;
  readonly unfollowed: Span[];
  shutdown?: boolean;
  readonly span: Span;
  closed: boolean;
}

export function ospfReader(platform: OspfPlatform): OspfReader {
  const processes: ProcessDraft[] = [];
  /** By version and the interface's name in lower case. */
  const interfaces = { 2: new Map<string, OspfLines>(), 3: new Map<string, OspfLines>() };
  return {
    process: (statement) => {
      const draft = newProcess(statement);
      readLines(statement, draft, processes);
      processes.push(draft);
    },
    interface: (statement, name) => {
      for (const child of statement.children) {
        const said = settingOf(child);
        if (!said) continue;
        const key = name.toLowerCase();
        const lines = interfaces[said.version].get(key) ?? {};
        interfaces[said.version].set(key, lines);
        if (said.family && !lines.families?.includes(said.family))
          lines.families = [...(lines.families ?? []), said.family];
        if (readInterfaceLine(said, lines, child.header)) child.coverage = 'modelled';
      }
    },
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

function newProcess({ words, header }: Statement): ProcessDraft {
  // `ipv6 router ospf 1` is version 3 as `router ospfv3 1`, `router ospf6` are.
  const old = lower(words, 0) === 'ipv6';
  const rest = words.slice(old ? 2 : 1);
  const vrf = after(rest, 'vrf')?.text;
  const name = rest[1] && lower(rest, 1) !== 'vrf' ? rest[1].text : undefined;
  return emptyProcess(old || lower(rest, 0) !== 'ospf' ? 3 : 2, name, vrf, header);
}

export const emptyProcess = (
  version: 2 | 3,
  name: string | undefined,
  vrf: string | undefined,
  span: Span,
): ProcessDraft => ({
  version,
  ...(name === undefined ? {} : { name }),
  ...(vrf === undefined ? {} : { vrf }),
  areas: new Map(),
  networks: [],
  members: new Map(),
  passive: new Map(),
  redistributions: [],
  unfollowed: [],
  span,
  closed: true,
});

function readLines(statement: Statement, draft: ProcessDraft, processes: ProcessDraft[]): void {
  for (const child of statement.children) {
    if (child.coverage === 'unknown') {
      draft.closed = false;
      continue;
    }
    const { words, negated } = unnegated(child);
    const first = lower(words, 0);
    // NX-OS says the VRFs of a process inside it.
    if (first === 'vrf' && words[1] && child.children.length > 0) {
      const inner = emptyProcess(draft.version, draft.name, words[1].text, child.header);
      readLines(child, inner, processes);
      processes.push(inner);
    } else if (first === 'address-family') {
      // `address-family ipv6 unicast vrf RED` of `router ospfv3` is told apart no further.
      if (after(words, 'vrf')) draft.unfollowed.push(child.header);
      readLines(child, draft, processes);
    } else if (readProcessLine(child, words, negated, draft)) child.coverage = 'modelled';
    else if (CHANGES_ROUTES.has(first)) draft.unfollowed.push(child.header);
  }
}

/** Lines that change which routes are learned, announced or used. */
const CHANGES_ROUTES = new Set(
  'distribute-list summary-address aggregate-address max-metric distance default-metric capability redistribute stub-router summary-prefix table-map'.split(
    ' ',
  ),
);

function readProcessLine(child: Statement, words: readonly Word[], negated: boolean, draft: ProcessDraft): boolean {
  const first = lower(words, 0);
  const second = lower(words, 1);
  if (first === 'passive-interface') return readPassive(words, negated, draft);
  if (first === 'shutdown') draft.shutdown = !negated;
  else if (negated) return false;
  else if (first === 'router-id' || (/^ospf6?$/.test(first) && second === 'router-id')) {
    const word = words.at(first === 'router-id' ? 1 : 2);
    const id = parseIpv4(word?.text ?? '');
    if (id === undefined) return false;
    draft.routerId = at(id, word!.span);
  } else if (first === 'network') return readNetwork(words, child.header, draft);
  else if (first === 'area') return readArea(words, child.header, draft);
  else if (first === 'interface' && lower(words, 2) === 'area' && words[1]) {
    const area = areaAt(words[3]);
    if (area) draft.members.set(words[1].text.toLowerCase(), at(area.value, child.header));
    return area !== undefined;
  } else if (first === 'auto-cost' || (first === 'reference-bandwidth' && words[1])) {
    const value = numberAt(first === 'auto-cost' ? after(words, 'reference-bandwidth') : words[1]);
    if (!value) return false;
    const unit = lower(words, words.length - 1);
    draft.referenceBandwidth = { value: unit === 'gbps' ? value.value * 1000 : value.value, span: value.span };
  } else if (first === 'redistribute') {
    const taken = igpRedistributionOf(child);
    if (taken) draft.redistributions.push({ ...taken, subnets: hasSubnets(words) });
    return taken !== undefined;
  } else if (first === 'default-information') {
    const origin = defaultOriginateOf(child);
    if (origin) draft.defaultOriginate = origin;
    return origin !== undefined;
  } else return false;
  return true;
}

const hasSubnets = (words: readonly Word[]): boolean => words.some(({ text }) => text.toLowerCase() === 'subnets');

function readPassive(words: readonly Word[], negated: boolean, draft: ProcessDraft): boolean {
  const name = words[1];
  if (!name) return false;
  if (lower(words, 1) === 'default') {
    if (negated) delete draft.passiveByDefault;
    else draft.passiveByDefault = spanOf(words);
    return true;
  }
  // `GigabitEthernet 0/1` in two words.
  const split = words[2] && /^[a-z-]+$/i.test(name.text) && /^\d/.test(words[2].text);
  draft.passive.set((name.text + (split ? words[2]!.text : '')).toLowerCase(), {
    value: !negated,
    span: spanOf(words),
  });
  return true;
}

/** `network 10.0.0.0 0.0.0.255 area 0`, `network 10.0.0.0/24 area 0` */
function readNetwork(words: readonly Word[], span: Span, draft: ProcessDraft): boolean {
  const area = areaAt(after(words, 'area'));
  const [, first, second] = words;
  const prefix = parsePrefix(first?.text ?? '');
  const address = prefix?.address ?? parseIpv4(first?.text ?? '');
  const wildcard = prefix ? (1n << BigInt(32 - prefix.length)) - 1n : parseIpv4(second?.text ?? '');
  if (!area || address === undefined || wildcard === undefined || prefix?.family === 'ipv6') {
    draft.closed = false;
    return false;
  }
  // A mask where a wildcard is meant is taken as what it says inverted, as the platforms do.
  const bits = !prefix && isMask(wildcard) ? ~wildcard & ALL : wildcard;
  draft.networks.push({ address, wildcard: bits, area: at(area.value, span) });
  return true;
}

const ALL = 0xffffffffn;

/** 255.255.255.0: leading ones; all ones is a wildcard, and so is zero. */
const isMask = (bits: bigint): boolean => {
  const inverted = ~bits & ALL;
  return bits >> 31n === 1n && bits !== ALL && (inverted & (inverted + 1n)) === 0n;
};

function readArea(words: readonly Word[], span: Span, draft: ProcessDraft): boolean {
  const id = areaAt(words[1]);
  if (!id) {
    draft.closed = false;
    return false;
  }
  const area: AreaDraft = draft.areas.get(id.value) ?? { id, type: 'normal', ranges: [], span };
  draft.areas.set(id.value, area);
  const line = readAreaSetting(words.slice(2), area);
  if (line === 'unknown') draft.closed = false;
  if (line === 'unfollowed') draft.unfollowed.push(span);
  return line === 'followed';
}

interface Said {
  readonly version: 2 | 3;
  readonly words: readonly Word[];
  readonly negated: boolean;
  readonly family?: Family;
  readonly process?: string;
}

/**
 * `ip ospf 1 area 0`, `ip router ospf UNDERLAY area 0`, `ipv6 ospf cost 10`, `ipv6 ospf6 area 0`, `ospfv3 1 ipv6 area 0`,
 * `ipv6 router ospfv3 UNDERLAY area 0`: the words from the setting on.
 */
function settingOf(statement: Statement): Said | undefined {
  if (statement.coverage === 'unknown') return undefined;
  const { words, negated } = unnegated(statement);
  const first = lower(words, 0);
  let from: number;
  let version: 2 | 3 = 2;
  if (startsWith(words, 'ip ospf') || startsWith(words, 'ip router ospf')) from = lower(words, 1) === 'ospf' ? 2 : 3;
  else if (first === 'ospf') from = 1;
  else {
    version = 3;
    if (first === 'ospfv3') from = 1;
    else if (first !== 'ipv6') return undefined;
    else if (/^(?:ospf|ospf6|ospfv3)$/.test(lower(words, 1))) from = 2;
    else if (startsWith(words, 'ipv6 router ospfv3') || startsWith(words, 'ipv6 router ospf')) from = 3;
    else return undefined;
  }
  const named = namesProcess(words, from, version) ? words[from]!.text : undefined;
  if (named !== undefined) from += 1;
  const family = lower(words, from);
  const known = family === 'ipv4' || family === 'ipv6' ? family : undefined;
  return {
    version,
    words: words.slice(known ? from + 1 : from),
    negated,
    ...(named === undefined ? {} : { process: named }),
    ...(known ? { family: known } : {}),
  };
}

/** A number or tag in front of `area`, or of the family in front of anything. */
const namesProcess = (words: readonly Word[], from: number, version: 2 | 3): boolean =>
  words[from] !== undefined &&
  (lower(words, from + 1) === 'area' ||
    (version === 3 && /^\d+$/.test(words[from].text) && /^(?:ipv4|ipv6)$/.test(lower(words, from + 1))));

function readInterfaceLine({ words, negated, process }: Said, lines: OspfLines, span: Span): boolean {
  if (lower(words, 0) !== 'area') return words[0] !== undefined && readOspfSetting(words, negated, lines);
  const area = areaAt(words[1]);
  if (!area || negated) return false;
  lines.area = area;
  lines.span = span;
  if (process !== undefined) lines.process = process;
  return true;
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
