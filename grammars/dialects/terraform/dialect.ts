import type { Dialect } from '../../dialect.ts';
import { moduleSources } from '../../kit/cloud/module-sources.ts';
import { asHcl, readHcl } from '../../kit/hcl/hcl-outline.ts';
import { type Device, emptyDevice } from '../../model/device.ts';
import { type Outline, walk } from '../../outline.ts';
import { detect } from './detect.ts';

/** Terraform without a cloud of its own: what files beside it, and modules that it calls, are deployed with. */
export const terraform: Dialect = {
  id: 'terraform',
  name: 'Terraform (variables, calls of modules)',
  reads: 'Terraform files without resources (variables, locals, calls of modules), and `.tfvars`',
  lineComment: '#',
  readsTemplates: true,
  carriers: ['hcl'],
  provides: [],
  detect,
  parse: readHcl,
  toModel,
  write: () => undefined,
};

function toModel(outline: Outline): Device {
  const { statements, problems, body } = asHcl(outline);
  for (const statement of walk(statements)) statement.coverage = 'recognised';
  return {
    ...emptyDevice,
    cloud: {
      unit: 'module',
      dialect: 'terraform',
      calls: moduleSources(body),
      read: () => ({ complete: problems.length === 0, networks: [], gateways: [], machines: [] }),
    },
    fragment: true,
  };
}
