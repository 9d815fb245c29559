import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { asGcp, parse } from './parse.ts';
import { write } from './write/change.ts';

/** Google Cloud: VPC firewall rules and policies, Cloud NAT and routes; Terraform and what the API prints. */
export const gcp: Dialect = {
  id: 'gcp',
  name: 'Google Cloud (Terraform, exports)',
  reads:
    'Terraform with resources of Google Cloud, JSON and YAML as the API and `gcloud` print it: VPC firewall rules and policies, routes, Cloud NAT',
  lineComment: '#',
  carriers: ['yaml', 'hcl'],
  provides: ['packet-filters', 'cloud-networks', 'timers', 'routes', 'masks'],
  detect,
  parse,
  toModel: (outline) => toModel(asGcp(outline)),
  write: (change, outline, device) => write(change, asGcp(outline), device),
};
