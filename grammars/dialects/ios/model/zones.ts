import { after, type Facts, located, startsWith } from '../../../kit/cisco-like/facts.ts';
import {
  withinZones,
  type ZoneDefault,
  type ZoneList,
  zoneDispatch,
  zonePatterns,
} from '../../../kit/zone-dispatch.ts';
import type { Filter, Hook, InterfacePattern, Match } from '../../../model/filter.ts';
import type { Zone, Zones } from '../../../model/zones.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { at, cover, type Located } from '../../../text/span.ts';
import { INSPECT_TABLE } from './inspect-policies.ts';

interface Pair {
  readonly from: string;
  readonly to: string;
  /** Absent: it has no policy, and drops everything. */
  readonly policy?: Located<string>;
  readonly statement: Statement;
}

export interface ZoneFacts {
  readonly zones?: Zones;
  /** What sends packets to the policies of their zones. */
  readonly filters: readonly Filter[];
}

/**
 * Cisco IOS zone-based policy firewall: between zones, and between a zone and an interface in none, nothing passes without a pair
 * that lets it; within a zone and outside of all, everything does. To and from the device itself (`self`) everything passes but for pairs
 * that say otherwise. @param policies those of `policy-map type inspect`
 */
export function zonesOf(outline: Outline, { interfaces }: Facts, policies: readonly Filter[]): ZoneFacts {
  const zones = outline.statements
    .filter(({ words }) => startsWith(words, 'zone security *'))
    .map(({ words }): Zone => {
      const name = located(words[2]!);
      const members = interfaces.filter(({ zone }) => zone === name.value);
      return { name, interfaces: members.map((one) => one.name.value) };
    });
  const read = outline.statements
    .filter(({ words }) => startsWith(words, 'zone-pair security *'))
    .map((statement) => pairOf(statement));
  const pairs = read.flatMap((pair) => pair ?? []);
  if (zones.length === 0 || pairs.length === 0) return { filters: [] };
  const byName = new Map(policies.map((policy) => [policy.name.value, policy]));
  // The zone of all interfaces that are in none.
  const closed = pairs.length === read.length && !zones.some(({ name }) => name.value === 'default');
  const filters = dispatches(zones, pairs, byName, closed);
  return { zones: { zones, closed: filters.every((one) => one.closed) }, filters };
}

/** Undefined where a zone is the default one, or the text says something that is not known. */
function pairOf(statement: Statement): Pair | undefined {
  const { words, children, coverage } = statement;
  const from = after(words, 'source')?.text;
  const to = after(words, 'destination')?.text;
  if (coverage === 'unknown' || !from || !to || from === 'default' || to === 'default') return undefined;
  const bound = children.find((one) => startsWith(one.words, 'service-policy type inspect *'));
  return { from, to, statement, ...(bound ? { policy: located(bound.words[3]!) } : {}) };
}

function dispatches(
  zones: readonly Zone[],
  pairs: readonly Pair[],
  policies: ReadonlyMap<string, Filter>,
  closed: boolean,
): Filter[] {
  const patterns = zonePatterns(zones);
  const span = pairs.map(({ statement }) => statement.header).reduce(cover);
  const everything: ZoneDefault = { matches: [{ family: 'both' }], action: 'permit' };
  const outside = { anyOf: [...patterns.values()], negated: true } as const;
  const through = pairs.filter(({ from, to }) => from !== 'self' && to !== 'self');
  const make = (name: string, hook: Hook, own: readonly Pair[], defaults: readonly ZoneDefault[]): Filter => {
    const lists = own.flatMap(({ from, to, policy }): ZoneList[] => {
      const ends = [patterns.get(from), patterns.get(to)];
      if (!policy || !policies.has(policy.value) || (!ends[0] && from !== 'self') || (!ends[1] && to !== 'self'))
        return [];
      return [{ filter: policy, ...(ends[0] ? { from: ends[0] } : {}), ...(ends[1] ? { to: ends[1] } : {}) }];
    });
    const others = own.flatMap(({ from, to, policy }): ZoneDefault[] => {
      const match: Match = { family: 'both', ...ways(patterns.get(from), patterns.get(to)) };
      if (!policy) return [{ matches: [match], action: 'deny' }];
      // Of a policy that is not here nobody knows what it lets pass.
      const condition = { text: `policy-map ${policy.value}`, span: policy.span };
      return policies.has(policy.value) ? [] : [{ matches: [{ ...match, opaque: [condition] }], action: 'permit' }];
    });
    const frame = {
      name: at(name, span),
      table: INSPECT_TABLE,
      family: 'both',
      fallback: { action: 'deny' },
      stateful: true,
      hook,
      span: { start: span.start, end: span.start },
      closed: closed && own.every(({ policy }) => !policy || policies.get(policy.value)?.closed === true),
    } as const;
    return { ...zoneDispatch(frame, lists, [...others, ...defaults]), implicit: true };
  };
  const to = pairs.filter((pair) => pair.to === 'self');
  const from = pairs.filter((pair) => pair.from === 'self');
  return [
    make('zone-pair security', 'forward', through, [
      { matches: withinZones(patterns.values(), 'both'), action: 'permit' },
      { matches: [{ family: 'both', inInterface: outside, outInterface: outside }], action: 'permit' },
    ]),
    ...(to.length > 0 ? [make('zone-pair security to self', 'input', to, [everything])] : []),
    ...(from.length > 0 ? [make('zone-pair security from self', 'output', from, [everything])] : []),
  ];
}

const ways = (from: InterfacePattern | undefined, to: InterfacePattern | undefined) => ({
  ...(from ? { inInterface: { anyOf: [from] } } : {}),
  ...(to ? { outInterface: { anyOf: [to] } } : {}),
});
