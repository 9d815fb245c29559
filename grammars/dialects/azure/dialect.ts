import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { asAzure, parse } from './parse.ts';
import { write } from './write/change.ts';

/** Microsoft Azure: ARM templates, exports of resources, Terraform. */
export const azure: Dialect = {
  id: 'azure',
  name: 'Azure (ARM, Terraform, exports)',
  reads:
    'ARM templates, Terraform with resources of Azure, resources as Azure prints them: network security groups, routes, NAT gateways, load balancers',
  lineComment: '//',
  provides: ['packet-filters', 'timers', 'routes', 'sequence-keys'],
  detect,
  parse,
  toModel: (outline) => toModel(asAzure(outline)),
  write: (change, outline, device) => write(change, asAzure(outline), device),
};
