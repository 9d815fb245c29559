import { lower, numberAt, startsWith } from '../../../kit/cisco-like/facts.ts';
import { vlanRanges } from '../../../kit/vlan-ranges.ts';
import type { Interface } from '../../../model/interface.ts';
import type { LagMember, Switchport, VlanRanges } from '../../../model/switching.ts';
import type { Outline, Statement, Word } from '../../../outline.ts';
import type { Located } from '../../../text/span.ts';
import { interfaceName } from './interfaces.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Draft {
  readonly port: Writable<Switchport>;
  group?: Located<number>;
  /** Of an Eth-Trunk. */
  mode?: NonNullable<LagMember['mode']>;
  slow?: NonNullable<LagMember['slow']>;
  minLinks?: Located<number>;
  /** Members are named here, not at the ports. */
  namesMembers?: boolean;
  /** VLAN 1 was taken off the trunk. */
  withoutFirst?: boolean;
  /** Every VLAN passes. */
  all?: boolean;
}

/** The interfaces with the VLANs that pass (`port link-type trunk`) and the Eth-Trunk they are members of. */
export function switched(interfaces: readonly Interface[], outline: Outline): readonly Interface[] {
  const drafts = new Map<string, Draft>();
  for (const { words, children } of outline.statements) {
    const name = lower(words, 0) === 'interface' ? interfaceName(words, 1)?.name.value.toLowerCase() : undefined;
    if (name === undefined) continue;
    const draft = drafts.get(name) ?? { port: {} };
    drafts.set(name, draft);
    for (const child of children)
      if (child.coverage !== 'unknown' && readLine(child, draft)) child.coverage = 'modelled';
  }
  const grouped = outline.statements.some(({ words }) => lower(words, 0) === 'port-group');
  const closed = new Set(interfaces.filter((one) => one.closed).map(({ name }) => name.value.toLowerCase()));
  return interfaces.map((one) => {
    const draft = drafts.get(one.name.value.toLowerCase());
    if (!draft) return one;
    const switchport = switchportOf(draft);
    const trunk = draft.group && `eth-trunk${draft.group.value}`;
    const minLinks = grouped || draft.namesMembers ? undefined : draft.minLinks;
    const lag = draft.group && memberOf(draft.group, drafts.get(trunk!), closed.has(trunk!));
    return {
      ...one,
      ...(switchport ? { switchport } : {}),
      ...(lag ? { lag } : {}),
      ...(minLinks ? { minLinks } : {}),
    };
  });
}

/** @returns whether the line is followed */
function readLine({ words, header }: Statement, draft: Draft): boolean {
  const { port } = draft;
  const first = lower(words, 0);
  if (startsWith(words, 'eth-trunk *')) {
    const group = numberAt(words[1]);
    if (group) draft.group = group;
    return group !== undefined;
  }
  if (startsWith(words, 'least active-linknumber *')) {
    const number = numberAt(words[2]);
    if (number) draft.minLinks = number;
    return number !== undefined;
  }
  if (first === 'trunkport') draft.namesMembers = true;
  if (first === 'mode') {
    // One that speaks LACP always speaks first.
    const value = /^lacp(?:-static|-dynamic)?$/.test(lower(words, 1)) ? 'active' : 'on';
    if (value === 'on' && lower(words, 1) !== 'manual') return false;
    draft.mode = { value, span: header };
    return true;
  }
  if (startsWith(words, 'lacp timeout slow') && words.length === 3) {
    draft.slow = { span: words[2]!.span, fast: 'fast' };
    return true;
  }
  if (startsWith(words, 'undo port trunk allow-pass vlan 1') && words.length === 6) {
    draft.withoutFirst = true;
    return true;
  }
  if (first === 'qinq' || first === 'voice-vlan' || startsWith(words, 'undo port')) port.special = true;
  if (first !== 'port') return false;
  const kind = `${lower(words, 1)} ${lower(words, 2)}`;
  if (lower(words, 1) === 'link-type') {
    const mode = lower(words, 2);
    if (mode !== 'access' && mode !== 'trunk') {
      port.special = true;
      return false;
    }
    port.mode = { value: mode, span: header };
    return true;
  }
  const vlan = numberAt(words[kind === 'default vlan' ? 3 : 4]);
  if (kind === 'default vlan' && vlan) {
    port.accessVlan = vlan;
    return true;
  }
  if (kind === 'trunk pvid' && vlan) {
    port.nativeVlan = vlan;
    return true;
  }
  if (kind === 'trunk allow-pass') return readAllowed(words, header, draft);
  // Hybrid ports, mapping, stacking, MUX VLANs.
  if (/^(?:hybrid|trunk|vlan-mapping|vlan-stacking|mux-vlan|default|discard|nni|bridge)$/.test(lower(words, 1)))
    port.special = true;
  return false;
}

/** `port trunk allow-pass vlan 10 20 to 30`, `port trunk allow-pass vlan all`: each line adds. */
function readAllowed(words: readonly Word[], span: Statement['header'], draft: Draft): boolean {
  const { port } = draft;
  if (startsWith(words.slice(3), 'vlan all')) {
    draft.all = true;
    return true;
  }
  const list = lower(words, 3) === 'vlan' ? rangesOf(words.slice(4)) : undefined;
  if (!list) {
    port.special = true;
    return false;
  }
  const before = port.allowedVlans;
  port.allowedVlans = {
    value: vlanRanges([...(before?.value ?? []), ...list]),
    span: before ? { start: before.span.start, end: span.end } : span,
  };
  return true;
}

function rangesOf(words: readonly Word[]): VlanRanges | undefined {
  const all: { first: number; last: number }[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const first = numberAt(words[i]);
    const ranged = lower(words, i + 1) === 'to';
    const last = ranged ? numberAt(words[i + 2]) : first;
    if (!first || !last || last.value < first.value) return undefined;
    all.push({ first: first.value, last: last.value });
    if (ranged) i += 2;
  }
  return all.length > 0 ? all : undefined;
}

/** Where nothing says so, VLAN 1 passes a trunk, and no other. */
function switchportOf({ port, withoutFirst, all }: Draft): Switchport | undefined {
  if (Object.keys(port).length === 0) return undefined;
  if (port.mode?.value !== 'trunk') return port;
  const { allowedVlans = { value: [], span: port.mode.span }, ...rest } = port;
  if (all) return withoutFirst ? { ...rest, special: true } : rest;
  return {
    ...rest,
    allowedVlans,
    ...(withoutFirst || allowedVlans.value[0]?.first === 1 ? {} : { passesFirst: true }),
  };
}

/** The Eth-Trunk says how; without a word it speaks no protocol. */
function memberOf(group: Located<number>, trunk: Draft | undefined, told: boolean): LagMember {
  const mode = trunk?.mode ?? (trunk && told ? { value: 'on' as const, span: group.span } : undefined);
  // VRP takes no VLANs on a member.
  return { group, mustAgree: false, ...(mode ? { mode } : {}), ...(trunk?.slow ? { slow: trunk.slow } : {}) };
}
