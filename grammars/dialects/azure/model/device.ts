import { type Device, emptyDevice } from '../../../model/device.ts';
import { declareCoverage } from '../declare.ts';
import type { AzureOutline } from '../source.ts';
import { routes } from './routes.ts';
import { securityGroups } from './security-groups.ts';
import { natOf } from './timers.ts';

/** Filters, routes and timers of one text, whatever its notation. Other texts of the same deployment may hold the rest. */
export function toModel(outline: AzureOutline): Device {
  const { source, problems } = outline;
  declareCoverage(outline);
  const nat = natOf(source, problems.length === 0);
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
