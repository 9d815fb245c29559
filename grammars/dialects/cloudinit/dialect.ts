import type { Dialect } from '../../dialect.ts';
import { flatOutline } from '../../kit/flat-outline.ts';
import { asYaml, readYaml } from '../../kit/yaml-outline.ts';
import { writeYaml } from '../../kit/yaml-write.ts';
import type { Outline } from '../../outline.ts';
import { detect } from './detect.ts';
import { isTemplate, kindOf } from './kind.ts';
import { toModel } from './model/device.ts';

/** cloud-init: user-data, vendor-data, network-config versions 1 and 2. */
export const cloudinit: Dialect = {
  id: 'cloudinit',
  name: 'cloud-init',
  reads: 'user-data, network-config version 1 and 2; files and firewall commands inside are reviewed too',
  lineComment: '#',
  readsTemplates: true,
  carriers: ['yaml', 'user-data'],
  provides: ['interfaces', 'routes', 'schema', 'sysctls', 'timers', 'keepalives', 'syn-defences', 'source-checks'],
  detect,
  parse,
  toModel: (outline) => toModel(asYaml(outline)),
  write: (change, outline) => writeYaml(change, outline),
};

function parse(text: string): Outline {
  return kindOf(text) === 'opaque'
    ? { ...flatOutline(text, 'recognised'), ...{ documents: [], templated: false } }
    : readYaml(text, isTemplate(text));
}
