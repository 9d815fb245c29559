import type { Dialect } from '../../dialect.ts';
import { azureDevice } from '../../kit/cloud/azure/azure-device.ts';
import { writeChange } from '../../kit/cloud/azure/write-change.ts';
import type { Device } from '../../model/device.ts';
import type { Outline } from '../../outline.ts';
import { declareCoverage } from './declare.ts';
import { detect } from './detect.ts';
import { asAzure, parse } from './parse.ts';

/** Microsoft Azure: ARM templates, exports of resources, Terraform. */
export const azure: Dialect = {
  id: 'azure',
  name: 'Azure (ARM, Terraform, exports)',
  reads:
    'ARM templates, Terraform with resources of Azure, resources as Azure prints them: network security groups, routes, NAT gateways, load balancers',
  lineComment: '//',
  readsTemplates: true,
  carriers: ['hcl'],
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
  write: (change, outline, device) => writeChange(change, asAzure(outline), device),
};

function toModel(outline: Outline): Device {
  const own = asAzure(outline);
  declareCoverage(own);
  return azureDevice(own.source, own.problems.length === 0, 'azure', own);
}
