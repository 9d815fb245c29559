import type { Filter } from '../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { analyseFilters } from '../packets/analyse.ts';
import type { FilterAnalyses, Packet, Verdict } from '../packets/analyses.ts';
import { groupsOf } from '../packets/chains.ts';
import { type Change, compareFilters } from '../packets/compare.ts';
import { compareRoutes, type RoutePair, routesChanged } from './compare-routes.ts';
import { filterNamed, type NamedFilter, namedFilters, type PlacedRule, placeOf } from './named-filters.ts';
import type { Prepared } from './prepare.ts';

/** What a filter of one side does with a packet. */
export interface Decision {
  readonly action: Verdict['action'];
  /** Absent: the filter's end decides. */
  readonly rule?: PlacedRule;
  readonly sure: boolean;
}

/** Packets whose fate changes between two filters, with one of them put to both. */
export interface ChangedPackets extends Change {
  readonly example?: { readonly packet: Packet; readonly before: Decision; readonly after: Decision };
}

export interface FilterPair {
  readonly before: NamedFilter;
  readonly after: NamedFilter;
  /** Undefined: the two are too intricate to be compared. */
  readonly difference:
    | {
        readonly newlyPermitted: ChangedPackets;
        readonly newlyDenied: ChangedPackets;
        /** False: lines that are not understood may change what is said. */
        readonly closed: boolean;
        /** One side lets replies of permitted flows pass without a rule, the other asks its rules; absent: both alike. */
        readonly statefulOnly?: 'before' | 'after';
      }
    | undefined;
}

export interface Comparison {
  readonly before: Prepared;
  readonly after: Prepared;
  readonly pairs: readonly FilterPair[];
  /** Filters that the other side has no counterpart for. */
  readonly onlyBefore: readonly NamedFilter[];
  readonly onlyAfter: readonly NamedFilter[];
  /** Rules that translate are written otherwise; what that does to packets is not compared. */
  readonly translationsDiffer: boolean;
  /** Of sessions that both sides have; none where two filters were chosen. */
  readonly routes: readonly RoutePair[];
}

/** Filters to compare, by name; the second absent: the same name on both sides. */
export interface ChosenPair {
  readonly before: string;
  readonly after: string;
}

/** Filters of two documents that belong together, not compared yet. */
export interface Pairing extends Pick<Comparison, 'onlyBefore' | 'onlyAfter' | 'translationsDiffer'> {
  readonly pairs: readonly (readonly [before: NamedFilter, after: NamedFilter])[];
}

/** Those chosen, else every filter that decides by itself, paired by table and name. */
export function pairFilters(
  before: Prepared,
  after: Prepared,
  chosen: readonly ChosenPair[] = [],
): Pairing | { readonly problem: Bilingual } {
  return chosen.length > 0 ? pairChosen(before, after, chosen) : pairByName(before, after);
}

/** What packets fare otherwise in the second document than in the first, filter by filter. The two may be of different dialects. */
export function compareDocuments(
  before: Prepared,
  after: Prepared,
  chosen: readonly ChosenPair[] = [],
): Comparison | { readonly problem: Bilingual } {
  const paired = pairFilters(before, after, chosen);
  if ('problem' in paired) return paired;
  return {
    ...paired,
    before,
    after,
    pairs: paired.pairs.map(([one, other]) => comparePair(one, other)),
    routes: chosen.length > 0 ? [] : compareRoutes(before, after),
  };
}

/** Whether anything at all may fare otherwise; what is not decided or not compared counts as changed. */
export const hasChanged = ({ pairs, onlyBefore, onlyAfter, translationsDiffer, routes }: Comparison): boolean =>
  translationsDiffer ||
  onlyBefore.length > 0 ||
  onlyAfter.length > 0 ||
  pairs.some(isChanged) ||
  routes.some(routesChanged);

export const isChanged = ({ difference }: FilterPair): boolean =>
  !difference || difference.newlyPermitted.flows > 0 || difference.newlyDenied.flows > 0;

export function comparePair(
  before: NamedFilter,
  after: NamedFilter,
  packetsOf: (prepared: Prepared) => FilterAnalyses = once,
): FilterPair {
  const sideOf = ({ layer, index }: NamedFilter) => ({ filters: layer.prepared.device.filters, chosen: [index] });
  const found = compareFilters(sideOf(before), sideOf(after));
  if (!found) return { before, after, difference: undefined };
  const withExample = (change: Change): ChangedPackets => {
    const packet = change.witness;
    if (!packet) return change;
    return {
      ...change,
      example: { packet, before: decide(before, packet, packetsOf), after: decide(after, packet, packetsOf) },
    };
  };
  return {
    before,
    after,
    difference: {
      newlyPermitted: withExample(found.newlyPermitted),
      newlyDenied: withExample(found.newlyDenied),
      closed: found.closed,
      ...(before.filter.stateful === after.filter.stateful
        ? {}
        : { statefulOnly: before.filter.stateful ? ('before' as const) : ('after' as const) }),
    },
  };
}

/** Those that decide by themselves: no chains that others jump to, nothing that translates. Where there are but such chains, those. */
function comparable(prepared: Prepared): NamedFilter[] {
  const all = namedFilters(prepared).filter(({ filter }) => filter.purpose !== 'nat');
  const deciding = all.filter(({ filter }) => filter.fallback.action !== 'return');
  return deciding.length > 0 ? deciding : all;
}

/** Equal prints: the two filters, with all that they call, are written with the same meaning. */
export function printOf({ layer, index }: NamedFilter): string {
  const { filters } = layer.prepared.device;
  const group = groupsIn(filters).find(({ members }) => members.includes(index));
  const own = print(filters[index]!);
  const others = (group?.members ?? []).filter((member) => member !== index).map((member) => print(filters[member]!));
  return [own, ...others.sort()].join('\n');
}

const groups = new WeakMap<readonly Filter[], ReturnType<typeof groupsOf>>();

function groupsIn(filters: readonly Filter[]): ReturnType<typeof groupsOf> {
  const known = groups.get(filters) ?? groupsOf(filters);
  groups.set(filters, known);
  return known;
}

const prints = new WeakMap<Filter, string>();

function print(filter: Filter): string {
  let known = prints.get(filter);
  if (known === undefined) {
    known = JSON.stringify(filter, (key, value: unknown) => {
      if (key === 'span' || key === 'spans' || key === 'remarks') return undefined;
      return typeof value === 'bigint' ? value.toString(16) : value;
    });
    prints.set(filter, known);
  }
  return known;
}

function pairChosen(
  before: Prepared,
  after: Prepared,
  chosen: readonly ChosenPair[],
): Pairing | { readonly problem: Bilingual } {
  const sides = [namedFilters(before), namedFilters(after)] as const;
  const pairs: [NamedFilter, NamedFilter][] = [];
  for (const wanted of chosen) {
    const one = filterNamed(sides[0], wanted.before);
    const other = filterNamed(sides[1], wanted.after);
    if (!one.ok) return one;
    if (!other.ok) return other;
    pairs.push([one.filter, other.filter]);
  }
  return { pairs, onlyBefore: [], onlyAfter: [], translationsDiffer: false };
}

/** By table, family and name; then by family and name; then by name. Of several alike, the first with the first. Two single filters are a pair whatever their names. */
function pairByName(before: Prepared, after: Prepared): Pairing {
  let olds = comparable(before);
  let news = comparable(after);
  const pairs: (readonly [NamedFilter, NamedFilter])[] = [];
  const namings: ((one: NamedFilter) => string)[] = [
    ({ filter }) => `${filter.table ?? ''} ${filter.family} ${filter.name.value}`,
    ({ filter }) => `${filter.family} ${filter.name.value}`,
    ({ filter }) => filter.name.value,
  ];
  for (const naming of namings) {
    const waiting = new Map<string, NamedFilter[]>();
    for (const one of news) waiting.set(naming(one), [...(waiting.get(naming(one)) ?? []), one]);
    for (const old of olds) {
      const alike = waiting.get(naming(old)) ?? [];
      const at = alike.findIndex((one) => shareFamily(one.filter, old.filter));
      if (at >= 0) pairs.push([old, alike.splice(at, 1)[0]!]);
    }
    olds = olds.filter((one) => !pairs.some(([old]) => old === one));
    news = news.filter((one) => !pairs.some(([, now]) => now === one));
  }
  const translationsDiffer = translationsOf(before) !== translationsOf(after);
  const [old, now] = [olds[0], news[0]];
  if (pairs.length === 0 && old && now && olds.length === 1 && news.length === 1 && shareFamily(old.filter, now.filter))
    return { pairs: [[old, now]], onlyBefore: [], onlyAfter: [], translationsDiffer };
  const order = new Map(pairs.map((pair) => [pair, pair[1].layer.toOutermost(pair[1].filter.span).start]));
  const inOrder = pairs.sort((a, b) => order.get(a)! - order.get(b)!);
  return { pairs: inOrder, onlyBefore: olds, onlyAfter: news, translationsDiffer };
}

const translationsOf = (prepared: Prepared): string =>
  namedFilters(prepared)
    .filter(({ filter }) => filter.purpose === 'nat' && filter.rules.length > 0)
    .map(({ filter }) => print(filter))
    .join('\n');

const shareFamily = (one: Filter, other: Filter): boolean =>
  one.family === 'both' || other.family === 'both' || one.family === other.family;

function decide(
  { layer, index }: NamedFilter,
  packet: Packet,
  packetsOf: (prepared: Prepared) => FilterAnalyses,
): Decision {
  const { action, decidedBy, sure } = packetsOf(layer.prepared).test(index, packet);
  return { action, sure, ...(decidedBy ? { rule: placeOf(layer, decidedBy) } : {}) };
}

const analyses = new WeakMap<Prepared, FilterAnalyses>();

function once(prepared: Prepared): FilterAnalyses {
  const known = analyses.get(prepared) ?? analyseFilters(prepared.device);
  analyses.set(prepared, known);
  return known;
}
