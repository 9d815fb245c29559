import type { Dialect } from '../../dialect.ts';
import { azureDevice } from '../../kit/cloud/azure/azure-device.ts';
import { writeChange } from '../../kit/cloud/azure/write-change.ts';
import type { Device } from '../../model/device.ts';
import type { Outline } from '../../outline.ts';
import { declareCoverage } from './declare.ts';
import { detect } from './detect.ts';
import { asBicep, parse } from './parse.ts';

/** Bicep: what Azure's templates are written in. */
export const bicep: Dialect = {
  id: 'bicep',
  name: 'Azure Bicep',
  reads: 'Bicep files: network security groups, routes, NAT gateways, load balancers',
  lineComment: '//',
  readsTemplates: true,
  provides: [
    'packet-filters',
    'cloud-networks',
    'implicit-egress',
    'implicit-egress',
    'timers',
    'routes',
    'sequence-keys',
  ],
  detect,
  parse,
  toModel,
  write: (change, outline, device) => writeChange(change, asBicep(outline), device),
};

function toModel(outline: Outline): Device {
  const own = asBicep(outline);
  declareCoverage(own);
  return azureDevice(own.source, own.problems.length === 0, 'bicep', { text: outline.text });
}
