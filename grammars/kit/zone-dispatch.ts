import type { Filter, FilterRule, InterfacePattern, Match } from '../model/filter.ts';
import type { Zone } from '../model/zones.ts';
import { at, type Located } from '../text/span.ts';

/** A rule list for traffic from one zone to another: a filter of the same table whose fallback is `return`. */
export interface ZoneList {
  /** That filter's name. */
  readonly filter: Located<string>;
  /** Absent: from anywhere, to anywhere. */
  readonly from?: InterfacePattern;
  readonly to?: InterfacePattern;
}

/** What the platform itself does after the lists, where no rule is written: traffic within a zone passes. */
export interface ZoneDefault {
  readonly matches: readonly Match[];
  readonly action: 'permit' | 'deny';
}

/**
 * Lists of zone pairs as one filter at a hook: it sends each packet to the list of its zones, in the order given (specific pairs first,
 * then those for any zone), on to the platform's defaults, and to its fallback. None of its rules is written, so none is reported.
 */
export function zoneDispatch(
  frame: Omit<Filter, 'rules' | 'purpose'>,
  lists: readonly ZoneList[],
  defaults: readonly ZoneDefault[] = [],
): Filter {
  const { family, span } = frame;
  const nowhere = { start: span.start, end: span.start };
  const implicit = (matches: readonly Match[], action: FilterRule['action']): FilterRule => ({
    span: nowhere,
    matches,
    action,
    effects: [],
    active: true,
    implicit: true,
  });
  return {
    ...frame,
    purpose: 'packet',
    implicit: true,
    rules: [
      ...lists.map(({ filter, from, to }) =>
        implicit(
          [
            {
              family,
              ...(from ? { inInterface: { anyOf: [from] } } : {}),
              ...(to ? { outInterface: { anyOf: [to] } } : {}),
            },
          ],
          { kind: 'jump', target: at(filter.value, filter.span) },
        ),
      ),
      ...defaults.map(({ matches, action }) => implicit(matches, { kind: action })),
    ],
  };
}

/** How rules name each zone; the list of members is one for all of them. */
export const zonePatterns = (zones: readonly Zone[]): ReadonlyMap<string, InterfacePattern> =>
  new Map(zones.map(({ name, interfaces }) => [name.value, { name: name.value, members: interfaces }]));

/** Traffic that leaves by the zone it came from. */
export const withinZones = (zones: Iterable<InterfacePattern>, family: Match['family']): Match[] =>
  [...zones].map((zone) => ({ family, inInterface: { anyOf: [zone] }, outInterface: { anyOf: [zone] } }));
