import { type Facts, located, lower, numberAt } from '../../../kit/cisco-like/facts.ts';
import { ciscoNetworkType } from '../../../kit/cisco-like/igp.ts';
import { defaultOriginateOf, igpRedistributionOf } from '../../../kit/cisco-like/igp-origins.ts';
import { fullNames } from '../../../kit/cisco-like/interface-names.ts';
import { ospfInterfaceOf } from '../../../kit/cisco-like/ospf-interface.ts';
import {
  type AreaDraft,
  areaAt,
  type OspfLines,
  readAreaSetting,
  readOspfSetting,
  unnegated,
} from '../../../kit/cisco-like/ospf-lines.ts';
import { emptyProcess, type ProcessDraft } from '../../../kit/cisco-like/ospf-process.ts';
import { parseIpv4 } from '../../../model/address.ts';
import type { OspfProcess } from '../../../model/igp.ts';
import type { Interface } from '../../../model/interface.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at } from '../../../text/span.ts';

/** Gathers OSPF of a platform that says all of it in the process: what an area says holds for its interfaces, what the process says for all. */
export interface OspfReader {
  /** `router ospf CORE`, `router ospfv3 CORE` with everything inside */
  read(statement: Statement): void;
  /** After the interfaces are known. */
  finish(facts: Facts): void;
}

export function ospfReader(): OspfReader {
  const instances: Instance[] = [];
  return {
    read: (statement) => {
      const version = lower(statement.words, 1) === 'ospf' ? 2 : 3;
      const name = statement.words[2]?.text;
      readInstance(
        statement,
        { draft: emptyProcess(version, name, undefined, statement.header), members: [] },
        instances,
      );
    },
    finish: (facts) => {
      const full = fullNames(facts.interfaces);
      const known = new Map(facts.interfaces.map((one) => [one.name.value.toLowerCase(), one]));
      for (const one of instances) facts.ospf.push(processOf(one, (name) => known.get(full(name).toLowerCase())));
    },
  };
}

/** A process in one table. */
interface Instance {
  readonly draft: ProcessDraft;
  readonly members: Member[];
}

interface Member {
  readonly name: string;
  readonly area: AreaDraft;
  readonly lines: OspfLines;
  readonly statement: Statement;
  closed: boolean;
}

/** What one level says, the levels above it included. */
type Inherited = Readonly<OspfLines>;

function readInstance(statement: Statement, instance: Instance, instances: Instance[]): void {
  instances.push(instance);
  const lines: OspfLines = {};
  const all = [...unfolded(statement)];
  for (const child of all) if (!/^(?:area|vrf)$/.test(lower(child.words, 0))) readLine(child, instance, lines);
  for (const child of all) {
    const first = lower(child.words, 0);
    if (first === 'area') readArea(child, instance, lines);
    if (first === 'vrf' && child.words[1]) {
      const { version, name } = instance.draft;
      const draft = emptyProcess(version, name, child.words[1].text, child.header);
      readInstance(child, { draft, members: [] }, instances);
    }
  }
}

/** An address family is a line here, after which the process goes on. */
function* unfolded(statement: Statement): Generator<Statement> {
  for (const child of statement.children) {
    if (lower(child.words, 0) === 'address-family') yield* unfolded(child);
    else yield child;
  }
}

/** A line of the process that is no setting of its interfaces. */
function readLine(child: Statement, { draft }: Instance, lines: OspfLines): void {
  const { words, negated } = unnegated(child);
  const first = lower(words, 0);
  if (negated) return;
  if (readOspfSetting(words, negated, lines)) {
    child.coverage = 'modelled';
    return;
  }
  if (first === 'router-id') {
    const id = parseIpv4(words[1]?.text ?? '');
    if (id !== undefined) draft.routerId = at(id, words[1]!.span);
  } else if (first === 'auto-cost' && numberAt(words[2])) draft.referenceBandwidth = numberAt(words[2])!;
  else if (first === 'redistribute') {
    const taken = igpRedistributionOf(child);
    if (taken) draft.redistributions.push(taken);
  } else if (first === 'default-information') {
    const origin = defaultOriginateOf(child);
    if (origin) draft.defaultOriginate = origin;
  } else if (!HARMLESS.has(first)) {
    draft.unfollowed.push(child.header);
    return;
  }
  child.coverage = 'modelled';
}

/** Lines that neither make an adjacency nor change routes. */
const HARMLESS = new Set(
  'log nsf nsr snmp timers mpls segment-routing maximum queue protocol-shutdown description security fast-reroute prefix-suppression spf microloop trace ispf loopback bfd flood-reduction message-digest-key authentication-key packet-size distribute link-down database-filter demand-circuit cost-fallback transmit-delay retransmit-interval hello-interval dead-interval neighbor capability weight delay monitor-convergence ucmp host affinity-map exit'.split(
    ' ',
  ),
);

function readArea(statement: Statement, instance: Instance, above: Inherited): void {
  const { draft } = instance;
  const id = areaAt(statement.words[1]);
  if (!id) {
    draft.closed = false;
    return;
  }
  const area: AreaDraft = draft.areas.get(id.value) ?? { id, type: 'normal', ranges: [], span: statement.header };
  draft.areas.set(id.value, area);
  const lines: OspfLines = { ...above };
  for (const child of statement.children) {
    const { words, negated } = unnegated(child);
    const first = lower(words, 0);
    if (first === 'interface') continue;
    child.coverage = 'modelled';
    if (readOspfSetting(words, negated, lines) || negated || HARMLESS.has(first)) continue;
    const line = readAreaSetting(words, area);
    if (line === 'unknown') draft.closed = false;
    if (line === 'unfollowed') draft.unfollowed.push(child.header);
  }
  for (const child of statement.children)
    if (lower(child.words, 0) === 'interface' && child.words[1])
      instance.members.push(memberOf(child, area, { ...lines }));
}

/** `interface GigabitEthernet0/0/0/1` in an area */
function memberOf(statement: Statement, area: AreaDraft, lines: OspfLines): Member {
  const member: Member = { name: nameOf(statement.words), area, lines, statement, closed: true };
  statement.coverage = 'modelled';
  for (const child of statement.children) {
    const { words, negated } = unnegated(child);
    if (readOspfSetting(words, negated, lines)) child.coverage = 'modelled';
    else if (!HARMLESS.has(lower(words, 0))) member.closed = false;
  }
  return member;
}

const nameOf = (words: readonly Word[]): string =>
  words[2] && /^\d/.test(words[2].text) ? words[1]!.text + words[2].text : words[1]!.text;

function processOf({ draft, members }: Instance, find: (name: string) => Interface | undefined): OspfProcess {
  const { version, name, vrf, routerId, referenceBandwidth, redistributions, defaultOriginate, unfollowed } = draft;
  return {
    version,
    ...(name === undefined ? {} : { name }),
    ...(vrf === undefined ? {} : { vrf }),
    ...(routerId ? { routerId } : {}),
    referenceBandwidth: referenceBandwidth ?? { value: 100 },
    areas: [...draft.areas.values()].map(({ authentication: _, ...area }) => area),
    interfaces: members.flatMap(({ name: written, area, lines, statement, closed }) => {
      const one = find(written) ?? absent(written, statement);
      if (lines.off) return [];
      const scope = { ...draft, closed: draft.closed && closed };
      return ospfInterfaceOf(one, at(area.id.value, statement.header), lines, scope, {
        networkTypeOf: ciscoNetworkType,
        dead: 'four-hellos',
      });
    }),
    redistributions,
    ...(defaultOriginate ? { defaultOriginate } : {}),
    unfollowed,
    span: draft.span,
    closed: draft.closed,
  };
}

/** An interface that has no block of its own. */
export const absent = (name: string, statement: Statement): Interface => ({
  name: { ...located(statement.words[1]!), value: name },
  addresses: [],
  span: statement.header,
  closed: false,
  ...(/^lo/i.test(name) ? { loopback: true } : {}),
});
