import type { Device } from '../../../../../grammars/model/device.ts';
import type { Binding, Filter } from '../../../../../grammars/model/filter.ts';
import { byName } from '../../exposure/by-name.ts';
import { facesOutside, saysOutside } from '../../exposure/outside.ts';
import { type ZoneWay, zoneFacesOutside, zoneLeadsOutside, zonesIn } from '../../exposure/zone-ways.ts';

/**
 * What an unrestricted permit of a filter lets in: `untrusted` traffic from outside, `preceding` what another filter has to let in too,
 * `egress` only what leaves, `other` anything else.
 */
export interface Exposure {
  readonly kind: 'untrusted' | 'preceding' | 'other' | 'egress' | 'unbound';
  /** Interface or hook, for messages. */
  readonly where?: string;
}

/** `hooks`: the built-in chains that everything comes from which comes to the filter. */
export function exposureOf(device: Device, filter: Filter, hooks: readonly string[]): Exposure {
  if (hooks.length > 0) {
    const inbound = hooks.find((hook) => hook !== 'output' && hook !== 'postrouting');
    // A list of its own, not in a table of chains (pf), is not known by the hook's name.
    return {
      kind: inbound ? 'other' : 'egress',
      ...(filter.table === undefined ? {} : { where: (inbound ?? hooks[0]!).toUpperCase() }),
    };
  }
  const bindings = byName(device).bindingsOf(filter.name.value);
  if (bindings.length === 0) return { kind: 'unbound' };
  const outside = bindings.find((binding) => binding.direction === 'in' && isOutside(device, binding));
  if (outside?.place.kind === 'interface') return { kind: 'untrusted', where: outside.place.name };
  const inward = bindings.find(({ direction }) => direction === 'in');
  const { place } = inward ?? bindings[0]!;
  return {
    kind: !inward ? 'egress' : inward.outside === 'precedes' ? 'preceding' : 'other',
    ...(place.kind === 'interface' ? { where: place.name } : {}),
  };
}

/**
 * What a permit of everything lets in between zones; undefined where nobody would call it unrestricted: within a zone, and towards the
 * device, where what the zone lets in comes first.
 */
export function zoneExposure(device: Device, { from, to }: ZoneWay): Exposure | undefined {
  const strangers =
    from === undefined ? [...zonesIn(device).keys()].find((zone) => zoneFacesOutside(device, zone)) : from;
  if (strangers !== undefined && zoneFacesOutside(device, strangers)) return { kind: 'untrusted', where: strangers };
  if (from !== undefined && from === to) return undefined;
  if (to !== undefined && zoneLeadsOutside(device, to)) return { kind: 'egress' };
  const where = [from, to].filter((zone) => zone !== undefined).join(' > ');
  return { kind: 'other', ...(where === '' ? {} : { where }) };
}

function isOutside(device: Device, { place }: Binding): boolean {
  if (place.kind !== 'interface') return false;
  const one = byName(device).port(place.name);
  return one ? facesOutside(device, one) : saysOutside(place.name);
}
