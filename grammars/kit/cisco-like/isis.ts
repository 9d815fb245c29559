import type { Family } from '../../model/address.ts';
import type { IgpAuthentication, InForce, IsisInterface, IsisLevel, IsisProcess } from '../../model/igp.ts';
import { type Interface, interfacesByVrf } from '../../model/interface.ts';
import type { Statement, Word } from '../../outline.ts';
import type { Located, Span } from '../../text/span.ts';
import { after, located, lower, numberAt, startsWith } from './facts.ts';
import {
  type IgpDraft,
  type ProcessLines,
  type ProtocolReader,
  readIgpOrigin,
  readPassive,
  readProcessLines,
} from './igp-lines.ts';
import { levelIn } from './igp-origins.ts';
import { fullNames } from './interface-names.ts';
import { spanOf, unnegated } from './ospf-lines.ts';

/** What platforms do differently. */
export interface IsisPlatform {
  /** Kind of link where none is said, by the interface's name; undefined: not known. */
  networkTypeOf(name: string): 'broadcast' | 'point-to-point' | undefined;
  /** Metric of interfaces that name none; absent: it depends on their bandwidth. */
  readonly defaultMetric?: number;
  /** As in IsisProcess. */
  readonly levelsApart?: boolean;
  /** `passive-interface Loopback0` alone announces the interface. */
  readonly passiveJoins?: boolean;
}

/** What is said of an interface, wherever that is. */
export interface IsisLines {
  process?: string;
  families: Family[];
  circuit?: InForce<IsisLevel>;
  passive?: InForce<boolean>;
  networkType?: InForce<'broadcast' | 'point-to-point'>;
  metric?: Located<number>;
  metricLevel1?: Located<number>;
  metricLevel2?: Located<number>;
  authentication?: InForce<IgpAuthentication>;
  bfd?: boolean;
  off?: boolean;
  span?: Span;
}

/** A process while its lines are read. */
export interface IsisDraft extends IgpDraft {
  readonly name?: string;
  readonly vrf?: string;
  readonly nets: Located<string>[];
  level?: InForce<IsisLevel>;
  metricStyle?: NonNullable<IsisProcess['metricStyle']>;
  overload?: Span;
  readonly span: Span;
}

/** Gathers IS-IS of platforms that say some of it in the process and some in interfaces. */
export function isisReader(platform: IsisPlatform): ProtocolReader {
  const processes: IsisDraft[] = [];
  const interfaces = new Map<string, IsisLines>();
  return {
    process: (statement) => {
      const { words, header } = statement;
      const vrf = after(words, 'vrf')?.text;
      const name = words[2] && lower(words, 2) !== 'vrf' ? words[2].text : undefined;
      const draft = newIsis(name, vrf, header);
      readProcessLines(statement, draft, processes, LINES);
      processes.push(draft);
    },
    interface: (statement, name) => {
      for (const child of statement.children) {
        if (child.coverage === 'unknown') continue;
        const { words, negated } = unnegated(child);
        if (!isAboutIsis(words)) continue;
        const lines = interfaces.get(name.toLowerCase()) ?? { families: [] };
        interfaces.set(name.toLowerCase(), lines);
        if (!negated && readInterfaceLine(words, child.header, lines)) child.coverage = 'modelled';
      }
    },
    finish: (facts) => {
      const full = fullNames(facts.interfaces);
      const byVrf = interfacesByVrf(facts.interfaces);
      for (const process of processes)
        facts.isis.push(processOf(process, byVrf.get(process.vrf ?? '') ?? [], interfaces, full, platform));
    },
  };
}

export const newIsis = (name: string | undefined, vrf: string | undefined, span: Span): IsisDraft => ({
  ...(name === undefined ? {} : { name }),
  ...(vrf === undefined ? {} : { vrf }),
  nets: [],
  passive: new Map(),
  redistributions: [],
  unfollowed: [],
  span,
  closed: true,
});

const isAboutIsis = (words: readonly Word[]): boolean =>
  lower(words, 0) === 'isis' || startsWith(words, 'ip router isis') || startsWith(words, 'ipv6 router isis');

const CHANGES_ROUTES = new Set(
  'distribute-list summary-address summary-prefix distance redistribute propagate attached-bit set-attached-bit multi-topology max-metric default-metric metric'.split(
    ' ',
  ),
);

const LINES: ProcessLines<IsisDraft> = {
  inner: ({ name }, vrf, span) => newIsis(name, vrf, span),
  readLine: readIsisLine,
  changesRoutes: CHANGES_ROUTES,
};

/** A line of the process. @returns whether it is followed */
export function readIsisLine(child: Statement, words: readonly Word[], negated: boolean, draft: IsisDraft): boolean {
  const first = lower(words, 0);
  if (first === 'passive-interface') return readPassive(words, negated, draft);
  if (negated) return false;
  if (first === 'net' && words[1]) draft.nets.push(located(words[1]));
  else if (first === 'is-type') {
    const level = levelIn(words);
    if (!level) return false;
    draft.level = { value: level, span: spanOf(words) };
  } else if (first === 'metric-style') {
    const wide = words.some(({ text }) => text.toLowerCase() === 'wide');
    const both = words.some(({ text }) => text.toLowerCase() === 'transition');
    draft.metricStyle = { value: both ? 'transition' : wide ? 'wide' : 'narrow', span: spanOf(words) };
  } else if (first === 'set-overload-bit') {
    // After a start, or while BGP is not there yet: not for long.
    if (words[1]) return /^(?:on-startup|suppress)$/.test(lower(words, 1));
    draft.overload = child.header;
  }
  // Between levels is another thing than from another protocol.
  else if (first === 'redistribute' && lower(words, 1) === 'isis') return false;
  else return readIgpOrigin(child, words, draft) ?? false;
  return true;
}

/** `ip router isis CORE`, `isis enable CORE`, `isis circuit-type level-2-only`, `isis metric 20 level-2` */
function readInterfaceLine(words: readonly Word[], span: Span, lines: IsisLines): boolean {
  if (lower(words, 0) !== 'isis' || lower(words, 1) === 'enable') {
    const tag = lower(words, 0) === 'isis' ? words[2] : words[3];
    if (tag) lines.process = tag.text;
    const family = lower(words, 0) === 'ipv6' ? 'ipv6' : 'ipv4';
    if (!lines.families.includes(family)) lines.families.push(family);
    lines.span ??= span;
    return true;
  }
  return readIsisSetting(words.slice(1), lines);
}

/** What stands behind `isis`. @returns whether it is followed */
export function readIsisSetting(words: readonly Word[], lines: IsisLines): boolean {
  const key = lower(words, 0);
  if (key === 'circuit-type') {
    const level = levelIn(words);
    if (level) lines.circuit = { value: level, span: spanOf(words) };
    return level !== undefined;
  }
  if (key === 'passive' || key === 'passive-interface') lines.passive = { value: true, span: spanOf(words) };
  else if (key === 'network' && lower(words, 1) === 'point-to-point')
    lines.networkType = { value: 'point-to-point', span: spanOf(words) };
  else if (key === 'network' && lower(words, 1) === 'broadcast')
    lines.networkType = { value: 'broadcast', span: spanOf(words) };
  else if (key === 'metric' && numberAt(words[1])) {
    const level = levelIn(words);
    const metric = numberAt(words[1])!;
    if (level === 'level-1') lines.metricLevel1 = metric;
    else if (level === 'level-2') lines.metricLevel2 = metric;
    else lines.metric = metric;
  } else if (key === 'password') lines.authentication = { value: 'clear-text', span: words[0]!.span };
  else if (key === 'authentication' && lower(words, 1) === 'mode')
    lines.authentication = {
      value: lower(words, 2) === 'text' ? 'clear-text' : 'cryptographic',
      span: spanOf(words),
    };
  else if (key === 'authentication-type')
    lines.authentication = {
      value: lower(words, 1) === 'cleartext' ? 'clear-text' : 'cryptographic',
      span: spanOf(words),
    };
  else if (key === 'bfd') lines.bfd = lower(words, 1) !== 'disable';
  else if (key === 'shutdown' || key === 'protocol') lines.off = true;
  else return key === 'authentication' || key === 'authentication-check';
  return true;
}

function processOf(
  draft: IsisDraft,
  members: readonly Interface[],
  lines: ReadonlyMap<string, IsisLines>,
  full: (name: string) => string,
  platform: IsisPlatform,
): IsisProcess {
  const passive = new Map([...draft.passive].map(([name, value]) => [full(name).toLowerCase(), value]));
  const interfaces: IsisInterface[] = [];
  for (const one of members) {
    const key = one.name.value.toLowerCase();
    const said = lines.get(key) ?? { families: [] };
    const joined = said.span && (said.process === undefined || said.process === draft.name) ? said.span : undefined;
    const quiet =
      passive.get(key) ?? (draft.passiveByDefault ? { value: true, span: draft.passiveByDefault } : undefined);
    const span = joined ?? (platform.passiveJoins && passive.get(key)?.value ? passive.get(key)!.span : undefined);
    if (!span || said.off) continue;
    interfaces.push(isisInterfaceOf(one, span, { passive: quiet ?? { value: false }, ...said }, draft, platform));
  }
  return {
    ...isisProcessOf(draft, interfaces, platform.defaultMetric),
    ...(platform.levelsApart ? { levelsApart: true } : {}),
  };
}

/** An interface of a process with what it inherits. */
export function isisInterfaceOf(
  one: Interface,
  span: Span,
  said: IsisLines,
  draft: IsisDraft,
  platform: IsisPlatform,
): IsisInterface {
  const usual = one.loopback ? undefined : platform.networkTypeOf(one.name.value);
  const networkType = said.networkType ?? (usual && { value: usual });
  const level = levelOf(draft.level ?? { value: 'level-1-2' }, said.circuit);
  const closed = one.closed && draft.closed;
  return {
    interface: one.name.value,
    families: said.families.length > 0 ? said.families : [...new Set(one.addresses.map(({ family }) => family))],
    ...(level ? { level } : {}),
    ...(said.passive ? { passive: said.passive } : {}),
    ...(networkType ? { networkType } : {}),
    ...(said.metric ? { metric: said.metric } : {}),
    ...(said.metricLevel1 ? { metricLevel1: said.metricLevel1 } : {}),
    ...(said.metricLevel2 ? { metricLevel2: said.metricLevel2 } : {}),
    ...(said.authentication
      ? { authentication: said.authentication }
      : closed
        ? { authentication: { value: 'none' } }
        : {}),
    ...(said.bfd ? { bfd: true } : {}),
    span,
    closed,
  };
}

/** What both the process and the circuit do; undefined: nothing. */
function levelOf(process: InForce<IsisLevel>, circuit: InForce<IsisLevel> | undefined): InForce<IsisLevel> | undefined {
  if (!circuit || circuit.value === 'level-1-2' || circuit.value === process.value) return process;
  return process.value === 'level-1-2' ? circuit : undefined;
}

export function isisProcessOf(
  draft: IsisDraft,
  interfaces: readonly IsisInterface[],
  defaultMetric: number | undefined,
): IsisProcess {
  const { name, vrf, nets, level, metricStyle, redistributions, defaultOriginate, overload, unfollowed } = draft;
  return {
    ...(name === undefined ? {} : { name }),
    ...(vrf === undefined ? {} : { vrf }),
    nets,
    level: level ?? { value: 'level-1-2' },
    ...(metricStyle ? { metricStyle } : {}),
    ...(defaultMetric === undefined ? {} : { defaultMetric }),
    interfaces,
    redistributions,
    ...(defaultOriginate ? { defaultOriginate } : {}),
    ...(overload ? { overload } : {}),
    unfollowed,
    span: draft.span,
    closed: draft.closed,
  };
}
