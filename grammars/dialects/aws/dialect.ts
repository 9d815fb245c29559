import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { asAws, parse } from './parse.ts';
import { write } from './write/change.ts';

/** Amazon Web Services: CloudFormation, exports of its API, Terraform. */
export const aws: Dialect = {
  id: 'aws',
  name: 'AWS (CloudFormation, Terraform, API exports)',
  reads:
    'CloudFormation templates, Terraform with resources of AWS, answers of `aws ec2 describe-*`: security groups, network ACLs, routes, NAT gateways',
  lineComment: '#',
  readsTemplates: true,
  carriers: ['yaml', 'hcl'],
  provides: ['packet-filters', 'cloud-networks', 'timers', 'routes', 'references', 'masks', 'sequence-keys'],
  detect,
  parse,
  toModel: (outline) => toModel(asAws(outline)),
  write: (change, outline, device) => write(change, asAws(outline), device),
};
