import { type Device, emptyDevice } from '../../../model/device.ts';
import { routes } from './routes.ts';
import { securityGroups } from './security-groups.ts';
import type { Source } from './source.ts';
import { natOf } from './timers.ts';

/**
 * Filters, routes and timers of one text, whatever its notation. Other texts of the same deployment may hold the rest.
 * @param whole the text was read without a fault
 */
export function azureDevice(source: Source, whole: boolean): Device {
  const nat = natOf(source, whole);
  return {
    ...emptyDevice,
    ...securityGroups(source),
    routes: routes(source),
    ...(nat ? { nat } : {}),
    // A gateway's routes come by themselves.
    dynamicRouting: true,
    fragment: true,
  };
}
