import type { Device } from '../../../../grammars/model/device.ts';
import type { PortForward, Published } from '../../../../grammars/model/nat.ts';
import { facesOutside } from './outside.ts';
import { zoneFacesOutside, zonesIn } from './zone-ways.ts';

/** What people outside can connect to by TCP through a translation of the device, where the outside is known. */
export function publishedTcp(device: Device): readonly (PortForward | Published)[] {
  const outside =
    device.interfaces.some((port) => !port.shutdown && facesOutside(device, port)) ||
    [...zonesIn(device).keys()].some((zone) => zoneFacesOutside(device, zone));
  if (!outside) return [];
  const { forwards = [], published = [] } = device.nat ?? {};
  return [...forwards, ...published].filter(
    ({ seen: { protocol } }) => !protocol || protocol.anyOf.some(({ first, last }) => first <= 6 && 6 <= last),
  );
}
