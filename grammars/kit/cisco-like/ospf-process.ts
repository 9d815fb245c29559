import { parseIpv4, parsePrefix } from '../../model/address.ts';
import type { InForce } from '../../model/igp.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, type Located, type Span } from '../../text/span.ts';
import { after, lower, numberAt } from './facts.ts';
import { type IgpDraft, type ProcessLines, readIgpOrigin, readPassive, readProcessLines } from './igp-lines.ts';
import { type AreaDraft, areaAt, readAreaSetting } from './ospf-lines.ts';
import type { AreaNetwork } from './ospf-networks.ts';

/** A process while its lines are read. */
export interface ProcessDraft extends IgpDraft {
  readonly version: 2 | 3;
  readonly name?: string;
  readonly vrf?: string;
  routerId?: Located<bigint>;
  referenceBandwidth?: InForce<number>;
  readonly areas: Map<number, AreaDraft>;
  readonly networks: AreaNetwork[];
  /** Interfaces that the process itself puts into areas (FRR's `ospf6`). */
  readonly members: Map<string, Located<number>>;
  shutdown?: boolean;
  readonly span: Span;
}

/** Its process, and those of VRFs inside it. */
export function ospfProcesses(statement: Statement): ProcessDraft[] {
  const draft = newProcess(statement);
  const found: ProcessDraft[] = [];
  readProcessLines(statement, draft, found, LINES);
  return [...found, draft];
}

/** `router ospf 1 vrf RED` without what stands in it. */
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

/** Lines that change which routes are learned, announced or used. */
const CHANGES_ROUTES = new Set(
  'distribute-list summary-address aggregate-address max-metric distance default-metric capability redistribute stub-router summary-prefix table-map'.split(
    ' ',
  ),
);

const LINES: ProcessLines<ProcessDraft> = {
  inner: ({ version, name }, vrf, span) => emptyProcess(version, name, vrf, span),
  readLine: readProcessLine,
  changesRoutes: CHANGES_ROUTES,
};

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
  } else return readIgpOrigin(child, words, draft, { subnets: hasSubnets(words) }) ?? false;
  return true;
}

const hasSubnets = (words: readonly Word[]): boolean => words.some(({ text }) => text.toLowerCase() === 'subnets');

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
