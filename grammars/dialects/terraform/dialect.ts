import type { Dialect } from '../../dialect.ts';
import { moduleSources } from '../../kit/cloud/module-sources.ts';
import { asHcl, readHcl } from '../../kit/hcl/hcl-outline.ts';
import { type Device, emptyDevice } from '../../model/device.ts';
import { type Outline, type Statement, walk } from '../../outline.ts';
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
  for (const statement of statements)
    if (isTerraform(statement, outline.text)) for (const one of walk([statement])) one.coverage = 'recognised';
  return {
    ...emptyDevice,
    cloud: {
      unit: 'module',
      dialect: 'terraform',
      calls: moduleSources(body),
      read: () => ({ whole: false, complete: problems.length === 0, networks: [], gateways: [], machines: [] }),
    },
    fragment: true,
  };
}

/** Blocks of the language itself ("Configuration Language", block types), and values as `.tfvars` has them. */
const BLOCKS =
  /^(?:terraform|variable|locals|module|output|provider|resource|data|ephemeral|moved|removed|import|check|action|run|test|provisioner)$/;

const isTerraform = ({ words: [first], span }: Statement, text: string): boolean =>
  first !== undefined && (BLOCKS.test(first.text) || /^\s*=(?!=)/.test(text.slice(first.span.end, span.end)));
