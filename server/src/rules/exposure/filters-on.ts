import type { Device } from '../../../../grammars/model/device.ts';
import type { Filter } from '../../../../grammars/model/filter.ts';
import type { PortForward } from '../../../../grammars/model/nat.ts';

/** Indexes of the filters that a forward's packets must pass; -1 for a way in without any. */
export function filtersOn(device: Device, { by, seen }: PortForward): number[] {
  const fits = ({ purpose, family }: Filter): boolean =>
    purpose === 'packet' && (family === 'both' || family === seen.family);
  if (by.kind === 'hook')
    return device.filters.flatMap((one, index) => (one.hook === by.hook && fits(one) ? [index] : []));
  const outside = device.interfaces.filter(
    ({ natRole, shutdown, name }) =>
      !shutdown && (by.kind === 'interface' || natRole === 'outside') && (by.name ?? name.value) === name.value,
  );
  return outside.map(({ name }) => {
    const bound = device.bindings.find(
      ({ place, direction, family }) =>
        place.kind === 'interface' && place.name === name.value && direction === 'in' && family !== 'ipv6',
    );
    return bound === undefined
      ? -1
      : device.filters.findIndex((one) => one.name.value === bound.filter.value && fits(one));
  });
}
