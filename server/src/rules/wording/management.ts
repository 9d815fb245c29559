import type { Device } from '../../../../grammars/model/device.ts';
import { contains, type Span } from '../../../../grammars/text/span.ts';
import { byName } from '../exposure/by-name.ts';

/** Whether the filter decides who may manage the device: what it takes away may be the operator's own way in. */
export const guardsManagement = (device: Device, filter: number): boolean =>
  byName(device)
    .bindingsOf(device.filters[filter]!.name.value)
    .some(({ place }) => place.kind === 'management');

/** Whether the place is in a deny of such a filter: one that begins to match may match the operator. */
export const deniesManagement = (device: Device, place: Span): boolean =>
  device.filters.some(
    ({ rules }, filter) =>
      guardsManagement(device, filter) &&
      rules.some(({ action, span }) => action.kind === 'deny' && contains(span, place)),
  );
