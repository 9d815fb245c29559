import type { AddressTerm } from '../../grammars/model/address.ts';
import type { Device } from '../../grammars/model/device.ts';
import type { Field, Filter, Match } from '../../grammars/model/filter.ts';
import { arrange } from '../../server/src/packets/arrange.ts';
import { groupsOf } from '../../server/src/packets/chains.ts';
import { compareFilters, type Difference } from '../../server/src/packets/compare.ts';
import { Diagram, EMPTY, type Limits, type Node } from '../../server/src/packets/diagram.ts';
import { renderSet } from '../../server/src/packets/render.ts';
import { universeOf } from '../../server/src/packets/universe.ts';
import { type Fates, fatesOf } from './fates.ts';

/** What differs between a text and later ones, in words. Filters are named by their place in the earlier one. */
export interface VersionComparison {
  /**
   * The packets that pass in one version only; undefined where the filter is gone.
   * @param within only these are looked at
   * @param withEarlier what stops packets before they come to the filter counts as well
   */
  passing(after: Device, filter: number, within?: readonly Match[], withEarlier?: boolean): Difference | undefined;
  /**
   * Those that get the fate anew, and those that lose it or go from one other fate to another, of all that enter at one of the entries.
   * @param chain where `return` is a fate: what becomes of them there
   */
  fates(
    after: Device,
    entries: readonly number[],
    fate: string,
    chain?: number,
  ): { readonly gained: string; readonly others: string };
}

/** Generous: what is not decided would not be checked. */
const LIMITS: Limits = { nodes: 12_000_000, steps: Number.POSITIVE_INFINITY };
const MOST_NODES = 4_000_000;

/**
 * Compares one version with many that differ from it in little: sets and answers stay in one diagram, and address lists that are written
 * alike are one list in all of them, so that each further version costs what it has anew.
 */
export function versionComparison(before: Device): VersionComparison {
  const unique = uniqueLists();
  const old = unique(before);
  let known: Diagram | undefined;
  const diagramFor = (): Diagram => {
    if (known === undefined || known.size > MOST_NODES) known = new Diagram(LIMITS);
    return known;
  };
  return {
    passing(after, filter, within, withEarlier = false) {
      const now = unique(after);
      const earlier = [old, now].map((filters) => passedUntil(filters, old[filter]!));
      const place = sameFilter(old, now, filter);
      if (place === undefined) return undefined;
      const together = withEarlier && old[filter]!.hook !== undefined && earlier[0]!.length === earlier[1]!.length;
      const [from, to] = together ? earlier : [[filter], [place]];
      const sides = [
        { filters: old, chosen: from! },
        { filters: now, chosen: to! },
      ] as const;
      const difference = compareFilters(...sides, LIMITS, within, diagramFor());
      if (!difference) throw new Error(`${old[filter]!.name.value}: not decided`);
      return difference;
    },
    fates(after, entries, fate, chain) {
      const now = unique(after);
      const diagram = diagramFor();
      const [one, other] = [old, now].map((filters) => filters.map((filter) => arrange(filter).filter));
      const places = (entry: number): [number, number] => [entry, sameFilter(old, now, entry)!];
      const involved = [one!, other!].flatMap((filters, side) =>
        groupsOf(filters)
          .filter(({ members }) => entries.some((entry) => members.includes(places(entry)[side]!)))
          .flatMap(({ members }) => members.map((member) => filters[member]!)),
      );
      const universe = universeOf(involved);
      let gained: Node = EMPTY;
      let others: Node = EMPTY;
      for (const entry of entries) {
        const [from, to] = [one!, other!].map((filters, side) =>
          fatesOf(filters, places(entry)[side]!, diagram, universe, places(chain ?? entry)[side]!),
        ) as [Fates, Fates];
        for (const name of new Set([...from.keys(), ...to.keys()])) {
          const [had, has] = [from.get(name) ?? EMPTY, to.get(name) ?? EMPTY];
          const [came, went] = [diagram.diff(has, had), diagram.diff(had, has)];
          gained = diagram.or(gained, name === fate ? came : went);
          others = diagram.or(others, name === fate ? went : came);
        }
      }
      const families = new Set(entries.map((entry) => old[entry]!.family));
      const words = (set: Node): string =>
        renderSet(diagram, universe, families.size === 1 ? [...families][0]! : 'both', set);
      return { gained: words(gained), others: words(others) };
    },
  };
}

/** Where packets have been that come to the filter at its hook, and those that they meet there. */
const passedUntil = (filters: readonly Filter[], { hook }: Filter): number[] =>
  [...filters.keys()].filter((at) => {
    const one = filters[at]!;
    const passed = one.hook === hook || (one.hook === 'prerouting' && (hook === 'input' || hook === 'forward'));
    return one.purpose === 'packet' && passed;
  });

/** The place of the filter in the later version, by its name. */
function sameFilter(before: readonly Filter[], after: readonly Filter[], at: number): number | undefined {
  const { name, table, family } = before[at]!;
  const same = (other: Filter): boolean =>
    other.name.value === name.value && other.table === table && other.family === family;
  const nth = before.slice(0, at).filter(same).length;
  return [...after.keys()].filter((index) => same(after[index]!))[nth];
}

/** A device's filters, in which long address lists that are alike, here or in any device before, are one object. */
function uniqueLists(): (device: Device) => readonly Filter[] {
  const known = new Map<string, Field<AddressTerm>>();
  const made = new WeakMap<Device, readonly Filter[]>();
  const unique = (field: Field<AddressTerm>): Field<AddressTerm> => {
    if (field.anyOf.length + (field.except?.length ?? 0) < LONG) return field;
    const { anyOf, except = [], negated = false } = field;
    const key = `${negated} ${anyOf.map(keyOf).join()} but ${except.map(keyOf).join()}`;
    const first = known.get(key) ?? field;
    known.set(key, first);
    return first;
  };
  const ofMatch = (match: Match): Match => ({
    ...match,
    ...(match.source ? { source: unique(match.source) } : {}),
    ...(match.destination ? { destination: unique(match.destination) } : {}),
  });
  return (device) => {
    const done = made.get(device);
    if (done) return done;
    const filters = device.filters.map((filter) => ({
      ...filter,
      rules: filter.rules.map((rule) => ({ ...rule, matches: rule.matches.map(ofMatch) })),
    }));
    made.set(device, filters);
    return filters;
  };
}

const LONG = 4;

const keyOf = (term: AddressTerm): string => Object.values(term).join(' ');
