import type { Device } from '../../../../grammars/model/device.ts';
import type { Field, Filter, FilterRule, InterfacePattern, Match } from '../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../grammars/model/interface.ts';
import { facesOutside, isManagementPort, leadsOutside, saysInside, saysOutside } from './outside.ts';

/** Zones by which packets come to a list of rules, and by which they would leave; absent: any. */
export interface ZoneWay {
  readonly from?: string;
  readonly to?: string;
}

/** The zones that filters at hooks tell apart, each with the interfaces in it that the text names; none where nothing is zoned. */
export function zonesIn(device: Device): ReadonlyMap<string, readonly string[]> {
  const before = kept.get(device);
  if (before) return before;
  const zones = new Map<string, readonly string[]>();
  const see = (field: Field<InterfacePattern> | undefined): void => {
    for (const { name, members } of field?.anyOf ?? []) if (members && !zones.has(name)) zones.set(name, members);
  };
  for (const { purpose, rules, hook, table } of device.filters) {
    if (purpose !== 'packet' || (hook === undefined && table === undefined)) continue;
    for (const { matches } of rules) {
      for (const { inInterface, outInterface } of matches) {
        see(inInterface);
        see(outInterface);
      }
    }
  }
  kept.set(device, zones);
  return zones;
}

const kept = new WeakMap<Device, ReadonlyMap<string, readonly string[]>>();

export const zonePorts = (device: Device, zone: string): Interface[] => {
  const members = new Set(zonesIn(device).get(zone));
  return device.interfaces.filter(({ name, shutdown }) => !shutdown && members.has(name.value));
};

/** Whether strangers come in by the zone: its name says so; where no zone's does, an interface of it. */
export const zoneFacesOutside = (device: Device, zone: string): boolean => isOutside(device, zone, facesOutside);

/** Whether the Internet is behind the zone. */
export const zoneLeadsOutside = (device: Device, zone: string): boolean => isOutside(device, zone, leadsOutside);

function isOutside(device: Device, zone: string, by: (device: Device, port: Interface) => boolean): boolean {
  if (saysOutside(zone)) return true;
  // Servers with addresses of the Internet are in a zone of their own: where one is called outside, the others are not.
  if (saysInside(zone) || [...zonesIn(device).keys()].some(saysOutside)) return false;
  return zonePorts(device, zone).some((port) => !isManagementPort(port) && by(device, port));
}

/** The ways by which unwritten rules of other filters send packets to this one: the pairs that it is the list of. */
export const waysTo = (device: Device, list: Filter): ZoneWay[] =>
  device.filters.flatMap(({ table, rules }) =>
    table === undefined || table !== list.table
      ? []
      : rules.flatMap(({ action, implicit, matches }) =>
          implicit && (action.kind === 'jump' || action.kind === 'goto') && action.target.value === list.name.value
            ? matches.flatMap(waysOf)
            : [],
        ),
  );

/** Every pair of zones that a match names on its two sides; one that it does not name, or names by what it is not, is any. */
function waysOf({ inInterface, outInterface }: Pick<Match, 'inInterface' | 'outInterface'>): ZoneWay[] {
  const sides = ({ anyOf = [], negated }: Partial<Field<InterfacePattern>> = {}): (string | undefined)[] =>
    anyOf.length === 0 || negated ? [undefined] : anyOf.map(({ name }) => name);
  return sides(inInterface).flatMap((from) =>
    sides(outInterface).map(
      (to): ZoneWay => ({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }),
    ),
  );
}

/** Pairs of zones between which a rule takes every packet, whatever it is: its matches ask for nothing but zones. */
export const everythingBetween = ({ matches }: FilterRule): ZoneWay[] =>
  matches.flatMap(({ family: _, inInterface, outInterface, ...asked }) => {
    const zoned = [inInterface, outInterface].some((field) => field?.anyOf.some(({ members }) => members));
    return zoned && Object.values(asked).every((field) => field === undefined)
      ? waysOf({ ...(inInterface ? { inInterface } : {}), ...(outInterface ? { outInterface } : {}) })
      : [];
  });
