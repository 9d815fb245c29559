import { type Device, emptyDevice } from '../../../model/device.ts';
import { declareCoverage } from '../declare.ts';
import type { AwsOutline } from '../source.ts';
import { securityGroups } from './security-groups.ts';

/** Security groups of one text, whatever its notation. */
export function toModel(outline: AwsOutline): Device {
  const { source } = outline;
  declareCoverage(outline);
  const groups = securityGroups(source);
  return {
    ...emptyDevice,
    filters: groups.filters,
    bindings: groups.bindings,
    references: { definitions: source.definitions, uses: source.uses },
    embedded: source.embedded,
    fragment: source.partial || outline.problems.length > 0,
  };
}
