import { type Facts, located, lower, numberAt } from '../../../kit/cisco-like/facts.ts';
import { ospfInterfaceOf } from '../../../kit/cisco-like/ospf-interface.ts';
import { type AreaDraft, areaAt, type OspfLines, readAreaSetting, spanOf } from '../../../kit/cisco-like/ospf-lines.ts';
import { areaFinder } from '../../../kit/cisco-like/ospf-networks.ts';
import { emptyProcess, type ProcessDraft } from '../../../kit/cisco-like/ospf-process.ts';
import { parseIpv4 } from '../../../model/address.ts';
import type { InForce, OspfNetworkType } from '../../../model/igp.ts';
import { type Interface, interfacesByVrf } from '../../../model/interface.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';
import { interfaceName } from './interfaces.ts';

/** Gathers OSPF version 2: processes with their areas, and what interfaces say. */
export interface OspfReader {
  /** `ospf 1 router-id 10.0.0.1`, `interface GigabitEthernet0/0/1`, `router id 10.0.0.1`; other statements are left alone. */
  read(statement: Statement): void;
  /** After the interfaces are known. */
  finish(facts: Facts): void;
}

export function ospfReader(): OspfReader {
  const processes: ProcessDraft[] = [];
  const lines = new Map<string, OspfLines>();
  let routerId: Located<bigint> | undefined;
  return {
    read: (statement) => {
      const { words } = statement;
      const first = lower(words, 0);
      if (first === 'ospf') processes.push(processOf(statement));
      else if (first === 'router' && lower(words, 1) === 'id') routerId = addressAt(words[2]);
      else if (first === 'interface') {
        const name = interfaceName(words, 1)?.name.value.toLowerCase();
        if (name !== undefined) readInterface(statement, name, lines);
      }
    },
    finish: (facts) => {
      const byVrf = interfacesByVrf(facts.interfaces);
      for (const draft of processes) {
        const id = draft.routerId ?? routerId;
        facts.ospf.push(finished(id ? { ...draft, routerId: id } : draft, byVrf.get(draft.vrf ?? '') ?? [], lines));
      }
    },
  };
}

const addressAt = (word: Word | undefined): Located<bigint> | undefined => {
  const address = parseIpv4(word?.text ?? '');
  return address === undefined ? undefined : at(address, word!.span);
};

const wordAfter = (words: readonly Word[], keyword: string): Word | undefined =>
  words[words.findIndex((_, i) => lower(words, i) === keyword) + 1];

const has = (words: readonly Word[], keyword: string): boolean => words.some((_, i) => lower(words, i) === keyword);

/** `ospf 1 router-id 10.0.0.1 vpn-instance RED` with everything inside */
function processOf(statement: Statement): ProcessDraft {
  const { words } = statement;
  const name = words[1] && /^\d+$/.test(words[1].text) ? words[1].text : '1';
  const vrf = has(words, 'vpn-instance') ? wordAfter(words, 'vpn-instance')?.text : undefined;
  const draft = emptyProcess(2, name, vrf, statement.header);
  const id = has(words, 'router-id') ? addressAt(wordAfter(words, 'router-id')) : undefined;
  if (id) draft.routerId = id;
  for (const child of statement.children) {
    if (child.coverage === 'unknown') draft.closed = false;
    else if (readLine(child, draft)) child.coverage = 'modelled';
    else if (CHANGES_ROUTES.test(lower(child.words, 0))) draft.unfollowed.push(child.header);
  }
  return draft;
}

const CHANGES_ROUTES = /^(?:filter-policy|asbr-summary|preference|import-route|default|stub-router|sham-link)$/;

function readLine(statement: Statement, draft: ProcessDraft): boolean {
  const { words, header } = statement;
  const negated = lower(words, 0) === 'undo';
  const own = negated ? words.slice(1) : words;
  const first = lower(own, 0);
  if (first === 'silent-interface' && own[1]) {
    const name = interfaceName(own, 1)?.name.value ?? own[1].text;
    if (lower(own, 1) === 'all') draft.passiveByDefault = header;
    else draft.passive.set(name.toLowerCase(), { value: !negated, span: spanOf(words) });
    return true;
  }
  if (negated) return false;
  if (first === 'area') return readArea(statement, draft);
  if (first === 'bandwidth-reference') {
    const value = numberAt(words[1]);
    if (value) draft.referenceBandwidth = value;
    return value !== undefined;
  }
  if (first === 'import-route' && words[1]) {
    const policy = has(words, 'route-policy') ? wordAfter(words, 'route-policy') : undefined;
    const metric = has(words, 'cost') ? numberAt(wordAfter(words, 'cost')) : undefined;
    const type = has(words, 'type') ? numberAt(wordAfter(words, 'type'))?.value : undefined;
    const from = lower(words, 1);
    draft.redistributions.push({
      from: { ...located(words[1]), value: from === 'direct' ? 'connected' : from },
      ...(policy ? { policy: located(policy) } : {}),
      ...(metric ? { metric: metric.value } : {}),
      ...(type === 1 || type === 2 ? { metricType: type } : {}),
      span: header,
    });
    return true;
  }
  if (first === 'default-route-advertise') {
    const policy = has(words, 'route-policy') ? wordAfter(words, 'route-policy') : undefined;
    draft.defaultOriginate = {
      always: has(words, 'always'),
      ...(policy ? { policy: located(policy) } : {}),
      span: header,
    };
    return true;
  }
  return false;
}

/** `area 0.0.0.1` with `network 10.0.0.0 0.0.0.255`, `stub no-summary`, `authentication-mode md5 ...`, `abr-summary ...` */
function readArea(statement: Statement, draft: ProcessDraft): boolean {
  const id = areaAt(statement.words[1]);
  if (!id) {
    draft.closed = false;
    return false;
  }
  const area: AreaDraft = draft.areas.get(id.value) ?? { id, type: 'normal', ranges: [], span: statement.header };
  draft.areas.set(id.value, area);
  for (const child of statement.children) {
    const { words, header } = child;
    const first = lower(words, 0);
    const [address, wildcard] = [parseIpv4(words[1]?.text ?? ''), parseIpv4(words[2]?.text ?? '')];
    if (child.coverage === 'unknown') draft.closed = false;
    else if (first === 'network' && address !== undefined && wildcard !== undefined)
      draft.networks.push({ address, wildcard, area: at(id.value, header) });
    else if (first === 'authentication-mode') area.authentication = authenticationOf(words);
    else if (first === 'stub' || first === 'nssa') {
      if (readAreaSetting(words, area) === 'unfollowed') draft.unfollowed.push(header);
    } else if (first !== 'description') draft.unfollowed.push(header);
  }
  return true;
}

/** `authentication-mode simple cipher ...`, `md5 1 cipher ...`, `hmac-sha256`, `keychain X`, `null` */
function authenticationOf(words: readonly Word[]): NonNullable<OspfLines['authentication']> {
  const kind = lower(words, 1);
  return {
    value: kind === 'null' ? 'none' : kind === 'simple' ? 'clear-text' : 'cryptographic',
    span: { start: words[0]!.span.start, end: (words[1] ?? words[0]!).span.end },
  };
}

/** `ospf enable 1 area 0.0.0.0`, `ospf cost 10`, `ospf network-type p2p`, `ospf timer hello 5`, `ospf authentication-mode ...` */
function readInterface(statement: Statement, name: string, all: Map<string, OspfLines>): void {
  for (const child of statement.children) {
    const { words } = child;
    if (lower(words, 0) !== 'ospf' || child.coverage === 'unknown' || words.length < 2) continue;
    const lines = all.get(name) ?? {};
    all.set(name, lines);
    if (readSetting(words.slice(1), child, lines)) child.coverage = 'modelled';
  }
}

const TYPES: ReadonlyMap<string, OspfNetworkType> = new Map([
  ['p2p', 'point-to-point'],
  ['broadcast', 'broadcast'],
  ['nbma', 'non-broadcast'],
  ['p2mp', 'point-to-multipoint'],
]);

function readSetting(words: readonly Word[], { header }: Statement, lines: OspfLines): boolean {
  const key = lower(words, 0);
  const number = numberAt(words[1]);
  if (key === 'enable' && has(words, 'area')) {
    const area = areaAt(wordAfter(words, 'area'));
    if (!area) return false;
    lines.area = area;
    lines.span = header;
    if (number) lines.process = words[1]!.text;
  } else if (key === 'cost' && number) lines.cost = number;
  else if (key === 'dr-priority' && number) lines.priority = number;
  else if (key === 'timer' && numberAt(words[2])) {
    const seconds = numberAt(words[2])!;
    if (lower(words, 1) === 'hello') lines.hello = seconds;
    else if (lower(words, 1) === 'dead') lines.dead = seconds;
    else return false;
  } else if (key === 'network-type') {
    const value = TYPES.get(lower(words, 1));
    if (!value) return false;
    lines.networkType = { value, span: spanOf(words) };
  } else if (key === 'authentication-mode') lines.authentication = authenticationOf(words);
  else return false;
  return true;
}

/** Ethernet in all its speeds, aggregates and VLANs; PPP and tunnels have two ends. */
const networkTypeOf = (name: string): OspfNetworkType | undefined =>
  /^(?:\w*ethernet|\w*ge|eth-trunk|vlanif)\s*\d/i.test(name)
    ? 'broadcast'
    : /^(?:tunnel|pos)\s*\d/i.test(name)
      ? 'point-to-point'
      : undefined;

function finished(
  draft: ProcessDraft,
  members: readonly Interface[],
  lines: ReadonlyMap<string, OspfLines>,
): Facts['ospf'][number] {
  const find = areaFinder(draft.networks, 'subnet');
  const { version, name, vrf, routerId, referenceBandwidth, redistributions, defaultOriginate, unfollowed } = draft;
  return {
    version,
    ...(name === undefined ? {} : { name }),
    ...(vrf === undefined ? {} : { vrf }),
    ...(routerId ? { routerId } : {}),
    referenceBandwidth: referenceBandwidth ?? ({ value: 100 } satisfies InForce<number>),
    areas: [...draft.areas.values()].map(({ authentication: _, ...area }) => area),
    interfaces: members.flatMap((one) => {
      const said = lines.get(one.name.value.toLowerCase()) ?? {};
      const own =
        said.area && (said.process ?? draft.name) === draft.name ? at(said.area.value, said.span!) : undefined;
      const area = own ?? find(one);
      return area ? ospfInterfaceOf(one, area, said, draft, { networkTypeOf, dead: 'four-hellos' }) : [];
    }),
    redistributions,
    ...(defaultOriginate ? { defaultOriginate } : {}),
    unfollowed,
    span: draft.span,
    closed: draft.closed,
  };
}
